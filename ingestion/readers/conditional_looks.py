"""Conditional formats that strike out, hide or rewrite what a cell shows (ECMA-376, 18.3.1.18, and
their later kinds, MS-XLSX 2.3.2). A cell whose condition may hold is held, or told where it is only
hidden; a comparison with constants or other cells is worked out, anything else may hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple, cast

from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.number_formats import shown_number, shown_text
from ingestion.readers.colours import Colours
from ingestion.readers.conditions import Condition, Repeated, may_hold
from ingestion.readers.grid import Cell, Grid, Place
from ingestion.readers.looks import is_unseen

# Cells times conditions: some hundred for every cell of the largest form.
_MOST_ASKED = 500_000


class ConditionalLook(NamedTuple):
    """Ranges of openpyxl in which a condition changes what is seen; ``hides``: it only makes it
    unseen; ``number_format``: it only shows it in that format."""

    areas: list[Any]
    condition: Condition
    hides: bool
    number_format: str | None = None


class _Rule(NamedTuple):
    """A rule as a file states it: its look (None where it has none), whether it puts a picture in
    the place of a figure, or a look that cannot be read, its ranges and condition."""

    dxf: Any
    replaces: bool
    ranges: Any
    condition: Condition


def conditional_looks(
    sheet: Worksheet, extension: Any, colours: Colours
) -> Iterator[ConditionalLook]:
    """The conditional formats of a sheet that change what is seen, those of its ``extension`` (an
    element of its file, None where there is none) with them."""
    for rule in (*_rules(sheet), *_later_rules(extension), *_table_rules(sheet)):
        areas, dxf = list(rule.ranges.ranges), rule.dxf
        # What a formula says of the first cell it says of the others by their distance from it.
        origin = (areas[0].min_row, areas[0].min_col) if len(areas) == 1 else None
        condition = rule.condition._replace(origin=origin)
        changes = rule.replaces or _strikes(dxf)
        if not changes and dxf is not None and dxf.numFmt is not None:
            yield ConditionalLook(areas, condition, False, dxf.numFmt.formatCode or "")
        if changes or _hides(dxf, colours):
            yield ConditionalLook(areas, condition, not changes)


def _rules(sheet: Worksheet) -> Iterator[_Rule]:
    for one in cast(Any, sheet).conditional_formatting:
        for rule in one.rules:
            pictures = (rule.dataBar, rule.iconSet)
            replaces = any(each is not None and each.showValue is False for each in pictures)
            formulas = list(rule.formula)
            condition = Condition(rule.type or "", rule.operator or "", formulas, rule.text, None)
            yield _Rule(rule.dxf, replaces, one.sqref, condition)


def _later_rules(extension: Any) -> Iterator[_Rule]:
    for node in _named(extension, "conditionalFormatting"):
        written = next((each.text for each in _named(node, "sqref")), None) or ""
        try:
            ranges = MultiCellRange(written)
        except (TypeError, ValueError):  # of cells that were deleted
            continue
        for rule in _named(node, "cfRule"):
            pictures = (*_named(rule, "dataBar"), *_named(rule, "iconSet"))
            replaces = any(each.get("showValue") in ("0", "false") for each in pictures)
            formulas = [each.text or "" for each in _named(rule, "f")]
            kind, operator = rule.get("type", ""), rule.get("operator", "")
            condition = Condition(kind, operator, formulas, rule.get("text"), None)
            try:
                dxf = next(map(DifferentialStyle.from_tree, _named(rule, "dxf")), None)
            except (TypeError, ValueError):
                dxf, replaces = None, True
            yield _Rule(dxf, replaces, ranges, condition)


def _table_rules(sheet: Worksheet) -> Iterator[_Rule]:
    """The looks that a style of the workbook's own gives to the tables of a sheet: they hold
    whatever is in a cell."""
    book = cast(Any, sheet.parent)
    # LibreOffice writes none.
    listed = book._table_styles.tableStyle if book._table_styles else ()
    styles = {style.name: style for style in listed or ()}
    looks = book._differential_styles.styles
    always = Condition("expression", "", ["TRUE"], None, None)
    for table in sheet.tables.values():
        style = styles.get(table.tableStyleInfo.name) if table.tableStyleInfo else None
        for part in style.tableStyleElement if style else ():
            if part.dxfId is not None and part.dxfId < len(looks):
                area = _part_of_table(table, part.type)
                yield _Rule(looks[part.dxfId], False, MultiCellRange(area), always)


def _part_of_table(table: Any, part: str) -> str:
    """The cells to which a part of a table's style may be applied: its labels, its total, or,
    which of them nobody works out here, all."""
    area = CellRange(table.ref)
    if part in ("headerRow", "firstHeaderCell", "lastHeaderCell"):
        area.max_row = area.min_row
    elif part in ("totalRow", "firstTotalCell", "lastTotalCell"):
        area.min_row = area.max_row
    return str(area.coord)


def _named(node: Any, name: str) -> Iterator[Any]:
    """The elements of a name within one, in whatever namespace."""
    elements = node.iter() if node is not None else ()
    return (each for each in elements if each.tag.rpartition("}")[2] == name)


def _strikes(look: Any) -> bool:
    return look is not None and look.font is not None and bool(look.font.strike)


def _hides(look: Any, colours: Colours) -> bool:
    if look is None:
        return False
    paper = look.fill.bgColor if look.fill is not None else None
    paper = None if paper == Color() else paper
    return is_unseen(look.font.color if look.font is not None else None, paper, colours)


def mark_conditional(grid: Grid, looks: list[ConditionalLook]) -> None:
    """Mark the cells whose look a condition may change; raises ``UnreadableFile`` where there are
    more of them than any form has."""
    asked = 0
    rows: dict[int, list[int]] = {}
    for row, column in grid.cells if looks else ():
        rows.setdefault(row, []).append(column)
    last = max(rows, default=0)
    for look in looks:
        repeated = Repeated(look.condition, grid, look.areas)
        for area in look.areas:
            for row in range(area.min_row, min(area.max_row, last) + 1):
                for column in rows.get(row, ()):
                    if area.min_col <= column <= area.max_col:
                        _mark(grid, (row, column), look, repeated)
                asked += len(rows.get(row, ()))
                if asked > _MOST_ASKED:
                    raise UnreadableFile("too_large")


def _shows_alike(cell: Cell, number_format: str) -> bool:
    """Whether a format shows a cell as it is stored, with nothing beside it, or as its own does."""
    if number_format == (cell.number_format or "General"):
        return True
    if cell.number is not None:
        shown = shown_number(cell.number, number_format)
        is_plain = shown.factor == 1 and not shown.is_percent and not shown.words
        return shown.has_own_digits and is_plain and not cell.number_format
    is_moment = cell.is_date or cell.is_clock
    return not is_moment and shown_text(cell.raw_text, number_format) == cell.raw_text


def _mark(grid: Grid, place: Place, look: ConditionalLook, repeated: Repeated) -> None:
    cell = grid.cells[place]
    is_marked = cell.is_unseen if look.hides else cell.figure_problem is not None
    if is_marked or (look.number_format is not None and _shows_alike(cell, look.number_format)):
        return
    if not repeated.may_hold(place) or not may_hold(look.condition, grid, place):
        return
    if look.hides:
        grid.cells[place] = replace(cell, is_unseen=True)
    else:
        grid.cells[place] = replace(cell, figure_problem="conditional_look")
