"""Incidents of the country by type: one line per type over the years, with a gap where a count is
not shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import plotly.graph_objects as go

from dashboards.charts import Chart, chart
from dashboards.looks.locale import number, text
from dashboards.looks.theme import ACCENT, MUTED, chart_text, figure
from dashboards.marts.figures import IncidentTotal

_HEIGHT, _NAMED = 380, 3


def incidents_chart(rows: Sequence[IncidentTotal]) -> Chart | None:
    """The most frequent types are drawn strong and named, the others thin; ``None`` where no count
    is shown. Every type has every year, so that no line runs across one that it has no count
    for."""
    by_type: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for row in rows:
        if row.incidents is not None:
            by_type[row.name][row.index_year] = row.incidents
    if not by_type:
        return None
    years = range(min(row.index_year for row in rows), max(row.index_year for row in rows) + 1)
    most = sorted(by_type, key=lambda name: -sum(by_type[name].values()))
    drawn = figure()
    for place, name in enumerate(most):
        counts = [by_type[name].get(year) for year in years]
        strong = place < _NAMED
        drawn.add_trace(
            go.Scatter(
                x=list(years),
                y=counts,
                name=chart_text(name),
                mode="lines+markers",
                line={
                    "color": ACCENT if strong else MUTED,
                    "width": 2.6 if strong else 1,
                    "dash": ("solid", "dash", "dot")[place] if strong else "solid",
                },
                marker={"size": 7 if strong else 4},
                customdata=[["" if count is None else number(count)] for count in counts],
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
    label = text("page.incidents.label", types=len(by_type), year=years[-1])
    return chart("incidents", label, drawn)


def incidents_notes(rows: Sequence[IncidentTotal]) -> list[str]:
    """What the lines do not say themselves: how many have no name, and why years are blank."""
    notes = []
    shown = {row.name for row in rows if row.incidents is not None}
    if len(shown) > _NAMED:
        notes.append(text("page.incidents.unnamed", named=_NAMED, others=len(shown) - _NAMED))
    if shown and any(row.incidents_status in ("small", "hidden") for row in rows):
        notes.append(text("page.incidents.gaps"))
    return notes
