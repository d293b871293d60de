"""Where the units stand on one figure: a row of marks from 0, small enough for a cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

WIDTH, HEIGHT, PAD = 132, 18, 5


@dataclass(frozen=True)
class Strip:
    """The marks of the units, of their median and of a floor that they are asked to reach, in the
    units of the view box."""

    marks: tuple[float, ...]
    median_x: float
    low: Decimal
    middle: Decimal
    high: Decimal
    floor_x: float | None = None
    width: int = WIDTH
    height: int = HEIGHT


def strip(values: Sequence[Decimal], top: Decimal, floor: Decimal | None = None) -> Strip | None:
    """The marks of some values between 0 and ``top``; ``None`` for fewer than two, or where there
    is nothing between."""
    if len(values) < 2 or not top:
        return None
    middle = Decimal(median(values))
    marks = tuple(sorted({_x(value / top) for value in values}))
    floor_x = None if floor is None else _x(floor / top)
    return Strip(marks, _x(middle / top), min(values), middle, max(values), floor_x)


def _x(share: Decimal) -> float:
    return round(PAD + float(min(share, Decimal(1))) * (WIDTH - 2 * PAD), 1)
