"""The rows of the quality pages: the queue, findings with their texts, completeness, rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar, Literal

from dashboards.looks.locale import in_language, language
from dashboards.marts.mart_row import MartRow
from ingestion.landing.sources import channel_words


def submission_key(submission_id: str) -> str:
    """The beginning of a submission's id, by which its page is named."""
    return submission_id[:12]


class HeldSubmission(MartRow):
    """A submission that is held, rejected, or that the validator failed on."""

    submission_id: str
    form: str | None
    form_title_vi: str | None
    form_title_en: str | None
    agency_id: str | None
    agency_name: str | None
    period: str | None
    revision: int | None
    verdict: Literal["held", "rejected", "tool_error"]
    received_on: date | None
    has_declared_receipt: bool
    deadline: date | None
    is_replaced: bool
    returned_workbook: str | None
    file_name: str | None
    sender_id: str | None
    sender_name: str | None
    channel: str | None
    handed_in_by: str | None
    is_synthetic: bool | None

    @property
    def handed_in(self) -> str | None:
        """Who handed it in, else by which channel it came."""
        return self.handed_in_by or (self.channel and channel_words(self.channel, language()))

    @property
    def agency(self) -> str | None:
        """The agency the file names, else the one it came from."""
        return self.agency_name or self.agency_id or self.sender_name or self.sender_id

    @property
    def key(self) -> str:
        """By which it is named on pages."""
        return submission_key(self.submission_id)

    @property
    def form_title(self) -> str | None:
        """The title of its form in the current language."""
        return in_language(self.form_title_vi, self.form_title_en) if self.form_title_vi else None

    QUERY: ClassVar[str] = """
        select submission_id, form, form_title_vi, form_title_en, agency_id, agency_name, period,
            revision, verdict, received_on, has_declared_receipt, deadline, is_replaced,
            returned_workbook, file_name, sender_id, sender_name, channel, handed_in_by,
            is_synthetic
        from visible.mart_held_submission
        order by is_replaced, received_on, submission_id
    """


class HeldEffect(MartRow):
    """What the index of a unit lacks, in the year of the page, while one report is held."""

    submission_id: str
    unit_name: str
    unit_name_en: str | None
    data_share: Decimal
    coverage: Decimal | None
    is_unranked: bool

    @property
    def unit(self) -> str:
        """The name of the unit in the current language."""
        return in_language(self.unit_name, self.unit_name_en)

    QUERY: ClassVar[str] = """
        select effects.submission_id, units.unit_name, units.unit_name_en, effects.data_share,
            effects.coverage, effects.is_unranked
        from visible.mart_held_effect as effects
        inner join visible.dim_unit as units on effects.unit_id = units.unit_id
        where effects.method = $method and effects.geography = $geography
            and effects.index_year = $year
        order by effects.is_unranked desc, effects.data_share desc, units.unit_sort_order,
            effects.submission_id
    """


class ControlTotal(MartRow):
    """A figure of an aggregate report that is not the sum of what it sums up, or is left out."""

    form: str
    agency_id: str
    agency_name: str | None
    period: str
    part: str
    field: str
    stated: Decimal | None
    summed: Decimal | None

    QUERY: ClassVar[str] = """
        select form, agency_id, agency_name, period, part, field, stated, summed
        from visible.mart_control_totals
        where status in ('differs', 'not_stated')
        order by period desc, form, agency_id, part, field
    """


class Finding(MartRow):
    """One finding against a submission in the queue."""

    submission_id: str
    rule_code: str
    severity: Literal["block", "warn", "info"]
    owner: str | None
    sheet: str | None
    cell: str | None
    label_vi: str | None
    label_en: str | None
    sent: str | None
    problem_vi: str | None
    problem_en: str | None
    fix_vi: str | None
    fix_en: str | None
    legal_vi: str | None
    legal_en: str | None
    is_waived: bool

    @property
    def place(self) -> str:
        """Sheet and address; empty for the file as a whole."""
        return "!".join(part for part in (self.sheet, self.cell) if part)

    @property
    def label(self) -> str | None:
        """The label of the line or column in the current language."""
        return in_language(self.label_vi, self.label_en) if self.label_vi else None

    @property
    def problem(self) -> str:
        """What is wrong, in the current language; empty for a rule no longer known."""
        return in_language(self.problem_vi or "", self.problem_en)

    @property
    def fix(self) -> str:
        """How to fix it."""
        return in_language(self.fix_vi or "", self.fix_en)

    @property
    def legal_base(self) -> str:
        """Where the rule comes from."""
        return in_language(self.legal_vi or "", self.legal_en)

    QUERY: ClassVar[str] = """
        select findings.submission_id, findings.rule_code, findings.severity, findings.owner,
            findings.sheet, findings.cell, findings.label_vi, findings.label_en, findings.sent,
            findings.problem_vi, findings.problem_en, findings.fix_vi, findings.fix_en,
            findings.legal_vi, findings.legal_en, findings.is_waived
        from visible.mart_finding as findings
        inner join visible.mart_held_submission as held
            on findings.submission_id = held.submission_id
        order by findings.submission_id, findings.finding_number
    """


class FormCompleteness(MartRow):
    """The reports of one form in one year, over all units."""

    form_title_vi: str | None
    form_title_en: str | None
    index_year: int
    reports_due: int
    reports_accepted: int
    reports_late: int
    reports_held: int
    reports_missing: int
    completeness: Decimal | None

    @property
    def form_title(self) -> str | None:
        """The title of the form in the current language."""
        return in_language(self.form_title_vi, self.form_title_en) if self.form_title_vi else None

    QUERY: ClassVar[str] = """
        select form_title_vi, form_title_en, index_year,
            cast(sum(reports_due) as integer) as reports_due,
            cast(sum(reports_accepted - reports_late) as integer) as reports_accepted,
            cast(sum(reports_late) as integer) as reports_late,
            cast(sum(reports_held) as integer) as reports_held,
            cast(sum(reports_missing) as integer) as reports_missing,
            cast(sum(reports_accepted) as decimal(18, 6)) / nullif(sum(reports_due), 0)
                as completeness
        from visible.mart_reporting_completeness
        where index_year = $year
        group by form_title_vi, form_title_en, index_year
        order by form_title_vi
    """


class RuleQuality(MartRow):
    """How one rule of the book performs."""

    rule_code: str
    severity: Literal["block", "warn", "info"]
    owner: str
    is_on: bool
    submissions: int
    findings: int
    waived_findings: int
    false_alarms: int
    is_never_triggered: bool

    QUERY: ClassVar[str] = """
        select rule_code, severity, owner, is_on, submissions, findings, waived_findings,
            false_alarms, is_never_triggered
        from visible.mart_rule_quality
        order by findings desc, rule_code
    """
