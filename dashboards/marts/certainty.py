"""How sure a rank and a change are: rows of the marts of uncertainty."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from dashboards.marts.mart_row import MartRow


class Certainty(MartRow):
    """One ranked unit in the year of the page: the interval of its score and of its rank."""

    unit_id: str
    score_lower: Decimal
    score_upper: Decimal
    rank_best: int
    rank_worst: int
    tie_group: int
    units_in_tie_group: int
    replicates: int

    QUERY: ClassVar[str] = """
        select unit_id, score_lower, score_upper, rank_best, rank_worst, tie_group,
            units_in_tie_group, replicates
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


class Pair(MartRow):
    """One unit against another in the year of the page: how often it stands above, and whether
    that is clear."""

    unit_id: str
    other_unit_id: str
    probability_above: Decimal
    verdict: Literal["above", "below", "not_told_apart"]

    QUERY: ClassVar[str] = """
        select unit_id, other_unit_id, probability_above, verdict
        from visible.mart_csi_pairwise
        where method = $method and geography = $geography and index_year = $year
        order by unit_id, other_unit_id
    """


class RankProbability(MartRow):
    """How probable one rank is for a unit in the year of the page."""

    unit_id: str
    possible_rank: int
    probability: Decimal

    QUERY: ClassVar[str] = """
        select unit_id, possible_rank, probability
        from visible.mart_csi_rank_probability
        where method = $method and geography = $geography and index_year = $year
        order by unit_id, possible_rank
    """
