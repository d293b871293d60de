"""The difference between two states of the register of agencies, agency by agency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import polars as pl

from ingestion.landing.agencies import AGENCIES, reporter_of

ChangeKind = Literal["new", "renamed", "ended", "merged", "changed", "removed"]
CHANGE_KINDS: tuple[ChangeKind, ...] = ("new", "renamed", "ended", "merged", "changed", "removed")
# The number of a register says nothing of an agency.
_COMPARED = [name for name in AGENCIES if name != "register_version"]


@dataclass(frozen=True)
class AgencyChange:
    """What a register changes about one agency. ``name`` is what it is called at last, ``kind``
    the gravest of what happens to it: it is ``new``, it ends and has a successor (``merged``), it
    ``ended``, it is called otherwise at last (``renamed``), or anything else about it is
    ``changed``; ``removed`` says that no register in force names it any more. ``since`` is the day
    from which its last line holds, ``until`` the last day of an agency that ends. ``values`` has,
    by column, what its last line said and says (``valid_from`` and ``valid_to``: its first and last
    day); it is empty where only an earlier line changes."""

    agency_id: str
    kind: ChangeKind
    name: str
    since: date | None
    until: date | None
    successor_id: str | None
    values: dict[str, tuple[str | None, str | None]]


def register_changes(before: pl.DataFrame, after: pl.DataFrame) -> list[AgencyChange]:
    """What changes between two frames of ``AGENCIES``: each agency whose lines are not the same
    once, in the order of kinds and ids; empty where the frames say the same."""
    had, has = _by_agency(before), _by_agency(after)
    changes = [
        _change(agency_id, had.get(agency_id, []), has.get(agency_id, []))
        for agency_id in sorted({*had, *has})
        if had.get(agency_id) != has.get(agency_id)
    ]
    return sorted(changes, key=lambda one: CHANGE_KINDS.index(one.kind))


@dataclass(frozen=True)
class LeadChange:
    """A province that ``is_left`` without a lead agency, one that others report to and that
    answers for their systems, or that gets one where it had none."""

    unit_id: str
    is_left: bool


def lead_changes(before: pl.DataFrame, after: pl.DataFrame) -> list[LeadChange]:
    """The provinces that have a lead agency in one of two frames of ``AGENCIES`` only, as their
    lines without a last day say, in order; none whose agencies all end."""
    had, has = _led_units(before), _led_units(after)
    there = set(after.filter(pl.col("valid_to").is_null())["unit_id"])
    left = [LeadChange(unit_id, is_left=True) for unit_id in sorted((had - has) & there)]
    return left + [LeadChange(unit_id, is_left=False) for unit_id in sorted(has - had)]


def _led_units(agencies: pl.DataFrame) -> set[str]:
    lines = agencies.filter(pl.col("valid_to").is_null())
    parents = lines.select(agency_id="parent_id").drop_nulls().unique()
    reporting = lines.filter(reporter_of(pl.col("agency_type")).is_not_null())
    return set(reporting.join(parents, on="agency_id", how="semi")["unit_id"].drop_nulls())


_Lines = list[dict[str, Any]]


def _by_agency(agencies: pl.DataFrame) -> dict[str, _Lines]:
    ordered = agencies.select(_COMPARED).sort("agency_id", "valid_from", nulls_last=False)
    lines: dict[str, _Lines] = {}
    for line in ordered.iter_rows(named=True):
        lines.setdefault(line["agency_id"], []).append(line)
    return lines


def _change(agency_id: str, had: _Lines, has: _Lines) -> AgencyChange:
    old, new = _summary(had), _summary(has)
    last = new or old
    values = {
        name: (_shown(old.get(name)), _shown(new.get(name)))
        for name in _COMPARED
        if old and new and old[name] != new[name]
    }
    return AgencyChange(
        agency_id,
        _kind(old, new),
        last["agency_name"],
        (has or had)[-1]["valid_from"],
        last["valid_to"],
        last["successor_id"],
        values,
    )


def _summary(lines: _Lines) -> dict[str, Any]:
    """What the last line says, and the first and last day of all; empty without lines."""
    return {**lines[-1], "valid_from": lines[0]["valid_from"]} if lines else {}


def _kind(old: Mapping[str, Any], new: Mapping[str, Any]) -> ChangeKind:
    if not old:
        return "new"
    if not new:
        return "removed"
    end = new["valid_to"]
    is_ended = end is not None and (old["valid_to"] is None or end < old["valid_to"])
    has_other_successor = new["successor_id"] not in (None, old["successor_id"])
    if end is not None and new["successor_id"] and (is_ended or has_other_successor):
        return "merged"
    if is_ended:
        return "ended"
    return "renamed" if old["agency_name"] != new["agency_name"] else "changed"


def _shown(value: object) -> str | None:
    return None if value is None else value.isoformat() if isinstance(value, date) else str(value)
