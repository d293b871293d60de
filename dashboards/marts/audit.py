"""What the audit found in the method's structure: rows of its marts."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from dashboards.looks.locale import in_language
from dashboards.marts.mart_row import MartRow


class AuditBar(MartRow):
    """One bar of the method against what was found in the year of the page."""

    bar: str
    node_name_vi: str | None
    node_name_en: str | None
    other_name_vi: str | None
    other_name_en: str | None
    value: Decimal | None
    bar_limit: Decimal
    direction: str
    passes: bool | None
    blocks: bool
    units: int

    @property
    def where(self) -> str:
        """The indicator, or the two, where it is worst."""
        names = (
            in_language(self.node_name_vi or "", self.node_name_en),
            in_language(self.other_name_vi or "", self.other_name_en),
        )
        return " – ".join(name for name in names if name)

    QUERY: ClassVar[str] = """
        select audit.bar, node.node_name_vi, node.node_name_en, other.node_name_vi as other_name_vi,
            other.node_name_en as other_name_en, audit.value, audit.bar_limit, audit.direction,
            audit.passes, audit.blocks, audit.units
        from visible.mart_csi_audit as audit
        left join visible.dim_method_node as node
            on audit.method = node.method and audit.node_id = node.node_id
        left join visible.dim_method_node as other
            on audit.method = other.method and audit.other_id = other.node_id
        where audit.method = $method and audit.geography = $geography and audit.index_year = $year
        order by audit.blocks desc, audit.bar
    """


class IndicatorAudit(MartRow):
    """The statistics of one indicator in the year of the page; null where one is not defined."""

    node_name_vi: str
    node_name_en: str
    weight: Decimal | None
    importance: Decimal | None
    importance_share: Decimal | None
    correlation_with_index: Decimal | None
    left_out_shift: Decimal | None

    @property
    def name(self) -> str:
        """The name in the current language."""
        return in_language(self.node_name_vi, self.node_name_en)

    QUERY: ClassVar[str] = """
        select node_name_vi, node_name_en,
            max(case when statistic = 'weight' then value end) as weight,
            max(case when statistic = 'importance' then value end) as importance,
            max(case when statistic = 'importance_share' then value end) as importance_share,
            max(case when statistic = 'correlation_with_index' then value end)
                as correlation_with_index,
            max(case when statistic = 'left_out_shift' then value end) as left_out_shift
        from visible.mart_csi_audit_statistic
        where method = $method and geography = $geography and index_year = $year
        group by node_id, node_name_vi, node_name_en
        having count(case when statistic = 'weight' then 1 end) > 0
        order by weight desc, node_id
    """


class Sensitivity(MartRow):
    """How much one uncertain choice moves all ranks in the year of the page, with intervals."""

    source: str
    first_order: Decimal
    first_order_lower: Decimal
    first_order_upper: Decimal
    total_order: Decimal
    total_order_lower: Decimal
    total_order_upper: Decimal

    QUERY: ClassVar[str] = """
        select source, first_order, first_order_lower, first_order_upper,
            total_order, total_order_lower, total_order_upper
        from visible.mart_csi_sensitivity
        where method = $method and geography = $geography and index_year = $year and unit_id = '-'
        order by total_order desc, source
    """
