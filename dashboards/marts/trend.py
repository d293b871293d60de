"""Rows of the marts that say what changed and why."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from dashboards.looks.locale import in_language
from dashboards.marts.mart_row import UnitRow


class Attribution(UnitRow):
    """One change of a score, from an earlier value, and the parts it is made of."""

    index_year: int
    from_unit_id: str
    from_unit_vi: str
    from_unit_en: str
    from_year: int
    from_value: Decimal
    to_value: Decimal
    change: Decimal
    part_own_values: Decimal
    part_others_values: Decimal
    part_method: Decimal
    part_geography: Decimal
    part_data: Decimal

    @property
    def from_unit(self) -> str:
        """The name of the earlier unit in the current language."""
        return in_language(self.from_unit_vi, self.from_unit_en)

    QUERY: ClassVar[str] = """
        select parts.unit_id, parts.index_year, parts.from_unit_id,
            units.unit_name as from_unit_vi, units.unit_name_en as from_unit_en, parts.from_year,
            parts.from_value, parts.to_value, parts.change, parts.part_own_values,
            parts.part_others_values, parts.part_method, parts.part_geography, parts.part_data
        from visible.mart_csi_attribution as parts
        inner join visible.dim_unit as units on parts.from_unit_id = units.unit_id
        where parts.method = $method and parts.from_method = $method
            and parts.geography = $geography and parts.index_year = $year
            and parts.measure = 'score'
        order by parts.unit_id, parts.from_year desc, parts.from_unit_id
    """


class IndicatorChange(UnitRow):
    """The points of one indicator in the year of the page and the year before."""

    from_year: int
    node_sort_order: int
    node_name_vi: str
    node_name_en: str
    points_then: Decimal | None
    points_now: Decimal | None
    points_change: Decimal | None
    has_same_meaning: bool

    @property
    def name(self) -> str:
        """The name in the current language."""
        return in_language(self.node_name_vi, self.node_name_en)

    QUERY: ClassVar[str] = """
        select unit_id, from_year, node_sort_order, node_name_vi, node_name_en,
            cast(round(points_then, 2) as decimal(9, 2)) as points_then,
            cast(round(points_now, 2) as decimal(9, 2)) as points_now,
            cast(round(points_change, 2) as decimal(9, 2)) as points_change, has_same_meaning
        from visible.mart_csi_change_by_indicator
        where method = $method and geography = $geography and index_year = $year
            and from_year = $year - 1
        order by unit_id, node_sort_order
    """
