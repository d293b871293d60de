"""Which registered agencies the head of a letter may name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from ingestion.forms.official_layouts import official_key
from ingestion.parsing.proposals import Found, Proposal

# Fewer words begin the names of too many bodies.
_LEAST_WORDS = 2


@dataclass(frozen=True)
class Candidate:
    """An agency that a letter may be of, and the text that says so."""

    agency_id: str
    name: str
    found: Found


def candidates(
    proposal: Proposal, agencies: pl.DataFrame, sender: str | None = None
) -> list[Candidate]:
    """The agencies that a line of the head names, in full or up to the place that another line
    names; only the one whose channel the letter came by, where it is among them. The lowest line
    comes first: above it stands the body that is over the sender."""
    keys = {
        agency_id: (name, official_key(name))
        for agency_id, name in agencies.select("agency_id", "agency_name").iter_rows()
    }
    head = " ".join(official_key(found.value) for found in proposal.names)
    named: dict[str, Candidate] = {}
    for found in reversed(proposal.names):
        for agency_id in _named_by(official_key(found.value), keys, head):
            named.setdefault(agency_id, Candidate(agency_id, keys[agency_id][0], found))
    if sender in named:
        return [named[sender]]
    return [*named.values()]


def _named_by(line: str, keys: dict[str, tuple[str, str]], head: str) -> Iterator[str]:
    exact = [agency_id for agency_id, (_, key) in keys.items() if key == line]
    if exact or len(line.split()) < _LEAST_WORDS:
        yield from exact
        return
    begun = {
        agency_id: key.removeprefix(line).strip()
        for agency_id, (_, key) in keys.items()
        if key.startswith(f"{line} ")
    }
    placed = [agency_id for agency_id, rest in begun.items() if rest in head]
    longer = [agency_id for agency_id, (_, key) in keys.items() if line.startswith(f"{key} ")]
    yield from placed or [*begun, *longer]
