"""What people decide about submissions and rules, as events of the ledger, and which of it holds.

A decision is proposed by one person and approved or rejected by another. Nothing is edited: a
correction is laid over what was sent, a withdrawal is a tombstone, and a decision that no longer
holds is revoked by another one. What holds is a projection of the events (``decisions_of``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import AwareDatetime, Field, TypeAdapter

from ingestion.forms.frozen_model import Part
from ingestion.home.ledger import Ledger
from ingestion.submissions.frame_columns import REPORT_KEY

State = Literal["proposed", "approved", "rejected", "lapsed", "revoked"]
Category = Literal[
    "typing_error", "unit_error", "confirmed_correct", "rule_unfit", "duplicate", "law", "other"
]
# Findings waived for these reasons were false alarms: what was sent is right.
FALSE_ALARMS: tuple[Category, ...] = ("confirmed_correct", "rule_unfit")
_FIRST_ORDER = (-1, "")


class ReportKey(Part):
    """Which report: its revisions share these."""

    form: str
    agency_id: str
    period: str
    scope: str = "own"
    subject: str = "-"


class Typed(Part):
    """A value as the reader typed it (``values.Value``), however it was spelt."""

    status: str
    number: Decimal | None = None
    text: str | None = None


class Correction(Part):
    """One value of a report read as ``new``, as a sender would write it, wherever a revision still
    says ``expected`` (both empty for a blank cell). ``revision``, ``report_date`` and
    ``money_unit`` are those of the submission it was made on, ``was`` the value read there; the
    last two are None in decisions older than these fields."""

    kind: Literal["correction"] = "correction"
    report: ReportKey
    table: str
    row_key: str
    field: str
    expected: str
    new: str
    revision: int | None = None
    report_date: date | None = None
    was: Typed | None = None
    money_unit: str | None = None


class Waiver(Part):
    """Findings of a rule that do not count until ``expires`` (the last day), in every revision of
    the reports it is for. A field that is None restricts nothing: a waiver may be for a form, an
    agency, a report (``scope`` tells an agency's own from the aggregate of the same form and
    period), reports whose period ends from ``first_day`` to ``last_day``, or one cell of it."""

    kind: Literal["waiver"] = "waiver"
    rule: str
    expires: date
    form: str | None = None
    agency_id: str | None = None
    period: str | None = None
    scope: str | None = None
    subject: str | None = None
    table: str | None = None
    row_key: str | None = None
    field: str | None = None
    first_day: date | None = None
    last_day: date | None = None


class Withdrawal(Part):
    """A submission that does not count, and is never deleted."""

    kind: Literal["withdrawal"] = "withdrawal"
    submission_id: str


class Redating(Part):
    """Another moment of receipt of a submission than its receipt says, declared by people."""

    kind: Literal["redating"] = "redating"
    submission_id: str
    received_at: AwareDatetime


class Purge(Part):
    """A submission that does not count and whose bytes, with all that was made of them, are erased
    under a ``legal_base``. Its hash, receipt and events stay. Nothing ends it."""

    kind: Literal["purge"] = "purge"
    submission_id: str
    legal_base: Annotated[str, Field(min_length=1)]


class RuleChange(Part):
    """A rule switched on or off, graded or dated otherwise; what is None stays as it is. With a
    ``first_day`` or ``last_day`` it is so for reports only whose period ends from the one to the
    other; such a change dates no rule."""

    kind: Literal["rule_change"] = "rule_change"
    code: str
    severity: Literal["block", "warn", "info"] | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    is_on: bool | None = None
    first_day: date | None = None
    last_day: date | None = None

    @property
    def is_for_a_time(self) -> bool:
        """Whether reports of other periods are judged as before."""
        return self.first_day is not None or self.last_day is not None


class RegisterChange(Part):
    """A register of agencies that was received (by the hash of its bytes) put in force."""

    kind: Literal["register_change"] = "register_change"
    register_id: str


class MethodChoice(Part):
    """The method that a home publishes from the next run on."""

    kind: Literal["method_choice"] = "method_choice"
    method: str


class Revocation(Part):
    """The end of an approved decision."""

    kind: Literal["revocation"] = "revocation"
    decision_id: str


What = Annotated[
    Correction
    | Waiver
    | Withdrawal
    | Redating
    | Purge
    | RuleChange
    | RegisterChange
    | MethodChoice
    | Revocation,
    Field(discriminator="kind"),
]
_WHAT: TypeAdapter[What] = TypeAdapter(What)


class Why(Part):
    """Why something was decided; only the category ever leaves the ledger."""

    category: Category
    reason: Annotated[str, Field(min_length=1)]
    evidence: str = ""


@dataclass(frozen=True)
class Decision:
    """A decision and what came of it. ``seen`` is what its proposer saw; ``lapsed_at`` the
    (revision, report date) from which a correction no longer holds, because the value changed."""

    decision_id: str
    what: What
    why: Why
    proposed_by: str
    proposed_on: date
    seen: dict[str, str]
    state: State = "proposed"
    decided_by: str | None = None
    decided_on: date | None = None
    answer: str | None = None
    lapsed_at: tuple[int, str] | None = None


def proposal(
    decision_id: str, what: What, why: Why, by: str, day: date, seen: dict[str, str]
) -> dict[str, Any]:
    """The event that proposes a decision."""
    content = {"what": what.model_dump(mode="json"), "why": why.model_dump(mode="json")}
    about = {"decision_id": decision_id, "step": "proposed", "by": by, "day": day.isoformat()}
    return {**about, **content, "seen": seen}


def answer(
    decision_id: str, step: Literal["approved", "rejected"], by: str, day: date, text: str
) -> dict[str, Any]:
    """The event that approves or rejects a decision."""
    about = {"decision_id": decision_id, "step": step, "by": by, "day": day.isoformat()}
    return {**about, "answer": text}


def lapse(decision_id: str, submission_id: str, order: tuple[int, str]) -> dict[str, Any]:
    """The event by which a correction ends, because a later revision changed the value."""
    about = {"decision_id": decision_id, "step": "lapsed", "submission_id": submission_id}
    return {**about, "order": list(order)}


def decisions_of(ledger: Ledger, then: Iterable[dict[str, Any]] = ()) -> dict[str, Decision]:
    """Every decision by id, in the order they were proposed; ``then`` are events that are not in
    the ledger yet."""
    decisions: dict[str, Decision] = {}
    for body in (*(event.body for event in ledger.events("decision")), *then):
        name = body["decision_id"]
        match body["step"]:
            case "proposed":
                decisions[name] = _proposed(body)
            case "lapsed":
                order = (int(body["order"][0]), str(body["order"][1]))
                decision = decisions[name]
                first = min(order, decision.lapsed_at) if decision.lapsed_at else order
                decisions[name] = replace(decision, state="lapsed", lapsed_at=first)
            case step:
                decisions[name] = replace(
                    decisions[name],
                    state=step,
                    decided_by=body["by"],
                    decided_on=date.fromisoformat(body["day"]),
                    answer=body["answer"],
                )
                what = decisions[name].what
                if step == "approved" and isinstance(what, Revocation):
                    decisions[what.decision_id] = replace(
                        decisions[what.decision_id], state="revoked"
                    )
    return decisions


def approved_registers(ledger: Ledger) -> dict[str, str]:
    """The decision in force about each register of agencies, in the order they were approved."""
    return {
        one.what.register_id: one.decision_id
        for one in _as_approved(ledger)
        if isinstance(one.what, RegisterChange)
    }


def chosen_method(ledger: Ledger) -> str | None:
    """The method that was approved last and not revoked since; None where nobody chose one."""
    choices = [one.what for one in _as_approved(ledger) if isinstance(one.what, MethodChoice)]
    return choices[-1].method if choices else None


def _as_approved(ledger: Ledger) -> list[Decision]:
    """The approved decisions, in the order they were approved."""
    decisions = decisions_of(ledger)
    approvals = [
        decisions[event.body["decision_id"]]
        for event in ledger.events("decision")
        if event.body["step"] == "approved"
    ]
    return [one for one in approvals if one.state == "approved"]


def _proposed(body: dict[str, Any]) -> Decision:
    return Decision(
        body["decision_id"],
        _WHAT.validate_python(body["what"]),
        Why.model_validate(body["why"]),
        body["by"],
        date.fromisoformat(body["day"]),
        body["seen"],
    )


def in_force(decisions: Iterable[Decision], as_of: date) -> list[Decision]:
    """The decisions that hold for a run of that day: a waiver to its last day, a lapsed correction
    for the revisions before the one that changed the value."""
    standing = (one for one in decisions if one.state in ("approved", "lapsed"))
    return [
        one for one in standing if not (isinstance(one.what, Waiver) and one.what.expires < as_of)
    ]


def order_of(revision: int | None, report_date: date | None) -> tuple[int, str]:
    """What orders the revisions of a report."""
    at = report_date.isoformat() if report_date else _FIRST_ORDER[1]
    return (revision if revision is not None else _FIRST_ORDER[0], at)


def is_about(what: ReportKey | Waiver) -> pl.Expr:
    """Whether a header (columns of ``ReportKey``, and ``period_end`` for a waiver) belongs to a
    report or a waiver's scope."""
    asked = {name: getattr(what, name) for name in REPORT_KEY}
    conditions = [pl.col(n).eq_missing(value) for n, value in asked.items() if value is not None]
    if isinstance(what, Waiver) and what.first_day:
        conditions.append((pl.col("period_end") >= what.first_day).fill_null(value=False))
    if isinstance(what, Waiver) and what.last_day:
        conditions.append((pl.col("period_end") <= what.last_day).fill_null(value=False))
    return pl.all_horizontal(pl.lit(True), *conditions)


def holds_for(decision: Decision, headers: pl.DataFrame) -> pl.DataFrame:
    """The headers (``submission_id``, the columns of ``ReportKey``, ``period_end``, ``revision``
    and ``report_date``) a decision in force is about; none for a decision about no submission."""
    match decision.what:
        case (
            Withdrawal(submission_id=name)
            | Redating(submission_id=name)
            | Purge(submission_id=name)
        ):
            return headers.filter(submission_id=name)
        case Waiver() as waiver:
            return headers.filter(is_about(waiver))
        case Correction() as correction:
            mine = headers.filter(is_about(correction.report))
            if decision.lapsed_at is None:
                return mine
            orders = [order_of(*row) for row in mine.select("revision", "report_date").iter_rows()]
            before = [order < decision.lapsed_at for order in orders]
            return mine.filter(pl.Series(before, dtype=pl.Boolean))
    return headers.clear()


def touching(headers: pl.DataFrame, decisions: Sequence[Decision]) -> dict[str, list[str]]:
    """The ids of the decisions in force about each submission."""
    ids_by_submission: dict[str, list[str]] = {}
    for decision in decisions:
        for name in holds_for(decision, headers)["submission_id"]:
            ids_by_submission.setdefault(name, []).append(decision.decision_id)
    return ids_by_submission
