"""Somebody who reads everything that is published and knows what one contributor reported: the
least and the most that each other figure can be, by linear programming.

It imports nothing of the program: it knows what a form's lines mean, what the marks mean, and that
nobody reports less than nothing.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

Cell = Hashable
WITHIN = 0.1  # a figure is recovered where it is known to within a tenth of it
_SMALL = 4


@dataclass(frozen=True)
class Rule:
    """What a contributor's own figures obey: ``parts`` add up to ``whole`` or are within it."""

    whole: Cell
    parts: tuple[Cell, ...]
    is_equal: bool


@dataclass(frozen=True)
class Published:
    """A count as readers have it: a mark, and the figure where it is shown."""

    mark: str
    figure: float | None


class Attacker:
    """One contributor, or a reader who is none (``who`` is ``None``), and what it can find out of
    some counts that rules link."""

    def __init__(
        self,
        published: Mapping[Cell, Published],
        own: Mapping[Cell, float],
        who: str | None,
        contributors: Sequence[str],
        rules: Iterable[Rule],
    ) -> None:
        self._place = {
            (unit, cell): number
            for number, (unit, cell) in enumerate((u, c) for u in contributors for c in published)
        }
        self._units = contributors
        self._equal: list[tuple[dict[int, float], float]] = []
        self._less: list[tuple[dict[int, float], float]] = []
        self._bounds = [
            (own.get(cell, 0.0),) * 2 if unit == who else (0.0, None) for unit, cell in self._place
        ]
        for cell, one in published.items():
            total = dict.fromkeys(self._of(cell), 1.0)
            if one.figure is not None:
                self._equal.append((total, one.figure))
            elif one.mark == "small":
                self._less.append((total, _SMALL))
        for rule in rules:
            for unit in contributors:
                row = {self._place[unit, part]: 1.0 for part in rule.parts}
                row[self._place[unit, rule.whole]] = -1.0
                (self._equal if rule.is_equal else self._less).append((row, 0.0))

    def _of(self, cell: Cell) -> list[int]:
        return [self._place[unit, cell] for unit in self._units]

    def total(self, cell: Cell) -> tuple[float, float]:
        """The least and the most that a count can be."""
        return self._range(dict.fromkeys(self._of(cell), 1.0))

    def contribution(self, unit: str, cell: Cell) -> tuple[float, float]:
        """The least and the most that a contributor can have added to it."""
        return self._range({self._place[unit, cell]: 1.0})

    def _range(self, target: Mapping[int, float]) -> tuple[float, float]:
        cost = np.zeros(len(self._place))
        cost[list(target)] = list(target.values())
        return self._extreme(cost), -self._extreme(-cost)

    def _extreme(self, cost: np.ndarray) -> float:
        a_eq, b_eq = self._matrix(self._equal)
        a_ub, b_ub = self._matrix(self._less)
        found = linprog(
            cost, A_ub=a_ub, b_ub=b_ub, A_eq=a_eq, b_eq=b_eq, bounds=self._bounds, method="highs"
        )
        assert found.status in (0, 3, 4), found.message  # solved, or without bound
        return float(found.fun) if found.status == 0 else -np.inf

    def _matrix(
        self, rows: Sequence[tuple[Mapping[int, float], float]]
    ) -> tuple[coo_array | None, list[float] | None]:
        if not rows:
            return None, None
        entries = [(r, c, v) for r, (row, _) in enumerate(rows) for c, v in row.items()]
        row_of, column_of, values = zip(*entries, strict=True)
        shape = (len(rows), len(self._place))
        return coo_array((values, (row_of, column_of)), shape=shape), [side for _, side in rows]


def is_recovered(figure: float, ends: tuple[float, float]) -> bool:
    """Whether both ends are within a tenth of the figure; nothing is no secret."""
    least, most = ends
    room = WITHIN * figure + 1e-6
    return figure > 0 and least >= figure - room and most <= figure + room


def recovered(
    published: Mapping[Cell, Published],
    contributions: Mapping[Cell, Mapping[str, float]],
    rules: Sequence[Rule],
    attackers: Iterable[str | None],
) -> Iterator[tuple[object, ...]]:
    """Who recovers which hidden count or which contribution of another, and its ends. What somebody
    contributed alone is no secret from it."""
    contributors = sorted({unit for parts in contributions.values() for unit in parts})
    for who in attackers:
        own = {cell: parts.get(who or "", 0.0) for cell, parts in contributions.items()}
        attacker = Attacker(published, own, who, contributors, rules)
        for cell, parts in contributions.items():
            if published[cell].figure is None:
                count = sum(parts.values())
                if count > own[cell] and is_recovered(count, ends := attacker.total(cell)):
                    yield who, cell, "count", count, ends
            for unit, added in parts.items():
                if unit != who and added > 0:
                    ends = attacker.contribution(unit, cell)
                    if is_recovered(added, ends):
                        yield who, cell, unit, added, ends
                    elif published[cell].figure is not None and ends[1] < 1.1 * added - 1e-6:
                        yield who, cell, unit, added, ends, "from above"
