"""One unit's recomputed score by year: its series, with the breaks no line is drawn across."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor
from typing import Literal

import plotly.graph_objects as go

from dashboards.charts import Chart, chart
from dashboards.looks.locale import number, text
from dashboards.looks.theme import ACCENT, BREAK, MUTED, chart_text, figure

Kind = Literal["former", "reported", "restated", "linked"]
_HEIGHT = 320
_FORMER_DASHES = ("dot", "dash", "dashdot")
_FORMER = "#76818f"


@dataclass(frozen=True)
class SeriesLine:
    """One series: of the unit itself, or as a ``former`` unit reported. Scores by year, ``None``
    where there was no rank, and the years before which the line breaks."""

    name: str
    kind: Kind
    scores: Mapping[int, Decimal | None]
    breaks: frozenset[int]

    @property
    def spans(self) -> list[dict[int, Decimal | None]]:
        """The years between breaks, oldest first, each from its first to its last with a score."""
        spans: list[dict[int, Decimal | None]] = [{}]
        for year in sorted(self.scores):
            if year in self.breaks:
                spans.append({})
            spans[-1][year] = self.scores[year]
        return [trimmed for span in spans if (trimmed := _trimmed(span))]


def trend_chart(name: str, lines: Sequence[SeriesLine], breaks: Mapping[int, str]) -> Chart | None:
    """The scores on their full scale of 0 to 100. ``breaks`` are marked across the chart, each
    before its year and with its words."""
    main = next((line for line in lines if line.kind == "restated"), None)
    spans = main.spans if main else []
    if main is None or not spans:
        return None
    drawn = figure()
    former = [line for line in lines if line.kind == "former"]
    for line, dash in zip(former, _FORMER_DASHES, strict=False):
        for span in line.spans:
            drawn.add_trace(_former(line, span, dash))
    for line in lines:
        if line.kind in {"reported", "linked"}:
            for span in line.spans:
                drawn.add_trace(_beside(line, span))
    newest = max(main.scores)
    for span in spans:
        drawn.add_trace(_main(span, is_of_today=newest in span or len(main.breaks) == 0))
    for year, words in breaks.items():
        if min(main.scores) < year:
            _mark_break(drawn, year, words)
    years = sorted(main.scores)
    drawn.update_layout(
        height=_HEIGHT,
        showlegend=len(drawn.data) > 1,
        legend={"orientation": "h", "x": 0, "y": -0.12, "yanchor": "top"},
        xaxis={
            "tickvals": years,
            "tickangle": 0,
            "tickfont": {"size": 11},
            "range": [min(spans[0]) - 0.4, max(spans[-1]) + 0.6],
            "gridcolor": "rgba(0,0,0,0)",
        },
        yaxis=_axis([y for trace in drawn.data for y in trace.y if y is not None]),
    )
    return chart("trend", _label(name, spans), drawn)


def _axis(scores: Sequence[float]) -> dict[str, object]:
    """An axis that shows the movement: only the tens the scores lie in, with room above the highest
    for its figure."""
    low, high = 10 * floor(min(scores) / 10), 10 * ceil((max(scores) + 2) / 10)
    step = 10 if high - low <= 50 else 20
    return {"range": [low, high], "tickvals": list(range(-(-low // step) * step, high + 1, step))}


def _label(name: str, spans: Sequence[Mapping[int, Decimal | None]]) -> str:
    first, last = min(spans[0]), max(spans[-1])
    return text(
        "page.trend.label",
        name=name,
        first=first,
        first_score=number(spans[0][first] or 0),
        last=last,
        last_score=number(spans[-1][last] or 0),
    )


def _trimmed(span: Mapping[int, Decimal | None]) -> dict[int, Decimal | None]:
    scored = [year for year, score in span.items() if score is not None]
    if not scored:
        return {}
    return {year: span.get(year) for year in range(min(scored), max(scored) + 1)}


def _main(span: Mapping[int, Decimal | None], *, is_of_today: bool) -> go.Scatter:
    """A span of the restated series, with its figures written; a year without a rank is a gap."""
    shown = [number(score) if score is not None else "" for score in span.values()]
    if is_of_today:
        name, line = text("page.trend.reported"), {"color": ACCENT, "width": 2.6}
        marker: dict[str, object] = {"size": 9, "color": ACCENT}
    else:
        name, line = text("page.trend.restated"), {"color": MUTED, "width": 1.4}
        marker = {"size": 7, "color": "#fff", "line": {"color": MUTED, "width": 1.4}}
    return _scatter(
        span,
        name=name,
        mode="lines+markers+text",
        line=line,
        marker=marker,
        text=shown,
        textposition="top center",
        textfont={"size": 11},
        cliponaxis=False,
        hovertemplate="%{x}: %{text}<extra></extra>",
    )


def _former(line: SeriesLine, span: Mapping[int, Decimal | None], dash: str) -> go.Scatter:
    return _scatter(
        span,
        name=text("page.trend.former", name=line.name),
        mode="lines",
        line={"color": _FORMER, "width": 1.1, "dash": dash},
        hovertemplate="%{x}: %{y}<extra>%{fullData.name}</extra>",
    )


def _beside(line: SeriesLine, span: Mapping[int, Decimal | None]) -> go.Scatter:
    """As reported, or linked: without figures of its own, which are in the table."""
    return _scatter(
        span,
        name=text(f"page.trend.series.{line.kind}"),
        mode="lines+markers",
        line={"color": _FORMER if line.kind == "reported" else BREAK, "width": 1.4, "dash": "dash"},
        marker={"size": 5, "symbol": "square" if line.kind == "reported" else "triangle-up"},
        hovertemplate="%{x}: %{y}<extra>%{fullData.name}</extra>",
    )


def _scatter(span: Mapping[int, Decimal | None], *, name: str, **looks: object) -> go.Scatter:
    return go.Scatter(
        x=list(span),
        y=[float(score) if score is not None else None for score in span.values()],
        name=chart_text(name),
        **looks,
    )


def _mark_break(drawn: go.Figure, year: int, words: str) -> None:
    x = year - 0.5
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
        text=words,
        font={"color": BREAK, "size": 12},
    )
