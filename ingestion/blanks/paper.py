"""How a sheet looks on a screen and on paper: as wide as A4 across, its rows as high as their
texts. Not every spreadsheet program makes rows higher for wrapped texts when it opens a file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from functools import lru_cache

from openpyxl.styles import Font
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.blanks.layout import SheetLayout
from ingestion.forms.sheet_columns import sheet_columns
from ingestion.readers.grid import address, column_letter

FONT = "Calibri"
BOLD, TITLE = Font(name=FONT, bold=True), Font(name=FONT, bold=True, size=14)
_WIDE, _LABEL = 38.0, 62.0
_WIDTHS = {
    "text": 30.0,
    "choice": 22.0,
    "money": 20.0,
    "date": 14.0,
    "time": 12.0,
    "number": 13.0,
    "percent": 13.0,
    "count": 12.0,
    "yes_no": 12.0,
    "unit": 12.0,
}
# Inches around what is printed.
_MARGIN = 0.5
# Points of a line of text, and what is free above and below.
_LINE, _FREE = 15.0, 3.0


def widths_of(page: SheetLayout, *, with_header: bool) -> list[float]:
    """The width of each column of a page, in characters, by what goes into it."""
    if page.sheet.kind == "indicator":
        answers = _WIDE if not page.sheet.notes else _WIDTHS["money"]
        widths = [_WIDE, _LABEL] + [answers] * (len(sheet_columns(page.sheet)) - 2)
    else:
        widths = [_WIDTHS[f.kind] for f in page.sheet.fields]
    if with_header:
        widths[:2] = [max(widths[0], _WIDE), max(widths[1], _WIDE)]
    return widths


def fit_page(page: SheetLayout, sheet: Worksheet, last_row: int, *, with_header: bool) -> None:
    """Columns as wide as what goes into them, rows as high; on every sheet of paper the labels, and
    down to ``last_row`` what is to be filled in."""
    widths = widths_of(page, with_header=with_header)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[column_letter(column)].width = width
    texts: dict[int, list[tuple[str, float]]] = {}
    for (row, column), entry in page.entries.items():
        if isinstance(entry, str) and (row, column) != (1, 1):
            texts.setdefault(row, []).append((entry, widths[column - 1]))
    for row, written in texts.items():
        heighten(sheet, row, written, bold=row == page.labels_row)
    fit_to_width(sheet)
    sheet.print_title_rows = f"{page.labels_row}:{page.labels_row}"
    sheet.print_area = f"A1:{address(max(last_row, page.last_row), len(widths))}"
    if not with_header:
        named = 3 if page.sheet.kind == "register" and page.sheet.fields[0].kind == "count" else 2
        sheet.freeze_panes = address(page.labels_row + 1, named)


def heighten(
    sheet: Worksheet, row: int, texts: Iterable[tuple[str, float]], *, bold: bool = False
) -> None:
    """Make a row as high as the longest of its wrapped texts, each given with the width of its
    column in characters."""
    filled = 0.9 if bold else 1.0
    lines = max((_lines(text, filled * width) for text, width in texts), default=1)
    if lines > 1:
        sheet.row_dimensions[row].height = _LINE * lines + _FREE


@lru_cache(maxsize=10_000)  # the labels of a form are the same in all its workbooks
def _lines(text: str, width: float) -> int:
    return sum(len(textwrap.wrap(line, max(int(width), 1))) or 1 for line in text.split("\n"))


def fit_to_width(sheet: Worksheet) -> None:
    """Print a sheet on A4 across, as wide as the paper, on as many pages as it takes."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = Worksheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.page_margins = PageMargins(*(_MARGIN,) * 4)
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
