"""What a blank says of its own duty: by when it is owed, to whom and under which text, from the
reference tables of the dbt project."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from ingestion.forms.contract import Form
from ingestion.forms.periods import Period
from ingestion.messages import text
from orchestration.reference.seeds import law, seed_rows

_FAR = date.max
_RECURRING = "before_month_day"


def duty_notice(form: Form, period: Period, scope: str, sector: str | None) -> str:
    """The sentence on a report of this form, period and scope by an agency of a sector."""
    deadline = law().deadline_of(form.form, period, scope)
    if deadline:
        last_day = deadline.day - timedelta(days=1)
        rule = next(
            row
            for row in seed_rows("reference/obligation_rule")
            if row["obligation_id"] == deadline.obligation
        )
        return text("form.notice.due", day=f"{last_day:%d/%m/%Y}", **_words(rule, last_day))
    undated = _undated_rule(form, period, scope, sector or "")
    if undated is None:
        return text("form.notice.no_rule", basis=form.legal_source)
    words, amount = _words(undated, period.end), undated["deadline_amount"]
    match undated["deadline_rule"]:
        case "within_hours":
            return text("form.notice.within_hours", amount=amount, **words)
        case "within_days":
            return text("form.notice.within_days", amount=amount, **words)
    return text("form.notice.no_day", **words)


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
        and _holds(row, period.end)
    ]
    return next(iter(sorted(rules, key=lambda row: row["sector"] == "")), None)


def _words(rule: Mapping[str, str], day: date) -> dict[str, str]:
    """To whom a rule asks to report on a day, and the text it is found in."""
    recipients = [
        row["recipient"]
        for row in seed_rows("reference/obligation_recipient")
        if row["rule_id"] == rule["rule_id"] and _holds(row, day)
    ]
    basis = rule["legal_basis_vi"] or rule["legal_basis"]
    return {"recipients": ", ".join(recipients), "basis": basis}


def _holds(row: Mapping[str, str], day: date) -> bool:
    starts, ends = row["valid_from"], row["valid_to"]
    return (
        (date.fromisoformat(starts) if starts else date.min)
        <= day
        <= (date.fromisoformat(ends) if ends else _FAR)
    )
