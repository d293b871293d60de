"""What merging does to scores: rows of its two marts."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from dashboards.looks.locale import in_language
from dashboards.marts.mart_row import MartRow


class MergedNode(MartRow):
    """One node under one method: its means over merged and unmerged units in the year of the page,
    and what it gains by merging, over all restated years. Shares of its points, 0 to 1; None where
    too few units have one."""

    method: str
    node_id: str
    node_kind: str
    node_name_vi: str
    node_name_en: str | None
    merged_share: Decimal | None
    unmerged_share: Decimal | None
    advantage_share: Decimal | None
    gain_share: Decimal | None

    @property
    def name(self) -> str:
        """The name in the current language."""
        return in_language(self.node_name_vi, self.node_name_en)

    QUERY: ClassVar[str] = """
        select method, node_id, node_kind, node_name_vi, node_name_en,
            max(case when index_year = $year then merged_share end) as merged_share,
            max(case when index_year = $year then unmerged_share end) as unmerged_share,
            max(case when index_year = $year then advantage_share end) as advantage_share,
            cast(
                sum(gain_share * compared_units)
                / nullif(sum(case when gain_share is not null then compared_units end), 0)
                as decimal(18, 6)
            ) as gain_share
        from visible.mart_csi_merger_comparison
        where geography = $geography and index_year <= $year
        group by method, node_id, node_kind, node_name_vi, node_name_en, node_sort_order
        order by method, node_sort_order
    """


class MergedStandings(MartRow):
    """How many results of merged units in years before they existed a method has, where all their
    predecessors are ranked, and how many of them stand above every predecessor."""

    method: str
    results: int
    above_all: int

    QUERY: ClassVar[str] = """
        select method, cast(count(*) as integer) as results,
            cast(count(case when standing = 'above_all' then 1 end) as integer) as above_all
        from visible.mart_csi_merger_standing
        where geography = $geography and index_year <= $year and standing != 'not_known'
        group by method
        order by method
    """
