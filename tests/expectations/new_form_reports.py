"""The synthetic reports of the newer forms, right or with something changed in them."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date
from functools import cache

from ingestion.blanks.json_reports import json_bytes
from ingestion.blanks.layout import Answers, Entry, SheetLayout, lay_out
from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import load_contracts
from ingestion.forms.periods import parse_period
from ingestion.readers.grid import address
from ingestion.samples.agencies import agencies_of
from ingestion.samples.answers import AnswerBook, Sender
from ingestion.samples.facts import Facts, Unit
from orchestration.reference.seeds import law

Rows = dict[str, list[dict[str, Entry]]]
Lines = dict[str, dict[str, Entry]]
Change = Callable[[Lines, Rows], None]
UNIT = Unit("VN63-24", "24", "Tỉnh Bắc Giang", "Bắc Giang", None, date(2025, 6, 30))
PERIODS = {"incident_report": "2024-05-25"}
NEW_FORMS = (
    "contact_points",
    "data_centres",
    "incident_report",
    "information_systems",
    "inspections",
    "internet_programme",
    "security_management",
    "telecom_infrastructure",
    "websites",
)


def good(form_name: str, year: str = "2024") -> tuple[dict[str, Entry], Lines, Rows]:
    """The synthetic report of a form, which is right."""
    form = load_contracts().latest()[form_name]
    facts = Facts({UNIT.unit_id: UNIT}, {}, {}, law())
    book = AnswerBook(list(load_contracts().latest().values()), facts, 5)
    agency, period = agencies_of(UNIT, 2)[0], parse_period(PERIODS.get(form_name, year))
    lines, rows = book.fill(form, Sender(agency, 2, period))
    signed = date(int(year) + 1, 1, 10)
    return book.header(form, agency, period, signed), deepcopy(lines), deepcopy(rows)


def pages_of_report(
    form_name: str, *changes: Change, year: str = "2024", agency_id: str | None = None
) -> list[SheetLayout]:
    """The pages of a right report, or of one that was changed."""
    header, lines, rows = good(form_name, year)
    if agency_id:
        header["agency_id"] = agency_id
    for change in changes:
        change(lines, rows)
    listed = {name: list(register) for name, register in rows.items()}
    return lay_out(load_contracts().latest()[form_name], Answers(header, lines, listed))


@cache
def report(form_name: str, change: Change | None = None, suffix: str = "xlsx") -> bytes:
    """The file of a right report, or of one that was spoilt."""
    form = load_contracts().latest()[form_name]
    pages = pages_of_report(form_name, *([change] if change else []))
    return json_bytes(form, pages) if suffix == "json" else workbook_bytes(form, pages)


def place(form_name: str, sheet: str, key: str, field: str) -> str:
    """Where a field of a row lies in the file."""
    page = next(page for page in pages_of_report(form_name) if page.sheet.name == sheet)
    return address(*page.places[key, field])


def together(*changes: Change) -> Change:
    """Several changes of one report."""

    def change(lines: Lines, rows: Rows) -> None:
        for one in changes:
            one(lines, rows)

    return change


def line(code: str, value: Entry) -> Change:
    """Another answer on a line."""

    def change(lines: Lines, _: Rows) -> None:
        lines[code]["value"] = value

    return change


def cell(sheet: str, row: int, field: str, entry: Entry, **others: Entry) -> Change:
    """Another entry in a row of a register, and others beside it."""

    def change(_: Lines, rows: Rows) -> None:
        rows[sheet][row] |= {field: entry} | others

    return change
