"""A submission's values in our own layout, and where each of them is there.

What could not be read surely comes back with a mark (``returned_sheets.UNCONFIRMED``), which the
reader refuses: nothing unreadable becomes a value because it was sent a second time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ingestion.blanks.layout import Answers, Entry, SheetLayout, lay_out
from ingestion.forms.contract import (
    INDICATOR_TABLE,
    NUMERIC_KINDS,
    TOTAL_ROW_KEY,
    Form,
    Option,
    RegisterSheet,
)
from ingestion.forms.header import HEADER_TABLE, dong_of, header_fields, load_header
from ingestion.language.vietnamese import printable_lines
from ingestion.messages import text as message
from ingestion.parsing.report import Report, TypedCell
from ingestion.readers.returned_sheets import UNCONFIRMED

Key = tuple[str, str, str]
# A workbook counts its days from 1900.
_FIRST_YEAR = 1901


class Spot(NamedTuple):
    """A cell of a returned workbook: the number of its page, row and column."""

    page: int
    row: int
    column: int


@dataclass(frozen=True)
class LaidOut:
    """The pages of a returned report, and the spot of every value by table, row key and field."""

    pages: list[SheetLayout]
    spots: Mapping[Key, Spot]

    def entry(self, spot: Spot) -> Entry:
        """What is written at a spot."""
        return self.pages[spot.page].entries.get((spot.row, spot.column))

    def put(self, spot: Spot, entry: Entry) -> None:
        """Write at a spot; None blanks it."""
        page = self.pages[spot.page]
        page.entries.pop((spot.row, spot.column), None)
        page.write(spot.row, spot.column, entry)


def laid_out(form: Form, report: Report) -> LaidOut:
    """The values of a report in the layout of its form."""
    values = _Values(form, report)
    rows = {sheet.name: _row_keys(form, sheet, report.cells) for sheet in form.registers}
    answers = Answers(
        {field.code: values.entry((HEADER_TABLE, "", field.code)) for field in header_fields(form)},
        _lines(values),
        {
            sheet.name: [
                {f.code: values.entry((sheet.table, key, f.code)) for f in sheet.fields}
                for key in rows[sheet.name]
            ]
            for sheet in form.registers
        },
    )
    pages = lay_out(form, _named(form, answers, rows))
    book = LaidOut(pages, _spots(pages, rows))
    asked = {sheet.table for sheet in form.registers if sheet.total_row}
    for key, spot in book.spots.items():
        if key[1] == TOTAL_ROW_KEY and (key in values.cells or key[0] in asked):
            book.put(spot, values.entry(key))  # the total that was sent, not the right one
    for key in _in_doubt(form, report):
        doubtful = book.spots.get(key)
        if doubtful and book.entry(doubtful) is not None:
            book.put(doubtful, unconfirmed(book.entry(doubtful)))
    return book


def _in_doubt(form: Form, report: Report) -> Iterator[Key]:
    """The values that a problem beside them leaves in doubt: the unit of money, or on a form
    without money every figure, where a line states another unit; the last value of a file that
    ends within its row."""
    for problem in report.problems:
        if problem.code == "UNIT-LINE" and form.has_money:
            yield HEADER_TABLE, "", "money_unit"
        for cell in report.cells:
            is_cut = problem.code == "FILE-CUT" and cell.cell == problem.cell
            is_figure = cell.kind in NUMERIC_KINDS and cell.table != HEADER_TABLE
            counted = problem.code == "UNIT-LINE" and not form.has_money and is_figure
            if is_cut or (counted and cell.sheet == problem.sheet):
                yield cell.table, cell.row_key, cell.field


def unconfirmed(entry: Entry) -> str:
    """A value with the mark that it must be looked at before it counts."""
    shown = f"{entry:%d/%m/%Y}" if isinstance(entry, date) else "" if entry is None else str(entry)
    if isinstance(entry, Decimal):
        shown = shown.replace(".", ",")
    return f"{UNCONFIRMED} {shown.removeprefix(UNCONFIRMED).strip()}".strip()


class _Values:
    """The values of a report as a person would write them."""

    def __init__(self, form: Form, report: Report) -> None:
        self.cells = {(c.table, c.row_key, c.field): c for c in report.cells}
        self._unit = dong_of(report.money_unit)
        self._options = dict(_options(form))

    def entry(self, key: Key) -> Entry:
        entry = self._entry(key)
        return printable_lines(entry) if isinstance(entry, str) else entry

    def _entry(self, key: Key) -> Entry:
        cell = self.cells.get(key)
        if cell is None or cell.value.status == "not_reported":
            return None
        value = cell.value
        if value.status == "unreadable":
            return unconfirmed(value.raw_text)
        if value.status == "not_applicable":
            return message("form.not_applicable")
        return self._reported(cell)

    def _reported(self, cell: TypedCell) -> Entry:
        value = cell.value
        if cell.kind == "yes_no":
            return message("form.yes" if value.number else "form.no")
        if value.number is not None:
            return plain(value.number / self._unit if cell.kind == "money" else value.number)
        if cell.kind == "choice":
            field = (cell.table, cell.row_key if cell.field == "value" else "", cell.field)
            labels = {option.code: option.label.vi for option in self._options.get(field, ())}
            return labels.get(value.text or "", value.raw_text)
        if cell.kind == "date" and value.text:
            day = date.fromisoformat(value.text)
            return day if day.year >= _FIRST_YEAR else f"{day:%d/%m/%Y}"
        if cell.kind.endswith("_or_period"):
            return value.raw_text
        return value.text or value.raw_text


def plain(number: Decimal) -> int | Decimal:
    """A number as a whole one where it is one, else without zeros behind its point."""
    return int(number) if number == number.to_integral_value() else number.normalize()


def _options(form: Form) -> Iterable[tuple[Key, Sequence[Option]]]:
    """The closed list of every choice; of a line under its code, of a column under none."""
    for field in header_fields(form):
        if field.list:
            yield (HEADER_TABLE, "", field.code), load_header().lists[field.list]
    for sheet in form.sheets:
        if sheet.kind == "register":
            for field in sheet.fields:
                if field.list:
                    yield (sheet.table, "", field.code), form.lists[field.list]
        else:
            for line in sheet.lines:
                if line.list:
                    yield (sheet.table, line.code, "value"), form.lists[line.list]


def _lines(values: _Values) -> dict[str, dict[str, Entry]]:
    lines: dict[str, dict[str, Entry]] = {}
    for key in (key for key in values.cells if key[0] == INDICATOR_TABLE):
        lines.setdefault(key[1], {})[key[2]] = values.entry(key)
    return lines


def _row_keys(form: Form, sheet: RegisterSheet, cells: Sequence[TypedCell]) -> list[str]:
    """The keys of a register's rows: the printed ones in their order, then the others as sent."""
    sent = dict.fromkeys(cell.row_key for cell in cells if cell.table == sheet.table)
    if sheet.total_row:
        sent.pop(TOTAL_ROW_KEY, None)
    printed: list[str] = []
    if sheet.printed_rows:
        printed = [option.code for option in form.lists[sheet.printed_rows]]
    return [*printed, *(key for key in sent if key not in printed)]


def _named(form: Form, answers: Answers, rows: Mapping[str, Collection[str]]) -> Answers:
    """The answers with the label of every printed row, also of those that were not sent."""
    named = {}
    for sheet in form.registers:
        printed = form.lists[sheet.printed_rows] if sheet.printed_rows else ()
        labels = {option.code: option.label.vi for option in printed}
        labels[TOTAL_ROW_KEY] = message("form.total_row")
        named[sheet.name] = [
            {**row, sheet.row_key[0]: labels[key]} if key in labels else row
            for key, row in zip(rows[sheet.name], answers.rows[sheet.name], strict=True)
        ]
    return Answers(answers.header, answers.lines, named)


def _spots(pages: Sequence[SheetLayout], rows: Mapping[str, Collection[str]]) -> dict[Key, Spot]:
    spots: dict[Key, Spot] = {}
    for number, page in enumerate(pages):
        table = page.sheet.table
        for (row_key, field), place in page.places.items():
            is_header = number == 0 and not row_key
            if is_header or row_key == TOTAL_ROW_KEY or page.sheet.kind == "indicator":
                spots[HEADER_TABLE if is_header else table, row_key, field] = Spot(number, *place)
        if page.sheet.kind == "register":
            for row, key in enumerate(rows[page.sheet.name], page.labels_row + 1):
                for column, asked in enumerate(page.sheet.fields, 1):
                    spots[table, key, asked.code] = Spot(number, row, column)
    return spots
