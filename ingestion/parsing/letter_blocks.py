"""The blocks of a letter: lines under a heading that fill one row of a register, such as the owner
of the systems and the unit that protects them in Mẫu số 08, part 2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingestion.forms.contract import RegisterSheet
from ingestion.forms.official_layouts import Block, official_key
from ingestion.parsing.letter_search import FILLING, Letter, Line, place_beside
from ingestion.parsing.register_rows import row_key
from ingestion.parsing.report import Report, TypedCell
from ingestion.parsing.shape import Problem
from ingestion.parsing.values import Reading, Value, type_value
from ingestion.readers.grid import Cell, Document, Grid, Place


@dataclass(frozen=True)
class FilledBlock:
    """One block as a letter fills it in: where its heading stands, and its lines by field code."""

    block: Block
    grid: Grid
    heading: Place
    lines: dict[str, Line] = field(default_factory=dict)


def filled_blocks(document: Document, letter: Letter) -> list[FilledBlock]:
    """The blocks of a letter in the order it has them. A line that stands twice under one heading
    begins the next block of its kind."""
    found: list[FilledBlock] = []
    for grid in document.grids:
        current: FilledBlock | None = None
        for place, text in _texts_outside_the_table(grid, letter):
            opened, is_heading = _opened(text, letter)
            if is_heading:
                current = FilledBlock(opened, grid, place) if opened else None
                found += [current] if current else []
                continue
            label, _, answer = text.partition(":")
            code = _line_of(label, current)
            if current is None or code is None:
                continue
            if code in current.lines:
                current = FilledBlock(current.block, grid, place)
                found.append(current)
            current.lines[code] = _line(grid, place, answer)
    return [one for one in found if one.lines]


def read_block_sheet(
    sheet: RegisterSheet, blocks: list[FilledBlock], reading: Reading, report: Report
) -> None:
    """Add the rows that the blocks of a register are to a report, each value at its cell; what is
    personal counts as present only."""
    seen: set[str] = set()
    for one in (one for one in blocks if one.block.sheet == sheet.name):
        values = {
            asked.code: value.presence() if asked.personal else value
            for asked in sheet.fields
            for value in [_value(asked.reading_kind, asked.code, one, reading, asked.list)]
        }
        key = row_key(sheet, values)
        if key in seen:
            place = one.grid.address(*one.heading)
            report.problems.append(Problem("ROW-DUPLICATE", one.grid.title, place, "", key))
            continue
        seen.add(key)
        for asked in sheet.fields:
            row, column = one.lines[asked.code].answer if asked.code in one.lines else one.heading
            at = (row, asked.code, one.grid.address(row, column), asked.reading_kind)
            typed = TypedCell(sheet.table, one.grid.title, key, *at, values[asked.code])
            report.cells.append(typed)


def places_of(blocks: list[FilledBlock]) -> set[tuple[str, Place]]:
    """The places of headings, labels and answers, with the titles of their sheets."""
    lines = [line for one in blocks for line in one.lines.values()]
    places = {(line.grid.title, place) for line in lines for place in (line.label, line.answer)}
    return places | {(one.grid.title, one.heading) for one in blocks}


def _texts_outside_the_table(grid: Grid, letter: Letter) -> Iterator[tuple[Place, str]]:
    table = letter.table
    for place in sorted(grid.cells):
        is_below = table.end is not None and place[0] >= table.end
        if grid is not table.grid or place[0] < table.top or is_below:
            for text in grid.text(*place).splitlines():
                yield place, text


def _opened(text: str, letter: Letter) -> tuple[Block | None, bool]:
    """The block that a line opens, and whether it is a heading at all."""
    key = official_key(text)
    for block in letter.layout.blocks:
        if key in map(official_key, block.headings):
            return block, True
    return None, key in map(official_key, letter.layout.headings)


def _line_of(label: str, current: FilledBlock | None) -> str | None:
    key = official_key(label)
    lines = current.block.lines if current else {}
    return next((code for code, names in lines.items() if key in map(official_key, names)), None)


def _line(grid: Grid, place: Place, answer: str) -> Line:
    """The answer behind the colon of its label, or in the next filled cell beside it."""
    written = answer.strip(FILLING)
    if written:
        return Line(grid, place, place, replace(grid.cells[place], raw_text=written))
    columns = {place[0]: sorted(column for row, column in grid.cells if row == place[0])}
    beside = place_beside(grid, place, columns, set())
    return Line(grid, place, beside, grid.cells.get(beside))


def _value(
    kind: str, code: str, filled: FilledBlock, reading: Reading, options: str | None
) -> Value:
    given = filled.block.given.get(code)
    if given is not None:
        return Value("reported", text=given)
    line = filled.lines.get(code)
    cell: Cell | None = line.cell if line else None
    return type_value(kind, cell, reading, options)
