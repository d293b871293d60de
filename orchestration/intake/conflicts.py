"""Two different reports under one revision and one day: which file the other one is, and in which
cells they differ, so that nobody has to lay them side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from expectations.checks.across_rules import CONFLICT
from ingestion.home.home import Home
from ingestion.landing.receipts import Receipt, receipts
from ingestion.parsing.report import Report, TypedCell
from orchestration.intake.originals import read_originals

_MOST_NAMED = 12
_LENGTH_OF_ID = 12


def with_other_files(home: Home, findings: pl.DataFrame) -> pl.DataFrame:
    """The findings (schema ``FINDINGS``); those on a conflict with the names of the other files
    (``candidate_names``, in the order of ``candidate_ids``) and the cells that differ
    (``expected_text``), each as it lies in the file the finding is about."""
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


def _named(
    finding: dict[str, Any], received: Mapping[str, Receipt], reports: Mapping[str, Report]
) -> dict[str, Any]:
    if finding["code"] != CONFLICT:
        return finding
    own, others = str(finding["submission_id"])[:_LENGTH_OF_ID], finding["candidate_ids"]
    names = [received[one].name if one in received else "" for one in others]
    places = dict[str, None]()
    for other in others:
        if own in reports and other in reports:
            places |= dict.fromkeys(_differing(reports[own], reports[other]))
    named = ", ".join(list(places)[:_MOST_NAMED])
    shown = f"{named}… ({len(places)})" if len(places) > _MOST_NAMED else named
    return {**finding, "candidate_names": names, "expected_text": shown or None}


def _differing(own: Report, other: Report) -> list[str]:
    """The places of the cells in which two reports differ, in the order of the first."""
    cells, others = _by_place(own), _by_place(other)
    return [
        f"{one.sheet}!{one.cell}"
        for place, one in (others | cells).items()
        if one.cell and _value(cells.get(place)) != _value(others.get(place))
    ]


def _by_place(report: Report) -> dict[tuple[str, str, str], TypedCell]:
    return {(one.table, one.row_key, one.field): one for one in report.cells}


def _value(cell: TypedCell | None) -> tuple[object, ...] | None:
    """What a cell says; nothing for one that is not there or blank."""
    if cell is None or cell.value.status == "not_reported":
        return None
    return cell.value.status, cell.value.number, cell.value.text or cell.value.raw_text
