"""How probable each rank is for one unit, as a row of bars small enough for a table cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT = 140, 22
_SHOWN_FROM = Decimal("0.005")


@dataclass(frozen=True)
class RankBars:
    """One bar for each rank that is probable enough to be drawn: x and height; ``own_x`` is where
    the unit's own rank is."""

    bars: tuple[tuple[float, float], ...]
    bar_width: float
    own_x: float
    width: int = WIDTH
    height: int = HEIGHT


def rank_bars(probabilities: Sequence[tuple[int, Decimal]], own_rank: int, ranks: int) -> RankBars:
    """The bars of one unit among ``ranks`` ranks; the most probable is as high as the mark."""
    step = WIDTH / max(ranks, 1)
    highest = max((probability for _, probability in probabilities), default=Decimal(1))
    bars = tuple(
        (round((rank - 1) * step, 1), round(float(probability / highest) * (HEIGHT - 2), 1))
        for rank, probability in probabilities
        if probability >= _SHOWN_FROM
    )
    return RankBars(bars, round(max(step - 0.6, 0.6), 1), round((own_rank - 0.5) * step, 1))
