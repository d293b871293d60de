"""A file read under its contract: every value typed, with sheet, cell and raw text.

The result is plain data, because it crosses from a reader process to the intake. What cannot be
typed is kept as sent and marked; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from ingestion.contract import (
    TOTAL_ROW_KEY,
    Contracts,
    Form,
    IndicatorSheet,
    Line,
    RegisterSheet,
)
from ingestion.header import HEADER_TABLE, header_fields, load_header
from ingestion.messages import text as message
from ingestion.readers.grid import Cell, Document, Grid, UnreadableFile, address
from ingestion.values import Lists, Value, type_value
from ingestion.vietnamese import fold

CONTRACT_LABEL = "Mã biểu mẫu"
LABEL_COLUMN, ANSWER_COLUMN = 1, 2
_TOTAL_WORDS = ("tong cong", "tong so", "cong", "tong", "total")


class TypedCell(NamedTuple):
    """One value of a report. ``row_key`` names its row (a line's code, a register row's key),
    ``field`` its column; ``cell`` is None where the file has no such place."""

    table: str
    sheet: str
    row_key: str
    row_number: int | None
    field: str
    cell: str | None
    kind: str
    value: Value


class Problem(NamedTuple):
    """Something wrong with the shape of a file: what was expected and what was found there."""

    code: str
    sheet: str | None
    cell: str | None
    expected: str
    found: str


@dataclass
class Report:
    """A file as understood: its contract (None when unknown), cells and problems of shape."""

    contract_id: str | None
    cells: list[TypedCell] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass
class _Table:
    """Where a sheet of the contract lies in the file: its grid, its row of labels, its columns."""

    grid: Grid
    top: int
    columns: dict[str, int]
    lists: Lists

    def cell(self, row: int | None, code: str) -> Cell | None:
        column = self.columns.get(code)
        return self.grid.cells.get((row, column)) if row and column else None

    def place(self, row: int | None, code: str) -> str | None:
        column = self.columns.get(code)
        return address(row, column) if row and column else None

    def body(self) -> list[int]:
        return [row for row in self.grid.rows if row > self.top]


def unreadable(reason: UnreadableFile) -> Report:
    """The report of a file that could not be read."""
    problem = Problem("FILE-UNREADABLE", None, None, "readable", reason.reason)
    return Report(None, problems=[problem])


def interpret(document: Document, contracts: Contracts) -> Report:
    """Read a document under the contract it names."""
    grid, contract_id, place = _named_contract(document)
    if contract_id not in contracts:
        wanted = ", ".join(sorted(contracts))
        return Report(
            None,
            problems=[Problem("FORM-UNKNOWN", grid.title, place, wanted, contract_id)],
        )
    form = contracts[contract_id]
    report = Report(contract_id)
    report.cells.extend(_header_cells(form, grid))
    unit = next((c.value.text for c in report.cells if c.field == "money_unit"), None)
    units = {option.code for option in load_header().lists["money_unit"]}
    multiplier = Decimal(unit) if unit in units else Decimal(1)
    for sheet in form.sheets:
        _read_sheet(sheet, document, Lists(form.lists, multiplier), report)
    return report


def _named_contract(document: Document) -> tuple[Grid, str, str | None]:
    for grid in document.grids:
        row = _labelled_row(grid, CONTRACT_LABEL)
        if row and (named := grid.text(row, ANSWER_COLUMN)):
            return grid, named, address(row, ANSWER_COLUMN)
    first = document.grids[0] if document.grids else Grid("")
    return first, document.contract_property or "", None


def _labelled_row(grid: Grid, label: str) -> int | None:
    wanted = fold(label)
    return next((r for r in grid.rows if fold(grid.text(r, LABEL_COLUMN)) == wanted), None)


def _header_cells(form: Form, grid: Grid) -> Iterator[TypedCell]:
    lists = Lists(load_header().lists)
    for wanted in header_fields(form):
        row = _labelled_row(grid, wanted.label.vi)
        cell = grid.cells.get((row, ANSWER_COLUMN)) if row else None
        place = address(row, ANSWER_COLUMN) if row else None
        value = type_value(wanted.kind, cell, lists, wanted.list)
        yield TypedCell(HEADER_TABLE, grid.title, "", row, wanted.code, place, wanted.kind, value)


def _read_sheet(
    sheet: IndicatorSheet | RegisterSheet,
    document: Document,
    lists: Lists,
    report: Report,
) -> None:
    labels = sheet_columns(sheet)
    table = _find_table(document, labels, lists)
    if table is None:
        report.problems.append(Problem("SHEET-MISSING", None, None, sheet.title.vi, ""))
        return
    for code, label in labels.items():
        if code not in table.columns and _column_needed(sheet, code):
            place = address(table.top, 1)
            report.problems.append(Problem("COLUMN-MISSING", table.grid.title, place, label, ""))
    if sheet.kind == "indicator":
        _read_lines(sheet, table, report)
    else:
        _read_register(sheet, table, report)


def sheet_columns(sheet: IndicatorSheet | RegisterSheet) -> dict[str, str]:
    """Column code to its Vietnamese label, in the order of the blank workbook."""
    if sheet.kind == "register":
        return {field.code: field.label.vi for field in sheet.fields}
    codes = ("code", "label", "value", "denominator", "note", "evidence")
    return {code: message(f"form.column.{code}") for code in codes}


def _column_needed(sheet: IndicatorSheet | RegisterSheet, code: str) -> bool:
    if sheet.kind == "indicator":
        return code in {"code", "value", "denominator"}
    return sheet.field(code).required


def _find_table(document: Document, labels: dict[str, str], lists: Lists) -> _Table | None:
    """The grid and row that hold the most of the wanted column labels, at least half of them."""
    folded = {fold(label): code for code, label in labels.items()}
    best: _Table | None = None
    for grid in document.grids:
        by_row: dict[int, dict[str, int]] = {}
        for (row, column), cell in grid.cells.items():
            if code := folded.get(fold(cell.raw_text)):
                by_row.setdefault(row, {}).setdefault(code, column)
        for row, columns in sorted(by_row.items()):
            enough = 2 * len(columns) >= len(labels)
            if enough and (best is None or len(columns) > len(best.columns)):
                best = _Table(grid, row, columns, lists)
    return best


def _read_lines(sheet: IndicatorSheet, table: _Table, report: Report) -> None:
    known = {line.code for line in sheet.lines}
    rows: dict[str, int] = {}
    for row in table.body():
        code_cell = table.cell(row, "code")
        code = code_cell.raw_text if code_cell else ""
        if code in known and code not in rows:
            rows[code] = row
        elif code and table.cell(row, "value"):
            kind = "ROW-DUPLICATE" if code in rows else "ROW-UNKNOWN"
            place = table.place(row, "code")
            report.problems.append(Problem(kind, table.grid.title, place, "", code))
    for line in sheet.lines:
        row_of_line = rows.get(line.code)
        for part, kind in line_parts(line):
            value = type_value(kind, table.cell(row_of_line, part), table.lists)
            place = table.place(row_of_line, part)
            report.cells.append(
                TypedCell(
                    sheet.table,
                    table.grid.title,
                    line.code,
                    row_of_line,
                    part,
                    place,
                    kind,
                    value,
                )
            )


def line_parts(line: Line) -> list[tuple[str, str]]:
    """The cells of an indicator line a sender fills, with their kinds."""
    kind = "count" if line.kind == "ratio" else line.kind
    parts = [("value", kind)] + ([("denominator", "count")] if line.kind == "ratio" else [])
    return [*parts, ("note", "text"), ("evidence", "text")]


def _read_register(sheet: RegisterSheet, table: _Table, report: Report) -> None:
    seen: set[str] = set()
    for row in table.body():
        if not _is_data_row(sheet, table, row):
            continue
        values = {
            field.code: type_value(field.kind, table.cell(row, field.code), table.lists, field.list)
            for field in sheet.fields
        }
        is_total = sheet.total_row and _is_total(sheet, table, row)
        key = TOTAL_ROW_KEY if is_total else row_key(sheet, values)
        if key in seen:
            place = table.place(row, sheet.row_key[0])
            report.problems.append(Problem("ROW-DUPLICATE", table.grid.title, place, "", key))
            continue
        seen.add(key)
        skipped = sheet.row_key if is_total else ()
        report.cells.extend(_register_cells(sheet, table, row, key, values, skipped))
    if sheet.total_row and TOTAL_ROW_KEY not in seen:
        wanted = message("form.total_row")
        place = address(table.top, 1)
        report.problems.append(Problem("TOTAL-MISSING", table.grid.title, place, wanted, ""))
    blank = {field.code: Value("not_reported") for field in sheet.fields}
    # A printed row that was deleted counts as not reported, so that it is asked for again.
    for option in table.lists.options[sheet.printed_rows] if sheet.printed_rows else ():
        if option.code not in seen:
            report.cells.extend(_register_cells(sheet, table, None, option.code, blank, ()))


def _register_cells(
    sheet: RegisterSheet,
    table: _Table,
    row: int | None,
    key: str,
    values: dict[str, Value],
    skipped: tuple[str, ...],
) -> Iterator[TypedCell]:
    for contract in sheet.fields:
        if contract.code not in skipped:
            yield TypedCell(
                sheet.table,
                table.grid.title,
                key,
                row,
                contract.code,
                table.place(row, contract.code),
                contract.kind,
                values[contract.code],
            )


def _is_data_row(sheet: RegisterSheet, table: _Table, row: int) -> bool:
    """False for blank rows and for the signatures and notes that stand under a table."""
    filled = {code for code in table.columns if table.cell(row, code)}
    if filled - set(sheet.row_key):
        return True
    return sheet.printed_rows is not None and (
        _is_total(sheet, table, row) or _is_printed(sheet, table, row)
    )


def _is_printed(sheet: RegisterSheet, table: _Table, row: int) -> bool:
    """Whether the row is one of the form's own, left empty by the sender."""
    key = sheet.row_key[0]
    value = type_value("choice", table.cell(row, key), table.lists, sheet.printed_rows)
    return value.text in {option.code for option in table.lists.options[sheet.printed_rows or ""]}


def _is_total(sheet: RegisterSheet, table: _Table, row: int) -> bool:
    first = table.cell(row, sheet.row_key[0])
    return first is not None and fold(first.raw_text) in _TOTAL_WORDS


def row_key(sheet: RegisterSheet, values: dict[str, Value]) -> str:
    """The key of a register row: the values of its key fields, joined by a bar."""
    parts = (values[code] for code in sheet.row_key)
    return "|".join(value.text or value.raw_text or "" for value in parts)
