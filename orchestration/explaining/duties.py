"""What an agency owes on a day, rule by rule: what is overdue, what has a last day ahead, what is
asked for whenever something happens, what has no known day, and the goals; each with what it rests
on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from ingestion.forms.contract import load_contracts
from ingestion.forms.periods import Period, periods_of_year
from ingestion.home.ledger import Ledger
from ingestion.landing.agencies import agency_types
from orchestration.intake.due_reports import due_reports, is_valid, line_of
from orchestration.reference.duties import is_bound, is_in_force, recipients_on
from orchestration.reference.seeds import law, seed_rows

Rule = Mapping[str, str]
_ONE_DAY, _YEAR = timedelta(days=1), timedelta(days=365)


@dataclass(frozen=True)
class Duty:
    """One rule that asks an agency for a report, or a goal it is to reach. ``period`` and
    ``last_day`` are those of the next deadline, None where no day is known, or of one that passed
    in the last twelve months and for which nothing was received (``is_overdue``); ``event``,
    ``deadline_rule`` and ``amount`` say within what, where something has to happen first.
    ``mark`` says how far the rule was verified, ``note_vi`` and ``note_en`` what has to be known of
    it. ``valid_from`` is its first day, None where that was not read; ``document_date`` then says
    when its document was issued, to the day, month or year that is known. An assumed duty was read
    for others only."""

    rule_id: str
    obligation_id: str
    kind: str
    report_vi: str
    scope: str
    period: str | None
    last_day: date | None
    event: str | None
    deadline_rule: str
    amount: int | None
    recipients: list[str]
    legal_basis: str
    mark: str
    note_vi: str
    note_en: str
    valid_from: date | None
    document_date: str
    is_assumed: bool
    is_overdue: bool


def duties_on(agencies: pl.DataFrame, ledger: Ledger, agency_id: str, day: date) -> list[Duty]:
    """The duties of an agency of the register on a day: what is overdue, then the next deadline
    first; raises ``Refusal`` where there is no such agency on that day."""
    line = line_of(agencies, agency_id, day)
    leads = agency_id in set(agencies.filter(is_valid(day))["parent_id"].drop_nulls())
    rules = [rule for rule in _rules() if _asks(rule, line, leads=leads)]
    owed = [(rule["sector"], duty) for rule in rules for duty in _duties(rule, line, day)]
    of_sector = {(one.obligation_id, one.event) for sector, one in owed if sector}
    kept = [
        one for sector, one in owed if sector or (one.obligation_id, one.event) not in of_sector
    ]
    ahead = sorted(kept, key=lambda one: (one.last_day is None, one.last_day or day, one.rule_id))
    return [*_overdue(agencies, ledger, agency_id, day), *ahead]


def _overdue(agencies: pl.DataFrame, ledger: Ledger, agency_id: str, day: date) -> Iterator[Duty]:
    """What was due in the twelve months before a day and was not received by then, the oldest
    first; nothing under an assumed duty."""
    is_around = (pl.col("agency_id") == agency_id) | (pl.col("parent_id") == agency_id)
    missing = []
    for one in due_reports(agencies.filter(is_around), ledger, day, day.year - 1):
        deadline = law().deadline_of(one.form.form, one.period, one.scope)
        if deadline and one.agency["agency_id"] == agency_id and day - _YEAR < deadline.day <= day:
            missing.append((deadline, one))
    for deadline, one in sorted(missing, key=lambda pair: pair[0]):
        rule = next(
            rule
            for rule in _rules()
            if (rule["obligation_id"], rule["form"]) == (deadline.obligation, one.form.form)
        )
        last_day = deadline.day - _ONE_DAY
        yield _duty(rule, one.agency, day, one.period.key, last_day, is_overdue=True)


def _rules() -> list[Rule]:
    return [rule for rule in seed_rows("reference/obligation_rule") if rule["form"]]


def _asks(rule: Rule, line: Mapping[str, Any], *, leads: bool) -> bool:
    """Whether a rule is about agencies of this kind and sector."""
    form = load_contracts().latest().get(rule["form"])
    return (
        form is not None
        and agency_types()[line["agency_type"]].reporter == form.reporter
        and rule["sector"] in ("", line["sector"] or "")
        and (leads or rule["actor"] != "lead_agency")
    )


def _duties(rule: Rule, line: Mapping[str, Any], day: date) -> Iterator[Duty]:
    """The rule as it stands on the day: its next deadline, or itself where it has none."""
    if rule["deadline_rule"] == "before_month_day":
        for period, last_day in _next_periods(rule, day):
            yield _duty(rule, line, day, period=period.key, last_day=last_day)
    elif rule["deadline_date"]:
        strict = rule["deadline_rule"] == "before_date"
        last_day = date.fromisoformat(rule["deadline_date"]) - (_ONE_DAY if strict else timedelta())
        if last_day >= day and is_in_force(rule, day):
            yield _duty(rule, line, day, period=str(last_day.year), last_day=last_day)
    elif is_in_force(rule, day):
        yield _duty(rule, line, day)


def _next_periods(rule: Rule, day: date) -> Iterator[tuple[Period, date]]:
    """The period whose last day on time comes next, if it has begun and the rule holds on it."""
    month, number = map(int, rule["deadline_month_day"].split("-"))
    for year in (day.year, day.year + 1):
        deadline = date(year, month, number)
        if deadline <= day or not is_in_force(rule, deadline) or not is_in_force(rule, day):
            continue
        for period in periods_of_year(year, "half-year" if rule["period_half"] else "year"):
            half = "1" if period.end.month <= 6 else "2"
            covered = law().with_days(rule["form"], period, rule["scope"])
            if rule["period_half"] in ("", half) and covered.start <= day:
                yield period, deadline - _ONE_DAY
        return


def _duty(
    rule: Rule,
    line: Mapping[str, Any],
    day: date,
    period: str | None = None,
    last_day: date | None = None,
    *,
    is_overdue: bool = False,
) -> Duty:
    obligations = {
        row["id"]: row["report_vi"] for row in seed_rows("reference/reporting_obligation")
    }
    form = load_contracts().latest()[rule["form"]]
    return Duty(
        rule["rule_id"],
        rule["obligation_id"] or rule["rule_id"],
        rule["kind"],
        obligations.get(rule["obligation_id"], form.title.vi),
        rule["scope"],
        period,
        last_day,
        rule["event"] or None,
        rule["deadline_rule"],
        int(rule["deadline_amount"]) if rule["deadline_amount"] else None,
        recipients_on(rule, last_day or day),
        rule["legal_basis_vi"] or rule["legal_basis"],
        rule["mark"],
        _note(rule, period, "vi"),
        _note(rule, period, "en"),
        date.fromisoformat(rule["valid_from"]) if rule["valid_from"] else None,
        rule["document_date"],
        not is_bound(rule, line),
        is_overdue,
    )


def _note(rule: Rule, period: str | None, language: str) -> str:
    """What has to be known of a rule, and of this period of it."""
    of_period = rule[f"period_note_{language}"] if period == rule["period_noted"] else ""
    return ". ".join(note for note in (rule[f"note_{language}"], of_period) if note)
