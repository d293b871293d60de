"""How a workbook's cells look, and how a value of each type is written into one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from math import ceil

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboards.looks.theme import ACCENT, INK, RULE
from dashboards.marts.measure_units import Measure

_LONGEST_TEXT = 32_767
_NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_BAND = "#fbe3a4"
_LINE_HEIGHT = 15


class Styles:
    """The formats of a workbook's cells."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        top = {"valign": "top"}
        self.heading = book.add_format(
            top | {"bold": True, "text_wrap": True, "bg_color": RULE, "bottom": 1}
        )
        self.title = book.add_format(top | {"bold": True, "font_size": 15, "text_wrap": True})
        self.band = book.add_format(
            top | {"bold": True, "text_wrap": True, "font_color": INK, "bg_color": _BAND}
        )
        self.label = book.add_format(top | {"bold": True, "text_wrap": True})
        self.wrapped = book.add_format(top | {"text_wrap": True})
        self.link = book.add_format(top | {"font_color": ACCENT, "underline": 1})
        self.plain = book.add_format(top | {"align": "left", "indent": 1})
        self.truth = book.add_format(top | {"align": "center"})
        self.day = book.add_format(top | {"num_format": "dd/mm/yyyy"})
        self.moment = book.add_format(top | {"num_format": "dd/mm/yyyy hh:mm:ss"})
        self._of_measure: dict[Measure, Format] = {
            "points": book.add_format(top | {"num_format": "0.00"}),
            "share": book.add_format(top | {"num_format": "0.00##"}),
            "dong": book.add_format(top | {"num_format": "#,##0"}),
        }

    def of(self, measure: Measure | None) -> Format | None:
        """The format of figures of a measure, where it has one of its own."""
        return self._of_measure.get(measure) if measure else None


def write_cell(
    page: Worksheet,
    row: int,
    column: int,
    value: object,
    styles: Styles,
    style: Format | None = None,
) -> None:
    """One cell of the type of its value; raises ``TypeError`` for any other type."""
    match value:
        case None:
            return
        case bool():
            page.write_boolean(row, column, value, style or styles.truth)
        case int() | Decimal():
            page.write_number(row, column, value, style)
        case datetime():
            page.write_datetime(row, column, value, style or styles.moment)
        case date():
            page.write_datetime(row, column, value, style or styles.day)
        case str():
            page.write_string(row, column, _fitting(value), style or styles.plain)
        case _:
            raise TypeError(f"no way to write a {type(value).__name__} into a workbook")


def set_height(
    page: Worksheet, row: int, texts: Sequence[str | None], widths: Sequence[int], scale: float = 1
) -> None:
    """Make a row as high as the longest of its wrapped texts needs; before its cells are written.
    A program that opens a file does not do it by itself."""
    lines = (
        ceil(len(said) * scale / width) for said, width in zip(texts, widths, strict=False) if said
    )
    page.set_row(row, max(lines, default=1) * _LINE_HEIGHT * scale)


def _fitting(value: str) -> str:
    """A text without letters that XML cannot hold, cut where it is longer than a cell can be, which
    counts in UTF-16."""
    whole = value.translate(_NOT_IN_XML)
    is_long = len(whole.encode("utf-16-le")) > 2 * _LONGEST_TEXT
    return f"{whole[: _LONGEST_TEXT // 2]}…" if is_long else whole
