"""A rule's two fixtures, a report that breaks it and only it and one that looks as if it did and is
right, and how such reports are made.

Each case also holds the right report, which says what a red cell should have held.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.blanks.layout import Answers, SheetLayout, lay_out
from ingestion.blanks.templates import csv_bytes, workbook_bytes
from ingestion.forms.contract import load_contracts
from tests.expectations.builders import (
    AGENCY,
    CENTRE,
    CENTRE_NAME,
    Change,
    Row,
    answers,
    header,
)

MEASUREMENTS = "technical_measurements"
IN_TIME = (AGENCY, date(2024, 12, 10))
EARLY = (None, date(2018, 1, 1))
Delivery = tuple[str | None, date]
Edit = Callable[[Workbook, Worksheet], None]


@dataclass(frozen=True)
class RuleCase:
    """A rule's two fixtures. ``before`` are reports that must come first for the rule to apply;
    ``spoilt`` are the pages of the broken one, where the fault is on them; ``delivered`` says who
    sent the broken one, and when."""

    code: str
    form: str
    right: list[SheetLayout]
    broken: bytes
    near_miss: bytes
    before: Sequence[bytes] = ()
    spoilt: list[SheetLayout] | None = None
    delivered: Delivery = IN_TIME
    near_delivered: Delivery = IN_TIME


def pages_of(form: str, head: Row | None = None, **changed: Any) -> list[SheetLayout]:
    """The pages of a right report."""
    contract = load_contracts().latest()[form]
    if form == MEASUREMENTS:
        rows = {"measurements": changed.get("rows", [measured()])}
        whole = header(agency_id=CENTRE, agency_name=CENTRE_NAME) | (head or {})
        return lay_out(contract, Answers(whole, rows=rows))
    return lay_out(contract, answers(contract, head, **changed))


def measured(**changed: Any) -> Row:
    counts = [f.code for f in load_contracts().latest()[MEASUREMENTS].registers[0].fields[1:]]
    return {"unit_code": "24"} | dict.fromkeys(counts, 5) | changed


def as_csv(form: str, pages: list[SheetLayout], change: Change | None = None) -> bytes:
    if change:
        change(pages)
    return csv_bytes(load_contracts().latest()[form], pages)


def as_workbook(form: str, pages: list[SheetLayout], edit: Edit | None = None) -> bytes:
    content = workbook_bytes(load_contracts().latest()[form], pages)
    if edit is None:
        return content
    book = load_workbook(io.BytesIO(content))
    edit(book, cast(Worksheet, book.worksheets[0]))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def one(
    code: str,
    form: str,
    broken: Mapping[str, Any],
    near: Mapping[str, Any],
    right: Mapping[str, Any] | None = None,
    **case: Any,
) -> RuleCase:
    """A case of reports that differ in what was filled in; ``change`` spoils the layout."""
    return RuleCase(
        code, form, pages_of(form, **(right or {})), filled(form, broken), filled(form, near),
        spoilt=_pages(form, broken), **case,
    )  # fmt: skip


def filled(form: str, entries: Mapping[str, Any]) -> bytes:
    return as_csv(form, _pages(form, entries))


def _pages(form: str, entries: Mapping[str, Any]) -> list[SheetLayout]:
    pages = pages_of(form, **{name: value for name, value in entries.items() if name != "change"})
    if "change" in entries:
        entries["change"](pages)
    return pages


def edited(code: str, form: str, broken: Edit, near: Edit, **changed: Any) -> RuleCase:
    """A case of workbooks that somebody has worked on."""
    right = pages_of(form, **changed)
    return RuleCase(
        code, form, right, as_workbook(form, pages_of(form, **changed), broken),
        as_workbook(form, pages_of(form, **changed), near),
    )  # fmt: skip


def relabelled(label: str, text: str | None) -> Change:
    """Another text in the place of a label."""

    def change(pages: list[SheetLayout]) -> None:
        place = next(place for place, entry in pages[0].entries.items() if entry == label)
        pages[0].entries.pop(place)
        pages[0].write(*place, text)

    return change


def row_again(key: str, code: str, text: str | None = None) -> Change:
    """A row once more below the table; ``text`` goes into its first column."""

    def change(pages: list[SheetLayout]) -> None:
        page = pages[0]
        row, _ = page.places[key, code]
        for (at, column), entry in list(page.entries.items()):
            if at == row:
                shown = text if text is not None and column == 1 else entry
                page.write(page.last_row + 1, column, shown)

    return change


def without_rows(*, of_total: bool) -> Change:
    """Labels and rows gone, or the total row only."""

    def change(pages: list[SheetLayout]) -> None:
        page = pages[0]
        first = page.last_row if of_total else page.labels_row
        for place in [place for place in page.entries if place[0] >= first]:
            page.entries.pop(place)

    return change


def at(form: str, key: str, code: str, **changed: Any) -> tuple[int, int]:
    return pages_of(form, **changed)[0].places[key, code]
