"""The blocks of a letter: lines under a heading that fill one row of a register, such as the owner
of the systems and the unit that protects them in Mẫu số 08, part 2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ingestion.forms.contract import RegisterSheet
from ingestion.forms.official_layouts import Block, OfficialLayout, official_key
from ingestion.parsing.letter_search import FILLING, Letter, Line, place_beside
from ingestion.parsing.register_rows import key_spelling, row_key
from ingestion.parsing.report import Report, TypedCell
from ingestion.parsing.shape import Problem
from ingestion.parsing.values import Reading, Value, type_value
from ingestion.readers.grid import Cell, Document, Grid, Place


@dataclass(frozen=True)
class FilledBlock:
    """One block as a letter fills it in: where its heading stands, its lines by field code, and
    the label that opened it where the heading before it is another block's."""

    block: Block
    grid: Grid
    heading: Place
    against_heading: str | None = None
    lines: dict[str, Line] = field(default_factory=dict)


class _Words:
    """The headings and labels of a layout's blocks by their keys: the block that a heading opens
    (None for a heading of the form that opens none), and the lines that a label may be, each with
    its block."""

    def __init__(self, layout: OfficialLayout) -> None:
        self.headings: dict[str, Block | None] = dict.fromkeys(map(official_key, layout.headings))
        self.lines: dict[str, list[tuple[Block, str]]] = {}
        for block in layout.blocks:
            self.headings |= dict.fromkeys(map(official_key, block.headings), block)
            for code, labels in block.lines.items():
                for key in map(official_key, labels):
                    self.lines.setdefault(key, []).append((block, code))


def filled_blocks(document: Document, letter: Letter) -> list[FilledBlock]:
    """The blocks of a letter in the order it has them.

    A label that only one block has opens that block, also without its heading, and once more where
    the line stands there already. One that several blocks have belongs to the block it stands in;
    a second time it could be of any, so it ends the block and is told as unread.
    """
    words, found = _Words(letter.layout), list[FilledBlock]()
    for grid in document.grids:
        current: FilledBlock | None = None
        columns = _columns_by_row(grid)
        for place, text in _texts_outside_the_table(grid, letter):
            key = official_key(text)
            if key in words.headings:
                opened = words.headings[key]
                current = FilledBlock(opened, grid, place) if opened else None
                found += [current] if current else []
                continue
            label, _, answer = text.partition(":")
            lines = words.lines.get(official_key(label), [])
            if not lines:
                continue
            code = next((code for block, code in lines if current and block is current.block), None)
            if current is None or code is None or code in current.lines:
                current, code = _opened_by(lines, current, grid, place, label)
                found += [current] if current else []
            if current and code:
                current.lines[code] = _line(grid, place, answer, columns)
    return [one for one in found if one.lines]


def _opened_by(
    lines: list[tuple[Block, str]],
    current: FilledBlock | None,
    grid: Grid,
    place: Place,
    label: str,
) -> tuple[FilledBlock | None, str | None]:
    """The block that a line opens itself, and its code: none where it may be of several."""
    if len(lines) > 1:
        return None, None
    ((block, code),) = lines
    is_contradicted = current is not None and not current.lines and current.block is not block
    return FilledBlock(block, grid, place, label if is_contradicted else None), code


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
        if (spelling := key_spelling(key)) in seen:
            place = one.grid.address(*one.heading)
            report.problems.append(Problem("ROW-DUPLICATE", one.grid.title, place, "", key))
            continue
        seen.add(spelling)
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


def _columns_by_row(grid: Grid) -> dict[int, list[int]]:
    columns: dict[int, list[int]] = {}
    for row, column in sorted(grid.cells):
        columns.setdefault(row, []).append(column)
    return columns


def _line(grid: Grid, place: Place, answer: str, columns: Mapping[int, list[int]]) -> Line:
    """The answer behind the colon of its label, or in the next filled cell beside it."""
    written = answer.strip(FILLING)
    if written:
        return Line(grid, place, place, replace(grid.cells[place], raw_text=written))
    beside = place_beside(grid, place, columns, set())
    return Line(grid, place, beside, grid.cells.get(beside))


def _value(
    kind: str, code: str, filled: FilledBlock, reading: Reading, options: str | None
) -> Value:
    given = filled.block.given.get(code)
    if given is not None and filled.against_heading:
        return Value("unreadable", filled.against_heading, problem="said_twice")
    if given is not None:
        return Value("reported", text=given)
    line = filled.lines.get(code)
    cell: Cell | None = line.cell if line else None
    return type_value(kind, cell, reading, options)
