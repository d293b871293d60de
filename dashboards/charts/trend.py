"""One unit's recomputed score by year, with the break where its borders changed."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboards.charts import Chart, chart
from dashboards.locale import number, text
from dashboards.rows import Ranking
from dashboards.theme import ACCENT, BREAK, MUTED, chart_text, figure

_HEIGHT = 320


def trend_chart(name: str, history: Sequence[Ranking], break_year: int | None) -> Chart | None:
    """The score on its full scale of 0 to 100; no line is drawn across a change of borders."""
    scored = [year for year in history if year.shown_score is not None]
    if not scored:
        return None
    drawn = figure()
    before = [year for year in scored if break_year is not None and year.index_year < break_year]
    after = scored[len(before) :]
    if before:
        line = {"color": MUTED, "width": 1.4}
        marker = {"size": 7, "color": "#fff", "line": {"color": MUTED, "width": 1.4}}
        drawn.add_trace(_line(before, text("page.trend.restated"), line, marker))
    if after:
        line, marker = {"color": ACCENT, "width": 2.6}, {"size": 9, "color": ACCENT}
        drawn.add_trace(_line(after, text("page.trend.reported"), line, marker))
    if before and after and break_year is not None:
        _mark_break(drawn, break_year)
    drawn.update_layout(
        height=_HEIGHT,
        showlegend=bool(before),
        legend={"orientation": "h", "x": 0, "y": -0.12, "yanchor": "top"},
        xaxis={
            "tickvals": [year.index_year for year in history],
            "tickangle": 0,
            "tickfont": {"size": 11},
            "range": [scored[0].index_year - 0.4, scored[-1].index_year + 0.6],
            "gridcolor": "rgba(0,0,0,0)",
        },
        yaxis={"range": [0, 103], "tickvals": [0, 20, 40, 60, 80, 100]},
    )
    label = text(
        "page.trend.label",
        name=name,
        first=scored[0].index_year,
        first_score=number(scored[0].shown_score or 0),
        last=scored[-1].index_year,
        last_score=number(scored[-1].shown_score or 0),
    )
    return chart("trend", label, drawn)


def _line(
    years: Sequence[Ranking], name: str, line: dict[str, object], marker: dict[str, object]
) -> go.Scatter:
    """One series; a year without a rank is a gap."""
    span = range(years[0].index_year, years[-1].index_year + 1)
    scores = {year.index_year: year.shown_score for year in years if year.shown_score is not None}
    shown = {year: number(score) for year, score in scores.items()}
    return go.Scatter(
        x=list(span),
        y=[float(scores[year]) if year in scores else None for year in span],
        mode="lines+markers+text",
        name=chart_text(name),
        line=line,
        marker=marker,
        text=[shown.get(year, "") for year in span],
        textposition="top center",
        textfont={"size": 11},
        cliponaxis=False,
        hovertemplate="%{x}: %{text}<extra></extra>",
    )


def _mark_break(drawn: go.Figure, break_year: int) -> None:
    x = break_year - 0.5
    drawn.add_shape(
        type="line",
        x0=x,
        x1=x,
        yref="paper",
        y0=0,
        y1=1,
        line={"color": BREAK, "width": 1.6, "dash": "dot"},
    )
    drawn.add_annotation(
        x=x,
        y=0.02,
        yref="paper",
        xanchor="right",
        yanchor="bottom",
        showarrow=False,
        text=text("page.trend.break"),
        font={"color": BREAK, "size": 12},
    )
