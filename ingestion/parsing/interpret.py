"""A file read under its contract: every value typed, with sheet, cell and raw text.

The result is plain data, because it crosses from a reader process to the intake. What cannot be
typed is kept as sent and marked; nothing is guessed. Not here: formats of files (``readers``), and
whether a value is plausible (``expectations``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from ingestion.forms.contract import (
    NUMERIC_KINDS,
    Contracts,
    FieldContract,
    Form,
    IndicatorSheet,
    RegisterSheet,
)
from ingestion.forms.header import HEADER_TABLE, dong_of, header_fields, load_header
from ingestion.forms.sheet_columns import CONTRACT_CODE, CONTRACT_LABEL, line_parts, sheet_columns
from ingestion.language.vietnamese import label_key, tidy
from ingestion.parsing.columns import Habit, habit_of
from ingestion.parsing.indicator_lines import read_lines
from ingestion.parsing.likely_forms import likely_forms
from ingestion.parsing.redaction import code_of_unknown_form, discreet, title_of_unknown_form
from ingestion.parsing.register_rows import read_register
from ingestion.parsing.report import Report, TypedCell
from ingestion.parsing.shape import Problem, shape_problems
from ingestion.parsing.sheet_reading import SheetReading, remarks_on
from ingestion.parsing.table_search import Table, answer_place, find_tables, header_line
from ingestion.parsing.unit_lines import unit_lines, unit_of_title
from ingestion.parsing.unread import header_places, places_read, unread_content
from ingestion.parsing.values import Reading, type_value
from ingestion.readers.grid import TAKEN_BACK, Cell, Document, Grid, Place
from ingestion.readers.returned_sheets import take_own_sheets


def interpret(document: Document, contracts: Contracts) -> Report:
    """Read a document under the contract it names."""
    explanations = take_own_sheets(document)
    grid, contract_id, place = _named_contract(document)
    if contract_id not in contracts:
        contract_ids = ", ".join(likely_forms(document, contracts, contract_id))
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
    _read_header(form, grid, reading, report)
    reading = reading._replace(options=form.lists, money_unit=dong_of(report.money_unit))
    report.problems += _cut_rows(document)
    tables = [_read_sheet(sheet, form, document, reading, report) for sheet in form.sheets]
    report.problems += unread_content(form, document, [t for t in tables if t], report)
    discreet(report, form, document)
    return report


def _cut_rows(document: Document) -> Iterator[Problem]:
    """The last row of a text file that ends before the row does."""
    for grid in document.grids:
        if grid.cut_row is not None:
            columns = [column for row, column in grid.cells if row == grid.cut_row] or [1]
            place = grid.address(grid.cut_row, max(columns))
            yield Problem("FILE-CUT", grid.title, place, "", grid.text(grid.cut_row, max(columns)))


def _named_contract(document: Document) -> tuple[Grid, str, str | None]:
    """The sheet that names the form, what it says there, and where; the place also where a cell is
    there for it and is blank."""
    first = document.grids[0] if document.grids else Grid("")
    blank: tuple[Grid, str | None] = (first, None)
    for grid in document.grids:
        place = header_line(grid, CONTRACT_LABEL, CONTRACT_CODE)
        if place and (named := tidy(grid.text(*place))):
            return grid, named, grid.address(*place)
        if place and blank[1] is None:
            blank = grid, grid.address(*place)
    if document.contract_property:
        return first, document.contract_property, None
    return blank[0], "", blank[1]


def _read_header(form: Form, grid: Grid, reading: Reading, report: Report) -> None:
    for field in header_fields(form):
        at = header_line(grid, field.label.vi, field.code)
        cell = _header_cell(grid, field, at) if at else None
        value = type_value(field.kind, cell, reading, field.list)
        row, place = (at[0], grid.address(*at)) if at else (None, None)
        typed = (HEADER_TABLE, grid.title, "", row, field.code, place, field.kind, value)
        report.cells.append(TypedCell(*typed))
        if cell is not None and place is not None:
            report.problems += remarks_on(cell, field.kind, value, grid.title, place, reading)


def _header_cell(grid: Grid, field: FieldContract, at: Place) -> Cell | None:
    """The answer of a header line; held where its label is struck out, or where the same label
    stands above or below it with another answer."""
    cell = grid.cells.get(at)
    places = grid.labels[label_key(field.code if grid.pointers else field.label.vi)]
    if cell is None or cell.problem:
        return cell
    if grid.cells[places[0]].problem in TAKEN_BACK:
        return replace(cell, problem="struck_out")
    others = [answer_place(grid, *place) for place in places[1:] if place[1] == places[0][1]]
    is_other = any(grid.text(*other) not in ("", cell.raw_text) for other in others)
    return replace(cell, problem="said_twice") if is_other else cell


def _read_sheet(
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
    return tables[0]


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
