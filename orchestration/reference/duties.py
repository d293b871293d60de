"""Whom a duty binds and who receives its report, and what a blank says of its own duty, from the
reference tables of the dbt project."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dashboards.marts.reporting import DOUBTED
from ingestion.forms.contract import Form
from ingestion.forms.periods import Period, parse_period
from ingestion.landing.agencies import agency_types
from ingestion.messages import text
from orchestration.reference.seeds import law, seed_rows

_FAR = date.max
_RECURRING = "before_month_day"


def is_bound(rule: Mapping[str, str], agency: Mapping[str, Any]) -> bool:
    """Whether a rule binds an agency, by its line of the register; for every other agency the duty
    is an assumption."""
    if agency_types()[agency["agency_type"]].is_duty_assumed:
        return False
    match rule["binds"]:
        case "everyone":
            return True
        case "network_members":
            return bool(agency["in_response_network"])
    return any(
        row["rule_id"] == rule["rule_id"] and row["unit_id"] == agency["unit_id"]
        for row in seed_rows("reference/obligation_bound_unit")
    )


def recipients_on(rule: Mapping[str, str], day: date) -> list[str]:
    """To whom the report of a rule goes on a day, in the order of the chain."""
    return [
        row["recipient"]
        for row in seed_rows("reference/obligation_recipient")
        if row["rule_id"] == rule["rule_id"] and holds_on(row, day)
    ]


def is_assumed(form: Form, period: Period, scope: str, agency: Mapping[str, Any]) -> bool:
    """Whether that an agency, by its line of the register, owes this report is an assumption."""
    _, rule = _sentence(form, period, scope, agency["sector"] or "")
    if rule is None:
        return agency_types()[agency["agency_type"]].is_duty_assumed
    return not is_bound(rule, agency)


def duty_notice(form: Form, period: Period, scope: str, agency: Mapping[str, Any]) -> str:
    """The sentence on a report of this form, period and scope by an agency: its line of the
    register."""
    sentence, _ = _sentence(form, period, scope, agency["sector"] or "")
    if not is_assumed(form, period, scope, agency):
        return sentence
    return f"{sentence} {text('form.notice.assumed')}"


def _sentence(
    form: Form, period: Period, scope: str, sector: str
) -> tuple[str, Mapping[str, str] | None]:
    """By when and to whom, and the rule that says so, if one does."""
    deadline = law().deadline_of(form.form, period, scope)
    if deadline:
        last_day = deadline.day - timedelta(days=1)
        rule = next(
            row
            for row in seed_rows("reference/obligation_rule")
            if row["obligation_id"] == deadline.obligation
        )
        due = text("form.notice.due", day=f"{last_day:%d/%m/%Y}", **_words(rule, last_day))
        return due + _data_days(form, period, scope), rule
    undated = _undated_rule(form, period, scope, sector)
    if undated is None:
        return text("form.notice.no_rule", basis=form.legal_source), None
    words, amount = _words(undated, period.end), undated["deadline_amount"]
    match undated["deadline_rule"]:
        case "within_hours":
            return text("form.notice.within_hours", amount=amount, **words), undated
        case "within_days":
            return text("form.notice.within_days", amount=amount, **words), undated
    return text("form.notice.no_day", **words), undated


def _data_days(form: Form, period: Period, scope: str) -> str:
    """Which days the data cover, where they are not those of the calendar."""
    calendar = parse_period(period.key)
    covered = law().with_days(form.form, calendar, scope)
    if covered == calendar:
        return ""
    days = {"first": f"{covered.start:%d/%m/%Y}", "last": f"{covered.end:%d/%m/%Y}"}
    return f" {text('form.notice.data_days', **days)}"


def _undated_rule(form: Form, period: Period, scope: str, sector: str) -> Mapping[str, str] | None:
    """The rule in force at the period's end that gives no day of the year, the sector's own
    first."""
    rules = [
        row
        for row in seed_rows("reference/obligation_rule")
        if (row["form"], row["scope"], row["period_kind"]) == (form.form, scope, period.kind)
        and row["kind"] != "goal"
        and row["deadline_rule"] != _RECURRING
        and row["only_serious"] == "false"
        and row["sector"] in ("", sector)
        and is_in_force(row, period.end)
    ]
    return next(iter(sorted(rules, key=lambda row: row["sector"] == "")), None)


def _words(rule: Mapping[str, str], day: date) -> dict[str, str]:
    """To whom a rule asks to report on a day, and the text it is found in, with how far that was
    verified where it is in doubt."""
    basis, mark = rule["legal_basis_vi"] or rule["legal_basis"], rule["mark"]
    if mark in DOUBTED:
        basis = f"{basis} ({text(f'page.reporting.mark.{mark}')})"
    return {"recipients": ", ".join(recipients_on(rule, day)), "basis": basis}


def is_in_force(rule: Mapping[str, str], day: date) -> bool:
    """Whether a rule holds on a day; one whose first day was not read holds on none before its
    document was issued, as far as that is known."""
    issued = rule["document_date"]
    return holds_on(rule, day) and day.isoformat()[: len(issued)] >= issued


def holds_on(row: Mapping[str, str], day: date) -> bool:
    """Whether a row that is valid from one day to another, open where empty, holds on a day."""
    starts, ends = row["valid_from"], row["valid_to"]
    return (
        (date.fromisoformat(starts) if starts else date.min)
        <= day
        <= (date.fromisoformat(ends) if ends else _FAR)
    )
