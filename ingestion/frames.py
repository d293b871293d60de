"""Reports of many files as Polars frames: one of cells, one of problems of shape, one of headers.

Shapes: ``cells`` has one row per typed cell, ``problems`` one per problem of shape, ``headers`` one
per submission (null where a header line could not be read).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from ingestion.contract import Contracts
from ingestion.header import HEADER_TABLE
from ingestion.periods import Period, deadline_of, parse_period
from ingestion.report import Report
from ingestion.values import DECIMALS

NUMBER = pl.Decimal(38, DECIMALS)
CELLS = pl.Schema(
    {
        "submission_id": pl.String(),
        "contract_id": pl.String(),
        "table": pl.String(),
        "sheet": pl.String(),
        "row_key": pl.String(),
        "row_number": pl.Int32(),
        "field": pl.String(),
        "cell": pl.String(),
        "kind": pl.String(),
        "status": pl.String(),
        "raw_text": pl.String(),
        "number": NUMBER,
        "text": pl.String(),
        "problem": pl.String(),
    }
)
PROBLEMS = pl.Schema(
    {
        "submission_id": pl.String(),
        "code": pl.String(),
        "sheet": pl.String(),
        "cell": pl.String(),
        "expected": pl.String(),
        "found": pl.String(),
    }
)
HEADERS = pl.Schema(
    {
        "submission_id": pl.String(),
        "contract_id": pl.String(),
        "form": pl.String(),
        "form_version": pl.Int32(),
        "agency_id": pl.String(),
        "agency_name": pl.String(),
        "unit_code": pl.String(),
        "unit_name": pl.String(),
        "period": pl.String(),
        "period_kind": pl.String(),
        "period_start": pl.Date(),
        "period_end": pl.Date(),
        "index_year": pl.Int32(),
        "scope": pl.String(),
        "subject": pl.String(),
        "revision": pl.Int32(),
        "report_date": pl.Date(),
        "money_unit": pl.String(),
        "is_synthetic": pl.Boolean(),
        "deadline": pl.Date(),
        "obligation": pl.String(),
    }
)


@dataclass(frozen=True)
class Batch:
    """Many submissions as three frames (see the module)."""

    cells: pl.DataFrame
    problems: pl.DataFrame
    headers: pl.DataFrame


def batch_of(reports: Mapping[str, Report], contracts: Contracts) -> Batch:
    """The frames of many reports, by submission id."""
    cells = [
        (name, report.contract_id, *cell[:-1], *cell.value)
        for name, report in reports.items()
        for cell in report.cells
    ]
    problems = [(name, *p) for name, report in reports.items() for p in report.problems]
    headers = [_header(name, report, contracts) for name, report in reports.items()]
    return Batch(
        pl.DataFrame(cells, schema=CELLS, orient="row"),
        pl.DataFrame(problems, schema=PROBLEMS, orient="row"),
        pl.DataFrame(headers, schema=HEADERS, orient="row"),
    )


def _header(submission_id: str, report: Report, contracts: Contracts) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(HEADERS)
    row |= {
        "submission_id": submission_id,
        "contract_id": report.contract_id,
        "subject": "-",
    }
    if report.contract_id is None:
        return row
    form = contracts[report.contract_id]
    said = {cell.field: cell.value for cell in report.cells if cell.table == HEADER_TABLE}
    row |= {
        code: value.text
        for code, value in said.items()
        if code in HEADERS and value.status == "reported"
    }
    kind = said["data_kind"].text
    revision = said["revision"].number
    row |= {
        "form": form.form,
        "form_version": form.version,
        "is_synthetic": None if kind not in ("real", "synthetic") else kind == "synthetic",
        "revision": int(revision) if revision is not None and 0 <= revision < 1_000 else None,
        "report_date": _day(said["report_date"].text),
    }
    period = _period(said["period"].text)
    if period is None:
        return row
    due = deadline_of(form, period, said["scope"].text)
    return row | {
        "period": period.key,
        "period_kind": period.kind,
        "period_start": period.start,
        "period_end": period.end,
        "index_year": period.index_year,
        "deadline": due[0] if due else None,
        "obligation": due[1].obligation if due else None,
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _period(text: str | None) -> Period | None:
    try:
        return parse_period(text or "")
    except ValueError:
        return None
