"""What a unit's agencies had to report in the year by law, duty by duty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.marts.unit import UnitDuty
from dashboards.pages.duties import NOT_FULFILLED, DutyLine, duty_lines


@dataclass(frozen=True)
class UnitDuties:
    """The duties of a unit: the lines with something missing, held or late, the others, and those
    that bind its agencies by assumption only."""

    open: tuple[DutyLine[UnitDuty], ...]
    fulfilled: tuple[DutyLine[UnitDuty], ...]
    assumed: tuple[DutyLine[UnitDuty], ...]


def unit_duties(rows: Sequence[UnitDuty]) -> UnitDuties | None:
    """What the rows of one unit add up to, most missing first; ``None`` where nothing was owed."""
    everything = duty_lines(rows)
    if not everything:
        return None
    binding = [line for line in everything if not line.duty.is_assumed]
    unfulfilled = [line for line in binding if line.needs_work]
    unfulfilled.sort(
        key=lambda line: (*(-line.counts[status] for status in NOT_FULFILLED), line.title)
    )
    return UnitDuties(
        tuple(unfulfilled),
        tuple(line for line in binding if not line.needs_work),
        tuple(line for line in everything if line.duty.is_assumed),
    )
