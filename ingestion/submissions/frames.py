"""Reports of many files as Polars frames: one of cells, one of problems of shape, one of headers.

Their columns are those of ``frame_columns``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from ingestion.forms.contract import Contracts
from ingestion.forms.header import HEADER_TABLE
from ingestion.forms.obligations import Law
from ingestion.forms.periods import Period, parse_period
from ingestion.parsing.report import Report
from ingestion.submissions.frame_columns import CELLS, HEADERS, PROBLEMS


@dataclass(frozen=True)
class Batch:
    """Many submissions as three frames (see the module)."""

    cells: pl.DataFrame
    problems: pl.DataFrame
    headers: pl.DataFrame


def batch_of(reports: Mapping[str, Report], contracts: Contracts, law: Law) -> Batch:
    """The frames of many reports, by submission id; ``law`` says when each was due."""
    cells = [
        (name, report.contract_id, *cell[:-1], *cell.value)
        for name, report in reports.items()
        for cell in report.cells
    ]
    problems = [(name, *p) for name, report in reports.items() for p in report.problems]
    headers = [_header(name, report, contracts, law) for name, report in reports.items()]
    return Batch(
        pl.DataFrame(cells, schema=CELLS, orient="row"),
        pl.DataFrame(problems, schema=PROBLEMS, orient="row"),
        pl.DataFrame(headers, schema=HEADERS, orient="row"),
    )


def _header(
    submission_id: str, report: Report, contracts: Contracts, law: Law
) -> dict[str, object]:
    row: dict[str, object] = dict.fromkeys(HEADERS)
    row |= {
        "submission_id": submission_id,
        "contract_id": report.contract_id,
        "subject": "-",
    }
    if report.contract_id is None:
        return row
    form = contracts[report.contract_id]
    values = {cell.field: cell.value for cell in report.cells if cell.table == HEADER_TABLE}
    row |= {
        code: value.text
        for code, value in values.items()
        if code in HEADERS and value.status == "reported"
    }
    # What cannot be read may still have a text: what its cell shows.
    texts = {code: one.text if one.status == "reported" else None for code, one in values.items()}
    kind, revision = texts["data_kind"], values["revision"].number
    row |= {
        "form": form.form,
        "form_version": form.version,
        "is_synthetic": None if kind not in ("real", "synthetic") else kind == "synthetic",
        "revision": int(revision) if revision is not None and 0 <= revision < 1_000 else None,
        "report_date": _day(texts["report_date"]),
    }
    period = _period(texts["period"])
    if period is None:
        return row
    due = law.deadline_of(form.form, period, texts["scope"])
    period = law.with_days(form.form, period, texts["scope"])
    return row | {
        "period": period.key,
        "period_kind": period.kind,
        "period_start": period.start,
        "period_end": period.end,
        "index_year": period.index_year,
        "deadline": due.day if due else None,
        "obligation": due.obligation if due else None,
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _period(text: str | None) -> Period | None:
    try:
        return parse_period(text or "")
    except ValueError:
        return None
