"""How sure a rank and a change are: rows of the marts of uncertainty."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar, Literal

from dashboards.marts.mart_row import MartRow


class Certainty(MartRow):
    """One ranked unit in the year of the page: the interval of its score by the error of its data,
    where that is known, and by other choices of method; and that of its rank by both."""

    unit_id: str
    score_lower: Decimal | None
    score_upper: Decimal | None
    score_lower_by_method: Decimal
    score_upper_by_method: Decimal
    rank_best: int
    rank_worst: int
    units_not_told_apart: int | None
    replicates: int

    @property
    def ends(self) -> tuple[Decimal, Decimal] | None:
        """Both ends of the interval of its score, where the error of its data is known."""
        if self.score_lower is None or self.score_upper is None:
            return None
        return self.score_lower, self.score_upper

    QUERY: ClassVar[str] = """
        select unit_id, score_lower, score_upper, score_lower_by_method, score_upper_by_method,
            rank_best, rank_worst, units_not_told_apart, replicates
        from visible.mart_csi_uncertainty
        where method = $method and geography = $geography and index_year = $year
        order by unit_id
    """


class ChangeCertainty(MartRow):
    """One unit in the year of the page: the interval of its change since the baseline."""

    unit_id: str
    baseline_year: int
    change_lower: Decimal | None
    change_upper: Decimal | None
    change_lower_by_method: Decimal
    change_upper_by_method: Decimal
    verdict: Literal[
        "improved", "declined", "no_clear_change", "depends_on_method", "error_not_known"
    ]

    QUERY: ClassVar[str] = """
        select unit_id, baseline_year, change_lower, change_upper, change_lower_by_method,
            change_upper_by_method, verdict
        from visible.mart_csi_change_uncertainty
        where method = $method and geography = $geography and index_year = $year
        order by unit_id
    """


class ErrorSimulation(MartRow):
    """What the index said of simulated homes with one kind of error, whose truth is known."""

    shape: Literal["even", "skewed", "one_bad_agency"]
    error_points: int
    unit_years: int
    held_scores_share: Decimal
    held_changes_share: Decimal
    called_still_share: Decimal
    called_moved_share: Decimal

    QUERY: ClassVar[str] = """
        select shape, error_points, unit_years, held_scores_share, held_changes_share,
            called_still_share, called_moved_share
        from visible.mart_csi_error_simulation
        order by shape, error_points
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
