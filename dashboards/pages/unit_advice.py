"""What would raise the score of one unit: its steps towards each target, the largest gain first,
and those of them that are enough for the next grade."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from dashboards.looks.locale import number, percent, plain, signed, text
from dashboards.marts.advice import Advice
from dashboards.marts.index import Ranking
from dashboards.marts.method import GradeBand

_TARGETS = ("next_band", "peers_median")
_OPEN = 5
_NAMED_AT_MOST = 3
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Steps:
    """The steps towards one target: those shown at once, the others, and how many these are."""

    first: Sequence[Advice]
    others: Sequence[Advice]

    @property
    def more(self) -> str:
        """How many others there are and the most that one of them adds; empty where none are."""
        if not self.others:
            return ""
        gain = number(self.others[0].score_gain)
        return text("page.advice.more", steps=len(self.others), gain=gain)


def unit_advice(rows: Sequence[Advice]) -> dict[str, Steps]:
    """The steps by target; targets without steps are left out."""
    by_target = {target: [row for row in rows if row.target == target] for target in _TARGETS}
    return {name: Steps(steps[:_OPEN], steps[_OPEN:]) for name, steps in by_target.items() if steps}


def figure_of(value: Decimal | None, step: Advice) -> str:
    """A figure of an indicator: a count as it is, a share in percent, or that there is none."""
    if value is None:
        return text("page.status.not_reported")
    if step.is_yes_no:
        return text("page.advice.yes" if value else "page.advice.no")
    return plain(value) if step.is_count else percent(value, decimals=2)


def to_next_grade(unit: Ranking, bands: Sequence[GradeBand], rows: Sequence[Advice]) -> str:
    """The points to the next grade and the first steps that are enough, each computed by itself;
    empty without a rank and at the best grade. ``rows`` are the steps, the largest gain first."""
    above = [band for band in bands if unit.score is not None and band.score_from > unit.score]
    if unit.rank is None or unit.score is None or not above:
        return ""
    nearest = min(above, key=lambda band: band.score_from)
    gap = (nearest.score_from - unit.score).quantize(_HUNDREDTH, ROUND_CEILING)
    lead = text(
        "page.next_grade",
        gap=number(gap),
        grade=nearest.grade,
        score_from=plain(nearest.score_from),
    )
    steps = [row for row in rows if row.target == "next_band"]
    return f"{lead} {_reaching(gap, steps)}".rstrip()


def _reaching(gap: Decimal, steps: Sequence[Advice]) -> str:
    """The first steps that together gain as much as is missing, or that all do not."""
    gained = Decimal(0)
    for taken, step in enumerate(steps, start=1):
        gained += step.score_gain
        if gained >= gap and taken == 1:
            return text("page.next_grade.one", named=_named(steps[:1]))
        if gained >= gap:
            return text(
                "page.next_grade.steps",
                steps=taken,
                named=_named(steps[:taken]),
                sum=number(gained),
            )
    if not steps:
        return ""
    return text("page.next_grade.not_enough", steps=len(steps), sum=number(gained))


def _named(steps: Sequence[Advice]) -> str:
    names = ", ".join(f"{step.name} ({signed(step.score_gain)})" for step in steps[:_NAMED_AT_MOST])
    more = len(steps) - _NAMED_AT_MOST
    return names + (text("page.next_grade.more", steps=more) if more > 0 else "")
