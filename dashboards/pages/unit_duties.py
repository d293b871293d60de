"""What a unit's agencies had to report in the year, what of it was met and what was missed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from dashboards.locale import day, language, text
from dashboards.unit_rows import UnitDuty
from ingestion.contract import load_contracts

_MET = ("on_time", "received")
_OPEN = ("not_yet_due", "no_deadline")


@dataclass
class DutyLine:
    """One duty in one period: its reports by what became of them, and whose are late or missing."""

    duty: UnitDuty
    title: str
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    late: str = ""
    missing: str = ""

    @property
    def due(self) -> int:
        """Reports that were owed."""
        return sum(self.counts.values())

    @property
    def met(self) -> int:
        """Reports on time, or received where no deadline is known."""
        return sum(self.counts[status] for status in _MET)

    @property
    def by_when(self) -> str:
        """The last day on time, or so long after what event; empty where none is known."""
        if self.duty.event:
            return self.duty.when
        return day(self.duty.last_day_on_time) if self.duty.last_day_on_time else ""

    @property
    def open(self) -> int:
        """Reports that need not be there yet."""
        return sum(self.counts[status] for status in _OPEN)


@dataclass(frozen=True)
class UnitDuties:
    """The duties of a unit: a sentence, the lines with something late or missing, the others."""

    sentence: str
    missed: tuple[DutyLine, ...]
    met: tuple[DutyLine, ...]


def unit_duties(year: int, rows: Sequence[UnitDuty]) -> UnitDuties | None:
    """What the rows of one unit add up to, most missing first; none where nothing was owed."""
    lines = list(_lines(rows).values())
    if not lines:
        return None
    missed = [line for line in lines if line.counts["late"] or line.counts["missing"]]
    missed.sort(key=lambda line: (-line.counts["missing"], -line.counts["late"], line.title))
    sentence = text(
        "page.duties.sentence",
        year=year,
        due=sum(line.due for line in lines),
        met=sum(line.met for line in lines),
        late=sum(line.counts["late"] for line in lines),
        missing=sum(line.counts["missing"] for line in lines),
        open=sum(line.open for line in lines),
    )
    return UnitDuties(sentence, tuple(missed), tuple(line for line in lines if line not in missed))


def _lines(rows: Sequence[UnitDuty]) -> dict[tuple[object, ...], DutyLine]:
    forms = load_contracts().latest()
    lines: dict[tuple[object, ...], DutyLine] = {}
    for row in rows:
        key = (row.obligation_id, row.form, row.period, row.when)
        title = forms[row.form].title.in_language(language()) if row.form in forms else row.form
        title = row.report_vi or title if row.event else title
        line = lines.setdefault(key, DutyLine(row, title))
        line.counts[row.status] += row.reports
        if row.status == "late":
            line.late = row.agencies or ""
        elif row.status == "missing":
            line.missing = row.agencies or ""
    return lines
