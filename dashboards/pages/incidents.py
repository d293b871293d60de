"""Incidents by type and year: what agencies counted, and what was published, publisher by
publisher."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.charts.incidents import incidents_chart, incidents_notes
from dashboards.looks.locale import number, text
from dashboards.marts.figures import (
    IncidentTotal,
    PublishedIncident,
    ReportedIncidents,
    UnitIncidentYear,
)
from dashboards.marts.index import Ranking
from dashboards.marts.reading import Marts
from dashboards.marts.unit import UnitName
from dashboards.pages import phrases
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition

_CATEGORIES = {
    "total": "page.incidents.total",
    "deface": "page.incidents.deface",
    "malware": "page.incidents.malware",
    "phishing": "page.incidents.phishing",
}

_MEASURES = ("incidents", "closed", "serious", "data_leaks", "state_secret_leaks")


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
class UnitIncidentLine:
    """One unit in the year of the page."""

    unit: Ranking
    incidents: int
    handled: str


def incidents_page(marts: Marts, edition: Edition) -> Content:
    """Incidents as counted by agencies and as published, never joined."""
    totals = marts.rows(IncidentTotal)
    years = [row for row in totals if row.period_kind == "year"]
    latest = max((row.index_year for row in years), default=None)
    types = _types(years)
    values = {
        "periods": sorted({row.period for row in years}),
        "types": types,
        "latest": latest,
        "sentence": _sentence(years, latest),
        "notes": [
            *phrases.count_notes(count for line in types for count in line.counts),
            *incidents_notes(years),
        ],
        "chart": incidents_chart(years),
        "categories": _CATEGORIES,
        "publishers": _publishers(marts.rows(PublishedIncident)),
        "units": _units(marts, latest),
        **_reported(marts),
    }
    return Content("incidents.html", values)


def _types(rows: Sequence[IncidentTotal]) -> list[TypeLine]:
    periods = sorted({row.period for row in rows})
    by_type: defaultdict[str, dict[str, IncidentTotal]] = defaultdict(dict)
    for row in rows:
        by_type[row.incident_type][row.period] = row
    return [
        TypeLine(
            next(iter(by_period.values())).name,
            tuple(_count(by_period.get(period)) for period in periods),
        )
        for _, by_period in sorted(by_type.items())
    ]


def _count(row: IncidentTotal | None) -> str:
    if row is None:
        return text("page.none")
    return phrases.count_in_words(row.incidents, row.incidents_status)


def _sentence(rows: Sequence[IncidentTotal], latest: int | None) -> str:
    """The year in one sentence, of the counts that are shown: no total where one is not."""
    of_year = [row for row in rows if row.index_year == latest]
    if not of_year:
        return text("page.incidents.empty")
    shown = [row.incidents for row in of_year if row.incidents is not None]
    is_whole = len(shown) == len(of_year)
    highest = max(shown, default=0)
    if not highest:
        key = "page.unit_incidents.none" if is_whole else "page.incidents.sentence_few"
        return text(key, year=latest)
    most = phrases.names_in_words([row.name.lower() for row in of_year if row.incidents == highest])
    if not is_whole:
        key = "page.incidents.sentence_shown"
        return text(key, year=latest, most=most, of_most=number(highest))
    return text(
        "page.incidents.sentence",
        year=latest,
        incidents=number(sum(shown)),
        handled=phrases.handled_share((row.handled, row.incidents) for row in of_year),
        most=most,
        of_most=number(highest),
    )


def _publishers(rows: Sequence[PublishedIncident]) -> dict[str, list[PublishedPeriod]]:
    """The series of each publisher, oldest first; bars are drawn inside one series only."""
    series: defaultdict[str, defaultdict[tuple[object, object], list[PublishedIncident]]]
    series = defaultdict(lambda: defaultdict(list))
    for row in rows:
        series[row.publisher][row.period_start, row.period_end].append(row)
    written = {}
    for publisher, periods in sorted(series.items()):
        most = max(row.incidents for published in periods.values() for row in published)
        written[publisher] = [_period(published, most) for published in periods.values()]
    return written


def _period(rows: Sequence[PublishedIncident], most: int) -> PublishedPeriod:
    first = rows[0]
    counts = {
        category: " / ".join(number(row.incidents) for row in rows if row.category == category)
        for category in _CATEGORIES
    }
    shown = max((row.incidents for row in rows if row.category == "total"), default=0)
    return PublishedPeriod(
        period=_days(first),
        is_whole_year=first.is_whole_year,
        counts=counts,
        notes=tuple(dict.fromkeys(row.conflict for row in rows if row.conflict)),
        sources=tuple(dict.fromkeys(row.source_url for row in rows if row.source_url)),
        fill=(Decimal(shown) / most * 100).quantize(Decimal("0.1")),
    )


def _days(row: PublishedIncident) -> str:
    if row.is_whole_year:
        return str(row.index_year)
    start, end = row.period_start, row.period_end
    return f"{start:%d/%m}–{end:%d/%m/%Y}"


def _reported(marts: Marts) -> dict[str, object]:
    """What the reports of single incidents say, year by year, and unit by unit."""
    rows = marts.rows(ReportedIncidents)
    years = sorted({row.index_year for row in rows})
    names = {unit.unit_id: unit.name for unit in marts.rows(UnitName)}
    return {
        "reported_years": years,
        "reported": {
            measure: [
                sum(getattr(row, measure) for row in rows if row.index_year == year)
                for year in years
            ]
            for measure in _MEASURES
        },
        "reported_units": [(names[row.unit_id], row) for row in rows],
        "measures": _MEASURES,
    }


def _units(marts: Marts, latest: int | None) -> list[UnitIncidentLine]:
    """Every unit in the latest year, most incidents first, where the reader may see them."""
    by_unit = {(row.unit_id, row.index_year): row for row in marts.rows(UnitIncidentYear)}
    lines = []
    for unit in marts.units:
        row = by_unit.get((unit.unit_id, latest or 0))
        if row is not None:
            share = phrases.handled_share([(row.handled, row.incidents)])
            lines.append(UnitIncidentLine(unit, row.incidents, share))
    return sorted(lines, key=lambda line: -line.incidents)
