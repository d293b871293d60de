"""The charts of the pages as pictures: each is defined once, as the chart of its page."""

from __future__ import annotations

from functools import partial

from dashboards.charts import Chart
from dashboards.charts.change import change_chart, movements_of
from dashboards.charts.incidents import incidents_chart, incidents_notes
from dashboards.images.figure import draw_figure, height_of
from dashboards.images.picture import Picture
from dashboards.looks.locale import text
from dashboards.marts.figures import IncidentTotal
from dashboards.marts.reading import Marts


def change_picture(marts: Marts) -> Picture | None:
    """Who moved since the baseline year."""
    movements = movements_of(marts)
    if not movements:
        return None
    drawn = change_chart(movements, marts.baseline_year, marts.year)
    title = text("page.change.heading", baseline=marts.baseline_year)
    note = text("page.change.note", baseline=marts.baseline_year, year=marts.year)
    return _picture(drawn, title, note)


def incidents_picture(marts: Marts) -> Picture | None:
    """Incidents of the country by type and year."""
    rows = [row for row in marts.rows(IncidentTotal) if row.period_kind == "year"]
    drawn = incidents_chart(rows)
    if drawn is None:
        return None
    note = " ".join([text("page.incidents.types_note"), *incidents_notes(rows)])
    return _picture(drawn, text("page.incidents.types"), note)


def _picture(chart: Chart, title: str, note: str) -> Picture:
    draw = partial(draw_figure, chart=chart)
    return Picture(chart.name, title, note, height_of(chart), draw)
