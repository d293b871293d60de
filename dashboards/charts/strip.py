"""Where the units stand on one share: a row of marks from 0 to 100 %, small enough for a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

WIDTH, HEIGHT, PAD = 132, 18, 5


@dataclass(frozen=True)
class Strip:
    """The marks of the units and of their median, in the units of the view box."""

    marks: tuple[float, ...]
    median_x: float
    low: Decimal
    middle: Decimal
    high: Decimal
    width: int = WIDTH
    height: int = HEIGHT


def strip(shares: Sequence[Decimal]) -> Strip | None:
    """The marks of some shares, 0 to 1; ``None`` for fewer than two."""
    if len(shares) < 2:
        return None
    middle = Decimal(median(shares))
    marks = tuple(sorted({_x(share) for share in shares}))
    return Strip(marks, _x(middle), min(shares), middle, max(shares))


def _x(share: Decimal) -> float:
    return round(PAD + float(min(share, Decimal(1))) * (WIDTH - 2 * PAD), 1)
