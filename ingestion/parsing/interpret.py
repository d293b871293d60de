"""A file read under its contract: every value typed, with sheet, cell and raw text.

The result is plain data, because it crosses from a reader process to the intake. What cannot be
typed is kept as sent and marked; nothing is guessed. Not here: formats of files (``readers``), and
whether a value is plausible (``expectations``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from ingestion.forms.contract import (
    NUMERIC_KINDS,
    TOTAL_ROW_KEY,
    Contracts,
    FieldContract,
    Form,
    IndicatorSheet,
    RegisterSheet,
)
from ingestion.forms.header import HEADER_TABLE, dong_of, header_fields, load_header
from ingestion.forms.sheet_columns import CONTRACT_CODE, CONTRACT_LABEL, line_parts, sheet_columns
from ingestion.language.vietnamese import tidy
from ingestion.messages import text as message
from ingestion.parsing.columns import Habit, habit_of
from ingestion.parsing.redaction import code_of_unknown_form, discreet, title_of_unknown_form
from ingestion.parsing.report import Report, TypedCell
from ingestion.parsing.shape import Problem, hidden_rows, shape_problems
from ingestion.parsing.sheet_reading import SheetReading
from ingestion.parsing.table_search import Table, find_tables, header_line, is_row_number, is_total
from ingestion.parsing.values import Reading, Value, type_value
from ingestion.readers.grid import Cell, Document, Grid
from ingestion.readers.returned_sheets import take_own_sheets

_FIGURES = NUMERIC_KINDS
# Kinds that a signature or note is never read as.
_TELLING = NUMERIC_KINDS | {"yes_no", "date", "time"}
_Row = dict[str, tuple[str | None, Value]]


def interpret(document: Document, contracts: Contracts) -> Report:
    """Read a document under the contract it names."""
    explanations = take_own_sheets(document)
    grid, contract_id, place = _named_contract(document)
    if contract_id not in contracts:
        contract_ids = ", ".join(sorted(contracts))
        return Report(
            None,
            problems=[
                Problem(
                    "FORM-UNKNOWN",
                    title_of_unknown_form(grid.title, contracts),
                    place,
                    contract_ids,
                    code_of_unknown_form(contract_id),
                )
            ],
        )
    form = contracts[contract_id]
    report = Report(contract_id, explanations=explanations)
    report.problems += [
        Problem("TEXT-CONVERTED", text.sheet, text.cell, text.encoding, text.sent)
        for text in document.converted
    ]
    habit = Habit(form.number_format or "vi", form.number_format is None)
    reading = Reading(load_header().lists, Decimal(1), habit, document.counts_from_1904)
    report.cells.extend(_header_cells(form, grid, reading))
    reading = reading._replace(options=form.lists, money_unit=dong_of(report.money_unit))
    for sheet in form.sheets:
        _read_sheet(sheet, form, document, reading, report)
    discreet(report, form, document)
    return report


def _named_contract(document: Document) -> tuple[Grid, str, str | None]:
    for grid in document.grids:
        place = header_line(grid, CONTRACT_LABEL, CONTRACT_CODE)
        if place and (named := tidy(grid.text(*place))):
            return grid, named, grid.address(*place)
    first = document.grids[0] if document.grids else Grid("")
    return first, document.contract_property or "", None


def _header_cells(form: Form, grid: Grid, reading: Reading) -> Iterator[TypedCell]:
    for field in header_fields(form):
        at = header_line(grid, field.label.vi, field.code)
        value = type_value(field.kind, grid.cells.get(at) if at else None, reading, field.list)
        row, place = (at[0], grid.address(*at)) if at else (None, None)
        yield TypedCell(HEADER_TABLE, grid.title, "", row, field.code, place, field.kind, value)


def _read_sheet(
    sheet: IndicatorSheet | RegisterSheet,
    form: Form,
    document: Document,
    reading: Reading,
    report: Report,
) -> None:
    labels = sheet_columns(sheet)
    tables = find_tables(document, labels, sheet.title.vi)
    if not tables:
        report.problems.append(Problem("SHEET-MISSING", None, None, sheet.title.vi, ""))
        return
    needed = {code for code in labels if _column_needed(sheet, code)}
    titles = {other.title.vi for other in form.sheets} - {sheet.title.vi}
    report.problems.extend(shape_problems(tables, labels, needed, titles))
    habits = {
        code: habit_of(cells, form.number_format, reading.money_unit)
        for code, cells in _cells_by_column(sheet, tables[0]).items()
    }
    read = SheetReading(tables[0], reading, habits)
    if sheet.kind == "indicator":
        _read_lines(sheet, read, report)
    else:
        _read_register(sheet, read, report)


def _cells_by_column(
    sheet: IndicatorSheet | RegisterSheet, table: Table
) -> dict[str, list[tuple[str, Cell]]]:
    """The cells of each column of figures with their kinds: a register's column has one kind, an
    indicator sheet's the kind of each line."""
    if sheet.kind == "register":
        kinds = {field.code: field.kind for field in sheet.fields if field.kind in _FIGURES}
        return {
            code: [(kind, cell) for row in table.rows if (cell := table.own_cell(row, code))]
            for code, kind in kinds.items()
        }
    parts = {line.code: dict(line_parts(line, sheet)) for line in sheet.lines}
    by_column: dict[str, list[tuple[str, Cell]]] = {"value": [], "denominator": []}
    for row in table.rows:
        code = table.own_cell(row, "code")
        kinds_of_line = parts.get(tidy(code.raw_text), {}) if code else {}
        for part, cells in by_column.items():
            if part in kinds_of_line and (cell := table.own_cell(row, part)):
                cells.append((kinds_of_line[part], cell))
    return by_column


def _column_needed(sheet: IndicatorSheet | RegisterSheet, code: str) -> bool:
    if sheet.kind == "indicator":
        return code in {"code", "value", "denominator"}
    return sheet.field(code).required


def _read_lines(sheet: IndicatorSheet, read: SheetReading, report: Report) -> None:
    table, title = read.table, read.table.grid.title
    codes = {line.code for line in sheet.lines}
    rows: dict[str, int] = {}
    for row in table.rows:
        code_cell = table.own_cell(row, "code")
        code = tidy(code_cell.raw_text) if code_cell else ""
        if code in codes and code not in rows:
            rows[code] = row
        elif code and table.own_cell(row, "value") and not _is_below_the_lines(read, row):
            kind = "ROW-DUPLICATE" if code in rows else "ROW-UNKNOWN"
            report.problems.append(Problem(kind, title, table.place(row, "code"), "", code))
    report.problems.extend(hidden_rows(table, rows.values()))
    for line in sheet.lines:
        row_of_line = rows.get(line.code)
        for part, kind in line_parts(line, sheet):
            listed = line.list if part == "value" else None
            place, value = read.read(row_of_line, part, kind, listed)
            value = value.presence() if line.personal and part == "value" else value
            report.cells.append(
                TypedCell(sheet.table, title, line.code, row_of_line, part, place, kind, value)
            )


def _is_below_the_lines(read: SheetReading, row: int) -> bool:
    """Whether a row belongs to the signatures: below where they begin, without a figure."""
    foot = read.table.foot
    if foot is None or row < foot:
        return False
    values = (read.read(row, "value", kind)[1] for kind in ("number", "yes_no"))
    return all(value.status == "unreadable" for value in values)


def _read_register(sheet: RegisterSheet, read: SheetReading, report: Report) -> None:
    table = read.table
    seen: set[str] = set()
    rows = []
    for row in table.rows:
        values = {field.code: _field_value(field, read, row) for field in sheet.fields}
        if not _is_data_row(sheet, read, row, values):
            continue
        rows.append(row)
        total = _is_total(sheet, table, row)
        key = TOTAL_ROW_KEY if total else row_key(sheet, {c: v for c, (_, v) in values.items()})
        if key in seen:
            place = table.place(row, sheet.row_key[0])
            if place:  # without the column of names every row would have the same key
                report.problems.append(Problem("ROW-DUPLICATE", table.grid.title, place, "", key))
            continue
        seen.add(key)
        skipped = _untotalled(sheet, values) if total else ()
        report.cells.extend(_register_cells(sheet, table, row, key, values, skipped))
    if sheet.total_row and TOTAL_ROW_KEY not in seen:
        label = message("form.total_row")
        place = table.grid.address(table.top, min(table.columns.values()))
        report.problems.append(Problem("TOTAL-MISSING", table.grid.title, place, label, ""))
    report.problems.extend(hidden_rows(table, rows))
    blank: _Row = {field.code: (None, Value("not_reported")) for field in sheet.fields}
    # A printed row that was deleted counts as not reported, so that it is asked for again.
    for option in read.reading.options[sheet.printed_rows] if sheet.printed_rows else ():
        if option.code not in seen:
            report.cells.extend(_register_cells(sheet, table, None, option.code, blank, ()))


def _field_value(field: FieldContract, read: SheetReading, row: int) -> tuple[str | None, Value]:
    place, value = read.read(row, field.code, field.kind, field.list)
    return place, value.presence() if field.personal else value


def _register_cells(
    sheet: RegisterSheet,
    table: Table,
    row: int | None,
    key: str,
    values: _Row,
    skipped: Collection[str],
) -> Iterator[TypedCell]:
    for column in sheet.fields:
        if column.code not in skipped:
            place, value = values[column.code]
            yield TypedCell(
                sheet.table, table.grid.title, key, row, column.code, place, column.kind, value
            )


def _is_data_row(sheet: RegisterSheet, read: SheetReading, row: int, values: _Row) -> bool:
    """False for the signatures and notes below a table."""
    table = read.table
    printed = sheet.printed_rows is not None and (
        _is_total(sheet, table, row) or _is_printed(sheet, read, values)
    )
    if printed:
        return True
    if not any(table.own_cell(row, code) for code in table.columns if code not in sheet.row_key):
        return False
    return (
        table.foot is None
        or row < table.foot
        or any(
            value.status == "reported" and sheet.field(code).kind in _TELLING
            for code, (_, value) in values.items()
        )
    )


def _is_printed(sheet: RegisterSheet, read: SheetReading, values: _Row) -> bool:
    """Whether the row is one of the form's own, left empty by the sender."""
    printed = read.reading.options[sheet.printed_rows or ""]
    return values[sheet.row_key[0]][1].text in {option.code for option in printed}


def _is_total(sheet: RegisterSheet, table: Table, row: int) -> bool:
    """Whether a row calls itself the total, by its first text or by what would be its key."""
    cells = [table.own_cell(row, field.code) for field in sheet.fields]
    first = next((cell for cell in cells if cell), None)
    named = [first, *(table.own_cell(row, code) for code in sheet.row_key)]
    return any(cell is not None and is_total(cell.raw_text) for cell in named)


def _untotalled(sheet: RegisterSheet, values: _Row) -> tuple[str, ...]:
    """What a total row does not add up: its name, and where the form asks for no total all but the
    counts and amounts that are filled in."""
    if sheet.total_row:
        return sheet.row_key
    return tuple(
        field.code
        for field in sheet.fields
        if field.code in sheet.row_key
        or field.kind not in ("count", "money")
        or is_row_number(field.label.vi)
        or values[field.code][1].status == "not_reported"
    )


def row_key(sheet: RegisterSheet, values: dict[str, Value]) -> str:
    """The key of a register row: the values of its key fields, joined by a bar."""
    parts = (values[code] for code in sheet.row_key)
    return "|".join(value.text or value.raw_text or "" for value in parts)
