"""The heat map of pillars as a picture: the group of each pillar of each unit as a letter."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from dashboards.images.picture import WIDTH, Picture
from dashboards.looks.locale import text
from dashboards.looks.theme import MUTED
from dashboards.marts.map import PillarGrade
from dashboards.marts.reading import Marts

if TYPE_CHECKING:
    from dashboards.images.canvas import Canvas

_ROW, _HEAD, _NAMES, _GAP = 5.4, 14.0, 46.0, 0.6


def pillars_picture(marts: Marts) -> Picture | None:
    """Units in the order of the ranking, parts and pillars in that of the method."""
    rows = marts.rows(PillarGrade)
    if not rows:
        return None
    nodes = sorted({row.node_id: row for row in rows}.values(), key=lambda n: n.node_sort_order)
    grades = {(row.unit_id, row.node_id): row.grade for row in rows}
    units = sorted(marts.units, key=lambda unit: (unit.rank or 999, unit.unit_sort_order))
    column = (WIDTH - _NAMES) / len(nodes)

    def draw(sheet: Canvas, top: float) -> None:
        for across, node in enumerate(nodes):
            lines = textwrap.wrap(node.name, max(int(column / 1.6), 8))
            for place, line in enumerate(reversed(lines)):
                x, y = _NAMES + (across + 0.5) * column, top + _HEAD - 3 - place * 3.4
                sheet.text(x, y, line, size=7, colour=MUTED, align="center")
        for down, unit in enumerate(units):
            y = top + _HEAD + down * _ROW
            sheet.text(0, y + _ROW / 2, unit.name)
            for across, node in enumerate(nodes):
                letter = grades.get((unit.unit_id, node.node_id))
                sheet.grade(_NAMES + across * column, y, column - _GAP, _ROW - _GAP, letter)

    return Picture(
        name="pillars",
        title=text("page.pillars.title", year=marts.year),
        note=text("page.pillars.note"),
        height=_HEAD + _ROW * len(units),
        draw=draw,
    )
