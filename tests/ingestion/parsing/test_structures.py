"""Blank rows and columns put into a report, and a table moved: whatever was read is read again."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.forms.header import HEADER_TABLE
from ingestion.parsing.pool import read_report
from ingestion.parsing.report import Report

FILES = sorted((Path(__file__).parent / "kept_files").glob("*.xlsx"))
Change = Callable[[Worksheet, list[int], list[int]], None]


def _row_before_the_first(sheet: Worksheet, rows: list[int], _: list[int]) -> None:
    sheet.insert_rows(rows[0])


def _row_in_the_midst(sheet: Worksheet, rows: list[int], _: list[int]) -> None:
    sheet.insert_rows(rows[len(rows) // 2])


def _row_before_the_last(sheet: Worksheet, rows: list[int], _: list[int]) -> None:
    sheet.insert_rows(rows[-1])


def _column_in_the_midst(sheet: Worksheet, _: list[int], columns: list[int]) -> None:
    sheet.insert_cols(columns[len(columns) // 2])


def _moved(sheet: Worksheet, _: list[int], __: list[int]) -> None:
    sheet.insert_rows(1, 2)
    sheet.insert_cols(1)


CHANGES: list[Change] = [
    _row_before_the_first, _row_in_the_midst, _row_before_the_last, _column_in_the_midst, _moved,
]  # fmt: skip


def _values(report: Report) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    """What was read; a row that is called by its number, since it names people, by its place among
    those of its table."""
    numbered = sorted({cell.row_number or 0 for cell in report.cells if cell.row_key[:1] == "#"})
    places = {f"#{row}": f"#{place}" for place, row in enumerate(numbered)}
    return {
        (cell.table, places.get(cell.row_key, cell.row_key), cell.field): (
            cell.value.status,
            cell.value.number,
            cell.value.text,
        )
        for cell in report.cells
    }


def _tables(report: Report) -> Iterator[tuple[str, list[int], list[int]]]:
    """The sheet, rows and columns of each table."""
    places: dict[tuple[str, str], set[tuple[int, int]]] = {}
    for cell in report.cells:
        if cell.cell and cell.table != HEADER_TABLE:
            places.setdefault((cell.sheet, cell.table), set()).add(coordinate_to_tuple(cell.cell))
    for (sheet, _), found in places.items():
        yield sheet, sorted({row for row, _ in found}), sorted({column for _, column in found})


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_blank_rows_and_columns_change_nothing(path: Path, change: Change) -> None:
    content = path.read_bytes()
    report = read_report(content)
    for sheet, rows, columns in _tables(report):
        book = load_workbook(io.BytesIO(content))
        change(book[sheet], rows, columns)
        stream = io.BytesIO()
        book.save(stream)
        assert _values(read_report(stream.getvalue())) == _values(report), sheet
