"""The interval of a score against the marks of the grades, small enough for a table cell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

WIDTH, HEIGHT, PAD = 98, 18, 6


@dataclass(frozen=True)
class Interval:
    """The geometry of one interval, in the units of its view box."""

    left: float
    right: float
    score: float
    marks: tuple[float, ...]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class IntervalScale:
    """The scores that all intervals of a page share, and the marks of the grades among them."""

    low: Decimal
    high: Decimal
    marks: tuple[Decimal, ...]

    def draw(self, lower: Decimal, score: Decimal, upper: Decimal) -> Interval:
        """One interval on this scale."""
        marks = tuple(self._x(mark) for mark in self.marks)
        return Interval(self._x(lower), self._x(upper), self._x(score), marks)

    def _x(self, score: Decimal) -> float:
        span = (self.high - self.low) or Decimal(1)
        return round(PAD + float((score - self.low) / span) * (WIDTH - 2 * PAD), 1)


def interval_scale(
    ends: Sequence[tuple[Decimal, Decimal]], bands: Sequence[Decimal]
) -> IntervalScale | None:
    """A scale wide enough for all intervals; ``None`` without any."""
    if not ends:
        return None
    low, high = min(lower for lower, _ in ends), max(upper for _, upper in ends)
    return IntervalScale(low, high, tuple(mark for mark in sorted(bands) if low < mark < high))
