"""A unit's totals for a year, from the hints of the contracts: bases and the parts of them.

A base of one name is one quantity, whichever forms ask for it, so the forms of a unit agree. Money
is counted in whole millions of đồng here, so that any unit of money states it exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ingestion.forms.contract import FieldContract, Form, Line
from ingestion.forms.sample_hints import SampleHint
from ingestion.samples.chance import between
from ingestion.samples.facts import Facts
from ingestion.samples.strength import FIRST_YEAR, Strengths

MONEY_QUANTUM = 1_000_000
_GROWTH_PER_YEAR = 0.02
_SIZE_WITHOUT_HINT = 100.0


def hint_of(asked: Line | FieldContract) -> SampleHint | None:
    """The hint of a line or field; one made up where a required number has none."""
    if asked.sample is not None or not asked.required:
        return asked.sample
    if asked.kind in ("ratio", "count", "number", "money"):
        return SampleHint(base=asked.code, size=_SIZE_WITHOUT_HINT, worst=0, best=1)
    return None


class Totals:
    """What every unit has in every year; a merged unit has the sum of its predecessors."""

    def __init__(self, forms: Iterable[Form], facts: Facts, seed: int) -> None:
        self.strengths = Strengths(facts, seed)
        self._facts = facts
        self._seed = seed
        sizes = list(_base_sizes(forms))
        self._sizes = {base: size or _SIZE_WITHOUT_HINT for base, size in sizes}
        self._sizes |= {base: size for base, size in sizes if size}
        self._bases: dict[tuple[str, str, int], int] = {}

    def base(self, unit_id: str, base: str, year: int) -> int:
        """The whole quantity called ``base``; never 0."""
        if old := self._facts.predecessors.get(unit_id):
            return sum(self.base(unit, base, year) for unit in old)
        key = (unit_id, base, year)
        if key not in self._bases:
            size = self._sizes[base] * self.strengths.size(unit_id)
            size *= 1 + _GROWTH_PER_YEAR * (year - FIRST_YEAR)
            size *= between(0.9, 1.1, self._seed, "base", base, unit_id)
            self._bases[key] = max(1, _rounded(size))
        return self._bases[key]

    def part(self, unit_id: str, base: str, hint: SampleHint, year: int) -> int:
        """The part of a base that the hint's share at the unit's strength makes."""
        if old := self._facts.predecessors.get(unit_id):
            return sum(self.part(unit, base, hint, year) for unit in old)
        share = self._at_strength(unit_id, hint, year)
        whole = self.base(unit_id, base, year)
        return min(whole, _rounded(share * whole))

    def count(self, unit_id: str, hint: SampleHint, year: int) -> int:
        """A quantity that hangs on strength alone."""
        if old := self._facts.predecessors.get(unit_id):
            return sum(self.count(unit, hint, year) for unit in old)
        return _rounded(self._at_strength(unit_id, hint, year))

    def _at_strength(self, unit_id: str, hint: SampleHint, year: int) -> float:
        worst, best = hint.worst or 0.0, hint.best or 0.0
        return worst + self.strengths.strength(unit_id, year) * (best - worst)


def _rounded(value: float) -> int:
    return max(0, int(value + 0.5))


def _base_sizes(forms: Iterable[Form]) -> Iterator[tuple[str, float | None]]:
    """Each base with its size where a hint states one, money in its quantum."""
    for form in forms:
        for sheet in form.sheets:
            asked: tuple[Line | FieldContract, ...]
            asked = sheet.lines if sheet.kind == "indicator" else sheet.fields
            for part in asked:
                hint = hint_of(part)
                if hint and hint.base:
                    quantum = MONEY_QUANTUM if part.kind == "money" else 1
                    yield hint.base, hint.size and hint.size / quantum
