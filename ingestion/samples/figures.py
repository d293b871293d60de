"""A unit's totals shared out over its agencies and over the rows of a table.

Everything is shared by largest remainder, so that what the agencies report adds up to the total
again (or to one each, where there are more agencies than that); a part is shared by what is left
of its whole, so that it never exceeds it anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingestion.forms.contract import (
    NUMERIC_KINDS,
    FieldContract,
    IndicatorSheet,
    Line,
    RegisterSheet,
)
from ingestion.forms.sample_hints import SampleHint
from ingestion.samples.totals import Totals, hint_of

Amounts = dict[str, int]


@dataclass(frozen=True)
class Owner:
    """Whose totals are shared out (units) and how heavy each of the agencies weighs."""

    unit_ids: tuple[str, ...]
    weights: tuple[int, ...]


def apportion(total: int, weights: Sequence[int], least: int = 0) -> list[int]:
    """``total`` in whole parts by largest remainder, each at least ``least`` where it suffices."""
    if not weights:
        return []
    if not sum(weights):
        weights = [1] * len(weights)
    least = least if total >= least * len(weights) else 0
    rest, whole = total - least * len(weights), sum(weights)
    parts = [least + rest * weight // whole for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda index: -(rest * weights[index] % whole))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


class AgencyFigures:
    """The yearly figures of agencies, sheet by sheet; money in its quantum."""

    def __init__(self, totals: Totals) -> None:
        self._totals = totals

    def lines(self, sheet: IndicatorSheet, owner: Owner, year: int) -> list[dict[str, Amounts]]:
        """For each agency the numbers of each line: ``value`` and, of a ratio, ``denominator``."""
        agencies: list[dict[str, Amounts]] = [{} for _ in owner.weights]
        for line in sheet.lines:
            hint = hint_of(line)
            for agency, amounts in zip(agencies, self._line(line, owner, year), strict=True):
                if hint and hint.less:
                    amounts["value"] -= agency[hint.less]["value"]
                if amounts:
                    agency[line.code] = amounts
        return agencies

    def _line(self, line: Line, owner: Owner, year: int) -> list[Amounts]:
        hint = hint_of(line)
        if hint is None or line.kind not in (*NUMERIC_KINDS, "ratio"):
            return [{} for _ in owner.weights]
        if hint.of is not None and hint.less:
            return [{"value": whole} for whole in self._base_by_agency(hint.of, owner, year)]
        if hint.of is not None:
            return [{"value": value} for value in self.share(hint.of, hint, owner, year)]
        if hint.base is None:
            return [{"value": value} for value in self._counts(line, owner, year)]
        wholes = self._base_by_agency(hint.base, owner, year)
        if line.kind != "ratio":
            return [{"value": whole} for whole in wholes]
        values = self.share(hint.base, hint, owner, year)
        return [
            {"value": value, "denominator": whole}
            for value, whole in zip(values, wholes, strict=True)
        ]

    def base(self, base: str, owner: Owner, year: int) -> list[int]:
        """What each agency has of a base; never 0."""
        return self._base_by_agency(base, owner, year)

    def share(self, base: str, hint: SampleHint, owner: Owner, year: int) -> list[int]:
        """The part of a base that the hint's share makes, for each agency."""
        total = self._part(owner, base, hint, year)
        return apportion(total, self._base_by_agency(base, owner, year))

    def rows(
        self, sheet: RegisterSheet, owner: Owner, year: int, row_counts: Sequence[int]
    ) -> list[list[Amounts]]:
        """For each agency the numbers of each of its rows (so many as ``row_counts`` says), by
        field."""
        cells: list[Amounts] = [{} for _ in range(sum(row_counts))]
        for contract in sheet.fields:
            wholes = self._wholes(contract, owner, year, row_counts)
            # A field without numbers of its own has no wholes and leaves the cells alone.
            for cell, whole in zip(cells, wholes, strict=False):
                cell[contract.code] = whole
        left = [dict(cell) for cell in cells]
        for contract in sheet.fields:
            hint = hint_of(contract)
            if contract.kind in NUMERIC_KINDS and hint is not None and hint.of is not None:
                base = self._base_of(sheet, hint.of)
                total = self._part(owner, base, hint, year)
                self._share_out(contract.code, hint.of, total, cells, left)
        starts = [sum(row_counts[:index]) for index in range(len(row_counts))]
        return [
            cells[start : start + count] for start, count in zip(starts, row_counts, strict=True)
        ]

    def _base_of(self, sheet: RegisterSheet, whole: str) -> str:
        hint = hint_of(sheet.field(whole))
        if hint is None or hint.base is None:
            raise ValueError(f"sheet {sheet.name}: {whole} has no base to take a share of")
        return hint.base

    def _part(self, owner: Owner, base: str, hint: SampleHint, year: int) -> int:
        return _sum(owner, lambda unit: self._totals.part(unit, base, hint, year))

    def _share_out(
        self, code: str, whole: str, total: int, cells: list[Amounts], left: list[Amounts]
    ) -> None:
        """Give a part to the cells by what is left of the whole in each, and take it off there."""
        room = [rest[whole] for rest in left]
        parts = apportion(min(total, sum(room)), room)
        for cell, rest, part in zip(cells, left, parts, strict=True):
            cell[code] = part
            rest[whole] -= part

    def _wholes(
        self, contract: FieldContract, owner: Owner, year: int, row_counts: Sequence[int]
    ) -> list[int]:
        """The cells of a field that is no part of another; empty for a field without numbers."""
        hint = hint_of(contract)
        if hint is None or (hint.base is None and hint.best is None) or hint.of:
            return []
        if contract.kind not in NUMERIC_KINDS:
            return []
        least = 1 if (contract.minimum or 0) >= 1 else 0
        by_agency = (
            self._base_by_agency(hint.base, owner, year)
            if hint.base
            else self._counts(contract, owner, year)
        )
        return [
            part
            for whole, count in zip(by_agency, row_counts, strict=True)
            for part in apportion(whole, _row_weights(count), least)
        ]

    def _base_by_agency(self, base: str, owner: Owner, year: int) -> list[int]:
        total = _sum(owner, lambda unit: self._totals.base(unit, base, year))
        return apportion(max(total, len(owner.weights)), owner.weights, least=1)

    def _counts(self, asked: Line | FieldContract, owner: Owner, year: int) -> list[int]:
        hint = hint_of(asked)
        if hint is None:
            return [0 for _ in owner.weights]
        total = _sum(owner, lambda unit: self._totals.count(unit, hint, year))
        return apportion(total, owner.weights)


def _row_weights(count: int) -> list[int]:
    """The first rows are the large ones, in every table and every year."""
    return [60 // (row + 1) for row in range(count)]


def _sum(owner: Owner, amount: Callable[[str], int]) -> int:
    return sum(amount(unit_id) for unit_id in owner.unit_ids)
