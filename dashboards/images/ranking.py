"""The ranking as a picture: every ranked unit, its score, and how sure score and rank are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.images.axis import Axis
from dashboards.images.picture import WIDTH, Picture
from dashboards.looks.locale import number, text
from dashboards.looks.theme import GRADE_COLOURS, MUTED, RULE
from dashboards.marts.certainty import Certainty
from dashboards.marts.index import Ranking
from dashboards.marts.method import GradeBand
from dashboards.marts.reading import Marts

if TYPE_CHECKING:
    from dashboards.images.canvas import Canvas

_ROW, _HEAD = 5.6, 9.0
_NAME, _GRADE, _LEFT, _RIGHT = 17.0, 62.0, 72.0, WIDTH - 16


def ranking_picture(marts: Marts) -> Picture | None:
    """Ranked units from first to last on one scale of scores, with the marks of the groups."""
    ranked = [unit for unit in marts.units if unit.rank is not None]
    ranked.sort(key=lambda unit: (unit.rank or 0, unit.unit_sort_order))
    if not ranked:
        return None

    def draw(sheet: Canvas, top: float) -> None:
        scale = _scale(marts, ranked)
        _draw_head(sheet, top, scale, marts.rows(GradeBand), len(ranked))
        for place, unit in enumerate(ranked):
            y = top + _HEAD + (place + 0.5) * _ROW
            _draw_unit(sheet, y, unit, marts.certainty(unit.unit_id), scale)

    return Picture(
        name="ranking",
        title=text("page.ranking.title", units=len(marts.units), year=marts.year),
        note=text("page.images.ranking_note"),
        height=_HEAD + _ROW * len(ranked),
        draw=draw,
    )


def _scale(marts: Marts, ranked: list[Ranking]) -> Axis:
    found = [marts.certainty(unit.unit_id) for unit in ranked]
    ends = [row.score_lower for row in found if row] + [row.score_upper for row in found if row]
    ends += [unit.score for unit in ranked if unit.score is not None]
    return Axis(float(min(ends)), float(max(ends)), _LEFT, _RIGHT)


def _draw_head(
    sheet: Canvas, top: float, scale: Axis, bands: tuple[GradeBand, ...], rows: int
) -> None:
    """The heads of the columns, and a mark from top to bottom where a group begins."""
    for x, words in ((0, "rank"), (_NAME, "unit")):
        sheet.text(x, top + 3, text(f"page.column.{words}"), size=7, colour=MUTED)
    sheet.text(WIDTH, top + 3, text("page.column.score"), size=7, colour=MUTED, align="right")
    for band in bands:
        if scale.low < band.score_from < scale.high:
            x = scale.at(float(band.score_from))
            sheet.line([(x, top + 6), (x, top + _HEAD + rows * _ROW)])
            words = f"{text('page.column.grade')} {band.grade} ≥ {band.score_from.normalize():f}"
            sheet.text(x, top + 3, words, size=7, colour=MUTED, align="center")


def _draw_unit(
    sheet: Canvas, y: float, unit: Ranking, certainty: Certainty | None, scale: Axis
) -> None:
    sheet.line([(0, y + _ROW / 2), (WIDTH, y + _ROW / 2)], colour="#eef1f4", width=0.15)
    sheet.text(0, y, str(unit.rank), bold=True)
    sheet.text(_NAME, y, unit.name)
    sheet.grade(_GRADE, y - 2.2, 5, 4.4, unit.grade)
    if unit.score is None:
        return
    if certainty is not None:
        among = f"({certainty.rank_best}–{certainty.rank_worst})"
        sheet.text(6, y, among, size=6.5, colour=MUTED)
        ends = (scale.at(float(certainty.score_lower)), scale.at(float(certainty.score_upper)))
        sheet.line([(ends[0], y), (ends[1], y)], colour="#b9cfdf", width=1.5)
    colour = GRADE_COLOURS.get(unit.grade or "", RULE)
    sheet.dot(scale.at(float(unit.score)), y, size=2, colour=colour)
    sheet.text(WIDTH, y, number(unit.score), bold=True, align="right")
