"""A release's workbook as another program reads it, held against the Parquet files beside it."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
from python_calamine import CalamineWorkbook

# The fifteen digits that a spreadsheet keeps, the first day all of them count alike, and how many
# UTF-16 letters a cell takes.
_LARGEST_WHOLE = 10**15 - 1
_FIRST_DAY = date(1900, 3, 1)
_LONGEST_TEXT = 32_767
_NO_LETTERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def assert_holds_the_marts(workbook: Path, data: Path) -> None:
    """Every mart of the folder is a sheet of the workbook, with the same columns, and each value
    as its type."""
    book = CalamineWorkbook.from_path(str(workbook))
    assert set(book.sheet_names) == {file.stem for file in data.glob("*.parquet")}
    for mart in book.sheet_names:
        header, *rows = book.get_sheet_by_name(mart).to_python(skip_empty_area=False)
        with duckdb.connect() as connection:
            found = connection.execute(f"select * from read_parquet('{data / mart}.parquet')")
            columns, stored = [column[0] for column in found.description], found.fetchall()
        assert header == columns, mart
        assert len(rows) == len(stored) > 0, mart
        for row, values in zip(rows, stored, strict=True):
            for column, cell, value in zip(columns, row, values, strict=True):
                assert _is_held(cell, value), f"{data.parent.name} {mart}.{column}: {cell!r}"


def _is_held(cell: object, value: object) -> bool:
    """Whether a cell holds a value of a mart; a text too long for one shows that it was cut."""
    if isinstance(value, str) and _letters(value) > _LONGEST_TEXT:
        text = str(cell)
        is_cut = text.endswith("…") and value.startswith(text[:-1])
        return is_cut and _LONGEST_TEXT // 2 - 1 <= _letters(text) <= _LONGEST_TEXT
    return _typed(cell) == _typed(_as_a_cell(value))


def _letters(text: str) -> int:
    """How long a spreadsheet calls a text."""
    return len(text.encode("utf-16-le")) // 2


def _as_a_cell(value: object) -> object:
    """What a cell must hold of a value: the value itself, or its text where no spreadsheet has
    such a number or day."""
    match value:
        case bool():
            return value
        case int() if abs(value) > _LARGEST_WHOLE:
            return str(value)
        case int() | Decimal():
            return float(value)
        case datetime():
            return value if value.date() >= _FIRST_DAY else str(value)
        case date():
            return value if value >= _FIRST_DAY else str(value)
        case str():
            return _NO_LETTERS.sub("", value).replace("\r\n", "\n").replace("\r", "\n")
    return value


def _typed(value: object) -> tuple[str, object]:
    """A value with the kind a spreadsheet has for it: an empty text is an empty cell, a day is
    its midnight."""
    match value:
        case None | "":
            return "empty", None
        case bool():
            return "truth", value
        case int() | float():
            return "number", float(value)
        case datetime():
            return "time", value
        case date():
            return "time", datetime(value.year, value.month, value.day)
    return type(value).__name__, value
