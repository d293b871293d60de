"""A row that holds only its key is asked for its figures, wherever it stands among the rows."""

from __future__ import annotations

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.expectations.builders import BUDGET, codes_and_cells, judge
from tests.expectations.checks.rule_case import as_workbook, pages_of

_FIRST = pages_of(BUDGET)[0].labels_row + 1
_WHOLE = ("Dự án", "Diễn tập", 60_000_000_000, 6_000_000_000, "Không")


@pytest.mark.parametrize("blank_rows", [0, 1, 3])
@pytest.mark.parametrize("between", [1, 2])
def test_only_a_key_among_the_rows_is_asked_for_its_figures(blank_rows: int, between: int) -> None:
    row = _FIRST + 1 + blank_rows

    def edit(_: Workbook, sheet: Worksheet) -> None:
        for column, entry in enumerate(("Dự án", "Giám sát"), 1):
            sheet.cell(row, column).value = entry
        for column, entry in enumerate(_WHOLE, 1):
            sheet.cell(row + between, column).value = entry

    judged = judge([as_workbook(BUDGET, pages_of(BUDGET), edit)])
    assert codes_and_cells(judged) == [("CELL-REQUIRED", f"{column}{row}") for column in "CDE"]


@pytest.mark.parametrize(
    ("column", "entry", "is_followed"), [(1, "Dự án", True), (1, "Dự án", False), (2, "Z", True)]
)
def test_half_a_key_is_asked_for_the_rest(column: int, entry: str, *, is_followed: bool) -> None:
    row = _FIRST + 1

    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.cell(row, column).value = entry
        for at, whole in enumerate(_WHOLE if is_followed else (), 1):
            sheet.cell(row + 1, at).value = whole

    judged = judge([as_workbook(BUDGET, pages_of(BUDGET), edit)])
    other = "A" if column == 2 else "B"
    expected = [("CELL-REQUIRED", f"{letter}{row}") for letter in (other, *"CDE")]
    assert codes_and_cells(judged) == expected


def test_a_name_alone_below_the_rows_is_told() -> None:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.cell(_FIRST + 1, 2).value = "Đã kiểm tra"

    judged = judge([as_workbook(BUDGET, pages_of(BUDGET), edit)])
    assert codes_and_cells(judged) == [("CONTENT-UNREAD", f"B{_FIRST + 1}")]


def test_a_note_below_the_rows_is_told() -> None:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.cell(_FIRST + 3, 1).value = "Số liệu lấy từ hệ thống kế toán"

    judged = judge([as_workbook(BUDGET, pages_of(BUDGET), edit)])
    assert codes_and_cells(judged) == [("CONTENT-UNREAD", f"A{_FIRST + 3}")]
