"""Reporting duties: who is late or missing, deadline by deadline, and the calendar ahead."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from dashboards.locale import language, text
from dashboards.marts import Marts
from dashboards.pages.shell import Content, Edition
from dashboards.reporting_rows import Completeness, Deadline, Duty
from dashboards.rows import Ranking
from ingestion.contract import load_contracts

_ON_TIME = ("on_time", "received", "no_deadline")


@dataclass
class DeadlineLine:
    """One duty in one period: how many reports stand where, and who is late or missing."""

    duty: Duty
    title: str
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    late: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def due(self) -> int:
        """Reports that were owed."""
        return sum(self.counts.values())

    @property
    def sent(self) -> int:
        """Reports on time, or received where no deadline applies."""
        return sum(self.counts[status] for status in _ON_TIME)


@dataclass(frozen=True)
class UnitLine:
    """One unit's reports of the year, over all forms."""

    unit: Ranking
    reports: Completeness


def reporting_page(marts: Marts, edition: Edition) -> Content:
    """Passed deadlines newest first, units with most missing first, and what comes next."""
    lines = _deadlines(marts.rows(Duty))
    units = [
        UnitLine(unit, found)
        for unit in marts.units
        if (found := next((r for r in marts.rows(Completeness) if r.unit_id == unit.unit_id), None))
    ]
    units.sort(key=lambda line: (-line.reports.missing, -line.reports.late))
    passed = [line for line in lines if line.counts["not_yet_due"] < line.due]
    values = {
        "passed": [line for line in passed if not line.duty.event],
        "events": [line for line in passed if line.duty.event],
        "units": units,
        "calendar": [row for row in marts.rows(Deadline) if not row.event],
        "whenever": [row for row in marts.rows(Deadline) if row.event],
        "sentence": _sentence(marts, lines),
    }
    return Content("reporting.html", values)


def _deadlines(rows: Sequence[Duty]) -> list[DeadlineLine]:
    forms = load_contracts().latest()
    lines: dict[tuple[object, ...], DeadlineLine] = {}
    for row in rows:
        key = (row.obligation_id, row.form, row.period, row.when)
        title = forms[row.form].title.in_language(language()) if row.form in forms else row.form
        title = row.report_vi or title if row.event else title
        line = lines.setdefault(key, DeadlineLine(row, title))
        line.counts[row.status] += row.reports
        names = (row.agencies or "").split("; ")
        if row.status == "late":
            line.late += names
        elif row.status == "missing":
            line.missing += names
    return list(lines.values())


def _sentence(marts: Marts, lines: Sequence[DeadlineLine]) -> str:
    if not marts.sees("mart_obligation_status"):
        return text(
            "page.reporting.public", deadlines=sum(not row.event for row in marts.rows(Deadline))
        )
    of_year = [line for line in lines if line.duty.index_year == marts.year]
    counts = {
        status: sum(line.counts[status] for line in of_year) for status in ("late", "missing")
    }
    due = sum(line.due for line in of_year)
    return text("page.reporting.sentence", year=marts.year, due=due, **counts)
