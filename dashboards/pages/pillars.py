"""The heat map of pillars: one row per province, the group of each pillar as a letter; the medians
and counts of those that are ranked; below it the country in the global index."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from dashboards.looks.locale import number, percent, text
from dashboards.looks.theme import GRADES
from dashboards.marts.figures import GciEdition
from dashboards.marts.index import Ranking
from dashboards.marts.map import PillarGrade
from dashboards.marts.reading import Marts
from dashboards.marts.unit import PillarMedian
from dashboards.pages import phrases
from dashboards.pages.shell import Content
from dashboards.pages.unit_pillars import SHOWN
from dashboards.release_record.edition import Edition


@dataclass(frozen=True)
class PillarCell:
    """One pillar of one unit, or its median; the points, or the share of them, are there for those
    who may see them."""

    grade: str | None
    points: str


@dataclass(frozen=True)
class PillarRow:
    """One unit across the pillars."""

    unit: Ranking
    cells: tuple[PillarCell, ...]


def pillars_page(marts: Marts, edition: Edition) -> Content:
    """Parts and pillars of every unit, in the order of the ranking."""
    by_unit: defaultdict[str, dict[str, PillarGrade]] = defaultdict(dict)
    for row in marts.rows(PillarGrade):
        by_unit[row.unit_id][row.node_id] = row
    nodes = {row.node_id: row for row in marts.rows(PillarGrade)}
    ordered = sorted(nodes.values(), key=lambda node: node.node_sort_order)
    points = {
        (unit_id, score.node_id): number(score.points)
        for unit_id, scores in marts.scores.items()
        for score in scores
        if score.points is not None
    }
    medians = {row.node_id: row for row in marts.rows(PillarMedian)}
    units = sorted(marts.units, key=lambda unit: (unit.rank or 999, unit.unit_sort_order))
    rows = [
        PillarRow(
            unit,
            tuple(
                PillarCell(
                    pillar.grade if (pillar := by_unit[unit.unit_id].get(node.node_id)) else None,
                    points.get((unit.unit_id, node.node_id), ""),
                )
                for node in ordered
            ),
        )
        for unit in units
    ]
    ranked = [row for row in rows if row.unit.rank is not None]
    values = {
        "nodes": ordered,
        "rows": rows,
        "ranked": len(ranked),
        "medians": [_median(medians.get(node.node_id)) for node in ordered],
        "counts": [(grade, _count(ranked, grade, len(ordered))) for grade in GRADES],
        "sentence": _sentence(
            [row for row in medians.values() if row.node_kind == "pillar"], len(ranked)
        ),
    }
    return Content("pillars.html", {**values, "editions": marts.rows(GciEdition)})


def _count(rows: Sequence[PillarRow], grade: str, width: int) -> list[int]:
    return [sum(row.cells[place].grade == grade for row in rows) for place in range(width)]


def _median(row: PillarMedian | None) -> PillarCell:
    if row is None:
        return PillarCell(None, "")
    return PillarCell(
        row.median_grade, "" if row.median_share is None else percent(row.median_share)
    )


def _sentence(pillars: Sequence[PillarMedian], ranked: int) -> str:
    """Which pillars have the highest median of the ranked units, and which the lowest."""
    if not pillars:
        return text("page.pillars.empty")
    first, last = min(map(_order, pillars)), max(map(_order, pillars))
    best = [row for row in pillars if _order(row) == first]
    worst = [row for row in pillars if _order(row) == last]
    return text(
        "page.pillars.level" if first == last else "page.pillars.sentence",
        best=phrases.names_in_words([row.name for row in best]),
        of_best=_median_in_words(best[0]),
        worst=phrases.names_in_words([row.name for row in worst]),
        of_worst=_median_in_words(worst[0]),
        ranked=ranked,
    )


def _order(row: PillarMedian) -> tuple[Decimal, str]:
    """What pillars are compared by, the best first: the share as it is shown, else the group; one
    without a group is below all of them."""
    if row.median_share is None:
        return Decimal(0), row.median_grade or "~"
    return -row.median_share.quantize(SHOWN, ROUND_DOWN), ""


def _median_in_words(row: PillarMedian) -> str:
    if row.median_share is None:
        return f"{text('page.grade.group')} {row.median_grade or text('page.none')}"
    return percent(row.median_share)
