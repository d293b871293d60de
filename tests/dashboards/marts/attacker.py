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
from scipy.sparse import csr_array

Cell = Hashable
WITHIN = 0.1  # a figure is recovered where it is known to within a tenth of it
_SMALL, _EXACT = 4, 1e-6


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
        self._known = (*self._matrix(self._less), *self._matrix(self._equal))

    def _of(self, cell: Cell) -> list[int]:
        return [self._place[unit, cell] for unit in self._units]

    def total(self, cell: Cell) -> dict[int, float]:
        """A count, as something to find out."""
        return dict.fromkeys(self._of(cell), 1.0)

    def contribution(self, unit: str, cell: Cell) -> dict[int, float]:
        """What a contributor added to it, as something to find out."""
        return {self._place[unit, cell]: 1.0}

    def recovers(self, target: Mapping[int, float], figure: float, *, from_above: bool) -> bool:
        """Whether the most that it can be is within a tenth of the figure, and (without
        ``from_above``) the least as well; nothing is no secret."""
        room = WITHIN * figure
        if figure <= 0 or self._most(target) > figure + room - _EXACT:
            return False
        return (
            from_above or -self._most({n: -v for n, v in target.items()}) > figure - room + _EXACT
        )

    def _most(self, target: Mapping[int, float]) -> float:
        cost = np.zeros(len(self._place))
        cost[list(target)] = [-value for value in target.values()]
        a_ub, b_ub, a_eq, b_eq = self._known
        found = linprog(
            cost, A_ub=a_ub, b_ub=b_ub, A_eq=a_eq, b_eq=b_eq, bounds=self._bounds, method="highs"
        )
        assert found.status in (0, 3, 4), found.message  # solved, or without bound
        return -float(found.fun) if found.status == 0 else np.inf

    def _matrix(
        self, rows: Sequence[tuple[Mapping[int, float], float]]
    ) -> tuple[csr_array | None, list[float] | None]:
        if not rows:
            return None, None
        entries = [(r, c, v) for r, (row, _) in enumerate(rows) for c, v in row.items()]
        row_of, column_of, values = zip(*entries, strict=True)
        shape = (len(rows), len(self._place))
        return csr_array((values, (row_of, column_of)), shape=shape), [side for _, side in rows]


def recovered(
    published: Mapping[Cell, Published],
    contributions: Mapping[Cell, Mapping[str, float]],
    rules: Sequence[Rule],
    attackers: Iterable[str | None],
    *,
    only_hidden: bool = False,
) -> Iterator[tuple[str | None, Cell, str]]:
    """Who recovers which hidden count, or which contribution of another: of a count that is shown
    already where only the most that it can be is near it.

    What somebody contributed alone is no secret from it. Of counts that are shown all contributions
    are looked at, or none (``only_hidden``).
    """
    contributors = sorted({unit for parts in contributions.values() for unit in parts})
    for who in attackers:
        own = {cell: parts.get(who or "", 0.0) for cell, parts in contributions.items()}
        attacker = Attacker(published, own, who, contributors, rules)
        for cell, parts in contributions.items():
            count, is_shown = sum(parts.values()), published[cell].figure is not None
            is_secret = not is_shown and count > own[cell]
            if is_secret and attacker.recovers(attacker.total(cell), count, from_above=False):
                yield who, cell, "count"
            if is_shown and only_hidden:
                continue
            for unit, added in parts.items():
                target = attacker.contribution(unit, cell)
                if unit != who and attacker.recovers(target, added, from_above=is_shown):
                    yield who, cell, unit
