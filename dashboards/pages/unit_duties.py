"""What a unit's agencies had to report in the year, what of it was met and what was missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.looks.locale import text
from dashboards.marts.unit import UnitDuty
from dashboards.pages.duties import DutyLine, duty_lines


@dataclass(frozen=True)
class UnitDuties:
    """The duties of a unit: a sentence, the lines with something late or missing, the others, and
    those that bind its agencies by assumption only, which the sentence leaves out."""

    sentence: str
    missed: tuple[DutyLine[UnitDuty], ...]
    met: tuple[DutyLine[UnitDuty], ...]
    assumed: tuple[DutyLine[UnitDuty], ...]


def unit_duties(year: int, rows: Sequence[UnitDuty]) -> UnitDuties | None:
    """What the rows of one unit add up to, most missing first; ``None`` where nothing was owed."""
    everything = duty_lines(rows)
    if not everything:
        return None
    lines = [line for line in everything if not line.duty.is_assumed]
    assumed = tuple(line for line in everything if line.duty.is_assumed)
    missed = [line for line in lines if line.counts["late"] or line.counts["missing"]]
    missed.sort(key=lambda line: (-line.counts["missing"], -line.counts["late"], line.title))
    dated = [line for line in lines if line.is_dated]
    sentence = text(
        "page.duties.sentence",
        year=year,
        due=sum(line.due for line in dated),
        met=sum(line.met for line in dated),
        late=sum(line.counts["late"] for line in dated),
        missing=sum(line.counts["missing"] for line in dated),
        open=sum(line.open for line in dated),
    )
    met = tuple(line for line in lines if line not in missed)
    return UnitDuties(sentence, tuple(missed), met, assumed)
