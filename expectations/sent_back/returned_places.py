"""Which cell of the returned workbook a finding is about. A finding on the shape of the file that
was sent is shown at the cell of our layout that its sender has to look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from expectations.sent_back.returned_values import LaidOut, Spot
from ingestion.forms.contract import TOTAL_ROW_KEY, Form, IndicatorSheet, RegisterSheet
from ingestion.forms.header import HEADER_TABLE
from ingestion.forms.sheet_columns import sheet_columns
from ingestion.submissions.frame_columns import VALUE_PLACE

# After these nobody knows which of two values counts, or what stood in the missing column or table.
_DOUBTFUL = frozenset(
    {"ROW-DUPLICATE", "COLUMN-DUPLICATE", "SHEET-DUPLICATE", "COLUMN-MISSING", "SHEET-MISSING"}
)


def doubtful(finding: Mapping[str, Any]) -> bool:
    """Whether the value at the finding's spot must be looked at before it counts."""
    return finding["code"] in _DOUBTFUL


def spot_of(finding: Mapping[str, Any], form: Form, book: LaidOut) -> Spot | None:
    """The cell of the returned workbook that a finding (row of ``FINDINGS``) is about; None for
    one on the file or its delivery."""
    table, key, field = (finding[part] or "" for part in VALUE_PLACE)
    if table and (spot := book.spots.get((table, key, field))):
        return spot
    if table:
        return _first_row(book, table, field)
    expected, sent = finding["expected_text"] or "", finding["sent"] or ""
    match finding["code"]:
        case "REVISION-CONFLICT":
            return book.spots[HEADER_TABLE, "", "revision"]
        case "ROW-DUPLICATE":
            return _answer_of_row(form, book, sent)
        case "COLUMN-MISSING" | "COLUMN-DUPLICATE":
            return _column_called(form, book, expected)
        case "SHEET-MISSING" | "SHEET-DUPLICATE":
            return _first_answer(form, book, expected)
    return None


def _first_row(book: LaidOut, table: str, field: str) -> Spot | None:
    """The first free row of a register nobody filled in."""
    for number, page in enumerate(book.pages):
        if page.sheet.kind == "register" and page.sheet.table == table:
            codes = [column.code for column in page.sheet.fields]
            if field in codes:
                return Spot(number, page.labels_row + 1, codes.index(field) + 1)
    return None


def _answer_of_row(form: Form, book: LaidOut, row_key: str) -> Spot | None:
    for sheet in form.sheets:
        for field in _answers(sheet):
            if spot := book.spots.get((sheet.table, row_key, field)):
                return spot
    return None


def _answers(sheet: IndicatorSheet | RegisterSheet) -> list[str]:
    """The columns of a sheet that say something about a row, not which row it is."""
    if sheet.kind == "indicator":
        return ["value", "denominator"]
    return [field.code for field in sheet.fields if field.code not in sheet.row_key]


def _column_called(form: Form, book: LaidOut, label: str) -> Spot | None:
    """The first cell of the column with this label."""
    for number, sheet in enumerate(form.sheets):
        codes = [code for code, text in sheet_columns(sheet).items() if text == label]
        for (table, key, field), spot in book.spots.items():
            of_sheet = table == sheet.table and spot.page == number and key != TOTAL_ROW_KEY
            if of_sheet and field in codes:
                return spot
    return None


def _first_answer(form: Form, book: LaidOut, title: str) -> Spot | None:
    for number, sheet in enumerate(form.sheets):
        if sheet.title.vi != title:
            continue
        fields = _answers(sheet)
        for (table, _, field), spot in book.spots.items():
            if table == sheet.table and spot.page == number and field in fields:
                return spot
        return _first_row(book, sheet.table, fields[0])
    return None
