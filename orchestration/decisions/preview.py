"""What a proposal would do, before it is approved: verdicts, rules, scores and ranks on a copy.

The decision is put in force on top of the next run without it (``baseline``). Where it changes the
rules, both sides are judged again under the rules they have (``csi revalidate --record``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from expectations.checks.register_rules import Register
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.landing.receipts import receipts
from ingestion.submissions.decisions import (
    Decision,
    RegisterChange,
    Revocation,
    RuleChange,
    Why,
    answer,
    decisions_of,
    holds_for,
    proposal,
)
from ingestion.submissions.register_changes import (
    AgencyChange,
    LeadChange,
    lead_changes,
    register_changes,
)
from orchestration.decisions.baseline import Baseline, NextRun, Reloaded, next_run
from orchestration.decisions.effects import UnitEffect, provinces_of
from orchestration.decisions.method_effect import method_effect
from orchestration.intake.judging import judge, register_of
from orchestration.intake.latest_verdicts import ACCEPTED, latest_verdicts
from orchestration.intake.pending import on_other_register
from orchestration.intake.register_faults import RegisterCell, judged_in_home, refuse_unusable
from orchestration.reference.published_method import published_method
from orchestration.reference.seeds import with_successors
from orchestration.run_context import today

_NOBODY = "preview"


@dataclass(frozen=True)
class VerdictEffect:
    """A submission of which a verdict would say something else, with the name of its file and the
    agency it names, else its sender: the codes of rules it ``fails`` by then and did not before,
    and of those it no longer fails (``passes``)."""

    submission_id: str
    name: str
    agency_id: str | None
    before: str
    after: str
    fails: list[str]
    passes: list[str]


@dataclass(frozen=True)
class Preview:
    """What a decision would do, beside the next run without it (``baseline``). ``units`` are those
    whose score, rank, grade or reason would change, first of all those the decision is about
    (``own_units``), and ``provinces`` how many these are, under whatever method and in whatever
    year; of a choice of the method they are those of the published year under the one and the
    other (``method_effect``). ``None`` where nothing is published yet to compare with.
    ``is_judged_again``: both sides are as after ``csi revalidate --record``. Where the register of
    agencies
    changes, ``agencies`` says how, ``leads`` which provinces lose or get a lead agency by it, and
    ``accepted`` lists accepted reports that keep their verdict
    but would get another if they were judged again on purpose (``revalidation``), and ``doubtful``
    the cells of a register that somebody should look at."""

    baseline: Baseline
    verdicts: list[VerdictEffect]
    units: list[UnitEffect] | None
    provinces: int | None
    own_units: list[str]
    is_judged_again: bool
    agencies: list[AgencyChange] = field(default_factory=list)
    accepted: list[VerdictEffect] = field(default_factory=list)
    doubtful: list[RegisterCell] = field(default_factory=list)
    leads: list[LeadChange] = field(default_factory=list)


def preview(home: Home, decision: Decision) -> Preview:
    """The effect of a decision on the last run's day, proposed or not yet. Nothing of the home
    changes; raises ``effects.RecomputationFailed``."""
    with home.ledger() as ledger:
        changed = _changed_by(decision, ledger)
    again = isinstance(changed.what, RuleChange)
    of_register = isinstance(changed.what, RegisterChange)
    with next_run(home, decision.decision_id, again=again) as following:
        run, ledger = following.run, following.ledger
        before, register = latest_verdicts(ledger), register_of(home, ledger)
        method = published_method(ledger)
        asked_before = _if_judged_again(following, register) if of_register else before
        _approve(ledger, decision)
        then = register_of(home, ledger)
        agencies = register_changes(register.agencies, then.agencies)
        doubtful = list[RegisterCell]()
        if isinstance(decision.what, RegisterChange):
            doubtful = judged_in_home(home, ledger, decision.what.register_id).doubtful
        touched = following.judge(again=again)
        after = latest_verdicts(ledger)
        verdicts = _changed(ledger, after, before)
        accepted = list[VerdictEffect]()
        if of_register:
            asked = _if_judged_again(following, then)
            own = {one.submission_id for one in _changed(ledger, asked, asked_before)}
            accepted = [one for one in _changed(ledger, asked, after) if one.submission_id in own]
        own_units = _own_units(following, changed, verdicts, agencies, (register, then))
        units = None
        if following.is_published:
            changes = [Reloaded(run, touched)] if touched or agencies else []
            effects = following.effect(changes) if changes else []
            if method != (chosen := published_method(ledger)):
                effects = method_effect(run.home.working, method, chosen)
            moved = [one for one in effects if one.is_moved]
            units = sorted(moved, key=lambda one: one.unit_id not in own_units)
    return Preview(
        following.baseline,
        verdicts,
        units,
        None if units is None else provinces_of(units),
        own_units,
        again,
        agencies,
        accepted,
        doubtful,
        lead_changes(register.agencies, then.agencies),
    )


def preview_register(home: Home, register_id: str) -> Preview:
    """What a register of agencies would do if it were put in force, as ``preview`` says it; raises
    ``UnusableRegister`` where it has cells that cannot be used, ``LostOriginal``."""
    with home.ledger() as ledger:
        refuse_unusable(home, ledger, register_id)
    why = Why(category="other", reason=_NOBODY)
    what = RegisterChange(register_id=register_id)
    return preview(home, Decision(_NOBODY, what, why, _NOBODY, today(), {}))


def _changed_by(decision: Decision, ledger: Ledger) -> Decision:
    """The decision itself, or the one that it ends."""
    decisions = decisions_of(ledger)
    while isinstance(decision.what, Revocation):
        decision = decisions[decision.what.decision_id]
    return decision


def _approve(ledger: Ledger, decision: Decision) -> None:
    """Put the decision in force in the ledger of a scratch home."""
    name, day = decision.decision_id, decision.proposed_on
    if name not in decisions_of(ledger):
        proposed = proposal(name, decision.what, decision.why, decision.proposed_by, day, {})
        ledger.append("decision", [proposed])
    ledger.append("decision", [answer(name, "approved", _NOBODY, day, "")])


def _if_judged_again(following: NextRun, register: Register) -> pl.DataFrame:
    """The verdicts (``verdicts.VERDICT``) as they would be if the accepted reports whose agency the
    register tells otherwise were judged again on purpose."""
    run, ledger = following.run, following.ledger
    received, verdicts = receipts(ledger), latest_verdicts(ledger)
    accepted = verdicts.filter(pl.col("verdict").is_in(ACCEPTED))
    names = on_other_register(ledger, register, accepted, received)
    if not names:
        return verdicts
    judged = judge(run, ledger, register, {name: received[name] for name in names})
    return verdicts.update(judged.found.validation.verdicts, on="submission_id")


def _changed(ledger: Ledger, now: pl.DataFrame, before: pl.DataFrame) -> list[VerdictEffect]:
    """The submissions of which verdicts say something else than before (``verdicts.VERDICT``
    both)."""
    received = receipts(ledger)
    both = now.join(before, on="submission_id", suffix="_before").sort("submission_id")
    effects = []
    for row in both.iter_rows(named=True):
        had, has = _codes(row, "_before"), _codes(row, "")
        name = row["submission_id"]
        effect = VerdictEffect(
            name,
            received[name].name,
            row["agency_id"] or row["sender"],
            row["verdict_before"],
            row["verdict"],
            fails=sorted({code for code, _ in has - had}),
            passes=sorted({code for code, _ in had - has}),
        )
        if effect.before != effect.after or effect.fails or effect.passes:
            effects.append(effect)
    return effects


def _codes(verdict: Mapping[str, Any], suffix: str) -> set[tuple[str, bool]]:
    """The codes of what was found and counts, each with whether it blocks."""
    blocking = verdict[f"blocking_codes{suffix}"]
    return {(code, code in blocking) for code in json.loads(verdict[f"codes{suffix}"])}


def _own_units(
    following: NextRun,
    decision: Decision,
    verdicts: Sequence[VerdictEffect],
    agencies: Sequence[AgencyChange],
    registers: Sequence[Register],
) -> list[str]:
    """The units that a decision is about, and those that came after them: of the submissions it is
    for, else of those whose verdict it changes, and of the agencies it changes."""
    state = latest_verdicts(following.ledger)
    changed = {one.submission_id for one in verdicts}
    names = set(holds_for(decision, state)["submission_id"]) or changed
    own = state.filter(pl.col("submission_id").is_in(list(names)))["unit_id"]
    lines = pl.concat([register.agencies for register in registers], how="vertical")
    ids = [one.agency_id for one in agencies]
    of_agencies = lines.filter(pl.col("agency_id").is_in(ids))["unit_id"]
    return with_successors({*own, *of_agencies} - {None})
