"""Rows of the pages on reporting duties and on the security budget."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from dashboards.rows import MartRow


class Duty(MartRow):
    """How the reports of one duty, period and unit stand."""

    obligation_id: str
    form: str
    period: str
    index_year: int
    deadline: date | None
    last_day_on_time: date | None
    unit_id: str | None
    status: str
    legal_basis: str | None
    reports: int
    agencies: str | None
    most_days_late: int | None

    QUERY: ClassVar[str] = """
        select coalesce(obligation_id, rule_id) as obligation_id, form, period, index_year,
            deadline, last_day_on_time, unit_id, status, legal_basis, count(*) as reports,
            case when status in ('late', 'missing')
                then string_agg(agency_name, '; ' order by agency_name) end as agencies,
            max(days_late) as most_days_late
        from visible.mart_obligation_status
        where index_year >= $year and status <> 'exempt'
        group by coalesce(obligation_id, rule_id), form, period, index_year, deadline,
            last_day_on_time, unit_id,
            status, legal_basis
        order by deadline desc nulls last, 1, period, unit_id, status
    """


class Deadline(MartRow):
    """One deadline ahead; how many reports it is for is not for everybody."""

    obligation_id: str
    report_vi: str
    recipients: str | None
    period: str
    last_day_on_time: date | None
    deadline: date
    reports_due: int | None
    reports_received: int | None
    legal_basis: str | None

    QUERY: ClassVar[str] = """
        select coalesce(obligation_id, rule_id) as obligation_id, report_vi, recipients, period,
            last_day_on_time, deadline, reports_due, reports_received, legal_basis
        from visible.mart_deadline_calendar
        order by deadline, 1, period
    """


class Completeness(MartRow):
    """The reports of one unit in the year of the page, over all forms."""

    unit_id: str
    due: int
    accepted: int
    on_time: int
    late: int
    missing: int

    QUERY: ClassVar[str] = """
        select unit_id, cast(sum(reports_due) as integer) as due,
            cast(sum(reports_accepted) as integer) as accepted,
            cast(sum(reports_on_time) as integer) as on_time,
            cast(sum(reports_late) as integer) as late,
            cast(sum(reports_missing) as integer) as missing
        from visible.mart_reporting_completeness
        where index_year = $year
        group by unit_id
        order by unit_id
    """


class BudgetYear(MartRow):
    """How many units reached the floor of the security budget in one year and scope."""

    index_year: int
    scope_of_budget: str
    units: int
    met: int
    lowest: Decimal | None
    middle: Decimal | None
    highest: Decimal | None

    QUERY: ClassVar[str] = """
        select index_year, scope_of_budget, cast(count(share) as integer) as units,
            cast(count(case when meets_threshold then 1 end) as integer) as met,
            min(share) as lowest, cast(median(share) as decimal(18, 6)) as middle,
            max(share) as highest
        from visible.mart_budget_share
        where geography = $geography and index_year <= $year
        group by index_year, scope_of_budget
        order by index_year desc, scope_of_budget
    """
