"""What would raise the score of one unit: its steps towards each target, the largest gain first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.looks.locale import number, percent, plain, text
from dashboards.marts.advice import Advice

_TARGETS = ("next_band", "peers_median")
_OPEN = 5


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
    return plain(value) if step.is_count else percent(value, decimals=2)
