"""Incidents by type and year: what agencies counted, and what was published, publisher by
publisher."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.charts import Chart
from dashboards.charts.incidents import incidents_chart
from dashboards.looks.locale import number, percent, text
from dashboards.marts.figures import IncidentTotal, PublishedIncident, UnitIncidents
from dashboards.marts.index import Ranking
from dashboards.marts.reading import Marts
from dashboards.pages.shell import Content, Edition

_CATEGORIES = ("total", "deface", "malware", "phishing")


@dataclass(frozen=True)
class TypeLine:
    """One type of incident: its count in each period, as text."""

    name: str
    counts: tuple[str, ...]


@dataclass(frozen=True)
class PublishedPeriod:
    """What one publisher gave for one period: counts by category, several where sources differ."""

    period: str
    is_whole_year: bool
    counts: dict[str, str]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    fill: Decimal


@dataclass(frozen=True)
class UnitLine:
    """One unit in the year of the page."""

    unit: Ranking
    incidents: int
    handled: str


def incidents_page(marts: Marts, edition: Edition) -> Content:
    """Incidents as counted by agencies and as published, never joined."""
    totals = marts.rows(IncidentTotal)
    years = [row for row in totals if row.period_kind == "year"]
    latest = max((row.index_year for row in years), default=None)
    values = {
        "periods": sorted({row.period for row in years}),
        "types": _types(years),
        "latest": latest,
        "sentence": _sentence(years, latest),
        "has_hidden": any(row.incidents_hidden for row in years),
        "chart": _chart(years),
        "categories": _CATEGORIES,
        "publishers": _publishers(marts.rows(PublishedIncident)),
        "units": _units(marts, latest),
    }
    return Content("incidents.html", values)


def _types(rows: Sequence[IncidentTotal]) -> list[TypeLine]:
    periods = sorted({row.period for row in rows})
    by_type: defaultdict[str, dict[str, IncidentTotal]] = defaultdict(dict)
    for row in rows:
        by_type[row.incident_type][row.period] = row
    return [
        TypeLine(
            next(iter(found.values())).name,
            tuple(_count(found.get(period)) for period in periods),
        )
        for _, found in sorted(by_type.items())
    ]


def _count(row: IncidentTotal | None) -> str:
    if row is not None and row.incidents_hidden:
        return text("page.hidden.count")
    if row is None or row.incidents is None:
        return text("page.none")
    return number(row.incidents)


def _sentence(rows: Sequence[IncidentTotal], latest: int | None) -> str:
    """The year in one sentence; nothing when a count of it is hidden."""
    of_year = [row for row in rows if row.index_year == latest]
    found = [row for row in of_year if row.incidents is not None]
    if not found or latest is None:
        return text("page.incidents.empty")
    most = max(found, key=lambda row: row.incidents or 0)
    said = {"year": latest, "most": most.name.lower(), "of_most": number(most.incidents or 0)}
    counted = sum(row.incidents or 0 for row in found)
    if len(found) < len(of_year) or not counted:
        return text("page.incidents.sentence_hidden", **said)
    handled = Decimal(sum(row.handled or 0 for row in found)) / counted
    return text(
        "page.incidents.sentence", incidents=number(counted), handled=percent(handled), **said
    )


def _chart(rows: Sequence[IncidentTotal]) -> Chart | None:
    shown = [row for row in rows if row.incidents is not None]
    return incidents_chart(shown) if shown else None


def _publishers(rows: Sequence[PublishedIncident]) -> dict[str, list[PublishedPeriod]]:
    """The series of each publisher, oldest first; bars are drawn inside one series only."""
    series: defaultdict[str, defaultdict[tuple[object, object], list[PublishedIncident]]]
    series = defaultdict(lambda: defaultdict(list))
    for row in rows:
        series[row.publisher][row.period_start, row.period_end].append(row)
    written = {}
    for publisher, periods in sorted(series.items()):
        most = max(row.incidents for found in periods.values() for row in found)
        written[publisher] = [_period(found, most) for found in periods.values()]
    return written


def _period(found: Sequence[PublishedIncident], most: int) -> PublishedPeriod:
    first = found[0]
    counts = {
        category: " / ".join(number(row.incidents) for row in found if row.category == category)
        for category in _CATEGORIES
    }
    shown = max((row.incidents for row in found if row.category == "total"), default=0)
    return PublishedPeriod(
        period=_days(first),
        is_whole_year=first.is_whole_year,
        counts=counts,
        notes=tuple(dict.fromkeys(row.conflict for row in found if row.conflict)),
        sources=tuple(dict.fromkeys(row.source_url for row in found if row.source_url)),
        fill=(Decimal(shown) / most * 100).quantize(Decimal("0.1")),
    )


def _days(row: PublishedIncident) -> str:
    if row.is_whole_year:
        return str(row.index_year)
    start, end = row.period_start, row.period_end
    return f"{start:%d/%m}–{end:%d/%m/%Y}"


def _units(marts: Marts, latest: int | None) -> list[UnitLine]:
    """Every unit in the latest year, most incidents first, where the reader may see them."""
    by_unit = {(row.unit_id, row.index_year): row for row in marts.rows(UnitIncidents)}
    lines = []
    for unit in marts.units:
        row = by_unit.get((unit.unit_id, latest or 0))
        if row is not None:
            share = Decimal(row.handled or 0) / row.incidents if row.incidents else None
            handled = text("page.none") if share is None else percent(share)
            lines.append(UnitLine(unit, row.incidents, handled))
    return sorted(lines, key=lambda line: -line.incidents)
