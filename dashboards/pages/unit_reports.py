"""The reports of one unit: how many have which status, and what has to be done now."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.looks.locale import text
from dashboards.marts.reading import Marts
from dashboards.marts.report_status import OpenReport, ReportCount
from dashboards.pages.reports import Task, owed_in_words, task
from dashboards.release_record.edition import Edition

_TASKS_FIRST = 5


@dataclass(frozen=True)
class FormReports:
    """The reports of one form in one year by status, and how many came that nobody owes."""

    year: int
    title: str
    owed: Counter[str]
    others: int


@dataclass(frozen=True)
class UnitReports:
    """A sentence on the year, the first tasks and the others with how many they are, and every form
    of the year and later."""

    sentence: str
    tasks: Sequence[Task]
    more_tasks: Sequence[Task]
    more: str
    forms: Sequence[FormReports]


def unit_reports(marts: Marts, edition: Edition, unit_id: str) -> UnitReports:
    """What the reports of one unit and its predecessors add up to; held ones are the first tasks,
    then those whose day has passed."""
    owed: defaultdict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    others: Counter[tuple[int, str]] = Counter()
    of_year: Counter[str] = Counter()
    for row in marts.of_unit(ReportCount, unit_id):
        form = (row.index_year, row.form_title)
        if not row.is_owed:
            others[form] += row.reports
            continue
        owed[form][row.status] += row.reports
        if row.index_year == marts.year:
            of_year[row.status] += row.reports
    tasks = [task(report, edition.as_of) for report in marts.of_unit(OpenReport, unit_id)]
    more = tasks[_TASKS_FIRST:]
    return UnitReports(
        owed_in_words(marts.year, of_year),
        tasks[:_TASKS_FIRST],
        more,
        text("page.report.more_tasks", reports=len(more)) if more else "",
        [
            FormReports(year, title, owed[year, title], others[year, title])
            for year, title in sorted({*owed, *others}, key=lambda form: (-form[0], form[1]))
        ],
    )
