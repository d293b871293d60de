"""The files of submissions, read again as they were sent.

One that is lost (gone, changed or closed) costs its submission: nothing is read of it, its verdict
is ``tool_error``, and every run asks for it until the same bytes are handed in again. A register of
agencies that is lost changes nothing while it is: its agencies are those of the last run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import duckdb
import polars as pl

from ingestion.home.database import read_database
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.home.raw_store import LostOriginal, RawStore
from ingestion.home.regular_files import LARGEST_FILE
from ingestion.landing.agencies import AGENCIES
from ingestion.landing.receipts import Receipt, all_received
from ingestion.landing.sources import is_register
from ingestion.landing.unreadable import UnreadableFile
from ingestion.parsing.pool import read_reports
from ingestion.parsing.report import Report, unreadable
from ingestion.parsing.shape import Problem
from ingestion.submissions.confirmations import confirmations, unconfirmed_letters
from ingestion.submissions.purges import purged_files
from ingestion.submissions.registers import current_agencies, lost_registers
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.quarantine import not_read, set_aside
from orchestration.intake.register_faults import checked_register
from orchestration.reference.seeds import unit_names

# No rule has this code, so that nothing is held against the report itself.
_LOST = "ORIGINAL-LOST"


def original(store: RawStore, receipt: Receipt) -> bytes | Report:
    """The bytes of a submission, or the report of one that is larger than any report and is not
    read. Raises ``LostOriginal``."""
    if receipt.size > LARGEST_FILE:
        return unreadable(UnreadableFile("over_limit", size=receipt.size))
    return store.get(receipt.submission_id)


def read_originals(home: Home, received: Iterable[Receipt]) -> Iterator[tuple[str, Report]]:
    """Submissions read again in the pool, by id and in the order given; of one that is lost, the
    report that says so (``lost_in``), and nothing of one that is in quarantine or waits for a
    person to say what it is."""
    store, settings = home.raw_store(), home.settings
    with home.ledger() as ledger:
        unread: dict[str, Report] = dict.fromkeys(unconfirmed_letters(ledger), Report(None))
        unread |= dict.fromkeys(set_aside(ledger), not_read())
        confirmed = {name: one.confirmed for name, one in confirmations(ledger).items()}
    return read_reports(
        (
            (one.submission_id, unread.get(one.submission_id) or _or_lost(store, one))
            for one in received
        ),
        confirmed=confirmed,
        readers=settings.readers,
        seconds_per_file=settings.seconds_per_file,
        names=unit_names(),
    )


def _or_lost(store: RawStore, receipt: Receipt) -> bytes | Report:
    try:
        content = original(store, receipt)
        if receipt.sender is None and isinstance(content, bytes) and is_register(content):
            checked_register(content, None)  # the readers know no units
        return content
    except UnreadableFile as reason:
        return unreadable(reason)
    except LostOriginal as lost:
        return Report(None, problems=[Problem(_LOST, None, None, "read", lost.reason)])


def lost_in(submission_id: str, report: Report) -> LostOriginal | None:
    """Why nothing was read of a submission that is lost; None for every other."""
    lost = [one.found for one in report.problems if one.code == _LOST]
    return LostOriginal(lost[0], id=submission_id[:12]) if lost else None


@dataclass(frozen=True)
class Lost:
    """A file that was received and has to be handed in again: why, as the reason of a
    ``LostOriginal``."""

    submission_id: str
    name: str
    reason: str
    is_register: bool


def lost_originals(home: Home) -> list[Lost]:
    """The files of a home that are lost and were not purged: gone or shorter than they were; of
    those no verdict could be given on, and of registers, also what is closed or changed."""
    store = home.raw_store()
    with home.ledger() as ledger:
        purged = purged_files(ledger)
        received = all_received(ledger)
        failed = latest_verdicts(ledger).filter(verdict="tool_error")["submission_id"].to_list()
    missing = []
    for one in received.values():
        if one.submission_id in purged:
            continue
        is_asked = one.is_register or one.submission_id in failed
        if is_asked or not store.holds(one.submission_id, one.size):
            try:
                original(store, one)
            except LostOriginal as lost:
                missing.append(Lost(one.submission_id, one.name, lost.reason, one.is_register))
    return missing


def agencies_of(home: Home, ledger: Ledger) -> pl.DataFrame:
    """Every agency registered in a home; while a register is lost, those of the last run that
    ended well, if there was one."""
    store = home.raw_store()
    if not (lost_registers(ledger, store) and home.computed.exists()):
        return current_agencies(ledger, store)
    with read_database(home.computed) as connection:
        return agencies_in(connection, ledger, store)


def agencies_in(
    connection: duckdb.DuckDBPyConnection, ledger: Ledger, store: RawStore
) -> pl.DataFrame:
    """Every agency registered; while a register is lost, those loaded into this warehouse before.
    Without them whoever it names would become unknown, and all their reports be held."""
    loaded = _loaded_agencies(connection) if lost_registers(ledger, store) else None
    return current_agencies(ledger, store) if loaded is None else loaded


def _loaded_agencies(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame | None:
    """The agencies of ``raw.agencies`` as they are registered; None where none were loaded."""
    try:
        lines = connection.execute("select * from raw.agencies")
    except duckdb.CatalogException:
        return None
    there = [str(name) for name, *_ in lines.description or ()]
    rows = (dict(zip(there, row, strict=True)) for row in lines.fetchall())
    # A warehouse of an earlier version may lack a column.
    values = [[row.get(name) for name in AGENCIES] for row in rows]
    loaded = pl.DataFrame(values, schema=AGENCIES, orient="row")
    return loaded.sort("agency_id", "valid_from", nulls_last=False)
