"""A letter read under its contract, as if its header had said what a person confirmed: every value
typed at the cell of the file that was sent."""

from __future__ import annotations

import re
from decimal import Decimal

from ingestion.forms.contract import INDICATOR_TABLE, Form, IndicatorSheet
from ingestion.forms.contract import Line as LineContract
from ingestion.forms.header import HEADER_TABLE, dong_of, header_fields, load_header
from ingestion.forms.sheet_columns import line_parts
from ingestion.parsing.columns import Habit
from ingestion.parsing.contract_tables import read_tables
from ingestion.parsing.letter_blocks import filled_blocks, places_of, read_block_sheet
from ingestion.parsing.letter_head import head_places, is_letter_s_own, proposal_of
from ingestion.parsing.letter_labels import label_problems
from ingestion.parsing.letter_search import Letter, Line
from ingestion.parsing.proposals import Confirmed
from ingestion.parsing.report import Report, TypedCell
from ingestion.parsing.shape import Problem
from ingestion.parsing.sheet_reading import remarks_on
from ingestion.parsing.unread import unread_content
from ingestion.parsing.values import PRESENT, Reading, Value, type_value
from ingestion.readers.grid import Cell, Document, Place

_DIGIT = re.compile(r"\d")


def read_letter(document: Document, letter: Letter, confirmed: Confirmed) -> Report:
    """Read a document that was recognised as a letter."""
    form, table = letter.form, letter.table
    report = Report(form.contract_id)
    habit = Habit(form.number_format or "vi", form.number_format is None)
    reading = Reading(load_header().lists, Decimal(1), habit)
    report.cells += header_cells(form, table.grid.title, confirmed)
    money_unit = dong_of(report.money_unit)
    reading = reading._replace(options=letter.layout.options(form), money_unit=money_unit)
    line_sheet = letter.layout.line_sheet(form)
    report.problems += label_problems(letter, report.money_unit)
    first = table.grid.address(*min(table.labels.values()))
    blocks = filled_blocks(document, letter)
    in_blocks = {one.block.sheet for one in blocks}
    for sheet in form.sheets:
        if sheet is letter.register:
            labels = {field.code: field.label.vi for field in letter.register.fields}
            labels |= {code: table.grid.text(*place) for code, place in table.labels.items()}
            read_tables(sheet, form, [table], labels, reading, report)
        elif sheet is line_sheet:
            _read_lines(line_sheet, letter, reading, report)
        elif sheet.kind == "register" and sheet.name in in_blocks:
            read_block_sheet(sheet, blocks, reading, report)
        else:
            problem = Problem("SHEET-LEFT-OUT", table.grid.title, first, sheet.title.vi, "")
            report.problems.append(problem)
    looked_at = _looked_at(letter) | places_of(blocks)
    report.problems += [
        # Beside what the form asks a letter names people: that something stands there is told.
        problem._replace(found=PRESENT)
        for problem in unread_content(form, document, [table], report, looked_at)
    ]
    return report


def header_cells(form: Form, title: str, confirmed: Confirmed) -> list[TypedCell]:
    """The header of a letter: what was confirmed, each at the place in the file that says so."""
    cells, reading = [], Reading(load_header().lists)
    for field in header_fields(form):
        answer = confirmed.answers.get(field.code)
        value = type_value(field.kind, Cell(answer) if answer else None, reading, field.list)
        place = confirmed.places.get(field.code)
        typed = (HEADER_TABLE, title, "", None, field.code, place, field.kind, value)
        cells.append(TypedCell(*typed))
    return cells


def _read_lines(sheet: IndicatorSheet, letter: Letter, reading: Reading, report: Report) -> None:
    for line in sheet.lines:
        found = letter.lines.get(line.code, [])
        for part, kind in line_parts(line, sheet):
            if part == "value" and found:
                report.cells.append(_typed(sheet, line, kind, found, reading, report))
            else:
                blank = Value("not_reported")
                title = letter.table.grid.title
                report.cells.append(
                    TypedCell(sheet.table, title, line.code, None, part, None, kind, blank)
                )


def _typed(
    sheet: IndicatorSheet,
    line: LineContract,
    kind: str,
    found: list[Line],
    reading: Reading,
    report: Report,
) -> TypedCell:
    """The answer of a line; held where the same line stands twice with another answer."""
    first, *others = found
    title, place = first.grid.title, first.grid.address(*first.answer)
    value = type_value(kind, first.cell, reading, line.list)
    texts = {one.cell.raw_text if one.cell else "" for one in found}
    if others and len(texts) > 1:
        value = Value("unreadable", value.raw_text, problem="said_twice")
    if first.cell is not None:
        report.problems += remarks_on(first.cell, kind, value, title, place, reading)
    row = first.answer[0]
    return TypedCell(INDICATOR_TABLE, title, line.code, row, "value", place, kind, value)


def _looked_at(letter: Letter) -> set[tuple[str, Place]]:
    """The places of a letter that were looked at though no answer was typed from them: its lines,
    what the head proposes, and what every letter says."""
    grid, proposal = letter.table.grid, proposal_of(letter)
    proposed = {
        found.cell
        for several in (
            proposal.names,
            proposal.periods,
            proposal.report_dates,
            proposal.money_units,
        )
        for found in several
    }
    places = {
        (grid.title, place) for place in head_places(letter) if grid.address(*place) in proposed
    }
    for line in (line for several in letter.lines.values() for line in several):
        places |= {(line.grid.title, line.label), (line.grid.title, line.answer)}
    return places | {
        (grid.title, place) for place in grid.cells if _says_no_more(grid.text(*place), letter)
    }


def _says_no_more(text: str, letter: Letter) -> bool:
    """Whether a text is what every such letter says, without a figure in a line below it."""
    own = (is_letter_s_own(line, letter) for line in text.splitlines()[1:] if _DIGIT.search(line))
    return is_letter_s_own(text, letter) and all(own)
