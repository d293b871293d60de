"""The sheet “Kiểm tra” of a blank or returned workbook: formulas that tell a sender, before it is
sent, which required cells are empty and which totals, ratios and comparisons do not hold, and
where a text stands in place of a figure so that nobody could tell.

They are made from the contract and from the rule book's checks inside one report; what needs other
reports or the registers is left to ``csi check``. The reader passes the sheet by.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from expectations.book.rule_book import RuleBook, load_rule_book
from expectations.sent_back.check_formulas import Claim, claims_of
from expectations.sent_back.typed_figures import TypedFigures
from ingestion.blanks.layout import SheetLayout, lay_out
from ingestion.blanks.paper import BOLD, TITLE, fit_to_width, heighten
from ingestion.blanks.templates import saved, workbook_of, write_text
from ingestion.forms.contract import Form
from ingestion.messages import text as message
from ingestion.readers.grid import column_letter
from ingestion.readers.returned_sheets import CHECK_SHEET

COLUMNS = ("what", "result", "places", "code")
HEAD_ROW = 4
_WIDTHS = (90, 34, 10, 22)
_COLOURS = (
    ("$C{row}>0", PatternFill("solid", bgColor="FFC7CE")),
    ("LEN($E{row})>0", PatternFill("solid", bgColor="FFEB9C")),
    ("$C{row}=0", PatternFill("solid", bgColor="C6EFCE")),
)
_LABELS = PatternFill("solid", start_color="DCE6F1")
_WRAP = Alignment(wrap_text=True, vertical="top")


def blank_workbook(
    form: Form, pages: list[SheetLayout] | None = None, notices: Sequence[str] = ()
) -> bytes:
    """The workbook a sender fills in, with the sheet that checks it; ``pages`` hold what is known
    beforehand, ``notices`` what the guide says to one agency."""
    pages = pages or lay_out(form)
    book = workbook_of(form, pages, notices)
    add_self_check(book, form, pages, load_rule_book())
    return saved(book)


def add_self_check(
    book: Workbook, form: Form, pages: Sequence[SheetLayout], rule_book: RuleBook
) -> None:
    """Add the sheet to a workbook whose data sheets are these pages."""
    sheet = book.create_sheet(CHECK_SHEET)
    typed = TypedFigures(form.number_format)
    claims = list(claims_of(form, pages, rule_book, typed))
    first, last = HEAD_ROW + 1, HEAD_ROW + len(claims)
    counts, unclear = f"C{first}:C{last}", f"E{first}:E{last}"
    write_text(sheet["A1"], message("self_check.title"))
    sheet["A1"].font = TITLE
    good, bad = message("self_check.all_hold"), message("self_check.some_fail")
    unsure = message("self_check.some_unclear")
    unclear_count = f"SUMPRODUCT(--(LEN({unclear})>0))"
    sheet["A2"] = (
        f'=IF(SUM({counts})>0,SUM({counts})&" {bad}",'
        f'IF({unclear_count}>0,{unclear_count}&" {unsure}","{good}"))'
    )
    sheet["A2"].font = BOLD
    for column, code in enumerate(COLUMNS, 1):
        label = sheet.cell(HEAD_ROW, column)
        write_text(label, message(f"self_check.column.{code}"))
        label.font, label.fill = BOLD, _LABELS
        sheet.column_dimensions[column_letter(column)].width = _WIDTHS[column - 1]
    for is_so, fill in _COLOURS:
        rule = cast(Any, FormulaRule)([is_so.format(row=first)], fill=fill)
        sheet.conditional_formatting.add(counts, rule)
    _write(sheet, claims, typed, with_title=len(pages) > 1)
    _write_typed(sheet, typed)
    sheet.print_area = f"A1:D{last}"
    sheet.freeze_panes = f"A{HEAD_ROW + 1}"
    sheet.protection.sheet = True
    fit_to_width(sheet)


def _write(
    sheet: Worksheet, claims: Sequence[Claim], typed: TypedFigures, *, with_title: bool
) -> None:
    """A line for each claim. A place that fails is told before a text that nobody could check."""
    holds, fails = message("self_check.holds"), message("self_check.fails")
    before, behind = message("self_check.unclear", cell="|").split("|")
    for row, claim in enumerate(claims, HEAD_ROW + 1):
        what = sheet.cell(row, 1)
        write_text(what, claim.words)
        what.alignment = _WRAP
        heighten(sheet, row, [(claim.words, _WIDTHS[0]), (claim.code, _WIDTHS[3])])
        checked = f'IF(LEN(E{row})=0,"{holds}","{before}"&E{row}&"{behind}")'
        sheet.cell(row, 2).value = f'=IF(C{row}=0,{checked},"{fails}")'
        sheet.cell(row, 2).alignment = _WRAP
        sheet.cell(row, 3).value = f"={claim.failures}"
        sheet.cell(row, 3).number_format = "0"
        write_text(sheet.cell(row, 4), claim.code)
        if claim.figures:
            sheet.cell(
                row, 5
            ).value = f"={typed.first_unclear(claim.figures, with_title=with_title)}"


def _write_typed(sheet: Worksheet, typed: TypedFigures) -> None:
    """The columns nobody needs to see."""
    columns = {5}
    for place, formula in typed.cells():
        sheet.cell(*place).value = f"={formula}"
        columns.add(place[1])
    for column in columns:
        sheet.column_dimensions[column_letter(column)].hidden = True
