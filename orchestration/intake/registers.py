"""The registers of agencies of a home: which wait, what each would change, what came into force."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from ingestion.home.home import Home
from ingestion.home.ledger import Event, Ledger
from ingestion.home.raw_store import LostOriginal
from ingestion.landing.receipts import registers
from ingestion.submissions.decisions import RegisterChange, approved_registers, decisions_of
from ingestion.submissions.register_changes import (
    AgencyChange,
    LeadChange,
    lead_changes,
    register_changes,
)
from ingestion.submissions.registers import (
    current_agencies,
    registers_in_force,
    together,
    waiting_registers,
)
from orchestration.intake.register_faults import RegisterCell, judged_in_home


@dataclass(frozen=True)
class WaitingRegister:
    """A register that was received and is not in force: what it would change, its cells that
    cannot be used (``wrong``; with any of them it is not proposed) and those no rule knows
    (``doubtful``), and the proposal to put it in force that waits for a second person, if there is
    one."""

    register_id: str
    name: str
    changes: list[AgencyChange]
    decision_id: str | None
    proposed_by: str | None
    wrong: list[RegisterCell]
    doubtful: list[RegisterCell]


@dataclass(frozen=True)
class RegisterEvent:
    """What became of a register since the last run: it came as one of the ``first`` of the home,
    which hold at once (``wrong`` are those of its cells that cannot be right); it came into force
    by a decision (``in_force``); it is no longer in force (``ended``); it was received and changes
    nothing (``same``)."""

    register_id: str
    name: str
    state: Literal["first", "in_force", "ended", "same"]
    decision_id: str | None = None
    wrong: list[RegisterCell] = field(default_factory=list)


def changes_by(home: Home, ledger: Ledger, register_id: str) -> list[AgencyChange]:
    """What a register would change if it were put in force now; raises ``LostOriginal``."""
    return register_changes(*_before_and_after(home, ledger, register_id))


def leads_by(home: Home, ledger: Ledger, register_id: str) -> list[LeadChange]:
    """Which provinces would lose or get a lead agency by it, likewise."""
    return lead_changes(*_before_and_after(home, ledger, register_id))


def _before_and_after(
    home: Home, ledger: Ledger, register_id: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    store = home.raw_store()
    names = [one for one in registers_in_force(ledger) if one != register_id]
    after = together(store.get(name) for name in (*names, register_id))
    return current_agencies(ledger, store), after


def waiting(home: Home, ledger: Ledger) -> list[WaitingRegister]:
    """The registers that wait for a decision, in the order they came: those that change something
    or are proposed. Those that are lost are told elsewhere."""
    proposals = {
        one.what.register_id: one
        for one in decisions_of(ledger).values()
        if isinstance(one.what, RegisterChange) and one.state == "proposed"
    }
    found = list[WaitingRegister]()
    for receipt in waiting_registers(ledger):
        name = receipt.submission_id
        proposal = proposals.get(name)
        decision_id, by = (proposal.decision_id, proposal.proposed_by) if proposal else (None, None)
        changes = _readable_changes(home, ledger, name)
        if changes or (decision_id and changes is not None):
            judgement = judged_in_home(home, ledger, name)
            found.append(WaitingRegister(name, receipt.name, changes, decision_id, by, *judgement))
    return found


def since_run(home: Home, ledger: Ledger, run: Event | None) -> list[RegisterEvent]:
    """What became of registers since a run (None: since ever); of those in force nothing where it
    was made by a version of this software that did not write them down."""
    in_force, approved = registers_in_force(ledger), approved_registers(ledger)
    before = run.body.get("registers", in_force) if run else []
    names = {one.submission_id: one.name for one in registers(ledger)}
    events = list[RegisterEvent]()
    for name in (one for one in in_force if one not in before):
        decision = approved.get(name)
        state: Literal["first", "in_force"] = "in_force" if decision else "first"
        wrong = _wrong_of_first(home, ledger, name) if state == "first" else []
        events.append(RegisterEvent(name, names[name], state, decision, wrong))
    events += [RegisterEvent(one, names[one], "ended") for one in before if one not in in_force]
    last = run.sequence if run else 0
    fresh = {
        event.body["submission_id"]
        for event in ledger.events("register_received")
        if event.sequence > last
    }
    undecided = {one.submission_id for one in waiting_registers(ledger)} & fresh
    undecided -= {one.register_id for one in waiting(home, ledger)}
    unchanged = [one for one in sorted(undecided) if _readable_changes(home, ledger, one) == []]
    return events + [RegisterEvent(one, names[one], "same") for one in unchanged]


def _wrong_of_first(home: Home, ledger: Ledger, register_id: str) -> list[RegisterCell]:
    """What is wrong with a register that holds already; nothing where one in force is lost."""
    try:
        return judged_in_home(home, ledger, register_id).wrong
    except LostOriginal:
        return []


def _readable_changes(home: Home, ledger: Ledger, register_id: str) -> list[AgencyChange] | None:
    """What a register would change; None where that cannot be known, since it is lost."""
    try:
        return changes_by(home, ledger, register_id)
    except LostOriginal:
        return None
