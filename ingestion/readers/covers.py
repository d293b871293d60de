"""Drawings that lie over cells: a filled shape or a picture hides what is below it, a box with a
figure shows another one there (ECMA-376, 20.5.2 anchors). A line or an empty frame covers nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from ingestion.landing.unreadable import UnreadableFile
from ingestion.readers.grid import Grid

# Columns and rows of the usual size in English Metric Units; how much of a cell may be left free.
_WIDTH, _HEIGHT = 609_600, 190_500
_FREE = 0.4
_FILLS = frozenset({"noFill", "solidFill", "gradFill", "pattFill", "blipFill"})
# Cells looked at for all drawings together.
_MOST_ASKED = 5_000_000
_ANCHORS = ("twoCellAnchor", "oneCellAnchor")


class Cover(NamedTuple):
    """The rows and columns that a drawing covers; ``shows_figure``: a figure is written on it."""

    rows: range
    columns: range
    shows_figure: bool


def covers(drawing: Any) -> Iterator[Cover]:
    """The drawings of a sheet (the root element of their part) that cover cells."""
    for anchor in drawing:
        if _name(anchor) not in _ANCHORS or not _is_opaque(anchor):
            continue
        parts = {_name(part): part for part in anchor}
        first, last, size = parts.get("from"), parts.get("to"), parts.get("ext")
        if first is None or (last is None and size is None):
            continue
        columns = _range(first, last, size, ("col", "colOff", "cx"), _WIDTH)
        rows = _range(first, last, size, ("row", "rowOff", "cy"), _HEIGHT)
        text = "".join(part.text or "" for part in anchor.iter() if _name(part) == "t")
        yield Cover(rows, columns, any(map(str.isdigit, text)))


def mark_covered(grid: Grid, found: Iterator[Cover]) -> None:
    """Mark the cells below drawings: as shown otherwise below a figure, as unseen below others.
    Raises ``UnreadableFile`` where there are more drawings than any form has."""
    asked = 0
    for cover in found:
        asked += len(grid.cells)
        if asked > _MOST_ASKED:
            raise UnreadableFile("too_large")
        for (row, column), cell in list(grid.cells.items()):
            if row not in cover.rows or column not in cover.columns:
                continue
            problem = "covered" if cover.shows_figure else cell.figure_problem
            is_unseen = cell.is_unseen or not cover.shows_figure
            grid.cells[row, column] = replace(cell, figure_problem=problem, is_unseen=is_unseen)


def _range(first: Any, last: Any, size: Any, names: tuple[str, str, str], usual: int) -> range:
    """The columns or rows, from 1, of which a drawing leaves little free."""
    index, offset, extent = names
    start, before = _number(first, index), _number(first, offset)
    if last is not None:
        end = _number(last, index) + _number(last, offset) / usual
    else:
        end = start + (before + int(size.get(extent) or 0)) / usual
    return range(int(start + before / usual + 1 - _FREE) + 1, int(end + _FREE) + 1)


def _number(place: Any, name: str) -> int:
    return next((int(part.text or 0) for part in place if _name(part) == name), 0)


def _is_opaque(anchor: Any) -> bool:
    """Whether a drawing is a picture or a chart, or a shape that is filled or has words on it."""
    for part in anchor.iter():
        name = _name(part)
        if name in ("pic", "graphicFrame") or (name == "t" and (part.text or "").strip()):
            return True
        if name == "sp" and _is_filled(part):
            return True
    return False


def _is_filled(shape: Any) -> bool:
    """By a fill of its own, or else by its style."""
    for properties in (part for part in shape if _name(part) == "spPr"):
        if fills := _FILLS.intersection(map(_name, properties)):
            return fills != {"noFill"}
    return any(_name(part) == "fillRef" and part.get("idx") != "0" for part in shape.iter())


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
