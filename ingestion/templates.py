"""The workbook and the CSV file of a report, printed from its layout.

The contract id stands in a visible cell, a defined name and a custom property, so that it survives
another spreadsheet program. The same layout gives the same bytes.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.contract import Form, Option
from ingestion.header import header_fields, load_header
from ingestion.layout import SheetLayout, lay_out
from ingestion.messages import text as message
from ingestion.readers.grid import address, column_letter
from ingestion.readers.workbook import CONTRACT_PROPERTY

LIST_SHEET = "Danh mục"
GUIDE_SHEET = "Hướng dẫn"
_BLANK_REGISTER_ROWS = 100
_FIXED_TIME = (2018, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")

_TITLE = Font(bold=True, size=14)
_BOLD = Font(bold=True)
_LABEL_FILL = PatternFill("solid", start_color="DCE6F1")
_ANSWER_FILL = PatternFill("solid", start_color="FFFDE7")
_SIDE = Side(style="thin", color="B0B7C3")
_THIN = Border(_SIDE, _SIDE, _SIDE, _SIDE)
_WRAP = Alignment(wrap_text=True, vertical="center")
_PERCENT = "0.00%"
_OPEN = Protection(locked=False)


def blank_workbook(form: Form) -> bytes:
    """The workbook a sender fills in: labels locked, answers open, closed lists as drop-downs."""
    return workbook_bytes(form, lay_out(form))


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
    """An entry as the form's number format writes it, per cents with their sign."""
    entry = page.entries.get(place)
    text = "" if entry is None else str(entry)
    if isinstance(entry, Decimal) and form.number_format == "vi":
        text = text.replace(".", ",")
    is_number = isinstance(entry, int | Decimal)
    return f"{text}%" if is_number and place in page.percents else text


def workbook_bytes(form: Form, pages: list[SheetLayout]) -> bytes:
    """The pages as an ``.xlsx`` file; equal layouts give equal bytes."""
    book = Workbook()
    ranges = _ListRanges(form)
    for index, page in enumerate(pages):
        sheet = cast(Worksheet, book.active) if index == 0 else book.create_sheet()
        sheet.title = page.title
        _print_page(form, page, sheet, ranges, with_header=index == 0)
    _print_guide(book.create_sheet(GUIDE_SHEET))
    ranges.print_on(book.create_sheet(LIST_SHEET))
    book[LIST_SHEET].sheet_state = "hidden"
    quoted = pages[0].title.replace("'", "''")
    book.defined_names[CONTRACT_PROPERTY] = DefinedName(
        CONTRACT_PROPERTY, attr_text=f"'{quoted}'!$B$2"
    )
    properties = StringProperty(name=CONTRACT_PROPERTY, value=form.contract_id)
    cast(Any, book).custom_doc_props.append(properties)
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
    for (row, column), entry in page.entries.items():
        if isinstance(entry, int | Decimal) and (row, column) in page.percents:
            entry = Decimal(entry) / 100
        cell = sheet.cell(row, column, cast(Any, entry))
        if isinstance(entry, str) and entry.startswith("="):
            cell.data_type = "s"
        cell.alignment = _WRAP
    sheet["A1"].font = _TITLE
    sheet["A1"].alignment = Alignment(wrap_text=False)
    for column in range(1, sheet.max_column + 1):
        if (page.labels_row, column) in page.entries:
            label = sheet.cell(page.labels_row, column)
            label.font, label.fill, label.border = _BOLD, _LABEL_FILL, _THIN
    for list_name, places in _answer_places(form, page).items():
        rule = ranges.validation(list_name) if list_name else None
        for place in places:
            answer = sheet.cell(*place)
            answer.protection, answer.fill, answer.border = _OPEN, _ANSWER_FILL, _THIN
            answer.alignment = _WRAP
            if rule:
                rule.add(address(*place))
        if rule:
            sheet.add_data_validation(rule)
    for place in page.percents.union(_blank_percents(page)):
        sheet.cell(*place).number_format = _PERCENT
    sheet.column_dimensions["A"].width = 36
    sheet.column_dimensions["B"].width = 62 if page.sheet.kind == "indicator" else 34
    for column in range(3, 12):
        sheet.column_dimensions[column_letter(column)].width = 20
    sheet.protection.sheet = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if not with_header:
        sheet.freeze_panes = address(page.labels_row + 1, 1)


def _answer_places(form: Form, page: SheetLayout) -> dict[str, list[tuple[int, int]]]:
    """The open cells of a page by the closed list that fills them ("" for none)."""
    kinds = {("", f.code): (f.list or _yes_no(f.kind)) for f in header_fields(form)}
    places: dict[str, list[tuple[int, int]]] = {}
    for (key, code), place in page.places.items():
        if page.sheet.kind == "indicator":
            line = next((line for line in page.sheet.lines if line.code == key), None)
            name = _yes_no(line.kind) if line and code == "value" else kinds.get((key, code), "")
        else:
            known = {f.code: (f.list or _yes_no(f.kind)) for f in page.sheet.fields}
            if page.sheet.printed_rows and code in page.sheet.row_key:
                continue
            name = kinds.get((key, code), "") if key == "" else known[code]
        places.setdefault(name, []).append(place)
    for place, name in _blank_rows(page):
        places.setdefault(name, []).append(place)
    return places


def _blank_rows(page: SheetLayout) -> Iterator[tuple[tuple[int, int], str]]:
    """The open rows below a register whose rows are not printed."""
    if page.sheet.kind == "indicator" or page.sheet.printed_rows:
        return
    for row in range(page.last_row + 1, page.labels_row + _BLANK_REGISTER_ROWS + 1):
        for column, contract in enumerate(page.sheet.fields, 1):
            yield (row, column), contract.list or _yes_no(contract.kind)


def _blank_percents(page: SheetLayout) -> Iterator[tuple[int, int]]:
    """The open cells below a register in which a typed 10 becomes 10 %."""
    for place, _ in _blank_rows(page):
        if page.sheet.kind == "register" and page.sheet.fields[place[1] - 1].kind == "percent":
            yield place


def _yes_no(kind: str) -> str:
    return "yes_no" if kind == "yes_no" else ""


def _print_guide(sheet: Worksheet) -> None:
    for row, line in enumerate(message("form.guide").split("\n"), 1):
        sheet.cell(row, 1, line).alignment = _WRAP
    sheet["A1"].font = _BOLD
    sheet.column_dimensions["A"].width = 110


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
