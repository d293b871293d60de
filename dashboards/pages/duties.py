"""What had to be reported and what became of it, duty by duty."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic, TypeVar

from dashboards.looks.locale import language, percent, text
from dashboards.marts.reporting import Owed
from ingestion.forms.contract import load_contracts

Row = TypeVar("Row", bound=Owed)
_MET = ("on_time", "received")
_OPEN = ("not_yet_due", "no_deadline")


@dataclass
class DutyLine(Generic[Row]):
    """One duty in one period: its reports by status, and whose are late or missing."""

    duty: Row
    title: str
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    late: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def is_dated(self) -> bool:
        """Whether it is known by when the report is asked for; else it is in no rate."""
        return self.duty.deadline_rule != "not_known"

    @property
    def due(self) -> int:
        """Reports that were owed."""
        return sum(self.counts.values())

    @property
    def met(self) -> int:
        """Reports on time, or received where no deadline is known."""
        return sum(self.counts[status] for status in _MET)

    @property
    def open(self) -> int:
        """Reports that need not be there yet."""
        return sum(self.counts[status] for status in _OPEN)

    @property
    def share(self) -> str:
        """The reports that were met, of those that must be there by now; a dash where none must."""
        expected = self.due - self.open if self.is_dated else 0
        return percent(Decimal(self.met) / expected) if expected else text("page.none")


def duty_lines(rows: Iterable[Row]) -> list[DutyLine[Row]]:
    """The rows of one duty and period together, in their order."""
    lines: dict[tuple[object, ...], DutyLine[Row]] = {}
    for row in rows:
        key = (row.obligation_id, row.form, row.period, row.when, row.is_assumed)
        line = lines.setdefault(key, DutyLine(row, _title(row)))
        line.counts[row.status] += row.reports
        if row.status == "late":
            line.late += row.agencies or ()
        elif row.status == "missing":
            line.missing += row.agencies or ()
    return list(lines.values())


def _title(row: Owed) -> str:
    """What the law calls the report of an event; else the title of its form."""
    if row.event and row.report_vi:
        return row.report_vi
    forms = load_contracts().latest()
    return forms[row.form].title.in_language(language()) if row.form in forms else row.form
