"""The heat map of pillars: one row per province, the group of each pillar as a letter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.looks.locale import number, text
from dashboards.looks.theme import GRADES
from dashboards.marts.index import Ranking
from dashboards.marts.map import PillarGrade
from dashboards.marts.reading import Marts
from dashboards.pages.shell import Content, Edition


@dataclass(frozen=True)
class Cell:
    """One pillar of one unit; the points are there for those who may see them."""

    grade: str | None
    points: str


@dataclass(frozen=True)
class Row:
    """One unit across the pillars."""

    unit: Ranking
    cells: tuple[Cell, ...]


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
    units = sorted(marts.units, key=lambda unit: (unit.rank or 999, unit.unit_sort_order))
    rows = [
        Row(
            unit,
            tuple(
                Cell(
                    found.grade if (found := by_unit[unit.unit_id].get(node.node_id)) else None,
                    points.get((unit.unit_id, node.node_id), ""),
                )
                for node in ordered
            ),
        )
        for unit in units
    ]
    values = {
        "nodes": ordered,
        "rows": rows,
        "counts": [(grade, _count(rows, grade, len(ordered))) for grade in GRADES],
        "sentence": _sentence(ordered, rows),
    }
    return Content("pillars.html", values)


def _count(rows: Sequence[Row], grade: str, width: int) -> list[int]:
    return [sum(row.cells[place].grade == grade for row in rows) for place in range(width)]


def _sentence(nodes: Sequence[PillarGrade], rows: Sequence[Row]) -> str:
    """Which pillar most units are weak in, and which they are strong in."""
    weak: Counter[str] = Counter()
    strong: Counter[str] = Counter()
    for place, node in enumerate(nodes):
        grades = [row.cells[place].grade for row in rows]
        weak[node.name] = sum(grade in {"D", "E"} for grade in grades)
        strong[node.name] = sum(grade == "A" for grade in grades)
    if not nodes:
        return text("page.pillars.empty")
    (best, of_best), (worst, of_worst) = strong.most_common(1)[0], weak.most_common(1)[0]
    if not of_worst:
        return text("page.pillars.no_weak", best=best, of_best=of_best)
    return text("page.pillars.sentence", best=best, of_best=of_best, worst=worst, of_worst=of_worst)
