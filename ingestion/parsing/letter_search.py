"""Where the lines and the table of a printed form stand in a letter that names no form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ingestion.forms.contract import Contracts, Form, RegisterSheet
from ingestion.forms.header import header_fields
from ingestion.forms.official_layouts import OfficialLayout, official_key
from ingestion.parsing.proposals import Confirmed
from ingestion.parsing.table_search import Table, answer_place, header_line, table_at
from ingestion.readers.grid import Cell, Document, Grid, Place

_FIGURE_OF_THINGS = re.compile(r"([0-9][0-9.,]*+)\s*+(\D++)")
_COLON = re.compile(":")
_LONGEST_LABEL, _MOST_COLONS = 300, 4
# What fills a blank up to the end of its line.
FILLING = " \t.…_;,"


@dataclass(frozen=True)
class Line:
    """An answer of a letter: its sheet, the place of its label, that of the answer (the same where
    both stand in one cell), and the answer alone as a cell; None where it was left open."""

    grid: Grid
    label: Place
    answer: Place
    cell: Cell | None


@dataclass(frozen=True)
class Letter:
    """A document as one printed form: its contract and its register, the table that fills it, and
    the lines found, by code."""

    layout: OfficialLayout
    form: Form
    register: RegisterSheet
    table: Table
    lines: Mapping[str, list[Line]]

    @property
    def first_row(self) -> int:
        """The row of the table's sheet in which the form begins, below the head of the letter."""
        found = (line for several in self.lines.values() for line in several)
        rows = [line.label[0] for line in found if line.grid is self.table.grid]
        return min([self.table.top, *(place[0] for place in self.table.labels.values()), *rows])


def layouts_in_force(
    layouts: Mapping[str, OfficialLayout], confirmed: Confirmed | None
) -> dict[str, OfficialLayout]:
    """The layout that a letter was confirmed to have; of letters nobody confirmed, the newest of
    each form."""
    if confirmed:
        return {confirmed.layout_id: layouts[confirmed.layout_id]}
    newest: dict[str, OfficialLayout] = {}
    for layout in sorted(layouts.values(), key=lambda one: one.number):
        newest[layout.layout_id.partition("/")[0]] = layout
    return {layout.layout_id: layout for layout in newest.values()}


def recognise(
    document: Document, layouts: Mapping[str, OfficialLayout], contracts: Contracts
) -> Letter | None:
    """The printed form that a document is: the one of which it has every required column, in one
    table and each once; None where it is none, or may be several, and for our own pages."""
    if any(_is_own_page(grid, form) for grid in document.grids for form in contracts.values()):
        return None
    keys = [(grid, _places_by_key(grid)) for grid in document.grids if grid.pointers is None]
    letters = [
        letter
        for layout in layouts.values()
        if (letter := _letter(keys, layout, contracts[layout.contract])) is not None
    ]
    return letters[0] if len(letters) == 1 else None


def _is_own_page(grid: Grid, form: Form) -> bool:
    named = (field for field in header_fields(form) if field.code in ("agency_id", "data_kind"))
    return any(header_line(grid, field.label.vi, field.code) for field in named)


def _places_by_key(grid: Grid) -> dict[str, list[Place]]:
    places: dict[str, list[Place]] = {}
    for several in grid.labels.values():
        for place in several:
            places.setdefault(official_key(grid.text(*place)), []).append(place)
    return places


def _letter(
    keys: Sequence[tuple[Grid, Mapping[str, list[Place]]]], layout: OfficialLayout, form: Form
) -> Letter | None:
    register = layout.register(form)
    required = {field.code for field in register.fields if field.required}
    tables = [
        table
        for grid, places in keys
        if (table := table_at(grid, _columns(layout, places))) and required <= table.columns.keys()
    ]
    if len(tables) != 1 or tables[0].doubles:
        return None
    (table,) = tables
    table.end = _end_of(table, register)
    lines: dict[str, list[Line]] = {}
    for grid, _ in keys:
        for code, line in _lines(grid, table, layout):
            lines.setdefault(code, []).append(line)
    return Letter(layout, form, register, table, lines)


def _columns(layout: OfficialLayout, places: Mapping[str, list[Place]]) -> dict[str, list[Place]]:
    return {
        code: sorted(place for label in labels for place in places.get(official_key(label), ()))
        for code, labels in layout.columns.items()
    }


def _end_of(table: Table, register: RegisterSheet) -> int | None:
    """The row at which a letter goes on below its table: below the total that the form asks for, or
    behind the last full row with a text that stands alone, below a gap or where no name of a row
    can be."""
    grid, own = table.grid, set(table.columns.values())
    keys = {table.columns[code] for code in register.row_key}
    filled: dict[int, list[int]] = {}
    for row, column in sorted(grid.cells):
        if row > table.top and column in own:
            filled.setdefault(row, []).append(column)
    if register.total_row:
        for row in filled:
            if table.begins_with_total(row):
                return row + 1
    enough = sum(field.required for field in register.fields) / 2
    last = max((row for row in filled if len(filled[row]) >= enough), default=table.top)
    for row in (row for row in filled if row > last):
        column, *others = filled[row]
        is_text = not others and grid.cells[row, column].number is None
        if is_text and (column not in keys or row - 1 not in {*filled, table.top}):
            return row
    return None


def _lines(grid: Grid, table: Table, layout: OfficialLayout) -> Iterator[tuple[str, Line]]:
    """The answers of a sheet outside the table: behind the colon of their label, or in the next
    filled cell beside it."""
    codes = {official_key(label): code for code, labels in layout.lines.items() for label in labels}
    counted = {official_key(words) for words in layout.counted}
    of_blocks = (words for block in layout.blocks for words in block.lines.values())
    others = (layout.headings, *(block.headings for block in layout.blocks), *of_blocks)
    ends = {official_key(label) for labels in others for label in labels}
    columns: dict[int, list[int]] = {}
    for row, column in sorted(grid.cells):
        columns.setdefault(row, []).append(column)
    for place in sorted(grid.cells):
        cell = grid.cells[place]
        is_in_table = grid is table.grid and table.top <= place[0] < (table.end or place[0] + 1)
        if cell.number is not None or is_in_table:
            continue
        for text in _statements(cell.raw_text, codes, ends):
            code, answer = _labelled_answer(text, codes)
            if code is None:
                continue
            written = _without_things(answer.strip(FILLING).strip(), counted)
            if written:
                yield code, Line(grid, place, place, replace(cell, raw_text=written))
            else:
                beside = place_beside(grid, place, columns, counted)
                found = grid.cells.get(beside)
                if found is not None and found.number is None:
                    written = _without_things(found.raw_text.strip(FILLING), counted)
                    found = replace(found, raw_text=written) if written else None
                yield code, Line(grid, place, beside, found)


def _statements(text: str, codes: Mapping[str, str], ends: set[str]) -> list[str]:
    """The lines of a text; those below a label belong to its answer, whatever they say (``2;⏎3``),
    up to the next label, or a heading or label of another part (``ends``)."""
    found, is_answer = list[str](), False
    for line in text.splitlines():
        is_label = _labelled_answer(line, codes)[0] is not None
        is_end = is_label or official_key(line.partition(":")[0]) in ends
        if is_end or not is_answer:
            found.append(line)
            is_answer = is_label
        elif line.strip(FILLING):
            found[-1] += f"\n{line}"
    return found


def _labelled_answer(text: str, codes: Mapping[str, str]) -> tuple[str | None, str]:
    """The code of the line a text begins with, and all that stands behind its colon or, where it
    has none, below it; a second colon (``5: 7``, ``9; trong đó: 7``) belongs to the answer. None
    where it begins with no line."""
    colons = (match.start() for match in _COLON.finditer(text[:_LONGEST_LABEL]))
    for at in islice(colons, _MOST_COLONS):
        if code := codes.get(official_key(text[:at])):
            return code, text[at + 1 :].lstrip(":")
    if code := codes.get(official_key(text)):
        return code, ""
    first, _, below = text.partition("\n")
    return codes.get(official_key(first)), below


def place_beside(
    grid: Grid, place: Place, columns: Mapping[int, Sequence[int]], counted: set[str]
) -> Place:
    """The next filled place to the right of a label that does not only say what is counted, else
    the one beside it."""
    row, first = answer_place(grid, *place)
    filled = (
        column
        for column in columns.get(row, ())
        if column >= first and official_key(grid.text(row, column)) not in counted
    )
    return row, next(filled, first)


def _without_things(answer: str, counted: set[str]) -> str:
    """A figure without the things it counts (``02 hệ thống``)."""
    match = _FIGURE_OF_THINGS.fullmatch(answer)
    return match[1] if match and official_key(match[2]) in counted else answer
