"""Which counts of the country add up to others, so that one is computed from the rest.

``disclosure_sums.csv`` has the sums that follow from what the forms count: ``whole`` and ``parts``
are a line and its column (``*``: any line), of one breakdown; or the parts are summed ``over`` the
breakdowns of a line, or over the periods of a year. A part of a whole (``handled`` of
``incidents``) needs no line there.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from math import isclose

from dashboards.marts.disclosure import Cell, Parts, total_of

WHOLE_OF = {"handled": "incidents", "total": "denominator"}
_PERIODS_IN_A_YEAR = {"S": 2, "Q": 4, "M": 12}
_PART_OF_A_YEAR = re.compile(r"([0-9]{4})-([SQM])[0-9]+")


@dataclass(frozen=True)
class Sum:
    """A count and others that it is the sum of, or that it holds (``is_complete``). What an
    incomplete sum lacks may be a count as well: the other half of a year (``has_rest``)."""

    whole: Cell
    parts: tuple[Cell, ...]
    is_complete: bool
    has_rest: bool = False

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All of them."""
        return (self.whole, *self.parts)

    @property
    def is_part_of_whole(self) -> bool:
        """Whether it is two columns of one row, as ``handled`` and ``incidents``."""
        whole = WHOLE_OF.get(self.parts[0].counted)
        return self.parts == (replace(self.whole, counted=self.parts[0].counted),) and (
            self.whole.counted == whole
        )


@dataclass(frozen=True)
class _Line:
    form: str
    whole: str
    parts: tuple[str, ...]
    over: str


@cache
def _lines() -> tuple[_Line, ...]:
    text = (files("dashboards.marts") / "disclosure_sums.csv").read_text(encoding="utf-8")
    return tuple(
        _Line(row["form"], row["whole"], tuple(row["parts"].split()), row["over"])
        for row in csv.DictReader(text.splitlines())
    )


def sums_of(counts: Mapping[Cell, Parts]) -> list[Sum]:
    """The sums among some counts that hold of them; a sum that lacks a part is none, but for
    periods of a year."""
    found = [*_pairs(counts), *_by_line(counts), *_by_period(counts)]
    return [one for one in (_as_it_holds(one, counts) for one in found) if one]


def _as_it_holds(one: Sum, counts: Mapping[Cell, Parts]) -> Sum | None:
    """A sum that does not add up, as a stated total may not, holds its parts or says nothing."""
    whole = total_of(counts[one.whole])
    parts = sum(total_of(counts[part]) for part in one.parts)
    if one.is_complete and isclose(whole, parts):
        return one
    return replace(one, is_complete=False) if parts <= whole else None


def _pairs(counts: Mapping[Cell, Parts]) -> Iterator[Sum]:
    for cell in counts:
        if cell.counted in WHOLE_OF:
            whole = replace(cell, counted=WHOLE_OF[cell.counted])
            if whole in counts:
                yield Sum(whole, (cell,), is_complete=False)


def _by_line(counts: Mapping[Cell, Parts]) -> Iterator[Sum]:
    """Sums within one period: the parts of one breakdown, or of all."""
    places: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for cell in counts:
        places[cell.form, cell.period].add(cell.breakdown)
    for line in _lines():
        for (form, period), breakdowns in places.items():
            if line.form != form or line.over == "period":
                continue
            if line.over == "breakdown":
                whole = _cell(form, period, line.whole, "-")
                parts = [
                    _cell(form, period, part, breakdown)
                    for part in line.parts
                    for breakdown in sorted(breakdowns - {"-"})
                ]
                found = [Sum(whole, tuple(p for p in parts if p in counts), is_complete=True)]
            else:
                found = [
                    Sum(
                        _cell(form, period, line.whole, breakdown),
                        tuple(_cell(form, period, part, breakdown) for part in line.parts),
                        is_complete=True,
                    )
                    for breakdown in sorted(breakdowns)
                ]
            yield from (one for one in found if one.parts and all(c in counts for c in one.cells))


def _by_period(counts: Mapping[Cell, Parts]) -> Iterator[Sum]:
    """Years and the halves, quarters or months of them that there are."""
    summed = {(one.form, *one.whole.split(".")) for one in _lines() if one.over == "period"}
    of_year: defaultdict[tuple[Cell, str], list[Cell]] = defaultdict(list)
    for cell in counts:
        part = _PART_OF_A_YEAR.fullmatch(cell.period)
        names = {(cell.form, line, cell.counted) for line in (cell.line, "*")}
        if part and names & summed:
            of_year[replace(cell, period=part[1]), part[2]].append(cell)
    for (year, kind), parts in of_year.items():
        if year in counts:
            is_complete = len(parts) == _PERIODS_IN_A_YEAR[kind]
            yield Sum(year, tuple(sorted(parts)), is_complete, has_rest=not is_complete)


def _cell(form: str, period: str, quantity: str, breakdown: str) -> Cell:
    line, counted = quantity.split(".")
    return Cell(form, period, line, breakdown, counted)
