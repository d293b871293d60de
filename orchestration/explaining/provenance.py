"""What a figure rests on: the cells of the reports that count, and the rules they were held to."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from expectations.book.rule_book import RuleBook
from expectations.book.rule_changes import rule_book_of
from ingestion.forms.header import HEADER_TABLE
from ingestion.home.home import Home
from ingestion.landing.receipts import Receipt, receipts
from ingestion.submissions.accepted_rows import read_rows
from orchestration.intake.latest_verdicts import latest_verdicts

# Which observation each node reads, of which source unit, for which unit and year: the way between
# cells and points, in either direction.
READ_BY_NODES = """
with read_by_nodes as (
    select rules.method, rules.node_id, geography.geography, geography.unit_id, due.index_year,
        observed.submission_id, observed.agency_id, observed.measure,
        observed.unit_id as source_unit_id
    from intermediate.int_observations as observed
    inner join (
        select distinct form, agency_id, unit_id, period, index_year
        from intermediate.int_due_figures
    ) as due
        on observed.form = due.form and observed.agency_id = due.agency_id
            and observed.unit_id = due.unit_id and observed.period = due.period
    inner join method.node_rule as rules
        on observed.form = rules.form and observed.measure = rules.measure
    inner join intermediate.int_unit_geography as geography
        on observed.unit_id = geography.source_unit_id
    where observed.vintage = 'now'
)
"""


@dataclass(frozen=True)
class SourceCell:
    """One cell as it was sent and as it was read. ``value`` is what counts, after
    corrections."""

    submission_id: str
    sheet: str | None
    cell: str | None
    row_key: str
    field: str
    raw_text: str | None
    value: str | None
    status: str


@dataclass(frozen=True)
class Source:
    """One report a figure rests on: the file, its verdict, the rules it passed and those it did
    not, the decisions its verdict rests on, and its cells."""

    submission_id: str
    file: str
    form: str
    agency_id: str
    period: str
    received_on: date
    is_received_declared: bool
    verdict: str
    rules_passed: list[str]
    rules_not_passed: list[str]
    decisions: list[str]
    corrected_cells: int
    waived_findings: int
    cells: list[SourceCell]


def submissions_called(home: Home, file: str) -> set[str]:
    """The submissions whose hash begins with, or who ever came under the name of, ``file``."""
    with home.ledger() as ledger:
        received = ledger.said("received", "submission_id", "name")
    return {digest for digest, name in received if digest.startswith(file) or name == file}


def verdict_rows(home: Home, names: Collection[str]) -> dict[str, dict[str, Any]]:
    """The current verdict on some submissions, with the name of the file of each, and whether
    its day of receipt was declared."""
    with home.ledger() as ledger:
        named = receipts(ledger, names)
        rows = latest_verdicts(ledger, names).to_dicts()
    return {
        row["submission_id"]: {**row, **_of_receipt(named[row["submission_id"]])} for row in rows
    }


def _of_receipt(receipt: Receipt) -> dict[str, Any]:
    return {"file": receipt.name, "is_received_declared": receipt.declared}


def rules_of(home: Home) -> RuleBook:
    """The rules as they stand in the home."""
    with home.ledger() as ledger:
        return rule_book_of(ledger)


def source_of(verdict: dict[str, Any], rule_book: RuleBook, cells: Sequence[SourceCell]) -> Source:
    """The report of a verdict with the cells that matter and what the rules of today say of it."""
    broken = sorted(json.loads(verdict["codes"]))
    asked = [
        code
        for code, rule in rule_book.on(verdict["period_end"]).items()
        if rule.judges(verdict["form"], verdict["period_end"])
    ]
    return Source(
        submission_id=verdict["submission_id"],
        file=verdict["file"],
        form=verdict["form"],
        agency_id=verdict["agency_id"],
        period=verdict["period"],
        received_on=verdict["received_on"],
        is_received_declared=verdict["is_received_declared"],
        verdict=verdict["verdict"],
        rules_passed=[code for code in asked if code not in broken],
        rules_not_passed=broken,
        decisions=verdict["decisions"],
        corrected_cells=verdict["corrected_cells"],
        waived_findings=verdict["waived"],
        cells=list(cells),
    )


def rows_of(home: Home, verdict: dict[str, Any]) -> pl.DataFrame:
    """The accepted cells of one submission; empty where it was not accepted."""
    ids = pl.Series([verdict["submission_id"]])
    rows = read_rows(home / "rows", verdict["form"], verdict["index_year"], ids)
    return rows.filter(pl.col("table") != HEADER_TABLE)


def cells_at(rows: pl.DataFrame, places: Collection[tuple[str, str]]) -> list[SourceCell]:
    """The cells at some places (sheet and address) of a submission."""
    at = pl.DataFrame(sorted(places), schema=["sheet", "cell"], orient="row")
    there = rows.join(at, on=["sheet", "cell"], how="semi")
    return [as_cell(row) for row in there.sort("row_number", "row_key", "field").to_dicts()]


def as_cell(row: dict[str, Any]) -> SourceCell:
    """A row of ``accepted_rows`` as a cell."""
    number = row["number"]
    value = row["text"] if number is None else f"{number.normalize():f}"
    names = ("submission_id", "sheet", "cell", "row_key", "field", "raw_text", "status")
    return SourceCell(value=value, **{name: row[name] for name in names})
