"""The latent strength of a unit, from 0 to 1: one path over the years drives all its figures.

In a year with a published set of grades the path lies well inside the bands of that set; between
and after those years it drifts. A merged unit is as strong as its predecessors weighted by size.
"""

from __future__ import annotations

from ingestion.samples.chance import between
from ingestion.samples.facts import Facts

FIRST_YEAR, LAST_YEAR = 2018, 2026
_BANDS = {
    "A": (0.80, 0.94),
    "B": (0.65, 0.80),
    "C": (0.50, 0.65),
    "D": (0.30, 0.50),
    "E": (0.0, 0.30),
}
_MARGIN = 0.035
_LOWEST, _HIGHEST = 0.20, 0.92
_SMALLEST, _LARGEST = 0.5, 2.0


class Strengths:
    """The strength and size of every unit under one seed."""

    def __init__(self, facts: Facts, seed: int) -> None:
        self._facts = facts
        self._seed = seed
        self._paths: dict[str, dict[int, float]] = {}

    def size(self, unit_id: str) -> float:
        """How large a unit is beside the average old province; a merged one is the sum."""
        if old := self._facts.predecessors.get(unit_id):
            return sum(self.size(unit) for unit in old)
        return between(_SMALLEST, _LARGEST, self._seed, "size", unit_id)

    def strength(self, unit_id: str, year: int) -> float:
        """The unit's strength in a year; before the first one it was what it was then."""
        if old := self._facts.predecessors.get(unit_id):
            weighted = sum(self.size(unit) * self.strength(unit, year) for unit in old)
            return weighted / self.size(unit_id)
        if unit_id not in self._paths:
            self._paths[unit_id] = self._path(unit_id)
        return self._paths[unit_id][max(year, FIRST_YEAR)]

    def _path(self, unit_id: str) -> dict[int, float]:
        path: dict[int, float] = {}
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            before = path.get(year - 1)
            grades = self._facts.grades.get((year, unit_id))
            low, high = _room(grades) if grades else (_LOWEST, _HIGHEST)
            if before is None:
                path[year] = between(low, high, self._seed, "strength", unit_id)
                continue
            # The published years rose steeply; without a published grade the path only drifts.
            rise = (0.03, 0.10) if grades else (-0.02, 0.035)
            drifted = before + between(*rise, self._seed, "rise", unit_id, year)
            path[year] = _kept_inside(drifted, low, high, unit_id, year, self._seed)
        return path


def _room(grades: frozenset[str]) -> tuple[float, float]:
    """The strengths that lie safely inside the bands of a set of grades."""
    low = min(_BANDS[grade][0] for grade in grades) + _MARGIN
    high = max(_BANDS[grade][1] for grade in grades) - _MARGIN
    return low, high


def _kept_inside(strength: float, low: float, high: float, *key: object) -> float:
    """``strength``, or where it lies outside a place near the edge it crossed, not all on one."""
    step = between(0.0, (high - low) / 4, "edge", *key)
    if strength < low:
        return low + step
    return high - step if strength > high else strength
