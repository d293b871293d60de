"""Rows of the page on method and quality."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from dashboards.looks.locale import in_language
from dashboards.marts.mart_row import MartRow, Noted


class MethodNode(MartRow):
    """One node of a method's tree, with its weight and whose weight it is."""

    method: str
    method_kind: str
    node_id: str
    node_level: int
    node_kind: str
    node_name_vi: str
    node_name_en: str | None
    weight: Decimal | None
    weight_basis: str | None
    whole_share: Decimal | None
    source_item: str | None
    status: str | None

    @property
    def name(self) -> str:
        """The name in the current language."""
        return in_language(self.node_name_vi, self.node_name_en)

    QUERY: ClassVar[str] = """
        select method, method_kind, node_id, node_level, node_kind, node_name_vi, node_name_en,
            weight, weight_basis, whole_share, source_item, status
        from visible.dim_method_node
        order by method, node_sort_order
    """


class IndicatorMeaning(MartRow):
    """One meaning of an indicator of the page's method, where the law changed what it means."""

    node_id: str
    node_name_vi: str
    node_name_en: str
    valid_from: date | None
    first_year: int | None
    meaning_vi: str
    meaning_en: str
    legal_basis: str
    mark: str

    @property
    def name(self) -> str:
        """The name of the indicator in the current language."""
        return in_language(self.node_name_vi, self.node_name_en)

    @property
    def meaning(self) -> str:
        """What it means, in the current language."""
        return in_language(self.meaning_vi, self.meaning_en)

    QUERY: ClassVar[str] = """
        select node_id, node_name_vi, node_name_en, valid_from, first_year,
            meaning_vi, meaning_en, legal_basis, mark
        from visible.dim_indicator_meaning
        where method = $method
        order by node_sort_order, valid_from nulls first
    """


class MeasureMeaning(MartRow):
    """A day from which a measure of a form means something else by law, whatever the method."""

    form: str
    measure: str
    valid_from: date

    QUERY: ClassVar[str] = """
        select distinct form, measure, valid_from
        from visible.dim_indicator_meaning
        where valid_from is not null
        order by valid_from, form, measure
    """


class MethodResult(MartRow):
    """One unit in the year of the page under one of the methods that are computed."""

    method: str
    unit_id: str
    score: Decimal | None
    grade: str | None
    rank: int | None
    coverage: Decimal | None

    QUERY: ClassVar[str] = """
        select method, unit_id, score, grade, rank, coverage
        from visible.mart_csi_ranking
        where geography = $geography and index_year = $year
        order by method, unit_id
    """


class Conflict(Noted):
    """One published figure that another one contradicts."""

    series: str
    index_year: int | None
    subject: str
    claim: str
    grade: str | None
    period_start: date | None
    period_end: date | None
    stated: str
    source_url: str | None

    QUERY: ClassVar[str] = """
        select
            series, index_year, subject, claim, grade, period_start, period_end, stated,
            conflict_note, conflict_note_vi, source_url
        from visible.mart_published_conflict
        order by series, index_year, subject, claim, grade, period_start, period_end, stated
    """


class RuleFindings(MartRow):
    """What one rule of the book found in the submissions in force."""

    rule_code: str
    severity: str
    legal_source: str | None
    findings: int
    submissions: int
    waived_findings: int

    QUERY: ClassVar[str] = """
        select rule_code, min(severity) as severity, min(legal_source) as legal_source,
            cast(sum(findings) as integer) as findings,
            cast(sum(submissions) as integer) as submissions,
            cast(sum(waived_findings) as integer) as waived_findings
        from visible.mart_rule_quality
        group by rule_code
        having sum(findings) > 0
        order by sum(findings) desc, rule_code
    """


class GradeBand(MartRow):
    """From which score a grade starts."""

    grade: str
    score_from: Decimal
    status: str | None

    QUERY: ClassVar[str] = """
        select grade, score_from, status
        from visible.dim_grade_band
        where method = $method
        order by score_from desc
    """
