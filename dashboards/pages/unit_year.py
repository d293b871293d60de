"""What a province's page says of the year before: score, rank, grade, and the indicators that moved
the score most."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dashboards.looks.locale import signed, text
from dashboards.marts.index import Ranking, Trend
from dashboards.marts.trend import IndicatorChange
from dashboards.pages import phrases

_NAMED_AT_MOST = 3


def unit_year(
    unit: Ranking,
    trend: Trend | None,
    history: Sequence[Ranking],
    indicators: Sequence[IndicatorChange],
) -> list[str]:
    """The change on the year and its causes; empty unless the unit is ranked in both years."""
    before = next((row for row in history if row.index_year == unit.index_year - 1), None)
    if trend is None or trend.score_change_on_year is None or before is None:
        return []
    kept = trend.grade_steps_on_year == 0
    change = text(
        "page.province.on_year_same" if kept else "page.province.on_year",
        before=before.index_year,
        then=phrases.score_in_words(before),
        now=phrases.score_in_words(unit),
        points=signed(trend.score_change_on_year),
        rank_then=before.rank,
        rank_now=unit.rank,
        grade=unit.grade,
        step=phrases.grade_step(trend.previous_grade, unit.grade),
    )
    causes = causes_in_words(indicators)
    return [change, causes] if causes else [change]


def causes_in_words(indicators: Sequence[IndicatorChange]) -> str:
    """The indicators that moved the score most, and what all others add to; empty where none
    moved."""
    moved = [(row.name, row.points_change) for row in indicators if row.points_change]
    ordered = sorted(moved, key=lambda row: -abs(row[1]))
    if not ordered:
        return ""
    named = ", ".join(f"{name} ({signed(points)})" for name, points in ordered[:_NAMED_AT_MOST])
    others = [points for _, points in ordered[_NAMED_AT_MOST:]]
    rest = (
        text(
            "page.province.other_causes", units=len(others), points=signed(sum(others, Decimal(0)))
        )
        if others
        else ""
    )
    return text("page.province.causes", named=named, rest=rest)
