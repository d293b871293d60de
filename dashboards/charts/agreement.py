"""Scores under two methods against each other: units far from the line depend on the method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import plotly.graph_objects as go

from dashboards.charts import Chart, chart
from dashboards.looks.locale import number, text
from dashboards.looks.theme import GRADE_COLOURS, GRADE_SYMBOLS, GRADES, MUTED, chart_text, figure

_HEIGHT = 420


@dataclass(frozen=True)
class Agreement:
    """One unit: its score under two methods and its grade under the first."""

    name: str
    grade: str
    score: Decimal
    other_score: Decimal


def agreement_chart(units: Sequence[Agreement], method: str, other_method: str) -> Chart:
    """``method`` across, ``other_method`` upwards, and the line where both are the same."""
    scores = [float(score) for unit in units for score in (unit.score, unit.other_score)]
    ends = [min(scores), max(scores)]
    drawn = figure()
    drawn.add_trace(
        go.Scatter(
            x=ends,
            y=ends,
            mode="lines",
            name=text("page.methods.same_score"),
            line={"color": MUTED, "width": 1, "dash": "dot"},
            hoverinfo="skip",
        )
    )
    for grade in GRADES:
        if chosen := [unit for unit in units if unit.grade == grade]:
            drawn.add_trace(_marks(chosen, grade, method, other_method))
    drawn.update_layout(
        height=_HEIGHT,
        legend={"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom"},
        xaxis_title={"text": method, "font": {"size": 13}},
        yaxis_title={"text": other_method, "font": {"size": 13}},
    )
    label = text("page.methods.label", method=method, other=other_method, units=len(units))
    return chart(f"agreement-{other_method}", label, drawn)


def _marks(units: Sequence[Agreement], grade: str, method: str, other_method: str) -> go.Scatter:
    scores = f"{method}: %{{customdata[0]}}<br>{other_method}: %{{customdata[1]}}"
    return go.Scatter(
        x=[float(unit.score) for unit in units],
        y=[float(unit.other_score) for unit in units],
        text=[chart_text(unit.name) for unit in units],
        mode="markers",
        name=text("page.methods.grade_under", grade=grade, method=method),
        marker={"size": 9, "color": GRADE_COLOURS[grade], "symbol": GRADE_SYMBOLS[grade]},
        customdata=[[number(unit.score), number(unit.other_score)] for unit in units],
        hovertemplate=f"%{{text}}<br>{scores}<extra></extra>",
    )
