"""How the pillars of one unit compare with the median of the ranked units."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from dashboards.looks.locale import percent, text
from dashboards.marts.index import Score
from dashboards.marts.unit import PillarMedian

# Shares are compared as they are shown: in per cent, cut after one decimal.
SHOWN = Decimal("0.001")


@dataclass(frozen=True)
class PillarLine:
    """One part or pillar: its group and that of the median; the shares of its points, in percent,
    where the reader may see them; ``standing`` says in a word which is higher."""

    median: PillarMedian
    grade: str | None
    fill: Decimal | None
    middle: Decimal | None
    shares: tuple[str, str] | None
    standing: str


def unit_pillars(
    medians: Sequence[PillarMedian],
    grades: Mapping[str, str | None],
    scores: Sequence[Score],
) -> list[PillarLine]:
    """The lines in the order of the method, from the grades and scores of one unit by node."""
    shares = {score.node_id: score.normalised for score in scores}
    return [
        _line(row, grades[row.node_id], shares.get(row.node_id))
        for row in medians
        if row.node_id in grades
    ]


def _line(row: PillarMedian, grade: str | None, share: Decimal | None) -> PillarLine:
    if share is None or row.median_share is None:
        return PillarLine(row, grade, None, None, None, _standing(grade, row.median_grade))
    own, middle = (one.quantize(SHOWN, ROUND_DOWN) for one in (share, row.median_share))
    key = "page.median.above" if own > middle else "page.median.below"
    standing = text("page.median.equal" if own == middle else key)
    shares = (percent(own), percent(middle))
    return PillarLine(row, grade, own * 100, middle * 100, shares, standing)


def _standing(grade: str | None, middle: str | None) -> str:
    """By groups alone: A is above B."""
    if grade is None or middle is None:
        return text("page.none")
    if grade == middle:
        return text("page.median.same_group")
    return text("page.median.above" if grade < middle else "page.median.below")
