"""The scores of all units with their ranges in one picture, in the order of the ranking, and
brackets round neighbours of which no pair can be told apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor

WIDTH, ROW, HEAD = 360, 17, 20
_LEFT, _RIGHT, _BRACKET = 124, 282, 6


@dataclass(frozen=True)
class ScoreRange:
    """A unit as it is drawn: its score, and the ends of its interval where they are known."""

    label: str
    score: Decimal
    ends: tuple[Decimal, Decimal] | None


@dataclass(frozen=True)
class Mark:
    """One row of the picture."""

    label: str
    y: float
    x: float
    ends: tuple[float, float] | None


@dataclass(frozen=True)
class Bracket:
    """A line beside the rows of units that cannot be told apart."""

    x: float
    top: float
    bottom: float


@dataclass(frozen=True)
class OrderChart:
    """The geometry of the picture, in the units of its view box; ``ticks`` are scores and where
    they are."""

    marks: tuple[Mark, ...]
    brackets: tuple[Bracket, ...]
    ticks: tuple[tuple[str, float], ...]
    height: int
    width: int = WIDTH


def order_chart(
    ranges: Sequence[ScoreRange], is_level: Callable[[int, int], bool]
) -> OrderChart | None:
    """The picture of units in their order; ``is_level`` says of two places whether their units
    cannot be told apart. ``None`` for fewer than two units."""
    if len(ranges) < 2:
        return None
    scores = [end for one in ranges for end in (one.ends or (one.score, one.score))]
    low, high = 5 * floor(min(scores) / 5), 5 * ceil(max(scores) / 5)

    def x(score: Decimal | int) -> float:
        share = float(score - low) / max(high - low, 1)
        return round(_LEFT + share * (_RIGHT - _LEFT), 1)

    marks = tuple(
        Mark(
            one.label,
            _y(place),
            x(one.score),
            (x(one.ends[0]), x(one.ends[1])) if one.ends else None,
        )
        for place, one in enumerate(ranges)
    )
    step = 5 if high - low <= 30 else 10
    ticks = tuple(
        (str(score), x(score)) for score in range(step * ceil(low / step), high + 1, step)
    )
    brackets = tuple(
        Bracket(_RIGHT + 10 + column * _BRACKET, _y(first) - 5, _y(last) + 5)
        for column, first, last in _in_columns(level_runs(len(ranges), is_level))
    )
    return OrderChart(marks, brackets, ticks, HEAD + len(ranges) * ROW)


def level_runs(units: int, is_level: Callable[[int, int], bool]) -> list[tuple[int, int]]:
    """The longest runs of neighbours of which no pair can be told apart, as first and last place;
    none lies within another.

    >>> level_runs(4, lambda one, other: abs(one - other) == 1)
    [(0, 1), (1, 2), (2, 3)]
    """
    runs: list[tuple[int, int]] = []
    for first in range(units):
        last = first
        while last + 1 < units and all(is_level(one, last + 1) for one in range(first, last + 1)):
            last += 1
        if last > first and (not runs or last > runs[-1][1]):
            runs.append((first, last))
    return runs


def _in_columns(runs: Sequence[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Each run with the first column where it touches no other."""
    ends: list[int] = []
    placed = []
    for first, last in runs:
        column = next((one for one, end in enumerate(ends) if end < first), len(ends))
        ends[column : column + 1] = [last]
        placed.append((column, first, last))
    return placed


def _y(place: int) -> float:
    return HEAD + place * ROW + ROW / 2
