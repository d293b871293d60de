"""In what a column is measured. The name of a column says it (``docs/naming.md``), so nothing is
listed here but what the names mean.

Not here: units of the territory (``unit_id``).
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import Literal

Measure = Literal[
    "share", "percent", "points", "indicator", "dong", "days", "place", "year", "number"
]

# The first line that fits holds; ``indicator``: the unit of the figure beside it.
_NAMES: tuple[tuple[Measure, tuple[str, ...]], ...] = (
    (
        "share",
        (
            *("share", "*_share", "coverage", "completeness", "timeliness", "probability"),
            *("probability_*", "normalised", "threshold", "weight", "first_order"),
            *("first_order_*", "total_order", "total_order_*"),
        ),
    ),
    ("percent", ("*_percent",)),
    (
        "points",
        (
            *("score", "score_*", "*_score", "points", "points_*", "*_points", "change"),
            *("change_*", "part_*", "own_points_per_score_point"),
        ),
    ),
    (
        "indicator",
        (
            *("value", "*_value", "numerator", "denominator", "goalpost_*", "total", "stated"),
            *("summed", "difference", "highest", "lowest", "plain_mean", "bar_limit"),
            "contribution",
        ),
    ),
    ("dong", ("*_dong",)),
    ("days", ("*_days",)),
    ("place", ("rank", "rank_*", "*_rank")),
    ("year", ("*_year", "edition")),
)
# Whole numbers that count nothing, and one that is days or hours as its row says.
_NO_MEASURE = (
    *("*_sort_order", "*_number", "node_level", "phase", "revision", "step", "tier"),
    "deadline_amount",
)
# Changes of a score or of a rank, as the row says.
_OF_SCORE_OR_RANK = "mart_csi_attribution"


def measure_of(mart: str, column: str, kind: str) -> Measure | None:
    """In what a column of a DuckDB type is measured; ``None`` for what is no figure."""
    if kind in ("VARCHAR", "BOOLEAN", "DATE", "TIMESTAMP") or _fits(column, _NO_MEASURE):
        return None
    for measure, names in _NAMES:
        if _fits(column, names):
            is_either = mart == _OF_SCORE_OR_RANK and measure == "points"
            return "indicator" if is_either else measure
    return "number"


def _fits(column: str, names: tuple[str, ...]) -> bool:
    return any(fnmatchcase(column, name) for name in names)
