"""Which registers of agencies are in force, and what they say together.

The registers that came together as the first of a home are in force from the start: there is
nothing to compare them with, and without one no report can be judged. Each later one waits until
two people put it in force (``decisions.RegisterChange``). Those received by versions of this
software that knew no such decision stay in force.

The newest register in force that names an agency replaces all its lines: the one with the highest
``register_version`` written in it, of equal ones (none written is 0) the one that came into force
last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from ingestion.home.ledger import Ledger
from ingestion.home.raw_store import LostOriginal, RawStore
from ingestion.landing.agencies import AGENCIES, read_agencies
from ingestion.landing.receipts import Receipt, registers
from ingestion.submissions.decisions import RegisterChange, approved_registers, decisions_of


def registers_in_force(ledger: Ledger) -> list[str]:
    """The ids of the registers in force, in the order they came into force."""
    started = [one.submission_id for one in registers(ledger) if not one.is_waiting]
    return [*started, *approved_registers(ledger)]


def waiting_registers(ledger: Ledger) -> list[Receipt]:
    """The registers that were received and are neither approved nor rejected, in the order they
    came: proposed by nobody yet, or proposed and waiting for a second person."""
    latest = {
        one.what.register_id: one.state
        for one in decisions_of(ledger).values()
        if isinstance(one.what, RegisterChange)
    }
    return [
        one
        for one in registers(ledger)
        if one.is_waiting and latest.get(one.submission_id, "proposed") == "proposed"
    ]


def current_agencies(ledger: Ledger, store: RawStore) -> pl.DataFrame:
    """Every agency in the shape of ``AGENCIES``, each with the lines of the newest register in
    force that names it; empty before the first. Registers that are lost are left out."""
    contents = _contents(registers_in_force(ledger), store)
    return together([one for one in contents if not isinstance(one, LostOriginal)])


def together(contents: Iterable[bytes]) -> pl.DataFrame:
    """What registers (their bytes, in the order they came into force) say together."""
    frames = [
        read_agencies(content).with_columns(place=number) for number, content in enumerate(contents)
    ]
    if not frames:
        return pl.DataFrame(schema=AGENCIES)
    version = pl.col("register_version").fill_null(0).max().over("place", "agency_id")
    everything = pl.concat(frames).with_columns(age=pl.struct(version, "place"))
    newest = everything.filter(pl.col("age").rank("dense", descending=True).over("agency_id") == 1)
    return newest.sort("agency_id", "valid_from", nulls_last=False).select(list(AGENCIES))


def lost_registers(ledger: Ledger, store: RawStore) -> list[LostOriginal]:
    """Why registers in force cannot be read."""
    contents = _contents(registers_in_force(ledger), store)
    return [one for one in contents if isinstance(one, LostOriginal)]


def _contents(names: Iterable[str], store: RawStore) -> Iterator[bytes | LostOriginal]:
    """The bytes of each register, or why they are lost."""
    for name in names:
        try:
            yield store.get(name)
        except LostOriginal as lost:
            yield lost
