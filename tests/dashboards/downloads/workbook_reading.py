"""A release's workbook as another program reads it, held against the Parquet files beside it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
from python_calamine import CalamineWorkbook

from dashboards.downloads.workbooks import SHEETS
from dashboards.looks.locale import VIETNAMESE, speaking, text

FORMULA = '=HYPERLINK("http://example.org","x")'
"""A name that would run in a spreadsheet, were it not written as a text."""


def assert_holds_the_marts(workbook: Path, data: Path) -> None:
    """Every mart of the folder that a person reads is a sheet of the workbook behind the cover,
    each value as its type; the cover names every sheet with its rows, and every column is
    explained."""
    book = CalamineWorkbook.from_path(str(workbook))
    there = {sheet: mart for sheet, (mart, _) in SHEETS.items() if _stored(data, mart).exists()}
    with speaking(VIETNAMESE):
        names = {sheet: text(f"workbook.sheet.{sheet}") for sheet in there}
        cover, explanation = text("workbook.cover"), text("workbook.columns")
    assert book.sheet_names == [cover, explanation, *names.values()]
    listed = {row[0]: row[3] for row in book.get_sheet_by_name(cover).to_python()}
    explained = {row[5] for row in book.get_sheet_by_name(explanation).to_python()}
    for sheet, mart in there.items():
        _, *rows = book.get_sheet_by_name(names[sheet]).to_python(skip_empty_area=False)
        columns, stored = _rows(_stored(data, mart), SHEETS[sheet][1])
        assert {f"{mart}.{column}" for column in columns} <= explained
        assert len(rows) == len(stored) == listed[names[sheet]] > 0, mart
        for row, values in zip(rows, stored, strict=True):
            for column, cell, value in zip(columns, row, values, strict=True):
                assert _typed(cell) == _typed(value), f"{data} {mart}.{column}: {cell!r}"


def _stored(data: Path, mart: str) -> Path:
    return data / f"{mart}.parquet"


def _rows(file: Path, shown: tuple[str, ...]) -> tuple[list[str], list[tuple[object, ...]]]:
    with duckdb.connect() as connection:
        described = connection.execute(f"describe select * from read_parquet('{file}')").fetchall()
        there = {name for name, *_ in described}
        columns = [name for name in shown if name in there]
        query = f"select {', '.join(columns)} from read_parquet('{file}')"
        return columns, connection.execute(query).fetchall()


def _typed(value: object) -> tuple[str, object]:
    """A value with the kind a spreadsheet has for it: an empty text is an empty cell, a day is its
    midnight."""
    match value:
        case None | "":
            return "empty", None
        case bool():
            return "truth", value
        case int() | float() | Decimal():
            return "number", float(value)
        case datetime():
            return "time", value
        case date():
            return "time", datetime(value.year, value.month, value.day)
    return type(value).__name__, value
