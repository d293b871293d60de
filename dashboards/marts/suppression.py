"""Which counts are shown to everybody: all that give nobody away, but for the few from which one
that does could be computed.

A count is hidden for itself (``disclosure.is_unsafe``), or with such a one, until nothing hidden
can be computed from what is shown: no sum of hidden counts that would be unsafe itself, and no
hidden count to within ``interval_percent``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import isclose

from scipy.optimize import linprog

from dashboards.marts.disclosure import Cell, Parts, Status, combined, is_unsafe, rules, total_of
from dashboards.marts.disclosure_sums import Sum, sums_of

_NO_AMOUNT = 1e-9


@dataclass(frozen=True)
class Told:
    """What an earlier release told its readers of a count."""

    status: Status
    amount: float | None


@dataclass
class _Table:
    """The counts, their sums, and which are hidden so far. ``known`` are those that readers have
    from the release before: hiding them hides nothing."""

    counts: Mapping[Cell, Parts]
    sums: list[Sum]
    known: set[Cell]
    hidden: set[Cell]
    amounts: dict[Cell, float] = field(init=False)
    of_cell: dict[Cell, list[Sum]] = field(init=False)

    def __post_init__(self) -> None:
        self.amounts = {cell: total_of(parts) for cell, parts in self.counts.items()}
        self.of_cell = defaultdict(list)
        for one in self.sums:
            for cell in one.cells:
                self.of_cell[cell].append(one)

    def is_unknown(self, cell: Cell) -> bool:
        """Whether no reader has the count."""
        return cell in self.hidden and cell not in self.known

    def cover(self, sums: Iterable[Sum]) -> Cell | None:
        """The count to hide next in some sums: the smallest part that is shown, else a whole."""
        open_cells = {
            (cell == one.whole, self.amounts[cell], cell)
            for one in sums
            for cell in one.cells
            if cell not in self.hidden | self.known and abs(self.amounts[cell]) > _NO_AMOUNT
        }
        return min(open_cells)[-1] if open_cells else None


def statuses(
    counts: Mapping[Cell, Parts], before: Mapping[Cell, Told] | None = None
) -> dict[Cell, Status]:
    """What is shown of each count.

    ``before`` are the counts of an earlier release: what was shown there and is the same covers
    nothing here, and what is called hidden there stays so where it is one of a sum.
    """
    told = {cell: one for cell, one in (before or {}).items() if cell in counts}
    table = _Table(
        counts,
        sums_of(counts),
        known={
            cell
            for cell, one in told.items()
            if one.amount is not None and isclose(one.amount, total_of(counts[cell]))
        },
        hidden={cell for cell, parts in counts.items() if is_unsafe(parts)},
    )
    table.hidden |= {
        cell
        for cell, one in told.items()
        if one.status == "hidden" and not all(of.is_part_of_whole for of in table.of_cell[cell])
    }
    while more := {*_of_unsafe_sums(table)} or {*_of_narrow_intervals(table)}:
        table.hidden |= more
    return _marks(table)


def _of_unsafe_sums(table: _Table) -> Iterator[Cell]:
    """A cover for each sum whose hidden counts together would be unsafe, or are one alone."""
    for one in table.sums:
        if not (one.is_complete or one.has_rest):
            continue
        unknown = [part for part in one.parts if table.is_unknown(part)]
        if table.is_unknown(one.whole):
            is_open = one.is_complete and not any(table.amounts[part] for part in unknown)
        else:
            shown = (table.counts[part] for part in one.parts if part not in unknown)
            rest = combined(table.counts[one.whole], shown)
            is_open = bool(unknown or one.has_rest) and is_unsafe(rest)
        if is_open and (cover := table.cover([one])):
            yield cover


def _of_narrow_intervals(table: _Table) -> Iterator[Cell]:
    """A cover for each hidden count that its sums leave no room for, whoever reads them: a
    contributor knows that a count is at least what it adds itself."""
    for cells, sums in _linked(table):
        for cell in cells:
            if _is_computed(table, cell, cells, sums) and (
                cover := table.cover(table.of_cell[cell])
            ):
                yield cover


def _linked(table: _Table) -> Iterator[tuple[list[Cell], list[Sum]]]:
    """Hidden counts that sums link, and those sums; none where no sum has a count that is known."""
    left = {cell for cell in table.hidden if table.is_unknown(cell)}
    while left:
        group, queue = set[Cell](), {min(left)}
        sums: list[Sum] = []
        while queue:
            cell = queue.pop()
            group.add(cell)
            sums += (one for one in table.of_cell[cell] if one not in sums)
            queue |= {c for one in table.of_cell[cell] for c in one.cells if c in left} - group
        left -= group
        if any(not table.is_unknown(cell) for one in sums for cell in one.cells):
            yield sorted(group), sums


def _is_computed(table: _Table, cell: Cell, cells: list[Cell], sums: list[Sum]) -> bool:
    """Whether the least and the most that a count can be are both within the share of it."""
    amount = table.amounts[cell]
    room = abs(amount) * rules().interval_percent / 100
    if room <= _NO_AMOUNT:
        return False
    least, most = (_extreme(table, sign, cell, cells, sums) for sign in (1, -1))
    return least >= amount - room and most <= amount + room


def _extreme(table: _Table, sign: int, cell: Cell, cells: list[Cell], sums: list[Sum]) -> float:
    """The least (``sign`` 1) or the most (-1) that a hidden count can be."""
    place = {one: number for number, one in enumerate(cells)}
    rows: dict[bool, list[list[float]]] = {True: [], False: []}
    sides: dict[bool, list[float]] = {True: [], False: []}
    for one in sums:
        row, side = [0.0] * len(cells), 0.0
        for factor, of_sum in ((-1, (one.whole,)), (1, one.parts)):
            for other in of_sum:
                if other in place:
                    row[place[other]] += factor
                else:
                    side -= factor * table.amounts[other]
        rows[one.is_complete].append(row)
        sides[one.is_complete].append(side)
    target = [0.0] * len(cells)
    target[place[cell]] = sign
    solved = linprog(
        target,
        A_ub=rows[False] or None,
        b_ub=sides[False] or None,
        A_eq=rows[True] or None,
        b_eq=sides[True] or None,
        bounds=[_bounds(table, one) for one in cells],
    )
    return sign * solved.fun if solved.status == 0 else -sign * float("inf")


def _bounds(table: _Table, cell: Cell) -> tuple[float, float | None]:
    """The least and the most that a hidden count can be to one of its contributors, who knows what
    it added itself, here and to a count that holds this one or that this one holds."""
    added, amount = table.counts[cell], table.amounts[cell]
    least, most = max(added.values(), default=0.0), float("inf")
    for one in table.of_cell[cell]:
        parts = [part for part in one.parts if not table.is_unknown(part)]
        for contributor, own in added.items():
            if one.whole == cell:
                others = sum(_of_others(table, part, contributor) for part in parts)
                least = max(least, own + others)
            elif not table.is_unknown(one.whole):
                most = min(most, own + _of_others(table, one.whole, contributor))
    return min(least, amount), None if most == float("inf") else max(most, amount)


def _of_others(table: _Table, cell: Cell, contributor: str) -> float:
    return table.amounts[cell] - table.counts[cell].get(contributor, 0.0)


def _marks(table: _Table) -> dict[Cell, Status]:
    """``small`` where saying so gives nothing away, else ``hidden``; a part of nothing is hidden
    with its whole: it would say what the few of them did not do."""
    marks: dict[Cell, Status] = {
        cell: ("small" if _is_told_small(table, cell) else "hidden")
        if cell in table.hidden
        else "shown"
        for cell in table.counts
    }
    for one in table.sums:
        if one.is_part_of_whole and marks[one.whole] != "shown":
            marks |= {part: marks[one.whole] for part in one.parts if not table.amounts[part]}
    return marks


def _is_told_small(table: _Table, cell: Cell) -> bool:
    """Not where it is one of several in a sum: the least and the most that small counts can be
    would give the others back."""
    is_alone = not any(
        one.is_complete and sum(table.amounts[part] != 0 for part in one.parts) > 1
        for one in table.of_cell[cell]
    )
    return table.amounts[cell] < rules().shown_from and is_alone
