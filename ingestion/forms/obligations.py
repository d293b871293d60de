"""When a report on a period is due, under the law as one table (``obligation_rule``) holds it.

Contracts say what a form asks, never when it is due: a change of law is a row that ends and one
that begins, and changes no form. The caller hands in the rows; this package reads no other room's
files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from ingestion.forms.contract import Form
from ingestion.forms.periods import Period, periods_of_year

_RECURRING = "before_month_day"


class Deadline(NamedTuple):
    """The first day that is too late, and the obligation that sets it, such as ``R7``."""

    day: date
    obligation: str


@dataclass(frozen=True)
class RecurringRule:
    """One rule that asks for a report each year: received before ``month_day`` of the period's
    year, strictly, where that day lies in ``valid_from`` to ``valid_to`` (None is open). ``data``:
    the month and day of the year before from which, and of the year to which its data go, where
    the rule names them."""

    obligation: str
    form: str
    scope: str
    period_kind: str
    half: int | None
    month_day: tuple[int, int]
    valid_from: date | None
    valid_to: date | None
    data: tuple[tuple[int, int], tuple[int, int]] | None = None

    def asks_for(self, form: str, period: Period, scope: str) -> bool:
        """Whether the rule is about reports of this form, period and scope, in force or not."""
        half = 1 if period.end.month <= 6 else 2
        return (self.form, self.scope, self.period_kind) == (form, scope, period.kind) and (
            self.half in (None, half)
        )

    def day_in(self, year: int) -> date | None:
        """The first day of that year that is too late; None where the rule is not in force then."""
        day = date(year, *self.month_day)
        is_in_force = (self.valid_from or day) <= day <= (self.valid_to or day)
        return day if is_in_force else None


@dataclass(frozen=True)
class Law:
    """Every recurring rule, in the order of the table."""

    rules: tuple[RecurringRule, ...]

    def deadline_of(self, form: str, period: Period, scope: str | None = "own") -> Deadline | None:
        """When a report must have been received, or None when the law gives no known day.
        The last day on time is the day before ``Deadline.day``, in Vietnam's time."""
        rule = self._rule_of(form, period, scope)
        day = rule.day_in(period.end.year) if rule else None
        return Deadline(day, rule.obligation) if rule and day else None

    def with_days(self, form: str, period: Period, scope: str | None = "own") -> Period:
        """The period with the days its data cover: those its rule names, such as 15/12/2025 to
        14/12/2026 for the year 2026 of Mẫu số 08, else those of the calendar."""
        rule = self._rule_of(form, period, scope)
        if rule is None or rule.data is None:
            return period
        (first, last), year = rule.data, period.end.year
        return replace(period, start=date(year - 1, *first), end=date(year, *last))

    def _rule_of(self, form: str, period: Period, scope: str | None) -> RecurringRule | None:
        """The rule in force that asks for a report, if there is one."""
        asking = (rule for rule in self.rules if scope and rule.asks_for(form, period, scope))
        return next((rule for rule in asking if rule.day_in(period.end.year)), None)

    def owed_periods(self, form: Form, first_year: int, as_of: date) -> Iterator[Period]:
        """The periods of the form from ``first_year`` on that have ended by ``as_of``. Where the
        law ever gave periods of a kind a day, only those with one are owed; of a form that is not
        owed, none."""
        for year in range(first_year, as_of.year + 1) if form.owed else ():
            for kind in form.periods:
                for period in periods_of_year(year, kind):
                    if period.end <= as_of and not self._is_left_out(form.form, period):
                        yield period

    def asked_periods(
        self, form: Form, scope: str, first_year: int, last_year: int
    ) -> Iterator[tuple[Period, Deadline | None]]:
        """The periods of those years for which the law gives a day, or of which the form is owed
        without one, each with the days of its data and its deadline; whether they are over or
        not."""
        for year in range(first_year, last_year + 1):
            for kind in form.periods:
                for period in periods_of_year(year, kind):
                    deadline = self.deadline_of(form.form, period, scope)
                    is_owed = scope == "own" and form.owed
                    if deadline or (is_owed and not self._is_left_out(form.form, period)):
                        yield self.with_days(form.form, period, scope), deadline

    def _is_left_out(self, form: str, period: Period) -> bool:
        """Whether rules ask for the form on periods of this kind, and none in force for this one:
        a second half of the year, a year after the last rule has ended."""
        asked = {(rule.form, rule.period_kind, rule.scope) for rule in self.rules}
        is_asked = (form, period.kind, "own") in asked
        return is_asked and self.deadline_of(form, period) is None


def law_from_rows(rows: Iterable[Mapping[str, str]]) -> Law:
    """The recurring rules of forms among the rows of the table ``obligation_rule``, as a CSV reader
    gives them; those of events and single days are computed by the models alone."""
    return Law(
        tuple(
            RecurringRule(
                row["obligation_id"],
                row["form"],
                row["scope"],
                row["period_kind"],
                int(row["period_half"]) if row["period_half"] else None,
                _month_day(row["deadline_month_day"]),
                _day(row["valid_from"]),
                _day(row["valid_to"]),
                _data(row),
            )
            for row in rows
            if row["form"] and row["deadline_rule"] == _RECURRING
        )
    )


def _data(row: Mapping[str, str]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    starts, ends = row["period_starts"], row["period_ends"]
    return (_month_day(starts), _month_day(ends)) if starts and ends else None


def _month_day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
