"""The map of groups as a picture: one tile for each unit, in the borders of the year."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dashboards.charts.tile_map import Tile, tile_map
from dashboards.images.picture import Picture
from dashboards.looks.locale import text
from dashboards.looks.theme import GRADES
from dashboards.marts.index import Ranking
from dashboards.marts.reading import Marts

if TYPE_CHECKING:
    from dashboards.images.canvas import Canvas

_COLUMN, _ROW, _GAP = 16.0, 11.0, 1.0
_LISTS, _LIST_COLUMNS = 122.0, 30


def map_picture(marts: Marts) -> Picture | None:
    """The tiles on the left; on the right the units of each group by name."""
    tiles = tile_map(marts.geography, marts.units)
    if not tiles:
        return None

    def draw(sheet: Canvas, top: float) -> None:
        for tile in tiles:
            _draw_tile(sheet, top, tile)
        y = top + 3
        for letter in (*GRADES, None):
            y = _list_group(sheet, y, letter, [tile for tile in tiles if not tile.is_island])

    return Picture(
        name="map",
        title=text("page.map.recomputed", units=len(marts.units), year=marts.year),
        note=text("page.map.note"),
        height=max(tile.row for tile in tiles) * _ROW,
        draw=draw,
    )


def _draw_tile(sheet: Canvas, top: float, tile: Tile[Ranking]) -> None:
    x, y = (tile.column - 1) * _COLUMN, top + (tile.row - 1) * _ROW
    width = (_COLUMN * 2 if tile.is_island else _COLUMN) - _GAP
    sheet.grade(x, y, width, _ROW - _GAP, tile.grade, tile.label)


def _list_group(
    sheet: Canvas, y: float, letter: str | None, tiles: Sequence[Tile[Ranking]]
) -> float:
    """The names of one group, its letter before them; returns where the next group begins."""
    names = [tile.unit.name for tile in tiles if tile.grade == letter]
    if not names:
        return y
    sheet.grade(_LISTS, y - 2.4, 5.4, 4.8, letter)
    lines = textwrap.wrap(f"({len(names)}) {', '.join(names)}", _LIST_COLUMNS)
    for place, line in enumerate(lines):
        sheet.text(_LISTS + 7.5, y + place * 4, line, size=7.5)
    return y + len(lines) * 4 + 3
