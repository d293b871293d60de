"""Rows of the index: scores, ranks and groups over the years, what was published of them, and the
budgets and reports that pages show beside them."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from dashboards.looks.locale import in_language
from dashboards.marts.mart_row import Basis, MartRow, Noted, UnitRow


class Ranking(Basis):
    """One unit in one year: score and rank, or why there is none."""

    unit_id: str
    unit_name: str
    unit_name_en: str | None
    unit_sort_order: int
    region_name: str | None
    is_merged: bool
    index_year: int
    season: Literal["complete", "in_progress"]
    score: Decimal | None
    grade: str | None
    rank: int | None
    ranked_units: int | None
    coverage: Decimal | None
    not_ranked_reason: str | None
    is_synthetic: bool | None

    @property
    def name(self) -> str:
        """The name in the current language."""
        return in_language(self.unit_name, self.unit_name_en)

    @property
    def shown_score(self) -> Decimal | None:
        """The score of a ranked year; one held down by missing reports is not shown."""
        return self.score if self.rank is not None else None

    QUERY: ClassVar[str] = """
        select unit_id, unit_name, unit_name_en, unit_sort_order, region_name, is_merged,
            index_year, season, score, grade, rank, ranked_units, coverage, late_share,
            waived_share, corrected_share, self_reported_share, not_ranked_reason, is_synthetic
        from visible.mart_csi_ranking
        where method = $method and geography = $geography
        order by unit_sort_order, index_year
    """


class Trend(MartRow):
    """One unit in one year against the baseline year and the year before."""

    unit_id: str
    index_year: int
    grade: str | None
    baseline_year: int
    baseline_score: Decimal | None
    baseline_grade: str | None
    score_change: Decimal | None
    grade_steps: int | None
    previous_grade: str | None
    score_change_on_year: Decimal | None
    grade_steps_on_year: int | None
    breaks_series: bool

    QUERY: ClassVar[str] = """
        select unit_id, index_year, grade, baseline_year, baseline_score, baseline_grade,
            score_change, grade_steps, previous_grade, score_change_on_year, grade_steps_on_year,
            breaks_series
        from visible.mart_csi_trend
        where method = $method and geography = $geography
        order by unit_id, index_year
    """


class Score(Basis, UnitRow):
    """One node of the method's tree for one unit in the year of the page."""

    node_id: str
    parent_id: str | None
    node_level: int
    node_sort_order: int
    node_name_vi: str
    node_name_en: str
    normalised: Decimal | None
    points: Decimal | None
    max_points: Decimal | None
    coverage: Decimal | None
    status: Literal["reported", "not_applicable", "not_reported"] | None
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    agencies_due: int | None
    agencies_reported: int | None
    is_synthetic: bool | None

    @property
    def name(self) -> str:
        """The name in the current language."""
        return in_language(self.node_name_vi, self.node_name_en)

    QUERY: ClassVar[str] = """
        select unit_id, node_id, parent_id, node_level, node_sort_order, node_name_vi,
            node_name_en, normalised, points, max_points, coverage, late_share, waived_share,
            corrected_share, self_reported_share, status, numerator, denominator, value,
            agencies_due, agencies_reported, is_synthetic
        from visible.mart_csi_score
        where method = $method and geography = $geography and index_year = $year
        order by unit_id, node_level, node_sort_order
    """


class PublishedGrade(Noted):
    """The grade, or set of possible grades, that was officially published for a province."""

    index_year: int
    unit_id: str
    unit_name: str
    grades: str
    basis: str | None
    source_url: str | None

    QUERY: ClassVar[str] = """
        select
            index_year, unit_id, unit_name, grades, basis, source_url,
            conflict_note, conflict_note_vi
        from visible.mart_published_grade
        where entity_type = 'province'
        order by unit_id, index_year
    """


class FormerGrade(UnitRow):
    """The grade that was published for a unit, or for one that it was made from."""

    graded_unit_id: str
    graded_name: str
    index_year: int
    grades: str

    QUERY: ClassVar[str] = """
        select unit_id, predecessor_unit_id as graded_unit_id, predecessor_name as graded_name,
            index_year, grades
        from visible.mart_published_predecessor
        union all
        select unit_id, unit_id, unit_name, index_year, grades
        from visible.mart_published_grade
        where entity_type = 'province'
        order by unit_id, graded_unit_id, index_year
    """


class FormerScore(UnitRow):
    """One year of a unit that was several then: a predecessor's score as reported, the unit's own
    restated one, and the plain mean, which is not ours."""

    index_year: int
    predecessor_vi: str
    predecessor_en: str
    score: Decimal | None
    restated_score: Decimal | None
    plain_mean: Decimal | None

    @property
    def predecessor(self) -> str:
        """The name in the current language."""
        return in_language(self.predecessor_vi, self.predecessor_en)

    QUERY: ClassVar[str] = """
        select today.unit_id, today.index_year, units.unit_name as predecessor_vi,
            units.unit_name_en as predecessor_en, former.score, today.score as restated_score,
            today.plain_mean
        from visible.mart_csi_series as today
        inner join visible.mart_csi_series as former
            on former.method = today.method
                and former.successor_unit_id = today.unit_id
                and former.index_year = today.index_year
                and former.series = 'as_reported'
        inner join visible.dim_unit as units on former.unit_id = units.unit_id
        inner join visible.dim_unit as merged
            on today.unit_id = merged.unit_id and merged.is_merged
        where today.series = 'restated' and today.method = $method and today.geography = $geography
        order by today.unit_id, today.index_year, former.unit_id
    """


class BudgetShare(UnitRow):
    """The share of the security budget in the IT budget, for one scope of budget."""

    scope_of_budget: str
    reports: int
    exempt_reports: int
    total_it_budget_dong: int | None
    security_budget_dong: int | None
    share: Decimal | None
    threshold: Decimal | None
    meets_threshold: bool | None
    is_synthetic: bool | None

    QUERY: ClassVar[str] = """
        select unit_id, scope_of_budget, reports, exempt_reports, total_it_budget_dong,
            security_budget_dong, share, threshold, meets_threshold, is_synthetic
        from visible.mart_budget_share
        where geography = $geography and index_year = $year
        order by unit_id, scope_of_budget
    """
