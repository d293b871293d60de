"""What would raise a unit's score: rows of the mart of advice."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from dashboards.looks.locale import in_language
from dashboards.marts.mart_row import UnitRow


class Advice(UnitRow):
    """One indicator of a unit in the year of the page and what reaching a target would add."""

    node_name_vi: str
    node_name_en: str
    target: Literal["next_band", "peers_median"]
    target_grade: str | None
    status: Literal["reported", "not_reported"]
    is_count: bool
    is_yes_no: bool
    value: Decimal | None
    target_value: Decimal
    score_gain: Decimal

    @property
    def name(self) -> str:
        """The name in the current language."""
        return in_language(self.node_name_vi, self.node_name_en)

    QUERY: ClassVar[str] = """
        select unit_id, node_name_vi, node_name_en, target, target_grade, status, is_count,
            is_yes_no, value, target_value, score_gain
        from visible.mart_csi_advice
        where method = $method and geography = $geography and index_year = $year
        order by unit_id, target, step
    """
