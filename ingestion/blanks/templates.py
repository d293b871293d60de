"""The workbook and the CSV file of a report, printed from its layout.

The contract id is kept in a visible cell, a defined name and a custom property, so that it survives
another spreadsheet program. The same layout gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from copy import copy
from datetime import date
from decimal import Decimal
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.blanks.layout import SheetLayout
from ingestion.blanks.open_cells import Asked, open_cells
from ingestion.blanks.paper import BOLD, FONT, TITLE, fit_page, fit_to_width, heighten
from ingestion.forms.contract import Form, Option
from ingestion.forms.header import load_header
from ingestion.forms.sheet_columns import GUIDE_SHEET, LIST_SHEET
from ingestion.messages import text as message
from ingestion.readers.grid import address, column_letter
from ingestion.readers.workbook import CONTRACT_PROPERTY

_GUIDE_WIDTH = 110.0
_FIXED_TIME = (2018, 1, 1, 0, 0, 0)
_NOT_IN_WORKBOOKS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LIKE_FORMULAS = ("=", "+", "-", "@")
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^<>]*>)[^<]*(<)")

_LABEL_FILL = PatternFill("solid", start_color="DCE6F1")
_ANSWER_FILL = PatternFill("solid", start_color="FFF6C4")
_GROUP_FILL = PatternFill("solid", start_color="F1F3F6")
_CODE_FONT = Font(name=FONT, size=8, color="7A828E")
_SIDE = Side(style="thin", color="B0B7C3")
_THIN = Border(_SIDE, _SIDE, _SIDE, _SIDE)
_WRAP = Alignment(wrap_text=True, vertical="center")
_PERCENT = "0.00%"
_OPEN = Protection(locked=False)


def csv_bytes(form: Form, pages: list[SheetLayout]) -> bytes:
    """The one page of a form as CSV in UTF-8 with a byte-order mark, as spreadsheets expect it."""
    if len(pages) != 1:
        raise ValueError(f"{form.contract_id} has {len(pages)} pages; CSV holds one")
    (page,) = pages
    width = max(column for _, column in page.entries)
    height = max(row for row, _ in page.entries)
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    for row in range(1, height + 1):
        places = ((row, column) for column in range(1, width + 1))
        writer.writerow([_as_text(form, page, place) for place in places])
    return stream.getvalue().encode("utf-8-sig")


def _as_text(form: Form, page: SheetLayout, place: tuple[int, int]) -> str:
    """An entry as the form's number format writes it, per cents with their sign; a decimal of three
    places has a fourth, so that nobody takes it for thousands."""
    entry = page.entries.get(place)
    text = "" if entry is None else str(entry)
    if isinstance(entry, Decimal) and entry.as_tuple().exponent == -3:
        text += "0"
    if isinstance(entry, Decimal) and form.number_format == "vi":
        text = text.replace(".", ",")
    is_number = isinstance(entry, int | Decimal)
    return f"{text}%" if is_number and place in page.percents else text


def workbook_bytes(form: Form, pages: list[SheetLayout]) -> bytes:
    """The pages as an ``.xlsx`` file; equal layouts give equal bytes."""
    return saved(workbook_of(form, pages))


def workbook_of(form: Form, pages: list[SheetLayout], notices: Sequence[str] = ()) -> Workbook:
    """The pages as a workbook, with the guide and the lists behind them; ``notices`` are what the
    guide says to one agency (``forms.notices``)."""
    book = Workbook()
    ranges = _ListRanges(form)
    for index, page in enumerate(pages):
        sheet = cast(Worksheet, book.active) if index == 0 else book.create_sheet()
        sheet.title = page.title
        _print_page(form, page, sheet, ranges, with_header=index == 0)
    _print_guide(book.create_sheet(GUIDE_SHEET), notices)
    ranges.print_on(book.create_sheet(LIST_SHEET))
    book[LIST_SHEET].sheet_state = "hidden"
    quoted = pages[0].title.replace("'", "''")
    book.defined_names[CONTRACT_PROPERTY] = DefinedName(
        CONTRACT_PROPERTY, attr_text=f"'{quoted}'!$B$2"
    )
    properties = StringProperty(name=CONTRACT_PROPERTY, value=form.contract_id)
    cast(Any, book).custom_doc_props.append(properties)
    return book


def saved(book: Workbook) -> bytes:
    """A workbook as bytes; the same cells give the same bytes."""
    stream = io.BytesIO()
    book.save(stream)
    return _timeless(stream.getvalue())


class _ListRanges:
    """The closed lists of a form on their hidden sheet, one column each, as formula ranges."""

    def __init__(self, form: Form) -> None:
        lists: dict[str, tuple[Option, ...]] = {**load_header().lists, **form.lists}
        self._columns = {name: [o.label.vi for o in options] for name, options in lists.items()}
        self._columns["yes_no"] = [message("form.yes"), message("form.no")]

    def print_on(self, sheet: Worksheet) -> None:
        for column, (name, labels) in enumerate(self._columns.items(), 1):
            for row, text in enumerate([name, *labels], 1):
                sheet.cell(row, column, text)

    def validation(self, name: str) -> DataValidation:
        letter = column_letter(list(self._columns).index(name) + 1)
        last = len(self._columns[name]) + 1
        formula = f"'{LIST_SHEET}'!${letter}$2:${letter}${last}"
        rule = DataValidation(type="list", formula1=formula, allow_blank=True)
        rule.error = message("form.not_in_list")
        return rule


def _print_page(
    form: Form,
    page: SheetLayout,
    sheet: Worksheet,
    ranges: _ListRanges,
    *,
    with_header: bool,
) -> None:
    opened = list(open_cells(form, page))
    answers = {place for place, _ in opened}
    for place, entry in page.entries.items():
        if isinstance(entry, int | Decimal) and place in page.percents:
            entry = Decimal(entry) / 100
        cell = sheet.cell(*place)
        if isinstance(entry, str):
            write_text(cell, entry)
        else:
            cell.value = cast(Any, entry)
        if place not in answers:
            cell.alignment = _WRAP
    if with_header:
        sheet["A1"].font = TITLE
        sheet["A1"].alignment = Alignment(wrap_text=False)
    for column in range(1, sheet.max_column + 1):
        if (page.labels_row, column) in page.entries:
            label = sheet.cell(page.labels_row, column)
            label.font, label.fill, label.border = BOLD, _LABEL_FILL, _THIN
    places: dict[Asked, list[tuple[int, int]]] = {}
    for place, asked in opened:
        places.setdefault(asked, []).append(place)
    for asked, cells in places.items():
        _open(sheet, asked, cells)
        if rule := _validation(form, asked, ranges):
            for run in _runs(cells):
                rule.add(run)
            sheet.add_data_validation(rule)
    for place, entry in page.entries.items():
        if isinstance(entry, str) and entry.startswith(_LIKE_FORMULAS):
            cast(Any, sheet.cell(*place)).quotePrefix = True
    if page.sheet.kind == "indicator":
        _mark_groups(page, sheet)
    sheet.protection.sheet = True
    last_row = max((row for row, _ in answers), default=page.last_row)
    fit_page(page, sheet, last_row, with_header=with_header)


def write_text(cell: Any, text: str) -> None:
    """Write a text so that it stays one, neither a formula nor an error, however it begins; without
    the characters a workbook cannot hold."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    cell.value = _NOT_IN_WORKBOOKS.sub("", whole)
    cell.data_type = "s"


def _open(sheet: Worksheet, asked: Asked, cells: list[tuple[int, int]]) -> None:
    """Let a sender fill the cells in: yellow where they must be filled."""
    first = sheet.cell(*cells[0])
    first.protection, first.border, first.alignment = _OPEN, _THIN, _WRAP
    if asked.required:
        first.fill = _ANSWER_FILL
    if asked.kind == "date":
        first.number_format = "dd/mm/yyyy"
    elif asked.kind == "date_or_period":
        first.number_format = "@"  # else a spreadsheet makes a day of 3/2027
        for place in cells:  # a day would be shown as its number there
            if isinstance(day := sheet.cell(*place).value, date):
                sheet.cell(*place).value = f"{day:%d/%m/%Y}"
    elif asked.kind == "time":
        first.number_format = "hh:mm"
    elif asked.kind == "percent":
        first.number_format = _PERCENT
    # One look for all: setting it part by part costs most of the time of writing a workbook.
    look = cast(Any, first)._style
    for place in cells[1:]:
        cast(Any, sheet.cell(*place))._style = copy(look)


def _runs(cells: list[tuple[int, int]]) -> list[str]:
    """The cells as ranges down their columns."""
    ranges: list[list[tuple[int, int]]] = []
    for row, column in sorted(cells, key=lambda place: (place[1], place[0])):
        if ranges and ranges[-1][-1] == (row - 1, column):
            ranges[-1].append((row, column))
        else:
            ranges.append([(row, column)])
    return [f"{address(*run[0])}:{address(*run[-1])}" for run in ranges]


def _mark_groups(page: SheetLayout, sheet: Worksheet) -> None:
    """Group titles bold on a band, codes small: what a sender reads is the label."""
    width = max(column for _, column in page.entries)
    lines = {row for row, _ in page.places.values()}
    for row in range(page.labels_row + 1, page.last_row + 1):
        if row in lines:
            sheet.cell(row, 1).font = _CODE_FONT
            continue
        for column in range(1, width + 1):
            sheet.cell(row, column).fill = _GROUP_FILL
            sheet.cell(row, column).font = BOLD


def _validation(form: Form, asked: Asked, ranges: _ListRanges) -> DataValidation | None:
    """A drop-down for a closed list; a short prompt where a cell is written in one way only."""
    if asked.list or asked.kind == "yes_no":
        return ranges.validation(asked.list or "yes_no")
    if asked.kind not in ("period", "date", "date_or_period", "time", "money"):
        return None
    kinds = ", ".join(message(f"rule.period.{kind}") for kind in form.periods)
    prompt = DataValidation(allow_blank=True)
    prompt.promptTitle = message(f"form.prompt_title.{asked.kind}")
    prompt.prompt = message(f"form.prompt.{asked.kind}", kinds=kinds)
    return prompt


def _print_guide(sheet: Worksheet, notices: Sequence[str]) -> None:
    for row, line in enumerate([*message("form.guide").split("\n"), *notices], 1):
        write_text(sheet.cell(row, 1), line)
        sheet.cell(row, 1).alignment = _WRAP
        heighten(sheet, row, [(line, _GUIDE_WIDTH)])
    sheet["A1"].font = BOLD
    sheet.column_dimensions["A"].width = _GUIDE_WIDTH
    fit_to_width(sheet)


def _timeless(content: bytes) -> bytes:
    """The same archive without the moment it was written."""
    source = zipfile.ZipFile(io.BytesIO(content))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == "docProps/core.xml":
                data = _MODIFIED.sub(rb"\g<1>2018-01-01T00:00:00Z\g<3>", data)
            target.writestr(
                zipfile.ZipInfo(entry.filename, _FIXED_TIME), data, zipfile.ZIP_DEFLATED
            )
    return stream.getvalue()
