"""The workbook a sender gets back: the values that were sent in our own layout, wrong cells red
with a comment, and in front a list of what is to be mended, with a link to each cell, a suggestion
where a rule knows one, and a column for explanations. It can be corrected and sent as it is.

Nothing of the sender's file but its values comes back: no formula, no link, no macro.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import polars as pl
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from expectations.book.rule_book import RuleBook, load_rule_book
from expectations.sent_back.blank_forms import add_list_of_forms, is_a_register, meant_form
from expectations.sent_back.folding import FoldedLine, folded
from expectations.sent_back.returned_places import doubtful, spot_of
from expectations.sent_back.returned_values import LaidOut, Spot, laid_out, unconfirmed
from expectations.sent_back.self_check import add_self_check
from ingestion.blanks.layout import Entry, lay_out
from ingestion.blanks.paper import BOLD, FONT, TITLE, fit_to_width, heighten
from ingestion.blanks.templates import saved, workbook_of, write_text
from ingestion.forms.contract import Form
from ingestion.forms.header import HEADER_TABLE
from ingestion.messages import text as message
from ingestion.parsing.report import Report
from ingestion.readers.grid import address, column_letter
from ingestion.readers.returned_sheets import RETURN_SHEET, UNCONFIRMED, place_key

COLUMNS = (
    "number", "severity", "place", "label", "sent", "problem", "fix", "suggestion",
    "explanation", "legal_source", "sent_at", "code", "key",
)  # fmt: skip
_WIDTHS = (5, 9, 18, 22, 14, 33, 32, 12, 20, 16, 20, 22, 4)
# What goes on paper, down to letters of a size that can be read: the rest is for the screen.
_PRINTED = COLUMNS[: COLUMNS.index("legal_source") + 1]
_HEAD_ROW = 6
_LONGEST_COMMENT = 1_000
_RED, _ORANGE = (
    PatternFill("solid", start_color="FFC7CE"),
    PatternFill("solid", start_color="FFE4B5"),
)
_LABELS, _OPEN = (
    PatternFill("solid", start_color="DCE6F1"),
    PatternFill("solid", start_color="FFF6C4"),
)
_SIDE = Side(style="thin", color="B0B7C3")
_FRAME = Border(_SIDE, _SIDE, _SIDE, _SIDE)
_WRAP = Alignment(wrap_text=True, vertical="top")
_LINK = Font(name=FONT, color="0563C1", underline="single")


def returned_workbook(
    report: Report,
    findings: pl.DataFrame,
    form: Form | None,
    *,
    name: str,
    next_revision: int | None = None,
    rule_book: RuleBook | None = None,
) -> bytes:
    """The workbook for one submission: its ``report`` as read, its ``findings`` (schema
    ``FINDINGS``), its form (None where it is not known), the ``name`` it was received under and the
    revision to send it again as."""
    rules = rule_book or load_rule_book()
    rows = findings.rows(named=True)
    if form is None:
        book, how = _without_report(report, name, rules)
        lines = folded(rows, {}, report, None, rules)
    else:
        how = message("return.how")
        pages = laid_out(form, report)
        spots = {number: spot_of(one, form, pages) for number, one in enumerate(rows)}
        lines = folded(rows, spots, report, form, rules)
        lines = _confirmed_by_looking(lines, rows, pages)
        if next_revision is not None:
            pages.put(pages.spots[HEADER_TABLE, "", "revision"], next_revision)
        book = workbook_of(form, pages.pages)
        _mark(book, lines, pages)
        add_self_check(book, form, pages.pages, rules)
    front = book.create_sheet(RETURN_SHEET, 0)
    book.active = 0
    _write_front(front, lines, book, _head(lines, name, how, next_revision))
    return saved(book)


def _without_report(report: Report, name: str, rules: RuleBook) -> tuple[Workbook, str]:
    """What goes back with the list for a file in which no report was found, and what to do with
    it."""
    if meant := meant_form(report, name):
        pages = lay_out(meant)
        book = workbook_of(meant, pages)
        add_self_check(book, meant, pages, rules)
        return book, message("return.blank_form", title=meant.title.vi)
    book = Workbook()
    book.remove(cast(Worksheet, book.active))
    if is_a_register(report):
        return book, message("return.no_register")
    add_list_of_forms(book)
    return book, message("return.forms")


def _confirmed_by_looking(
    lines: Sequence[FoldedLine], findings: Sequence[Mapping[str, Any]], pages: LaidOut
) -> list[FoldedLine]:
    """Where the file left open which of two values counts, what is kept has to be looked at: it
    comes back marked, and itself is the suggestion."""
    asked = []
    for line in lines:
        numbers = [n for n in line.findings if doubtful(findings[n])]
        for spot in [spot for n in numbers if (spot := line.spots.get(n))]:
            kept = pages.entry(spot)
            pages.put(spot, unconfirmed(kept))
            line = line.suggesting(spot, kept)
        asked.append(line)
    return asked


def _mark(book: Workbook, lines: Sequence[FoldedLine], pages: LaidOut) -> None:
    """Wrong cells red (orange for mere warnings), each with a comment of all its findings; what
    shares a merged cell with one is red too."""
    for spot in pages.spots.values():
        entry = pages.entry(spot)
        if isinstance(entry, str) and entry.startswith(UNCONFIRMED):
            book.worksheets[spot.page].cell(spot.row, spot.column).fill = _RED
    comments: dict[Spot, list[str]] = {}
    grave: set[Spot] = set()
    for line in lines:
        for number, spot in line.spots.items():
            comments.setdefault(spot, []).append(line.comments[number])
            grave |= {spot} if line.is_grave else set()
    for spot, texts in comments.items():
        cell = cast(Any, book.worksheets[spot.page].cell(spot.row, spot.column))
        cell.fill = _RED if spot in grave else _ORANGE
        comment = Comment("\n\n".join(texts)[:_LONGEST_COMMENT], message("return.author"))
        comment.width, comment.height = 420, 60 + 60 * len(texts)
        cell.comment = comment
        cell.protection = Protection(locked=False)


def _head(lines: Sequence[FoldedLine], name: str, how: str, revision: int | None) -> list[str]:
    """The sentences above the list."""
    graves = sum(len(line.findings) for line in lines if line.is_grave)
    others = sum(len(line.findings) for line in lines) - graves
    return [
        message("return.title"),
        message("return.about", name=name, grave=graves, others=others),
        how,
        message("return.revision", revision=revision) if revision is not None else "",
    ]


def _write_front(
    sheet: Worksheet, lines: Sequence[FoldedLine], book: Workbook, head: Sequence[str]
) -> None:
    """The list of what is to be mended."""
    width = sum(_WIDTHS[: len(_PRINTED)])
    for row, text in enumerate(head, 1):
        write_text(sheet.cell(row, 1), text)
        sheet.cell(row, 1).alignment = _WRAP
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(_PRINTED))
        heighten(sheet, row, [(text, width)])
    sheet["A1"].font = TITLE
    labels = [message(f"return.column.{code}") for code in COLUMNS]
    for column, text in enumerate(labels, 1):
        label = sheet.cell(_HEAD_ROW, column)
        write_text(label, text)
        label.font, label.fill, label.border = BOLD, _LABELS, _FRAME
        label.alignment = _WRAP
        sheet.column_dimensions[column_letter(column)].width = _WIDTHS[column - 1]
    heighten(sheet, _HEAD_ROW, [*zip(labels[:-1], _WIDTHS, strict=False)], bold=True)
    sheet.column_dimensions[column_letter(len(COLUMNS))].hidden = True
    for number, line in enumerate(lines, 1):
        _write_line(sheet, _HEAD_ROW + number, number, line, book)
    sheet.freeze_panes = f"A{_HEAD_ROW + 1}"
    sheet.protection.sheet = True
    fit_to_width(sheet)
    sheet.print_title_rows = f"{_HEAD_ROW}:{_HEAD_ROW}"
    sheet.print_area = f"A1:{address(_HEAD_ROW + len(lines), len(_PRINTED))}"


def _write_line(sheet: Worksheet, row: int, number: int, line: FoldedLine, book: Workbook) -> None:
    first = next(iter(line.spots.values()), None)
    texts: dict[str, Entry] = {
        "number": number,
        "severity": line.severity,
        "place": _place(line, book) or message("cli.whole_file"),
        "label": line.label,
        "sent": line.sent,
        "problem": line.problem,
        "fix": line.fix,
        "suggestion": line.suggested,
        "legal_source": line.legal_source,
        "sent_at": line.sent_at,
        "code": line.code,
        "key": place_key(*line.key),
    }
    shown = zip(COLUMNS[:-1], _WIDTHS, strict=False)  # the last column is hidden
    heighten(sheet, row, [(str(texts.get(code) or ""), width) for code, width in shown])
    for column, code in enumerate(COLUMNS, 1):
        cell = cast(Any, sheet.cell(row, column))
        entry = texts.get(code)
        if isinstance(entry, str):
            write_text(cell, entry)
        else:
            cell.value = entry
        cell.border, cell.alignment = _FRAME, _WRAP
        if code == "place" and first is not None:
            target = _quoted(book, first) + address(first.row, first.column)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target)
            cell.font = _LINK
        if code == "explanation":
            cell.protection, cell.fill = Protection(locked=False), _OPEN


def _place(line: FoldedLine, book: Workbook) -> str:
    """Where a line's cells are: sheet and address, or the ranges of many and how many they are."""
    spots = sorted(set(line.spots.values()), key=lambda s: (s.page, s.column, s.row))
    if not spots:
        return ""
    title = book.worksheets[spots[0].page + 1].title
    runs: list[list[Spot]] = []
    for spot in spots:
        if runs and runs[-1][-1]._replace(row=runs[-1][-1].row + 1) == spot:
            runs[-1].append(spot)
        else:
            runs.append([spot])
    places = "; ".join(_span(run) for run in runs)
    if len(spots) == 1:
        return f"{title}!{places}"
    return message("return.cells", sheet=title, places=places, count=len(spots))


def _span(run: Sequence[Spot]) -> str:
    first, last = (address(spot.row, spot.column) for spot in (run[0], run[-1]))
    return first if len(run) == 1 else f"{first}:{last}"


def _quoted(book: Workbook, spot: Spot) -> str:
    title = book.worksheets[spot.page + 1].title.replace("'", "''")
    return f"'{title}'!"
