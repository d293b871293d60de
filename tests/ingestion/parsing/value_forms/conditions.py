"""Looks that a condition or the style of a table gives to cells, and such as change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import DifferentialStyle, FormulaRule, Rule
from openpyxl.styles import Font
from openpyxl.styles.numbers import NumberFormat
from openpyxl.styles.table import TableStyle, TableStyleElement, TableStyleList
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.blanks.layout import Entry
from tests.ingestion.parsing.value_forms.reports import NAMES, Case, report
from tests.ingestion.parsing.value_forms.seen import ROWS, SHOWN, UNSEEN, Change


def _over_figures(rule: Rule) -> Change:
    return lambda sheet: sheet.conditional_formatting.add("B15:D15", rule)


def _struck_by(kind: str, **more: Any) -> Change:
    return _over_figures(Rule(type=kind, dxf=DifferentialStyle(font=Font(strike=True)), **more))


def _text_struck_by(formula: str) -> Change:
    rule = FormulaRule(formula=[formula], font=Font(strike=True))
    return lambda sheet: sheet.conditional_formatting.add("J15", rule)


def _struck_again(sheet: Worksheet) -> None:
    sheet["B16"].value, sheet["A16"].value = 12, NAMES[1]
    rule = Rule(type="duplicateValues", dxf=DifferentialStyle(font=Font(strike=True)))
    sheet.conditional_formatting.add("B15 B16:B20", rule)


def _shown_by(number_format: str) -> Change:
    look = DifferentialStyle(numFmt=NumberFormat(numFmtId=200, formatCode=number_format))
    return _over_figures(Rule(type="expression", formula=["B15>10"], dxf=look))


def _in_table(part: str, font: Font) -> Change:
    """A table over some columns whose style is the workbook's own."""

    def change(sheet: Worksheet) -> None:
        book: Any = sheet.parent
        looks = book._differential_styles.styles
        looks.append(DifferentialStyle(font=font))
        element = TableStyleElement(type=part, dxfId=len(looks) - 1)
        own = TableStyle(name="Biểu của tôi", tableStyleElement=[element])
        book._table_styles = TableStyleList(tableStyle=[own])
        table = Table(displayName="Bieu", ref="B14:C16")
        table.tableStyleInfo = TableStyleInfo(name=own.name, showRowStripes=True)
        sheet.add_table(table)

    return change


_WHITE = Font(color="FFFFFFFF")
_TWO = {(SHOWN, "B15"), (SHOWN, "C15")}
# What was done, what is found, what is read.
CONDITIONS: list[tuple[str, Change, set[tuple[str, str]], dict[str, Entry]]] = [
    ("struck where it stands again", _struck_by("duplicateValues"), set(), {"B15": 12}),
    ("struck where it stands once", _struck_by("uniqueValues"), _TWO | {(SHOWN, "D15")}, {}),
    ("struck and standing again", _struck_again, {(SHOWN, "B15"), (SHOWN, "B16")}, {}),
    ("a text among the first ten", _struck_by("top10", rank=10), {(SHOWN, "B15")}, {"D15": 1.5}),
    ("a name struck by a condition", _text_struck_by('NOT(ISERROR(SEARCH("a",J15)))'),
     {(SHOWN, "J15")}, {"B15": 12}),
    ("a name not struck by a condition", _text_struck_by("B15>100"), set(), {"J15": "đủ"}),
    ("grouped by a condition", _shown_by("#,##0"), set(), {"B15": 12, "D15": 1.5}),
    ("in thousands by a condition", _shown_by("#,##0,"), {(SHOWN, "B15")}, {"D15": 1.5}),
    ("struck by a table", _in_table("wholeTable", Font(strike=True)), _TWO, {"D15": 1.5}),
    ("in white by a table", _in_table("secondRowStripe", _WHITE),
     {(UNSEEN, "B15"), (UNSEEN, "C15")}, {"B15": 12}),
    ("bold by a table", _in_table("wholeTable", Font(b=True)), set(), {"B15": 12}),
    ("labels in white by a table", _in_table("headerRow", _WHITE), set(), {"B15": 12}),
]  # fmt: skip


def cases() -> Iterator[Case]:
    """Every case of the table."""
    for name, change, findings, read in CONDITIONS:
        make = partial(report, ROWS, edit=partial(_on_first, change))
        yield Case(name, make, frozenset(findings), read)


def _on_first(change: Change, _: Workbook, sheet: Worksheet) -> None:
    change(sheet)
