"""A method as a workbook: one sheet per table of a method, plain columns in its first row."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.blanks.paper import BOLD
from ingestion.blanks.templates import saved
from ingestion.readers.files import read_document
from ingestion.readers.grid import Grid, column_letter
from orchestration.any_index.method import REQUIRED_COLUMNS, Method, complete_method
from orchestration.any_index.tables import BadIndex, Row, TextTable, check_columns, write_table
from orchestration.reference.method_tables import Column, method_tables

_WIDTH = 18.0
# Points of a comment that shows the longest description whole.
_COMMENT_WIDTH, _COMMENT_HEIGHT = 340, 150
_LAST_ROW = 50_000


def blank_method() -> bytes:
    """The blank workbook: over every column what it says and which values are allowed."""
    book = Workbook()
    book.remove(cast(Worksheet, book.active))
    for table in method_tables().values():
        sheet = book.create_sheet(table.name)
        sheet.freeze_panes = "A2"
        for number, column in enumerate(table.columns.values(), 1):
            _print_column(sheet, number, column)
    return saved(book)


def _print_column(sheet: Worksheet, number: int, column: Column) -> None:
    head = sheet.cell(1, number, column.name)
    head.font = BOLD
    lines = [column.description, *([" | ".join(column.allowed)] if column.allowed else [])]
    head.comment = Comment("\n".join(lines), "csi", width=_COMMENT_WIDTH, height=_COMMENT_HEIGHT)
    letter = column_letter(number)
    sheet.column_dimensions[letter].width = _WIDTH
    if column.type == "varchar":
        # A key such as 1.10 must not become the number 1.1.
        sheet.column_dimensions[letter].number_format = "@"
    if column.allowed:
        listed = DataValidation(type="list", formula1=f'"{",".join(column.allowed)}"')
        listed.add(f"{letter}2:{letter}{_LAST_ROW}")
        sheet.add_data_validation(listed)


def import_method(content: bytes, out: Path) -> Method:
    """Write the sheets of a filled workbook as the CSV files of a method folder; returns the method
    as ``csi index`` reads it. Raises ``BadIndex`` or ``UnreadableFile`` before anything is written.
    """
    tables = _tables(content)
    missing = [name for name in REQUIRED_COLUMNS if name not in tables]
    if missing:
        raise BadIndex("index.missing_sheet", sheets=", ".join(missing))
    method = complete_method(tables)
    out.mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        rows = ([row[column] for column in table.columns] for row in table.rows)
        write_table(out / f"{name}.csv", table.columns, rows)
    return method


def _tables(content: bytes) -> dict[str, TextTable]:
    """The sheets that have rows, by table."""
    filled = [grid for grid in read_document(content).grids if grid.cells]
    for grid in filled:
        if grid.title not in method_tables():
            raise BadIndex("index.unknown_sheet", file=grid.title, known=", ".join(method_tables()))
    tables = [_table(grid) for grid in filled]
    return {table.file: table for table in tables if table.rows}


def _table(grid: Grid) -> TextTable:
    headed = {column: cell.raw_text for (row, column), cell in grid.cells.items() if row == 1}
    table = TextTable(grid.title, list(headed.values()))
    check_columns(table, REQUIRED_COLUMNS.get(grid.title, ()), method_tables()[grid.title].columns)
    rows: dict[int, Row] = {}
    for (line, column), cell in sorted(grid.cells.items(), key=lambda placed: placed[0]):
        if line == 1:
            continue
        name = headed.get(column, column_letter(column))
        at = {"file": grid.title, "line": line, "column": name, "value": cell.raw_text}
        if column not in headed:
            raise BadIndex("index.cell_without_column", **at)
        if cell.problem:
            raise BadIndex("index.cell_without_value", **at)
        rows.setdefault(line, dict.fromkeys(table.columns, ""))[name] = cell.raw_text
    table.lines, table.rows = list(rows), list(rows.values())
    return table
