"""The tables of a form found in a document and read: what is wrong with their shape, how each
column is written, and their rows."""

from __future__ import annotations

from collections.abc import Mapping

from ingestion.forms.contract import NUMERIC_KINDS, Form, IndicatorSheet, RegisterSheet
from ingestion.forms.sheet_columns import line_parts, sheet_columns
from ingestion.language.vietnamese import tidy
from ingestion.parsing.columns import habit_of
from ingestion.parsing.indicator_lines import read_lines
from ingestion.parsing.register_rows import read_register
from ingestion.parsing.report import Report
from ingestion.parsing.shape import Problem, shape_problems
from ingestion.parsing.sheet_reading import SheetReading
from ingestion.parsing.table_search import Table, find_tables
from ingestion.parsing.unit_lines import unit_lines, unit_of_title
from ingestion.parsing.unread import header_places, places_read
from ingestion.parsing.values import Reading
from ingestion.readers.grid import Cell, Document


def read_sheet(
    sheet: IndicatorSheet | RegisterSheet,
    form: Form,
    document: Document,
    reading: Reading,
    report: Report,
) -> Table | None:
    """Add what a sheet holds to a report; returns the table it was found in."""
    labels = sheet_columns(sheet)
    tables = find_tables(document, labels, sheet.title.vi)
    if not tables:
        report.problems.append(Problem("SHEET-MISSING", None, None, sheet.title.vi, ""))
        return None
    read_tables(sheet, form, tables, labels, reading, report)
    return tables[0]


def read_tables(
    sheet: IndicatorSheet | RegisterSheet,
    form: Form,
    tables: list[Table],
    labels: Mapping[str, str],
    reading: Reading,
    report: Report,
) -> None:
    """Add what the first of a sheet's ``tables`` holds to a report; the others are further places
    of its ``labels``."""
    needed = {code for code in labels if _column_needed(sheet, code)}
    titles = {other.title.vi for other in form.sheets} - {sheet.title.vi}
    report.problems.extend(shape_problems(tables, labels, needed, titles))
    habits = {
        code: habit_of(cells, form.number_format, reading.money_unit)
        for code, cells in _cells_by_column(sheet, tables[0]).items()
    }
    read = SheetReading(tables[0], reading, habits)
    if sheet.kind == "indicator":
        read_lines(sheet, read, report)
    else:
        read_register(sheet, read, report)
    report.problems += read.remarks
    looked_at = header_places(form, tables[0].grid) | places_read(tables[0], report)
    report.problems += unit_lines(tables[0], sheet, reading.money_unit, looked_at)
    report.problems += unit_of_title(tables[0], sheet, reading.money_unit)


def _cells_by_column(
    sheet: IndicatorSheet | RegisterSheet, table: Table
) -> dict[str, list[tuple[str, Cell]]]:
    """The cells of each column of figures with their kinds: a register's column has one kind, an
    indicator sheet's the kind of each line."""
    if sheet.kind == "register":
        kinds = {field.code: field.kind for field in sheet.fields if field.kind in NUMERIC_KINDS}
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
