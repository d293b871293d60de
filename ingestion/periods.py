"""Reporting periods in SDMX form, such as ``2024``, ``2024-S1``, ``2024-03``, ``2021-2025``, and
the day of an event, ``2024-05-17``."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ingestion.contract import Deadline, Form, PeriodKind

# The index begins with the first assessment.
FIRST_INDEX_YEAR = 2018
# The oldest report the founding documents ask for is a survey of that year, for a day.
FIRST_EVENT_YEAR = 2014

_PATTERNS: tuple[tuple[PeriodKind, re.Pattern[str]], ...] = (
    ("multi-year", re.compile(r"^(?P<year>[0-9]{4})-(?P<last>[0-9]{4})$")),
    ("year", re.compile(r"^(?P<year>[0-9]{4})$")),
    ("half-year", re.compile(r"^(?P<year>[0-9]{4})-S(?P<part>[12])$")),
    ("quarter", re.compile(r"^(?P<year>[0-9]{4})-Q(?P<part>[1-4])$")),
    ("month", re.compile(r"^(?P<year>[0-9]{4})-(?P<part>0[1-9]|1[0-2])$")),
    ("event", re.compile(r"^(?P<year>[0-9]{4})-[0-9]{2}-[0-9]{2}$")),
)
_MONTHS: dict[PeriodKind, int] = {"half-year": 6, "quarter": 3, "month": 1}


@dataclass(frozen=True)
class Period:
    """A period with its first and last day and the index year it belongs to."""

    key: str
    kind: PeriodKind
    start: date
    end: date

    @property
    def index_year(self) -> int:
        """The year whose index the period feeds: the year it ends in."""
        return self.end.year


def parse_period(text: str) -> Period:
    """The period written as an SDMX key; raises ``ValueError`` when it is none."""
    for kind, pattern in _PATTERNS:
        match = pattern.match(text.strip())
        if match is None:
            continue
        year = int(match["year"])
        if kind == "multi-year":
            last_year = int(match["last"])
            if last_year <= year:
                break
            return Period(text.strip(), kind, date(year, 1, 1), date(last_year, 12, 31))
        if kind == "event":
            day = date.fromisoformat(text.strip())
            return Period(text.strip(), kind, day, day)
        if kind == "year":
            return Period(text.strip(), kind, date(year, 1, 1), date(year, 12, 31))
        months = _MONTHS[kind]
        last_month = int(match["part"]) * months
        start = date(year, last_month - months + 1, 1)
        return Period(
            text.strip(),
            kind,
            start,
            date(year, last_month, monthrange(year, last_month)[1]),
        )
    raise ValueError(f"not a reporting period: {text!r}")


def periods_of_year(year: int, kind: PeriodKind) -> list[Period]:
    """The periods of one kind that end in ``year``, in order; none for those without a calendar,
    ``multi-year`` and ``event``."""
    keys: dict[PeriodKind, list[str]] = {
        "year": [f"{year}"],
        "half-year": [f"{year}-S{half}" for half in (1, 2)],
        "quarter": [f"{year}-Q{quarter}" for quarter in range(1, 5)],
        "month": [f"{year}-{month:02d}" for month in range(1, 13)],
    }
    return [parse_period(key) for key in keys.get(kind, [])]


def deadline_of(
    form: Form, period: Period, scope: str | None = "own"
) -> tuple[date, Deadline] | None:
    """The day before which a report of this period must be received, or None when the law gives
    none that is known; the first that holds of several. Deadlines are strict: the last day on time
    is the day before."""
    for rule in form.deadlines:
        month, day = (int(part) for part in rule.before.split("-"))
        due = date(period.end.year, month, day)
        half = 1 if period.end.month <= 6 else 2
        if (
            rule.period_kind == period.kind
            and rule.scope in (None, scope)
            and (rule.half is None or rule.half == half)
            and (rule.valid_from is None or due >= rule.valid_from)
            and (rule.valid_to is None or due <= rule.valid_to)
        ):
            return due, rule
    return None


def owed_periods(form: Form, first_year: int, as_of: date) -> Iterator[Period]:
    """The periods of the form from ``first_year`` on that have ended by ``as_of``. Of half-years
    only those with a deadline of their own are owed where the form states any; of a form that is
    not owed, none."""
    for year in range(first_year, as_of.year + 1) if form.owed else ():
        for kind in form.periods:
            for period in periods_of_year(year, kind):
                dated = [rule for rule in form.deadlines if rule.period_kind == kind]
                deadline = deadline_of(form, period)
                past_first_half = kind == "half-year" and period.end.month > 6
                if period.end > as_of or (past_first_half and deadline is None and dated):
                    continue
                yield period
