"""Which reports agencies owe and have not sent: who is asked by the register, for what by the
contracts, by when by the law; what was received is what no verdict sent away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from ingestion.forms.contract import Form, load_contracts
from ingestion.forms.obligations import Deadline
from ingestion.forms.periods import Period, parse_period
from ingestion.home.ledger import Ledger
from ingestion.landing.agencies import agency_types
from ingestion.messages import text
from ingestion.refusal import Refusal
from orchestration.intake.verdicts import submissions
from orchestration.reference.duties import is_assumed
from orchestration.reference.seeds import law

# A report may be prepared from so many days before its day on, though its period is not over.
_AHEAD = timedelta(days=31)


@dataclass(frozen=True)
class AskedReport:
    """One report of one agency: its line of the register at the end of the period."""

    form: Form
    agency: Mapping[str, Any]
    period: Period
    scope: str = "own"


def asked_report(agencies: pl.DataFrame, form: Form, agency_id: str, key: str) -> AskedReport:
    """The report of an agency on a period; a ``Refusal`` where there is no such agency on that
    period's last day, it sends no such form, or the form has no such period."""
    period = law().with_days(form.form, _period_of(form, key))
    line = line_of(agencies, agency_id, period.end)
    if not _sends(line, form):
        name = line["agency_name"]
        raise Refusal("refused.form_not_owed", agency=agency_id, name=name, form=form.title.vi)
    return AskedReport(form, line, period)


def line_of(agencies: pl.DataFrame, agency_id: str, day: date) -> dict[str, Any]:
    """The line of the register on an agency that is valid on a day; the ``Refusal`` where there is
    none says of one that had ended when it did, and its successor where the register names it."""
    lines = agencies.filter(is_valid(day), agency_id=agency_id).to_dicts()
    if lines:
        return lines[0]
    shown = {"agency": agency_id, "day": f"{day:%d/%m/%Y}"}
    ended = agencies.filter(pl.col("valid_to") < day, agency_id=agency_id).sort("valid_to")
    if ended.is_empty():
        raise Refusal("refused.unknown_agency", **shown)
    last = ended.row(-1, named=True)
    shown |= {"name": last["agency_name"], "last_day": f"{last['valid_to']:%d/%m/%Y}"}
    if last["successor_id"]:
        raise Refusal("refused.agency_succeeded", **shown, successor=last["successor_id"])
    raise Refusal("refused.agency_ended", **shown)


def is_valid(day: date) -> pl.Expr:
    """Whether a line of the register holds on a day."""
    starts, ends = pl.col("valid_from"), pl.col("valid_to")
    return (starts.is_null() | (starts <= day)) & (ends.is_null() | (ends >= day))


def _period_of(form: Form, key: str) -> Period:
    try:
        period = parse_period(key)
    except ValueError:
        period = None
    if period is None or period.kind not in form.periods:
        kinds = ", ".join(text(f"rule.period.{kind}") for kind in form.periods)
        raise Refusal("refused.period_of_form", period=key, form=form.title.vi, kinds=kinds)
    return period


def due_reports(
    agencies: pl.DataFrame, ledger: Ledger, as_of: date, first_year: int
) -> list[AskedReport]:
    """Every report on a period from ``first_year`` on that is due and was not received by
    ``as_of``, by agency, form and period: the period is over, or its day is near."""
    received = set(
        submissions(ledger, as_of)
        .filter("is_received")
        .select("form", "agency_id", "period", "scope")
        .iter_rows()
    )
    owed = [
        one
        for form in load_contracts().latest().values()
        for scope in ("own", "aggregate")
        for period, deadline in law().asked_periods(form, scope, first_year, as_of.year)
        if period.end <= as_of or (deadline and deadline.day - _AHEAD <= as_of)
        for one in _owed(agencies, form, period, scope, deadline)
    ]
    due = [one for one in owed if _key(one) not in received]
    return sorted(due, key=lambda one: (one.agency["agency_id"], *_key(one)))


def _key(one: AskedReport) -> tuple[str, str, str, str]:
    return one.form.form, one.agency["agency_id"], one.period.key, one.scope


def _owed(
    agencies: pl.DataFrame, form: Form, period: Period, scope: str, deadline: Deadline | None
) -> Iterator[AskedReport]:
    """The report of each agency that exists at the period's end and still on the last day on time;
    an aggregate only of an agency that others report to, and none under an assumed duty."""
    last_day = max(period.end, deadline.day - timedelta(days=1)) if deadline else period.end
    ends = agencies.group_by("agency_id").agg(ends_on=pl.col("valid_to").fill_null(date.max).max())
    lines = agencies.filter(is_valid(period.end))
    parents = set(lines["parent_id"].drop_nulls())
    lasting = lines.join(ends.filter(pl.col("ends_on") >= last_day), on="agency_id", how="semi")
    for line in lasting.iter_rows(named=True):
        is_sender = _sends(line, form) and (scope == "own" or line["agency_id"] in parents)
        if is_sender and not is_assumed(form, period, scope, line):
            yield AskedReport(form, line, period, scope)


def _sends(line: Mapping[str, Any], form: Form) -> bool:
    return agency_types()[line["agency_type"]].reporter == form.reporter
