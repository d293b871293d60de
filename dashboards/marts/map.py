"""Rows of the map and of the pillars: grades by unit, in both geographies."""

from __future__ import annotations

from typing import ClassVar

from dashboards.looks.locale import in_language
from dashboards.marts.mart_row import MartRow, UnitRow


class MapUnit(MartRow):
    """One unit in the latest complete year of its own borders, up to the year of the page."""

    geography: str
    unit_id: str
    successor_id: str
    unit_name: str
    unit_name_en: str | None
    region_name: str | None
    index_year: int
    grade: str | None
    rank: int | None
    not_ranked_reason: str | None

    @property
    def name(self) -> str:
        """The name in the current language."""
        return in_language(self.unit_name, self.unit_name_en)

    QUERY: ClassVar[str] = """
        select ranking.geography, ranking.unit_id,
            coalesce(lineage.successor_unit_id, ranking.unit_id) as successor_id,
            ranking.unit_name, ranking.unit_name_en, ranking.region_name, ranking.index_year,
            ranking.grade, ranking.rank,
            ranking.not_ranked_reason
        from visible.mart_csi_ranking as ranking
        inner join (
            select geography, max(index_year) as index_year
            from visible.mart_csi_ranking
            where method = $method and season = 'complete' and not is_restated
                and index_year <= $year
            group by geography
        ) as latest
            on ranking.geography = latest.geography and ranking.index_year = latest.index_year
        left join visible.dim_unit_lineage as lineage on ranking.unit_id = lineage.unit_id
        where ranking.method = $method
        order by ranking.geography, ranking.unit_sort_order
    """


class PillarGrade(UnitRow):
    """The grade of one part or pillar of one unit in the year of the page."""

    node_id: str
    node_kind: str
    node_sort_order: int
    node_name_vi: str
    node_name_en: str
    grade: str | None
    is_synthetic: bool | None

    @property
    def name(self) -> str:
        """The name in the current language."""
        return in_language(self.node_name_vi, self.node_name_en)

    QUERY: ClassVar[str] = """
        select unit_id, node_id, node_kind, node_sort_order, node_name_vi, node_name_en, grade,
            is_synthetic
        from visible.mart_csi_pillar_grade
        where method = $method and geography = $geography and index_year = $year
        order by unit_id, node_sort_order
    """


class UnitKind(MartRow):
    """Whether a unit was a city under central authority or a province at the end of the year of the
    page."""

    unit_id: str
    is_city: bool

    QUERY: ClassVar[str] = """
        select unit_id, is_city
        from visible.dim_unit_name
        where geography = $geography
            and coalesce(valid_from, make_date($year, 12, 31)) <= make_date($year, 12, 31)
            and coalesce(valid_to, make_date($year, 12, 31)) >= make_date($year, 12, 31)
        order by unit_id
    """
