"""Two different reports under one revision and one day: which files they are, and in which cells
they differ, so that nobody has to lay them side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from expectations.checks.across_rules import CONFLICT
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.landing.receipts import Receipt, receipts
from ingestion.landing.senders import sender_id_of
from ingestion.landing.sources import channel_words
from ingestion.language.vietnamese import printable
from ingestion.messages import LANGUAGES
from ingestion.parsing.report import Report, TypedCell
from ingestion.submissions.frame_columns import REPORT_KEY
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.originals import lost_in, read_originals

_MOST_NAMED = 12
_LENGTH_OF_ID = 12
_LONGEST_VALUE = 60
_BLANK = "–"
_ONE_REPORT = (*REPORT_KEY, "revision", "report_date")


@dataclass(frozen=True)
class ConflictingReport:
    """One of the reports: its file, who sent it (an agency, or the channel it came by), the account
    that handed it in, if one did, and the day it was received."""

    submission_id: str
    name: str
    sender: str | None
    channel: str
    handed_in_by: str | None
    received_on: date


@dataclass(frozen=True)
class Conflict:
    """Several reports of one agency on the same, under one revision and one day, none of which
    counts until one of them is chosen."""

    form: str
    agency_id: str
    period: str
    scope: str
    subject: str
    revision: int
    report_date: date
    reports: list[ConflictingReport]


@dataclass(frozen=True)
class DifferingCell:
    """A cell in which reports differ: its place in the first of them that has it, and what each
    says there, in their order; None where one has no such cell or leaves it blank."""

    sheet: str
    cell: str
    table: str
    row_key: str
    field: str
    values: list[str | None]


def conflicts_of(ledger: Ledger) -> list[Conflict]:
    """The conflicts that nobody has settled, the reports of each in the order they came."""
    held = latest_verdicts(ledger).filter(pl.col("blocking_codes").list.contains(CONFLICT))
    received = receipts(ledger, of=held["submission_id"].to_list()) if held.height else {}
    groups = held.partition_by(_ONE_REPORT, as_dict=True, maintain_order=True)
    conflicts = []
    for rows in groups.values():
        reports = [_report(received[name]) for name in rows["submission_id"]]
        reports.sort(key=lambda one: (one.received_on, one.submission_id))
        about = {name: rows[name][0] for name in _ONE_REPORT}
        conflicts.append(Conflict(**about, reports=reports))
    return sorted(conflicts, key=lambda one: (one.agency_id, one.form, one.period))


def differing_cells(home: Home, conflict: Conflict) -> list[DifferingCell]:
    """The cells in which the reports of a conflict differ, as they were sent; raises
    ``LostOriginal``."""
    names = [one.submission_id for one in conflict.reports]
    with home.ledger() as ledger:
        received = receipts(ledger, of=names)
    reports = dict(read_originals(home, [received[name] for name in sorted(names)]))
    for name, report in reports.items():
        if lost := lost_in(name, report):
            raise lost
    return _differing([reports[name] for name in names])


def with_other_files(home: Home, findings: pl.DataFrame) -> pl.DataFrame:
    """The findings (schema ``FINDINGS``); those on a conflict with the other files, their senders
    and days of receipt (``candidate_names``, in the order of ``candidate_ids``), the cells that
    differ (``expected_text``), and what the file the finding is about and the others say there
    (``expected_key``)."""
    conflicts = findings.filter(code=CONFLICT)
    if conflicts.is_empty():
        return findings
    with home.ledger() as ledger:
        received = {one.submission_id[:_LENGTH_OF_ID]: one for one in receipts(ledger).values()}
    asked = {name[:_LENGTH_OF_ID] for name in conflicts["submission_id"]}
    asked |= {name for names in conflicts["candidate_ids"] for name in names}
    sent = [received[name] for name in sorted(asked & received.keys())]
    reports = {name[:_LENGTH_OF_ID]: report for name, report in read_originals(home, sent)}
    rows = [_named(row, received, reports) for row in findings.iter_rows(named=True)]
    return pl.DataFrame(rows, findings.schema)


def _report(receipt: Receipt) -> ConflictingReport:
    return ConflictingReport(
        receipt.submission_id,
        receipt.name,
        receipt.sender,
        receipt.channel,
        receipt.handed_in_by,
        receipt.received_on,
    )


def _named(
    finding: dict[str, Any], received: Mapping[str, Receipt], reports: Mapping[str, Report]
) -> dict[str, Any]:
    if finding["code"] != CONFLICT:
        return finding
    own, others = str(finding["submission_id"])[:_LENGTH_OF_ID], finding["candidate_ids"]
    names = [_file_in_words(received[one]) if one in received else "" for one in others]
    there = [one for one in (own, *others) if one in reports]
    cells = _differing([reports[one] for one in there]) if own in reports else []
    places = [f"{one.sheet}!{one.cell}" for one in cells]
    values = [
        f"{place}: {' / '.join(value or _BLANK for value in one.values)}"
        for place, one in zip(places, cells, strict=True)
    ]
    named = {"expected_text": _first(places, ", "), "expected_key": _first(values, "; ")}
    return {**finding, "candidate_names": names, **named}


def _file_in_words(receipt: Receipt) -> str:
    """A file with its sender, as long as that is no address, and the day it came."""
    sender = sender_id_of(receipt) or channel_words(receipt.channel, LANGUAGES[0])
    return printable(f"{receipt.name} ({sender}, {receipt.received_on:%d/%m/%Y})")


def _first(parts: Sequence[str], between: str) -> str | None:
    more = f"… ({len(parts)})" if len(parts) > _MOST_NAMED else ""
    return between.join(parts[:_MOST_NAMED]) + more or None


def _differing(reports: Sequence[Report]) -> list[DifferingCell]:
    """The cells in which reports differ, in the order of the first."""
    sides = [_by_place(report) for report in reports]
    first = {place: cell for side in reversed(sides) for place, cell in side.items()}
    ordered: Iterable[tuple[str, str, str]] = dict.fromkeys(
        place for side in sides for place in side
    )
    return [
        DifferingCell(
            printable(first[place].sheet or ""),
            printable(first[place].cell or ""),
            *place,
            values=[_shown(side.get(place)) for side in sides],
        )
        for place in ordered
        if first[place].cell and len({_value(side.get(place)) for side in sides}) > 1
    ]


def _by_place(report: Report) -> dict[tuple[str, str, str], TypedCell]:
    return {(one.table, one.row_key, one.field): one for one in report.cells}


def _value(cell: TypedCell | None) -> tuple[object, ...] | None:
    """What a cell says; nothing for one that is not there or blank."""
    if cell is None or cell.value.status == "not_reported":
        return None
    return cell.value.status, cell.value.number, cell.value.text or cell.value.raw_text


def _shown(cell: TypedCell | None) -> str | None:
    if cell is None or not cell.value.raw_text:
        return None
    return printable(cell.value.raw_text)[:_LONGEST_VALUE]
