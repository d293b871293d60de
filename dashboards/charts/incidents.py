"""Incidents of the country by type: one line per type over the years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import plotly.graph_objects as go

from dashboards.charts import Chart, chart
from dashboards.looks.locale import number, text
from dashboards.looks.theme import ACCENT, MUTED, chart_text, figure
from dashboards.marts.figures import IncidentTotal

_HEIGHT, _NAMED = 380, 3


def incidents_chart(rows: Sequence[IncidentTotal]) -> Chart:
    """The most frequent types are drawn strong and named, the others thin."""
    by_type: defaultdict[str, list[IncidentTotal]] = defaultdict(list)
    for row in rows:
        by_type[row.name].append(row)
    last = max(row.index_year for row in rows)
    most = sorted(by_type, key=lambda name: -sum(row.incidents or 0 for row in by_type[name]))
    drawn = figure()
    for place, name in enumerate(most):
        found = by_type[name]
        strong = place < _NAMED
        drawn.add_trace(
            go.Scatter(
                x=[row.index_year for row in found],
                y=[row.incidents for row in found],
                name=chart_text(name),
                mode="lines+markers",
                line={
                    "color": ACCENT if strong else MUTED,
                    "width": 2.6 if strong else 1,
                    "dash": ("solid", "dash", "dot")[place] if strong else "solid",
                },
                marker={"size": 7 if strong else 4},
                customdata=[[number(row.incidents or 0)] for row in found],
                hovertemplate=f"{chart_text(name)}, %{{x}}: %{{customdata[0]}}<extra></extra>",
                showlegend=strong,
            )
        )
    drawn.update_layout(
        height=_HEIGHT,
        legend={"orientation": "h", "x": 0, "y": -0.12, "yanchor": "top"},
        xaxis={"dtick": 1, "tickangle": 0, "gridcolor": "rgba(0,0,0,0)"},
        yaxis={"rangemode": "tozero", "tickformat": ",d"},
    )
    label = text("page.incidents.label", types=len(by_type), year=last)
    return chart("incidents", label, drawn)
