"""What became of every report: one word that all pages use, and what has to be done next."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from dashboards.looks.locale import in_language
from dashboards.marts.mart_row import UnitRow
from dashboards.marts.quality import submission_key

ReportStatus = Literal["due", "missing", "held", "accepted", "late", "assumed"]
NextStep = Literal["send", "send_again", "mend", "complete_register", "repair_reader"]
# In the order in which pages count them.
OWED_STATUSES: tuple[ReportStatus, ...] = ("accepted", "late", "held", "missing", "due")


class ReportCount(UnitRow):
    """How many reports of one form and year have one status, for one unit (an empty id: of none);
    what a unit's predecessors reported is its own. Those nobody owes are counted apart."""

    index_year: int
    form: str
    form_title_vi: str
    form_title_en: str | None
    status: ReportStatus
    is_owed: bool
    reports: int
    is_synthetic: bool | None

    @property
    def form_title(self) -> str:
        """The title of the form in the current language."""
        return in_language(self.form_title_vi, self.form_title_en)

    QUERY: ClassVar[str] = """
        select coalesce(successors.unit_id, reports.unit_id, '') as unit_id, reports.index_year,
            reports.form, coalesce(reports.form_title_vi, reports.form) as form_title_vi,
            reports.form_title_en, reports.status, reports.is_owed, count(*) as reports,
            bool_or(reports.is_synthetic) as is_synthetic
        from visible.mart_report_status as reports
        left join visible.dim_unit_lineage as lineage on reports.unit_id = lineage.unit_id
        left join visible.dim_unit as successors
            on lineage.successor_unit_id = successors.unit_id
                and successors.geography = $geography
        where reports.index_year >= $year and reports.status <> 'exempt'
        group by 1, reports.index_year, reports.form, reports.form_title_vi,
            reports.form_title_en, reports.status, reports.is_owed
        order by 1, reports.index_year, reports.form, reports.status, reports.is_owed
    """


class OpenReport(UnitRow):
    """A report of a unit, of the year of the page or later, for which something has to be done."""

    form: str
    form_title_vi: str
    form_title_en: str | None
    scope: Literal["own", "aggregate"]
    agency_name: str | None
    period: str
    subject: str
    event: str
    status: ReportStatus
    next_step: NextStep
    last_day_on_time: date | None
    submission_id: str | None

    @property
    def key(self) -> str | None:
        """The name of the page about what was sent, where something was."""
        return submission_key(self.submission_id) if self.submission_id else None

    @property
    def form_title(self) -> str:
        """The title of the form in the current language."""
        return in_language(self.form_title_vi, self.form_title_en)

    QUERY: ClassVar[str] = """
        select coalesce(successors.unit_id, reports.unit_id) as unit_id, reports.form,
            coalesce(reports.form_title_vi, reports.form) as form_title_vi,
            reports.form_title_en, reports.scope, reports.agency_name, reports.period,
            reports.subject, reports.event, reports.status, reports.next_step,
            reports.last_day_on_time, reports.submission_id
        from visible.mart_report_status as reports
        left join visible.dim_unit_lineage as lineage on reports.unit_id = lineage.unit_id
        left join visible.dim_unit as successors
            on lineage.successor_unit_id = successors.unit_id
                and successors.geography = $geography
        where reports.index_year >= $year and reports.next_step is not null
            and reports.unit_id is not null
        order by 1, case reports.status when 'held' then 1 when 'missing' then 2 else 3 end,
            reports.last_day_on_time nulls last, reports.form, reports.period,
            reports.agency_name, reports.agency_id, reports.subject, reports.event,
            reports.report_number
    """
