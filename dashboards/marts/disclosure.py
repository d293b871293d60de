"""Which counts may be shown to everybody, by what each contributor adds to them.

``disclosure_rules.csv`` holds the rules with their sources. A contributor is whoever knows a
summand: a unit with the units it was made from. What is safe against units is safe against the
agencies that they are made of: two agencies never add more than the units that they belong to.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Status = Literal["shown", "small", "hidden"]


@dataclass(frozen=True, order=True)
class Cell:
    """One count of the country: a column (``counted``) of a row of its mart."""

    form: str
    period: str
    line: str
    breakdown: str
    counted: str


Parts = Mapping[str, float]  # what each contributor adds to a count


@dataclass(frozen=True)
class DisclosureRules:
    """Counts are shown from ``shown_from`` on, of ``contributors`` or more that add something, and
    where what is left without the two largest is at least ``percent`` of the largest; what is kept
    back may not be computed to within ``interval_percent``."""

    shown_from: int
    contributors: int
    percent: float
    interval_percent: float


@cache
def rules() -> DisclosureRules:
    """``disclosure_rules.csv``."""
    text = (files("dashboards.marts") / "disclosure_rules.csv").read_text(encoding="utf-8")
    values = {row["rule"]: float(row["value"]) for row in csv.DictReader(text.splitlines())}
    return DisclosureRules(
        shown_from=int(values["small_count"]),
        contributors=int(values["minimum_frequency"]),
        percent=values["p_percent"],
        interval_percent=values["interval"],
    )


def is_unsafe(parts: Parts) -> bool:
    """Whether a count would give somebody away: it is small, has few contributors, or its second
    largest contributor can compute the largest.

    Who adds nothing is no contributor, and a count of nothing gives nobody away.
    """
    added = sorted((abs(amount) for amount in parts.values() if amount), reverse=True)
    if not added:
        return False
    total = sum(added)
    if total < rules().shown_from or len(added) < rules().contributors:
        return True
    return total - added[0] - added[1] < added[0] * rules().percent / 100


def total_of(parts: Parts) -> float:
    """The count itself."""
    return sum(parts.values())


def combined(whole: Parts, without: Iterable[Parts]) -> dict[str, float]:
    """What each contributor adds to a count less others."""
    left = dict(whole)
    for parts in without:
        for contributor, amount in parts.items():
            left[contributor] = left.get(contributor, 0) - amount
    return left
