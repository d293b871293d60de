"""A file read under its contract: every value typed, with sheet, cell and raw text.

The result is plain data, because it crosses from a reader process to the intake. What cannot be
typed is kept as sent and marked; nothing is guessed. Not here: formats of files (``readers``), and
whether a value is plausible (``expectations``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from ingestion.forms.contract import (
    Contracts,
    FieldContract,
    Form,
)
from ingestion.forms.header import HEADER_TABLE, dong_of, header_fields, load_header
from ingestion.forms.official_layouts import OfficialLayout
from ingestion.forms.sheet_columns import CONTRACT_CODE, CONTRACT_LABEL
from ingestion.language.stated_units import stated_unit
from ingestion.language.vietnamese import label_key, tidy
from ingestion.parsing.columns import Habit
from ingestion.parsing.contract_tables import read_sheet
from ingestion.parsing.letter_head import proposal_of
from ingestion.parsing.letter_reading import read_letter
from ingestion.parsing.letter_search import layouts_in_force, recognise
from ingestion.parsing.likely_forms import likely_forms
from ingestion.parsing.proposals import Confirmed
from ingestion.parsing.redaction import code_of_unknown_form, discreet, title_of_unknown_form
from ingestion.parsing.report import Report, TypedCell
from ingestion.parsing.shape import Problem
from ingestion.parsing.sheet_reading import remarks_on
from ingestion.parsing.table_search import answer_place, header_line
from ingestion.parsing.unread import unread_content
from ingestion.parsing.values import Reading, Value, type_value
from ingestion.readers.grid import TAKEN_BACK, Cell, Document, Grid, Place
from ingestion.readers.returned_sheets import take_own_sheets


def interpret(
    document: Document,
    contracts: Contracts,
    layouts: Mapping[str, OfficialLayout] | None = None,
    confirmed: Confirmed | None = None,
) -> Report:
    """Read a document under the contract it names; one that names none, as the printed form among
    ``layouts`` it was ``confirmed`` to be, or with what it says itself and the proposal to confirm
    that."""
    explanations = take_own_sheets(document)
    grid, contract_id, place = _named_contract(document)
    is_silent = not contract_id and place is None
    possible = layouts_in_force(layouts or {}, confirmed)
    letter = recognise(document, possible, contracts) if is_silent else None
    if letter:
        proposal = proposal_of(letter)
        is_confirmed = confirmed is not None and confirmed.layout_id == proposal.layout_id
        header = confirmed if confirmed and is_confirmed else proposal.as_written()
        report = read_letter(document, letter, header)
        report.problems += [*_converted(document), *_cut_rows(document)]
        report.proposal = None if is_confirmed else proposal
        return report
    if contract_id not in contracts:
        contract_ids = ", ".join(likely_forms(document, contracts, contract_id))
        title = title_of_unknown_form(grid.title, contracts)
        code = code_of_unknown_form(contract_id)
        unknown = Problem("FORM-UNKNOWN", title, place, contract_ids, code)
        return Report(None, problems=[unknown])
    form = contracts[contract_id]
    report = Report(contract_id, explanations=explanations)
    report.problems += _converted(document)
    habit = Habit(form.number_format or "vi", form.number_format is None)
    reading = Reading(load_header().lists, Decimal(1), habit)
    _read_header(form, grid, reading, report)
    reading = reading._replace(options=form.lists, money_unit=dong_of(report.money_unit))
    report.problems += _cut_rows(document)
    tables = [read_sheet(sheet, form, document, reading, report) for sheet in form.sheets]
    report.problems += unread_content(form, document, [t for t in tables if t], report)
    discreet(report, form, document)
    return report


def _converted(document: Document) -> Iterator[Problem]:
    """The texts that were put from an old encoding into Unicode."""
    for text in document.converted:
        yield Problem("TEXT-CONVERTED", text.sheet, text.cell, text.encoding, text.sent)


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
        if field.code == "money_unit":
            value = _unit_in_other_words(value)
        row, place = (at[0], grid.address(*at)) if at else (None, None)
        typed = (HEADER_TABLE, grid.title, "", row, field.code, place, field.kind, value)
        report.cells.append(TypedCell(*typed))
        if cell is not None and place is not None:
            report.problems += remarks_on(cell, field.kind, value, grid.title, place, reading)


def _unit_in_other_words(value: Value) -> Value:
    """The unit of money of a header that has it in other words (``ngàn đồng``, ``1.000 đồng``)."""
    unit = stated_unit(value.text) if value.status == "reported" and value.text else None
    units = {option.code for option in load_header().lists["money_unit"]}
    return value._replace(text=str(unit)) if str(unit) in units else value


def _header_cell(grid: Grid, field: FieldContract, at: Place) -> Cell | None:
    """The answer of a header line; held where its label is struck out, or where the same label
    stands above, below or beside it with another answer."""
    cell = grid.cells.get(at)
    places = grid.labels[label_key(field.code if grid.pointers else field.label.vi)]
    if cell is None or cell.problem:
        return cell
    if grid.cells[places[0]].problem in TAKEN_BACK:
        return replace(cell, problem="struck_out")
    row, column = places[0]
    again = (place for place in places[1:] if place[0] == row or place[1] == column)
    others = [answer_place(grid, *place) for place in again]
    is_other = any(grid.text(*other) not in ("", cell.raw_text) for other in others)
    return replace(cell, problem="said_twice") if is_other else cell
