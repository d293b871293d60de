"""Compare two to five provinces: a small table of data in the page, chosen from by script; without
it, one table of all."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from dashboards.looks.locale import text
from dashboards.looks.theme import figure
from dashboards.marts.certainty import Pair
from dashboards.marts.index import Ranking
from dashboards.marts.map import PillarGrade
from dashboards.marts.reading import Marts
from dashboards.pages import phrases
from dashboards.pages.meanings import meanings_in_words
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition

_CHOICES = 5
# What is compared of every unit, before its pillars.
_ROWS = (
    "page.compare.rank",
    "page.compare.grade",
    "page.compare.score",
    "page.compare.change",
    "page.compare.coverage",
)


# How two units are compared in words: one is clearly above, one has more points, or neither.
_DIFFERENCES = ("clear", "level", "same")


@dataclass(frozen=True)
class Compared:
    """One unit as a column: the text of every row, and its scores for the chart."""

    unit: Ranking
    cells: tuple[str, ...]
    scores: dict[int, float]
    break_year: int | None


def compare_page(marts: Marts, edition: Edition) -> Content:
    """All units with the rows to compare them by."""
    pillars = {row.node_id: row for row in marts.rows(PillarGrade)}
    nodes = sorted(pillars.values(), key=lambda node: node.node_sort_order)
    grades: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in marts.rows(PillarGrade):
        grades[row.unit_id][row.node_id] = row.grade or text("page.none")
    rows = [text(row) for row in _ROWS]
    rows += [text("page.compare.pillar", name=node.name) for node in nodes]
    units = [
        _compared(marts, unit, [grades[unit.unit_id].get(node.node_id, "") for node in nodes])
        for unit in marts.units
    ]
    years = sorted({year for unit in units for year in unit.scores})
    clear: defaultdict[str, list[str]] = defaultdict(list)
    for pair in marts.rows(Pair):
        if pair.verdict == "above":
            clear[pair.unit_id].append(pair.other_unit_id)
    data = {
        "rows": rows,
        "words": {key: text(f"page.compare.difference.{key}") for key in _DIFFERENCES},
        "years": years,
        "layout": _layout(),
        "units": {
            unit.unit.unit_id: {
                "name": unit.unit.name,
                "cells": unit.cells,
                "scores": unit.scores,
                "break": unit.break_year,
                "score": unit.scores.get(marts.year),
                "clearly_above": clear[unit.unit.unit_id],
            }
            for unit in units
        },
    }
    ranked = sorted(marts.units, key=lambda unit: (unit.rank or 999, unit.unit_sort_order))
    values = {
        "rows": rows,
        "units": units,
        "figures": data,
        "meanings": meanings_in_words(marts, marts.baseline_year),
        "choices": _CHOICES,
        "chosen": [unit.unit_id for unit in ranked[:2]],
    }
    return Content("compare.html", values)


def _compared(marts: Marts, unit: Ranking, pillars: list[str]) -> Compared:
    trend = marts.trend(unit.unit_id)
    certainty = marts.certainty(unit.unit_id)
    change = phrases.change_since_baseline(trend, marts.change_certainty(unit.unit_id))
    none = text("page.none")
    among = phrases.rank_range(unit, certainty)
    rank = none if unit.rank is None else f"{unit.rank}/{unit.ranked_units}"
    cells = (
        f"{rank} ({among})" if among else rank,
        (unit.grade or none) if unit.rank is not None else none,
        phrases.score_in_words(unit),
        f"{change.mark} {change.points}" if change else none,
        phrases.coverage_in_words(unit),
        *pillars,
    )
    scores = {
        year.index_year: float(year.shown_score)
        for year in marts.history(unit.unit_id)
        if year.shown_score is not None
    }
    return Compared(unit, cells, scores, marts.break_year(unit))


def _layout() -> dict[str, Any]:
    drawn = figure()
    drawn.update_layout(
        height=340,
        legend={"orientation": "h", "x": 0, "y": -0.12, "yanchor": "top"},
        xaxis={"dtick": 1, "tickangle": 0, "gridcolor": "rgba(0,0,0,0)"},
    )
    layout: dict[str, Any] = drawn.to_plotly_json()["layout"]
    layout.pop("template", None)
    return layout
