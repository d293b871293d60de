"""The path of one figure through the years, small enough for a table cell.

All sparklines of a page share one scale. Scores of years before a change of borders were computed
again for today's borders: a thin line, with a dotted mark where the borders changed, and no line
drawn across it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

Path = Sequence[tuple[int, Decimal | None]]
"""Years, each with the figure or none."""
WIDTH, HEIGHT, PAD = 108, 38, 4


@dataclass(frozen=True)
class Scale:
    """The years and figures that all sparklines of a page share."""

    first_year: int
    last_year: int
    low: Decimal
    high: Decimal

    def x(self, year: float) -> float:
        """Where a year lies; a year and a half lies between two."""
        span = max(self.last_year - self.first_year, 1)
        return round(PAD + (year - self.first_year) / span * (WIDTH - 2 * PAD), 1)

    def y(self, value: Decimal) -> float:
        """Where a figure lies, higher ones further up."""
        span = (self.high - self.low) or Decimal(1)
        return round(HEIGHT - PAD - float((value - self.low) / span) * (HEIGHT - 2 * PAD), 1)


@dataclass(frozen=True)
class Sparkline:
    """The geometry of one sparkline, in the units of its view box."""

    restated: tuple[str, ...]
    reported: tuple[str, ...]
    first: tuple[float, float]
    last: tuple[float, float]
    break_x: float | None
    width: int = WIDTH
    height: int = HEIGHT


def scale_of(paths: Sequence[Path]) -> Scale | None:
    """The common scale of many paths; ``None`` when no year has a figure."""
    drawn = [(year, value) for path in paths for year, value in path if value is not None]
    if not drawn:
        return None
    years, values = zip(*drawn, strict=True)
    return Scale(min(years), max(years), min(values), max(values))


def sparkline(path: Path, break_year: int | None, scale: Scale) -> Sparkline | None:
    """Draw one path; a year without a figure is a gap."""
    points = [(year, (scale.x(year), scale.y(value))) for year, value in path if value is not None]
    if not points:
        return None
    before = [point for point in points if break_year is not None and point[0] < break_year]
    after = points[len(before) :]
    crosses = bool(before and after and break_year is not None)
    return Sparkline(
        restated=_lines(before),
        reported=_lines(after),
        first=points[0][1],
        last=points[-1][1],
        break_x=scale.x(break_year - 0.5) if crosses and break_year is not None else None,
    )


def _lines(points: Sequence[tuple[int, tuple[float, float]]]) -> tuple[str, ...]:
    """Runs of consecutive years, each as the points of a polyline."""
    runs: list[list[str]] = []
    last_year: int | None = None
    for year, (x, y) in points:
        if last_year is None or year != last_year + 1:
            runs.append([])
        runs[-1].append(f"{x},{y}")
        last_year = year
    return tuple(" ".join(run) for run in runs if len(run) > 1)
