"""Reporting duties: who is late or missing, deadline by deadline, and the calendar ahead."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from dashboards.looks.locale import text
from dashboards.marts.index import Ranking
from dashboards.marts.reading import Marts
from dashboards.marts.reporting import CalendarEntry, Duty, UnitCompleteness
from dashboards.pages.duties import DutyLine, duty_lines
from dashboards.pages.reports import owed_in_words
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition


@dataclass(frozen=True)
class UnitReports:
    """One unit's reports of the year, over all forms."""

    unit: Ranking
    reports: UnitCompleteness


def reporting_page(marts: Marts, edition: Edition) -> Content:
    """Passed deadlines newest first, units with most missing first, what comes next; apart from
    them what binds by assumption only."""
    lines = duty_lines(marts.rows(Duty))
    reports = {row.unit_id: row for row in marts.rows(UnitCompleteness)}
    units = [
        UnitReports(unit, reports[unit.unit_id]) for unit in marts.units if unit.unit_id in reports
    ]
    units.sort(key=lambda line: (-line.reports.missing, -line.reports.late))
    binding = [line for line in lines if not line.duty.is_assumed]
    passed = [line for line in binding if line.counts["due"] < line.due]
    assumed = [line for line in lines if line.duty.is_assumed]
    first: dict[str, DutyLine[Duty]] = {}
    for line in (*passed, *assumed):
        first.setdefault(line.duty.obligation_id, line)
    values = {
        "first": first,
        "passed": [line for line in passed if not line.duty.event],
        "events": [line for line in passed if line.duty.event],
        "assumed": assumed,
        "units": units,
        "calendar": [row for row in marts.rows(CalendarEntry) if not row.event],
        "whenever": [row for row in marts.rows(CalendarEntry) if row.event],
        "sentence": _sentence(marts),
    }
    return Content("reporting.html", values)


def _sentence(marts: Marts) -> str:
    if not marts.sees("mart_report_status"):
        return text(
            "page.reporting.public",
            deadlines=sum(not row.event for row in marts.rows(CalendarEntry)),
        )
    counts: Counter[str] = Counter()
    for row in marts.report_counts:
        if row.is_owed and row.index_year == marts.year:
            counts[row.status] += row.reports
    return owed_in_words(marts.year, counts)
