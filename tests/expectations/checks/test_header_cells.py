"""A cell of the header that shows something else than it stores is held at its place, and what it
shows is taken for nothing."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook

from tests.expectations.builders import SECURITY, batch, codes_and_cells, file_of, judge

SIGNED = date(2024, 12, 1)


@pytest.mark.parametrize("number_format", ["#,##0", "0.00", '0"x"', "0,", "0%", "yyyy-mm"])
def test_a_day_of_signing_that_shows_as_a_number_is_held(number_format: str) -> None:
    book = load_workbook(io.BytesIO(file_of(SECURITY, suffix="xlsx")))
    sheet = book.worksheets[0]
    (cell,) = (row[1] for row in sheet.iter_rows() if row[0].value == "Ngày ký báo cáo")
    cell.value, cell.number_format = SIGNED, number_format
    stream = io.BytesIO()
    book.save(stream)
    content = stream.getvalue()
    assert batch([content]).headers["report_date"].to_list() == [None]
    assert cell.coordinate in {place for _, place in codes_and_cells(judge([content]))}
