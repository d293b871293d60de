"""How sure a rank and a change are: rows of the marts of uncertainty."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from dashboards.rows import MartRow


class Certainty(MartRow):
    """One ranked unit in the year of the page: the interval of its score and of its rank."""

    unit_id: str
    score_lower: Decimal
    score_upper: Decimal
    rank_best: int
    rank_worst: int
    units_in_tie_group: int
    replicates: int

    QUERY: ClassVar[str] = """
        select unit_id, score_lower, score_upper, rank_best, rank_worst, units_in_tie_group,
            replicates
        from visible.mart_csi_uncertainty
        where method = $method and geography = $geography and index_year = $year
        order by unit_id
    """


class ChangeCertainty(MartRow):
    """One unit in the year of the page: the interval of its change since the baseline."""

    unit_id: str
    baseline_year: int
    change_lower: Decimal
    change_upper: Decimal
    verdict: Literal["improved", "no_clear_change", "declined"]

    QUERY: ClassVar[str] = """
        select unit_id, baseline_year, change_lower, change_upper, verdict
        from visible.mart_csi_change_uncertainty
        where method = $method and geography = $geography and index_year = $year
        order by unit_id
    """
