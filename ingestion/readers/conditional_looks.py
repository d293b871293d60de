"""Conditional formats that strike out, hide or rewrite what a cell shows (ECMA-376, 18.3.1.18, and
their later kinds, MS-XLSX 2.3.2). A cell whose condition may hold is held; what is a comparison
with constants or other cells is worked out, anything else may hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple, cast

from openpyxl.styles.colors import Color
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.readers.colours import Colours
from ingestion.readers.conditions import Condition, may_hold
from ingestion.readers.grid import Grid
from ingestion.readers.looks import is_unseen


class ConditionalLook(NamedTuple):
    """Ranges of openpyxl in which a condition changes what is seen."""

    areas: list[Any]
    condition: Condition


def conditional_looks(
    sheet: Worksheet, extension: Any, colours: Colours
) -> Iterator[ConditionalLook]:
    """The conditional formats of a sheet that change what is seen, those of its ``extension`` (an
    element of its file, None where there is none) with them."""
    for one in cast(Any, sheet).conditional_formatting:
        for rule in one.rules:
            pictures = [rule.dataBar, rule.iconSet]
            is_picture = any(each is not None and each.showValue is False for each in pictures)
            if is_picture or _changes_sight(rule.dxf, colours):
                yield _look(one.sqref, rule.type, rule.operator, list(rule.formula), rule.text)
    for node in _named(extension, "conditionalFormattings"):
        ranges = next((each.text for each in _named(node, "sqref")), "") or ""
        for rule in _named(node, "cfRule"):
            pictures = [*_named(rule, "dataBar"), *_named(rule, "iconSet")]
            is_picture = any(each.get("showValue") in ("0", "false") for each in pictures)
            dxf = next(map(DifferentialStyle.from_tree, _named(rule, "dxf")), None)
            if is_picture or _changes_sight(dxf, colours):
                formulas = [each.text or "" for each in _named(rule, "f")]
                kind, operator = rule.get("type"), rule.get("operator")
                yield _look(MultiCellRange(ranges), kind, operator, formulas, rule.get("text"))


def _look(
    ranges: Any, kind: str | None, operator: str | None, formulas: list[str], text: str | None
) -> ConditionalLook:
    areas = list(ranges.ranges)
    # What a formula says of the first cell it says of the others by their distance from it.
    origin = (areas[0].min_row, areas[0].min_col) if len(areas) == 1 else None
    return ConditionalLook(areas, Condition(kind or "", operator or "", formulas, text, origin))


def _named(node: Any, name: str) -> Iterator[Any]:
    """The elements of a name within one, in whatever namespace."""
    elements = node.iter() if node is not None else ()
    return (each for each in elements if each.tag.rpartition("}")[2] == name)


def _changes_sight(look: Any, colours: Colours) -> bool:
    if look is None:
        return False
    if look.numFmt is not None:
        return True
    font = look.font
    paper = look.fill.bgColor if look.fill is not None else None
    paper = None if paper == Color() else paper
    ink = font.color if font is not None else None
    return (font is not None and bool(font.strike)) or is_unseen(ink, paper, colours)


def mark_conditional(grid: Grid, looks: list[ConditionalLook]) -> None:
    """Mark the cells whose look a condition may change."""
    rows: dict[int, list[int]] = {}
    for row, column in grid.cells if looks else ():
        rows.setdefault(row, []).append(column)
    for look in looks:
        for area in look.areas:
            for row in range(area.min_row, min(area.max_row, max(rows, default=0)) + 1):
                for column in rows.get(row, ()):
                    cell = grid.cells[row, column]
                    is_open = area.min_col <= column <= area.max_col and not cell.figure_problem
                    if is_open and may_hold(look.condition, grid, (row, column)):
                        grid.cells[row, column] = replace(cell, figure_problem="conditional_look")
