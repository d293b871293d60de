"""What had to be reported and what became of it, duty by duty."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic, TypeVar

from dashboards.looks.locale import language, percent, text
from dashboards.marts.report_status import ReportStatus
from dashboards.marts.reporting import Owed
from ingestion.forms.contract import load_contracts

# Whose reports are named, in this order.
NOT_FULFILLED: tuple[ReportStatus, ...] = ("missing", "held", "late")
Row = TypeVar("Row", bound=Owed)


@dataclass
class DutyLine(Generic[Row]):
    """One duty in one period: its reports by status, and whose are late, held or missing."""

    duty: Row
    title: str
    counts: Counter[str] = field(default_factory=Counter)
    agencies: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def is_dated(self) -> bool:
        """Whether it is known by when the report is asked for; else it is in no rate."""
        return self.duty.deadline_rule != "not_known"

    @property
    def due(self) -> int:
        """Reports that were owed."""
        return self.counts.total()

    @property
    def needs_work(self) -> bool:
        """Whether one is missing, held, or came late."""
        return any(self.counts[status] for status in NOT_FULFILLED)

    @property
    def share(self) -> str:
        """Those accepted in time, of those that must be there by now; a dash where none must."""
        expected = self.due - self.counts["due"] if self.is_dated else 0
        accepted = Decimal(self.counts["accepted"])
        return percent(accepted / expected) if expected else text("page.none")


def duty_lines(rows: Iterable[Row]) -> list[DutyLine[Row]]:
    """The rows of one duty and period together, in their order."""
    lines: dict[tuple[object, ...], DutyLine[Row]] = {}
    for row in rows:
        key = (row.obligation_id, row.form, row.period, row.when, row.is_assumed)
        line = lines.setdefault(key, DutyLine(row, _title(row)))
        line.counts[row.status] += row.reports
        line.agencies[row.status] += row.agencies or ()
    return list(lines.values())


def _title(row: Owed) -> str:
    """What the law calls the report of an event; else the title of its form."""
    if row.event and row.report_vi:
        return row.report_vi
    forms = load_contracts().latest()
    return forms[row.form].title.in_language(language()) if row.form in forms else row.form
