"""Reports in words: how many have which status, and who has to do what by when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dashboards.looks.locale import day, number, text
from dashboards.marts.report_status import OWED_STATUSES, OpenReport


def counts_in_words(counts: Mapping[str, int]) -> str:
    """The reports of each status, as ``12 được chấp nhận, 3 chưa nộp``; empty where none are."""
    return ", ".join(
        text(f"page.report.count.{status}", reports=number(counts[status]))
        for status in OWED_STATUSES
        if counts.get(status)
    )


def owed_in_words(year: int, counts: Mapping[str, int]) -> str:
    """How many reports are owed of a year and what became of them."""
    owed = sum(counts.get(status, 0) for status in OWED_STATUSES)
    if not owed:
        return text("page.report.none_owed", year=year)
    parts = counts_in_words(counts)
    return text("page.report.owed", year=year, owed=number(owed), parts=parts)


@dataclass(frozen=True)
class Task:
    """A report for which something has to be done: by whom, what, by when."""

    report: OpenReport
    who: str
    what: str
    by_when: str


def task(report: OpenReport, as_of: date) -> Task:
    """What has to be done for a report, as of a day."""
    agency = report.agency_name or text("page.none")
    is_ours = report.next_step in ("complete_register", "repair_reader")
    return Task(
        report,
        text(f"page.report.who.{report.next_step}") if is_ours else agency,
        text(f"page.report.step.{report.next_step}"),
        _by_when(report.last_day_on_time, as_of),
    )


def _by_when(last_day: date | None, as_of: date) -> str:
    if last_day is None:
        return text("page.reporting.no_deadline")
    if last_day >= as_of:
        return day(last_day)
    return text("page.report.overdue", day=day(last_day), days=number((as_of - last_day).days))
