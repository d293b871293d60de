"""Rows of the pages on reporting duties and on the security budget."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from dashboards.looks.locale import day, in_language, text
from dashboards.marts.mart_row import MartRow
from dashboards.marts.report_status import ReportStatus

DOUBTED = ("second_hand", "partial", "ours")
# Reports of an incident other than the report, and what is no report.
NAMED_KINDS = frozenset({"first_notice", "at_once", "update", "closing", "goal"})


class Dated(MartRow):
    """Something that is due on a day, or within days or hours of an event."""

    deadline: date | None
    event: str | None
    deadline_rule: str | None
    deadline_amount: int | None
    legal_basis: str | None
    mark: str | None
    note_vi: str | None
    note_en: str | None

    @property
    def note(self) -> str:
        """What a reader has to know of the duty; else empty."""
        return in_language(self.note_vi or "", self.note_en)

    @property
    def doubt(self) -> str:
        """A note that the law was not read in the original or the duty is ours; else empty."""
        return text(f"page.reporting.mark.{self.mark}") if self.mark in DOUBTED else ""

    @property
    def when(self) -> str:
        """By when, in words: a day, days or hours after the event, or that none is known."""
        if self.event:
            span = text(
                f"page.reporting.deadline.{self.deadline_rule}", amount=self.deadline_amount
            )
            return f"{span} {text(f'page.reporting.event.{self.event}')}"
        return day(self.deadline) if self.deadline else text("page.reporting.no_deadline")


class Owed(Dated):
    """The reports of one duty and period that have one status (the words of
    ``mart_report_status``); those of a year's events together. An assumed duty binds these agencies
    by assumption only."""

    obligation_id: str
    report_vi: str | None
    form: str
    period: str
    status: ReportStatus
    is_assumed: bool
    reports: int
    agencies: tuple[str, ...] | None


class Duty(Owed):
    """The reports of one duty, period and unit that have one status, since the year of the page;
    what was asked for once, of whatever year."""

    index_year: int
    unit_id: str | None

    QUERY: ClassVar[str] = """
        select coalesce(obligation_id, rule_id) as obligation_id, report_vi, form, period,
            index_year, case when event is null then deadline end as deadline, event,
            deadline_rule, deadline_amount, unit_id, report_status as status, is_assumed,
            legal_basis, mark, note_vi, note_en, count(*) as reports,
            list(agency_name order by agency_name) filter (
                report_status in ('late', 'missing', 'held') and agency_name is not null
            ) as agencies
        from visible.mart_obligation_status
        where (index_year >= $year or period_kind = 'one-off') and report_status <> 'exempt'
        group by coalesce(obligation_id, rule_id), report_vi, form, period, index_year,
            case when event is null then deadline end, event, deadline_rule, deadline_amount,
            unit_id, report_status, is_assumed, legal_basis, mark, note_vi, note_en
        order by 6 desc nulls last, period desc, 1, deadline_amount, unit_id, report_status
    """


def kind_in_words(kind: str) -> str:
    """What kind of report a rule asks for, where its name does not say it; else empty."""
    return text(f"page.legal.kind.{kind}") if kind in NAMED_KINDS else ""


class CalendarEntry(Dated):
    """One deadline ahead, or what is asked for whenever something happens; only some audiences
    see how many reports it concerns."""

    obligation_id: str
    kind: str
    report_vi: str
    sector: str | None
    binds: str
    form_title_en: str | None
    recipients: str | None
    period: str
    reports_due: int | None
    reports_received: int | None

    @property
    def kind_in_words(self) -> str:
        """What kind of report it is, where the name does not say it; else empty."""
        return kind_in_words(self.kind)

    @property
    def bound(self) -> str:
        """Whom it binds, where not everyone; else empty."""
        return "" if self.binds == "everyone" else text(f"page.reporting.binds.{self.binds}")

    @property
    def report(self) -> str:
        """What the law calls the report; in English the title of its form, where it has one."""
        return in_language(self.report_vi, self.form_title_en)

    QUERY: ClassVar[str] = """
        select coalesce(obligation_id, rule_id) as obligation_id, kind,
            coalesce(report_vi, form_title_vi) as report_vi, form_title_en, sector,
            binds, recipients, period, deadline, event, deadline_rule, deadline_amount, reports_due,
            reports_received, legal_basis, mark, note_vi, note_en
        from visible.mart_deadline_calendar
        order by deadline nulls last, 1, deadline_amount, period
    """


class UnitCompleteness(MartRow):
    """The reports of one unit in the year of the page, over all forms."""

    unit_id: str
    due: int
    accepted: int
    late: int
    held: int
    missing: int

    QUERY: ClassVar[str] = """
        select unit_id, cast(sum(reports_due) as integer) as due,
            cast(sum(reports_accepted - reports_late) as integer) as accepted,
            cast(sum(reports_late) as integer) as late,
            cast(sum(reports_held) as integer) as held,
            cast(sum(reports_missing) as integer) as missing
        from visible.mart_reporting_completeness
        where index_year = $year
        group by unit_id
        order by unit_id
    """


class BudgetYear(MartRow):
    """How many units reached the floor of the security budget in one year and scope, of those that
    are asked to."""

    index_year: int
    scope_of_budget: str
    asked: int
    met: int
    lowest: Decimal | None
    middle: Decimal | None
    highest: Decimal | None

    QUERY: ClassVar[str] = """
        select index_year, scope_of_budget, cast(count(meets_threshold) as integer) as asked,
            cast(count(case when meets_threshold then 1 end) as integer) as met,
            min(share) as lowest, cast(median(share) as decimal(18, 6)) as middle,
            max(share) as highest
        from visible.mart_budget_share
        where geography = $geography and index_year <= $year
        group by index_year, scope_of_budget
        order by index_year desc, scope_of_budget
    """
