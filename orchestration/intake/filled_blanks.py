"""The blank of one agency and period: the header and the names of last time's rows filled in, and
on its guide by when it is owed. Figures are left to the sender."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import polars as pl

from expectations.checks.unit_versions import valid_on
from expectations.sent_back.self_check import blank_workbook
from ingestion.blanks.layout import BLANK_REGISTER_ROWS, Answers, Entry, lay_out
from ingestion.blanks.templates import csv_bytes
from ingestion.forms.contract import FieldContract, Form, RegisterSheet
from ingestion.forms.header import load_header
from ingestion.home.home import Home
from ingestion.language.vietnamese import printable_lines
from ingestion.messages import text
from ingestion.submissions.accepted_rows import read_rows
from orchestration.intake.due_reports import AskedReport
from orchestration.intake.latest_verdicts import ACCEPTED
from orchestration.reference.duties import duty_notice
from orchestration.reference.seeds import units


def is_workbook(form: Form) -> bool:
    """Whether a form is sent as a workbook; else its blank is a CSV file."""
    return "xlsx" in form.formats


def filled_blank(home: Home, verdicts: pl.DataFrame, asked: AskedReport) -> bytes:
    """The blank as a file; ``verdicts`` are the home's latest, in which the last accepted report is
    looked up. A CSV file has no guide."""
    last = _last_accepted(verdicts, asked)
    rows = _names_of_rows(home, asked.form, last) if last else {}
    pages = lay_out(asked.form, Answers(dict(header_answers(asked)), rows=rows))
    for page in pages:
        page.spare_rows = BLANK_REGISTER_ROWS
    if not is_workbook(asked.form):
        return csv_bytes(asked.form, pages)
    return blank_workbook(asked.form, pages, list(_notices(asked, last if rows else None)))


def _notices(asked: AskedReport, last: Mapping[str, Any] | None) -> Iterator[str]:
    yield duty_notice(asked.form, asked.period, asked.scope, asked.agency)
    if last:
        yield text("form.notice.rows", period=last["period"])


def header_answers(asked: AskedReport) -> Iterator[tuple[str, Entry]]:
    """What the header says of a first report, as a sender writes it."""
    labels = {
        (name, option.code): option.label.vi
        for name, options in load_header().lists.items()
        for option in options
    }
    kind = "synthetic" if asked.agency["is_synthetic"] else "real"
    yield "data_kind", labels["data_kind", kind]
    yield "agency_id", asked.agency["agency_id"]
    yield "agency_name", asked.agency["agency_name"]
    is_own = pl.col("unit_id").eq_missing(asked.agency["unit_id"])
    at_the_end = units().with_columns(day=asked.period.end).filter(is_own & valid_on("day"))
    for unit in at_the_end.to_dicts():
        yield "unit_code", unit["code"]
        yield "unit_name", unit["name_vi"]
    yield "period", asked.period.key
    yield "scope", labels["scope", asked.scope]
    yield "revision", 0


def _last_accepted(verdicts: pl.DataFrame, asked: AskedReport) -> Mapping[str, Any] | None:
    """The verdict on the agency's last accepted report of the form before this period."""
    reports = verdicts.filter(
        pl.col("verdict").is_in(ACCEPTED),
        pl.col("period_end") < asked.period.end,
        pl.col("period") != asked.period.key,
        form=asked.form.form,
        agency_id=asked.agency["agency_id"],
        scope=asked.scope,
    )
    return next(reversed(reports.sort("period_end", "revision").to_dicts()), None)


def _names_of_rows(
    home: Home, form: Form, last: Mapping[str, Any]
) -> dict[str, list[Mapping[str, Entry]]]:
    """The key columns of the rows of a report, by sheet; rows that the form prints are not named
    again."""
    name = pl.Series([last["submission_id"]])
    cells = read_rows(home / "rows", form.form, last["index_year"], name)
    named = {
        sheet.name: list(_keys(form, sheet, cells.filter(table=sheet.table)))
        for sheet in form.registers
        if not sheet.printed_rows
    }
    return {sheet: rows for sheet, rows in named.items() if rows}


def _keys(form: Form, sheet: RegisterSheet, cells: pl.DataFrame) -> Iterator[Mapping[str, Entry]]:
    ordered = cells.filter(pl.col("field").is_in(sheet.row_key)).sort("row_number", "row_key")
    for _, row in ordered.group_by("row_key", maintain_order=True):
        values = {one["field"]: one for one in row.iter_rows(named=True)}
        yield {
            code: _entry(form, sheet.field(code), values[code])
            for code in sheet.row_key
            if code in values
        }


def _entry(form: Form, field: FieldContract, cell: Mapping[str, Any]) -> Entry:
    """A key as a person writes it."""
    if field.list:
        options = {option.code: option.label.vi for option in form.lists[field.list]}
        return options.get(cell["text"])
    if cell["number"] is not None:
        whole = int(cell["number"])
        return whole if whole == cell["number"] else cell["number"]
    if field.kind == "date" and cell["text"]:
        return date.fromisoformat(cell["text"])
    return printable_lines(str(cell["text"])) if cell["text"] is not None else None
