"""Who moved since the baseline year: one line per unit, from its score then to its score now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import plotly.graph_objects as go

from dashboards.charts import Chart, chart
from dashboards.looks.locale import number, signed, text
from dashboards.looks.theme import GRADE_COLOURS, GRADE_SYMBOLS, GRADES, MUTED, chart_text, figure
from dashboards.marts.reading import Marts

_ROW_HEIGHT, _FRAME_HEIGHT = 21, 96


@dataclass(frozen=True)
class Movement:
    """One unit's score in the baseline year and in the year of the page."""

    name: str
    grade: str
    before: Decimal
    now: Decimal
    change: Decimal


def movements_of(marts: Marts) -> list[Movement]:
    """The ranked units that have a score in both years, the greatest rise first."""
    movements = []
    ranked = (unit for unit in marts.units if unit.rank is not None)
    for unit in sorted(ranked, key=lambda unit: (unit.rank or 0, unit.unit_sort_order)):
        trend = marts.trend(unit.unit_id)
        if trend is None or trend.baseline_score is None or trend.score_change is None:
            continue
        if unit.score is None or unit.grade is None:
            continue
        movements.append(
            Movement(unit.name, unit.grade, trend.baseline_score, unit.score, trend.score_change)
        )
    return sorted(movements, key=lambda movement: -movement.change)


def change_chart(movements: Sequence[Movement], baseline_year: int, year: int) -> Chart:
    """The greatest rise first; hollow is the baseline year, filled is now, in its group's mark."""
    names = [chart_text(movement.name) for movement in movements]
    drawn = figure()
    drawn.add_trace(_joins(movements, names))
    drawn.add_trace(
        go.Scatter(
            x=[float(movement.before) for movement in movements],
            y=names,
            mode="markers",
            name=str(baseline_year),
            marker={"size": 8, "color": "#fff", "line": {"color": MUTED, "width": 1.6}},
            customdata=[[number(movement.before)] for movement in movements],
            hovertemplate=f"%{{y}}<br>{baseline_year}: %{{customdata[0]}}<extra></extra>",
        )
    )
    for grade in GRADES:
        if chosen := [movement for movement in movements if movement.grade == grade]:
            drawn.add_trace(_now(chosen, grade, year))
    drawn.update_layout(
        height=_FRAME_HEIGHT + _ROW_HEIGHT * len(movements),
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "traceorder": "normal"},
        xaxis_title={"text": text("page.chart.score"), "font": {"size": 13}},
        yaxis={
            "range": [len(names) - 0.4, -0.6],
            "categoryarray": names,
            "gridcolor": "rgba(0,0,0,0)",
        },
    )
    label = text("page.change.label", baseline=baseline_year, year=year, units=len(movements))
    return chart("change", label, drawn)


def _joins(movements: Sequence[Movement], names: Sequence[str]) -> go.Scatter:
    """The thin lines from then to now: one trace, broken after each unit."""
    xs: list[float | None] = []
    ys: list[str | None] = []
    for movement, name in zip(movements, names, strict=True):
        xs += [float(movement.before), float(movement.now), None]
        ys += [name, name, None]
    line = {"color": "#aab4c0", "width": 2}
    return go.Scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip", showlegend=False)


def _now(movements: Sequence[Movement], grade: str, year: int) -> go.Scatter:
    return go.Scatter(
        x=[float(movement.now) for movement in movements],
        y=[chart_text(movement.name) for movement in movements],
        mode="markers",
        name=text("page.chart.grade_of_year", year=year, grade=grade),
        marker={"size": 10, "color": GRADE_COLOURS[grade], "symbol": GRADE_SYMBOLS[grade]},
        customdata=[[number(m.now), signed(m.change)] for m in movements],
        hovertemplate=f"%{{y}}<br>{year}: %{{customdata[0]}} (%{{customdata[1]}})<extra></extra>",
    )
