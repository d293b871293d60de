"""What a person filled in and nothing read: beside, above and below the tables, and on sheets that
no form has. It is told, so that every filled cell is read, held or told.

What a form prints itself (labels, codes, titles, the guide) was not filled in by anybody.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import partial
from itertools import groupby

from ingestion.forms.contract import Form
from ingestion.forms.header import HEADER_TABLE, header_fields, load_header
from ingestion.forms.notices import is_notice
from ingestion.forms.sheet_columns import (
    CONTRACT_CODE,
    CONTRACT_LABEL,
    GUIDE_SHEET,
    LIST_SHEET,
    sheet_columns,
)
from ingestion.language.vietnamese import fold, label_key
from ingestion.messages import text as message
from ingestion.parsing.report import Report
from ingestion.parsing.shape import Problem
from ingestion.parsing.table_search import Table, header_line, is_row_number, is_total
from ingestion.parsing.unit_lines import states_unit
from ingestion.readers.grid import Document, Grid, Place

_LONGEST_QUOTE = 120
# ``1``, ``1.2``, ``(3)``, ``II.``, ``a)``.
_COUNTING = re.compile(r"\(?(?:(\d{1,5})(?:\.\d{1,3}){0,3}|[ivxlc]{1,6}|[a-z])[.)]{0,2}")
_OF_ROWS = ("ROW-UNKNOWN", "ROW-DUPLICATE", "FILE-CUT", "UNIT-LINE")
_OF_COLUMNS = ("COLUMN-EXTRA", "COLUMN-MISSING", "COLUMN-DUPLICATE")


def header_places(form: Form, grid: Grid) -> set[Place]:
    """The places of the header's labels and of the answers beside them."""
    lines = [(CONTRACT_LABEL, CONTRACT_CODE)]
    lines += [(field.label.vi, field.code) for field in header_fields(form)]
    places = set()
    for label, code in lines:
        if answer := header_line(grid, label, code):
            labels = grid.labels.get(label_key(code if grid.pointers else label), [])
            places |= {answer, *labels[:1]}
    return places


def places_read(table: Table, report: Report) -> set[Place]:
    """The places of a table in the rows and columns something was typed from."""
    rows, columns = _typed_rows(table.grid, report), set(table.columns.values())
    return {place for place in table.grid.cells if place[0] in rows and place[1] in columns}


def _typed_rows(grid: Grid, report: Report) -> set[int | None]:
    """The rows of a sheet of whose tables something was typed; a line of the header is none."""
    return {
        cell.row_number
        for cell in report.cells
        if cell.sheet == grid.title and cell.table != HEADER_TABLE
    }


def unread_content(
    form: Form,
    document: Document,
    tables: list[Table],
    report: Report,
    looked_at: Collection[tuple[str, Place]] = (),
) -> Iterator[Problem]:
    """Remarks on the cells nothing read, each at the first of them: one for every row among the
    rows of a table, one for all above, one for all below, and one for a sheet without a table.
    ``looked_at`` are further places, with the titles of their sheets, that need none."""
    typed = {(cell.sheet, cell.cell) for cell in report.cells if cell.value.raw_text is not None}
    doubled = {p.sheet for p in report.problems if p.code == "SHEET-DUPLICATE"}
    for grid in document.grids:
        if grid.title in doubled:
            continue
        of_grid = [table for table in tables if table.grid is grid]
        known = header_places(form, grid) | _places_of_tables(grid, of_grid, report)
        printed = _printed(form, with_lists=not of_grid) if _is_ours(grid, tables) else frozenset()
        unread = [
            place
            for place in sorted(grid.cells.keys() - known)
            if (grid.title, grid.address(*place)) not in typed
            and (grid.title, place) not in looked_at
            and label_key(grid.text(*place)) not in printed
            and (of_grid or not is_notice(grid.text(*place)))
            and not (of_grid and states_unit(grid, place))
        ]
        part = partial(_part, of_grid, _last_row(grid, report))
        for _, places in groupby(unread, part):
            texts = {place: grid.cells[place].quoted for place in places}
            yield _remark(grid, next(iter(texts)), list(texts.values()))
        beside = [aside for aside in grid.asides if aside.place]
        if beside:
            yield _remark(grid, beside[0].place or (1, 1), [aside.text for aside in beside])


def _is_ours(grid: Grid, tables: list[Table]) -> bool:
    """Whether a sheet is one a form prints: with a table, the lists or the guide; where no table
    was found, whichever. Of a document of named members every text was filled in."""
    has_table = any(table.grid is grid for table in tables) or not tables
    return grid.pointers is None and (has_table or grid.title in (LIST_SHEET, GUIDE_SHEET))


def _part(tables: list[Table], last_row: int, place: Place) -> int:
    """The row of a place among a table's rows; 0 for what is above them, -1 for what is below, and
    on a sheet without a table."""
    row = place[0]
    if not tables or row > last_row:
        return -1
    return row if row > min(table.top for table in tables) else 0


def _last_row(grid: Grid, report: Report) -> int:
    """The last row of a sheet of which anything was typed."""
    return max(
        (cell.row_number or 0 for cell in report.cells if cell.sheet == grid.title), default=0
    )


def _remark(grid: Grid, first: Place, texts: list[str]) -> Problem:
    quoted = "; ".join(texts)
    found = quoted if len(quoted) <= _LONGEST_QUOTE else f"{quoted[:_LONGEST_QUOTE]}…"
    place = grid.address(*first)
    return Problem("CONTENT-UNREAD", grid.title, place, "", found, size=len(texts))


def _places_of_tables(grid: Grid, tables: list[Table], report: Report) -> set[Place]:
    """The places of a sheet that were looked at though nothing was typed from them: labels, codes
    and row numbers, the line that numbers the columns, the word for a total, and the rows and
    columns that a problem names already."""
    typed_rows = _typed_rows(grid, report)
    rows, columns = _named(grid, report)
    places = set()
    for table in tables:
        own_columns = set(table.columns.values())
        beside = {table.columns.get(code) for code in ("code", "label")}
        numbering = {
            column
            for row, column in grid.cells
            if row == table.top and is_row_number(grid.text(row, column))
        }
        numbers = {
            place
            for place in grid.cells
            if place[1] in numbering and _counts_rows(grid.text(*place), place[0])
        }
        for row, column in grid.cells:
            is_inside = row > table.top and (table.end is None or row < table.end)
            is_label_line = is_inside and column in own_columns and row not in table.rows
            if (
                (row, column) in table.labels.values()
                or is_label_line
                or row in rows
                or column in columns
                or (row >= table.top and (row, column) in numbers)
                or (row in typed_rows and column in beside)
                or (grid.pointers is not None and row == table.top)
                or (column in own_columns and is_total(grid.text(row, column)))
            ):
                places.add((row, column))
    return places


def _counts_rows(text: str, row: int) -> bool:
    """Whether a text in the column that counts the rows does so, is that column's label or the word
    for the total."""
    if is_row_number(text) or is_total(text):
        return True
    number = _COUNTING.fullmatch(fold(text))
    return number is not None and (number[1] is None or int(number[1]) <= row)


def _named(grid: Grid, report: Report) -> tuple[set[int], set[int]]:
    """The rows and the columns of a sheet that a problem names as a whole."""
    at = {
        problem.cell: problem.code
        for problem in report.problems
        if problem.sheet == grid.title and problem.code in (*_OF_ROWS, *_OF_COLUMNS)
    }
    places = [(place, at.get(grid.address(*place))) for place in grid.cells] if at else []
    return (
        {row for (row, _), code in places if code in _OF_ROWS},
        {column for (_, column), code in places if code in _OF_COLUMNS},
    )


def _printed(form: Form, *, with_lists: bool) -> frozenset[str]:
    """The keys of the texts that a form prints; ``with_lists``: those of its list sheet and guide
    too, which beside a table would be somebody's answers."""
    texts = [form.title.vi, CONTRACT_LABEL, CONTRACT_CODE, message("form.total_row")]
    texts += [field.label.vi for field in header_fields(form)]
    for sheet in form.sheets:
        texts += [sheet.title.vi, *sheet_columns(sheet).values()]
        if sheet.kind == "indicator":
            texts += [group.vi for group in sheet.groups.values()]
    if with_lists:
        lists = {**load_header().lists, **form.lists}
        texts += [*lists, "yes_no", message("form.yes"), message("form.no")]
        texts += [option.label.vi for options in lists.values() for option in options]
        texts += message("form.guide").split("\n")
    return frozenset(map(label_key, texts))
