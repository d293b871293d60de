"""Proposing and answering decisions: two people for each, and never on a stale view.

Applying them is left to the next run: a verdict that rests on other decisions than those in force
is given anew.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Literal

from expectations.book.rule_book import RuleBook, RuleForATime, load_rule_book
from expectations.book.rule_changes import rule_book_of
from ingestion.forms.contract import INDICATOR_TABLE, Form, load_contracts
from ingestion.forms.header import HEADER_TABLE
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.landing.receipts import receipts
from ingestion.landing.sources import FIRST_YEAR
from ingestion.language.vietnamese import VIETNAM
from ingestion.parsing.report import TypedCell
from ingestion.submissions.corrections import is_unchanged, read_as_sent
from ingestion.submissions.decisions import (
    Correction,
    Decision,
    MethodChoice,
    Purge,
    Redating,
    RegisterChange,
    Revocation,
    RuleChange,
    Typed,
    Waiver,
    What,
    Why,
    Withdrawal,
    answer,
    decisions_of,
    proposal,
)
from ingestion.submissions.frame_columns import VALUE_PLACE
from orchestration.decisions.views import (
    Refused,
    Seen,
    Stale,
    find_submission,
    judged,
    report_key,
    short,
    view_of,
)
from orchestration.identity.session import Actor
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.register_faults import refuse_unusable
from orchestration.intake.registers import changes_by
from orchestration.reference.method_hashes import method_hashes
from orchestration.reference.published_method import published_method
from orchestration.run_context import today
from orchestration.verifying.rested_on import whole_ledger


def propose_correction(home: Home, by: str, at: Seen, old: str, new: str, why: Why) -> Decision:
    """Propose to read a value of a submission otherwise. ``old`` is the value the proposer saw,
    however it is spelt. Raises ``Stale`` where the latest revision says something else, ``Refused``
    for a header line or a key of a row, which say what a report and a row are, and for what is
    personal."""
    place, value = at.place, at.place.value
    with home.ledger() as ledger:
        row = judged(ledger, at.submission_id)
    report, form = report_key(row), load_contracts()[f"{row['form']}/{row['form_version']}"]
    _refuse_place(form, place)
    what = Correction(
        report=report,
        table=place.table,
        row_key=place.row_key,
        field=place.field,
        expected=value.raw_text or "",
        new=new,
        revision=row["revision"],
        report_date=row["report_date"],
        was=Typed(status=value.status, number=value.number, text=value.text),
        money_unit=at.money_unit,
    )
    reading = read_as_sent(old, what, form, place.kind, at.money_unit)
    if not is_unchanged(what, reading, form, place.kind, at.money_unit):
        what = what.model_copy(update={"expected": old})
    with home.ledger() as ledger:
        now = view_of(home, ledger, what)
    named = {"submission": short(at.submission_id), "revision": str(row["revision"])}
    seen = {**named, "value": what.expected}
    if seen != now:
        raise Stale(seen, now)
    return propose(home, by, what, why)


def propose_waiver(home: Home, by: str, waiver: Waiver, why: Why) -> Decision:
    """Propose that findings of a rule do not count within a scope, until a day. ``by`` is an
    account or, where a sender's explanation asks for it, who handed that in, or the agency."""
    book = load_rule_book()
    if waiver.rule not in book:
        raise Refused("decision.refused.no_rule", rule=waiver.rule)
    if not book[waiver.rule].waivable:
        raise Refused("decision.refused.not_waivable", rule=waiver.rule)
    if waiver.form is None and waiver.agency_id is None:
        raise Refused("decision.refused.too_wide")
    _refuse_days(waiver.first_day, waiver.last_day)
    return propose(home, by, waiver, why)


def propose_rule_change(home: Home, by: str, change: RuleChange, why: Why) -> Decision:
    """Propose that a rule is graded, dated or switched otherwise; for good, or for reports of a
    time only, which date no rule. Raises ``Refused``."""
    book = load_rule_book()
    if change.code not in book:
        raise Refused("decision.refused.no_rule", rule=change.code)
    if not book[change.code].waivable:
        raise Refused("decision.refused.not_waivable", rule=change.code)
    asked = change.model_dump(exclude_none=True, exclude={"kind", "code", "first_day", "last_day"})
    if not asked:
        raise Refused("decision.refused.no_change", rule=change.code)
    if change.is_for_a_time and (change.valid_from or change.valid_to):
        raise Refused("decision.refused.two_times")
    _refuse_days(change.first_day, change.last_day)
    with home.ledger() as ledger:
        if _stands_so(rule_book_of(ledger), change, asked):
            raise Refused("decision.refused.same_rule", rule=change.code)
    return propose(home, by, change, why)


def _stands_so(book: RuleBook, change: RuleChange, asked: Mapping[str, Any]) -> bool:
    """Whether a rule is already what is asked of it; also throughout the days of a change for a
    time."""
    rule = book[change.code]
    is_otherwise = change.is_for_a_time and any(
        one.code == change.code and _share_days(one, change) for one in book.for_a_time
    )
    return not is_otherwise and all(getattr(rule, name) == value for name, value in asked.items())


def _share_days(one: RuleForATime, other: RuleChange) -> bool:
    first = max(day for day in (one.first_day, other.first_day, date.min) if day)
    last = min(day for day in (one.last_day, other.last_day, date.max) if day)
    return first <= last


def propose_register(home: Home, by: str, register_id: str, why: Why) -> Decision:
    """Propose to put a register of agencies in force; raises ``Refused`` where it changes nothing,
    ``UnusableRegister`` where it has cells that cannot be used, ``LostOriginal``."""
    with home.ledger() as ledger:
        refuse_unusable(home, ledger, register_id)
        if not changes_by(home, ledger, register_id):
            raise Refused("decision.refused.same_register", id=short(register_id))
    return propose(home, by, RegisterChange(register_id=register_id), why)


def propose_method(home: Home, by: str, method: str, why: Why) -> Decision:
    """Propose that a home publishes another method from the next run on; raises ``Refused`` for one
    that is not computed, or that it publishes already."""
    if method not in method_hashes():
        computed = ", ".join(method_hashes())
        raise Refused("decision.refused.no_method", method=method, computed=computed)
    with home.ledger() as ledger:
        if method == published_method(ledger):
            raise Refused("decision.refused.same_method", method=method)
    return propose(home, by, MethodChoice(method=method), why)


def propose_redating(
    home: Home, by: str, submission: str, received_at: datetime, why: Why
) -> Decision:
    """Propose that a submission was received at another moment than its receipt says; raises
    ``Refused`` for one to come, one before the period reported on, or where the receipt says the
    same."""
    if received_at > datetime.now(UTC) or received_at.year < FIRST_YEAR:
        raise Refused("decision.refused.no_such_day", day=_day_of(received_at))
    with home.ledger() as ledger:
        name = find_submission(ledger, submission)
        if receipts(ledger)[name].received_at == received_at:
            raise Refused("decision.refused.same_day", id=short(name), day=_day_of(received_at))
        _refuse_before_period(ledger, name, received_at)
    return propose(home, by, Redating(submission_id=name, received_at=received_at), why)


def _refuse_before_period(ledger: Ledger, name: str, received_at: datetime) -> None:
    """Refuse a moment of receipt before the first day a report is about; until a verdict says which
    that is, there is nothing to compare with."""
    starts = latest_verdicts(ledger, [name])["period_start"].drop_nulls()
    if len(starts) and received_at.astimezone(VIETNAM).date() < starts[0]:
        start, day = f"{starts[0]:%d/%m/%Y}", _day_of(received_at)
        raise Refused("decision.refused.before_period", id=short(name), start=start, day=day)


def _day_of(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%d/%m/%Y}"


def propose_withdrawal(home: Home, by: str, submission: str, why: Why) -> Decision:
    """Propose that a submission does not count."""
    with home.ledger() as ledger:
        what = Withdrawal(submission_id=find_submission(ledger, submission))
    return propose(home, by, what, why)


def propose_purge(home: Home, by: str, submission: str, legal_base: str, why: Why) -> Decision:
    """Propose that a submission is erased."""
    with home.ledger() as ledger:
        name = find_submission(ledger, submission)
    return propose(home, by, Purge(submission_id=name, legal_base=legal_base), why)


def propose_revocation(home: Home, by: str, decision_id: str, why: Why) -> Decision:
    """Propose the end of an approved decision; raises ``Refused`` for a purge: nothing ends it."""
    with home.ledger() as ledger:
        ended = _decision(ledger, decision_id)
        if ended.state not in ("approved", "lapsed"):
            raise Refused("decision.refused.not_approved", id=decision_id)
        if isinstance(ended.what, Purge):
            raise Refused("decision.refused.purged", id=decision_id)
    return propose(home, by, Revocation(decision_id=decision_id), why)


def propose(home: Home, by: str, what: What, why: Why) -> Decision:
    """Write a proposal into the ledger, with what its proposer sees now; raises ``Refused`` where
    the same is proposed or decided already."""
    with home.alone(), home.ledger() as ledger:
        decisions = decisions_of(ledger)
        # A method may be chosen again after another was.
        standing = ("proposed",) if isinstance(what, MethodChoice) else ("proposed", "approved")
        for one in decisions.values():
            if one.state in standing and _same_thing(one.what, what):
                raise Refused("decision.refused.already", id=one.decision_id)
        name = f"D{len(decisions) + 1}"
        seen = view_of(home, ledger, what)
        ledger.append("decision", [proposal(name, what, why, by, today(), seen)])
        return _decision(ledger, name)


def open_proposal(home: Home, decision_id: str) -> Decision:
    """A proposal that waits for an answer; raises ``Refused``."""
    with home.ledger() as ledger:
        return _open(ledger, decision_id)


def approvable(home: Home, actor: Actor, decision_id: str) -> Decision:
    """The proposal, if this actor may approve it as things stand now; raises ``AccountProblem``,
    ``Refused``, ``Stale`` or ``UnusableRegister``."""
    actor.must_be("approver")
    with home.ledger() as ledger:
        decision = _open(ledger, decision_id)
        if decision.proposed_by == actor.name:
            raise Refused("decision.refused.own_proposal", id=decision_id)
        now = view_of(home, ledger, decision.what)
        if now != decision.seen:
            raise Stale(decision.seen, now)
        if isinstance(decision.what, RegisterChange):
            refuse_unusable(home, ledger, decision.what.register_id)
        if isinstance(decision.what, Redating):  # it may have been judged since
            what = decision.what
            _refuse_before_period(ledger, what.submission_id, what.received_at)
    return decision


def approve(home: Home, actor: Actor, decision_id: str, note: str = "") -> Decision:
    """Let a proposal hold from the next run on; raises as ``approvable`` does."""
    with home.alone():
        approvable(home, actor, decision_id)
        with home.ledger() as ledger:
            whole_ledger(home, ledger)
        return _answer(home, decision_id, "approved", actor.name, note)


def reject(home: Home, actor: Actor, decision_id: str, reason: str) -> Decision:
    """Turn a proposal down; its proposer may take it back."""
    with home.alone():
        with home.ledger() as ledger:
            if _open(ledger, decision_id).proposed_by != actor.name:
                actor.must_be("approver")
        return _answer(home, decision_id, "rejected", actor.name, reason)


def _answer(
    home: Home, decision_id: str, step: Literal["approved", "rejected"], by: str, note: str
) -> Decision:
    with home.ledger() as ledger:
        ledger.append("decision", [answer(decision_id, step, by, today(), note)])
        return _decision(ledger, decision_id)


def _decision(ledger: Ledger, decision_id: str) -> Decision:
    decisions = decisions_of(ledger)
    if decision_id not in decisions:
        raise Refused("decision.refused.no_decision", id=decision_id)
    return decisions[decision_id]


def _open(ledger: Ledger, decision_id: str) -> Decision:
    decision = _decision(ledger, decision_id)
    if decision.state != "proposed":
        raise Refused("decision.refused.not_open", id=decision_id, state=decision.state)
    return decision


def _refuse_days(first: date | None, last: date | None) -> None:
    """Refuse a last day before the first: such a decision would hold for nothing."""
    if first and last and last < first:
        raise Refused("decision.refused.days", first=f"{first:%d/%m/%Y}", last=f"{last:%d/%m/%Y}")


def _same_thing(one: What, other: What) -> bool:
    """Whether two decisions are about the same thing: of corrections the same value."""
    if isinstance(one, Correction) and isinstance(other, Correction):
        same = ("report", *VALUE_PLACE)
        return all(getattr(one, name) == getattr(other, name) for name in same)
    return one == other


def _refuse_place(contract: Form, place: TypedCell) -> None:
    """Refuse what identifies a report or row, and what is personal: the ledger is kept for ever."""
    keys = {(s.table, code) for s in contract.registers for code in s.row_key}
    if place.table == HEADER_TABLE or (place.table, place.field) in keys:
        raise Refused("decision.refused.key_value")
    personal = {(s.table, f.code) for s in contract.registers for f in s.fields if f.personal}
    answers = [line for s in contract.sheets if s.kind == "indicator" for line in s.lines]
    is_personal_answer = place.row_key in {line.code for line in answers if line.personal}
    if (place.table, place.field) in personal or (
        place.table == INDICATOR_TABLE and place.field == "value" and is_personal_answer
    ):
        raise Refused("decision.refused.personal")
