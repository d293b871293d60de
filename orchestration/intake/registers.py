"""The registers of agencies of a home: which wait, what each would change, what came into force."""

from __future__ import annotations

from dataclasses import dataclass

from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.home.raw_store import LostOriginal
from ingestion.landing.receipts import registers
from ingestion.submissions.decisions import RegisterChange, approved_registers, decisions_of
from ingestion.submissions.register_changes import AgencyChange, register_changes
from ingestion.submissions.registers import (
    current_agencies,
    registers_in_force,
    together,
    waiting_registers,
)


@dataclass(frozen=True)
class WaitingRegister:
    """A register that was received and is not in force: what it would change, and the proposal to
    put it in force that waits for a second person, if there is one."""

    register_id: str
    name: str
    changes: list[AgencyChange]
    decision_id: str | None
    proposed_by: str | None

    @property
    def command(self) -> str:
        """What is typed next."""
        if self.decision_id:
            return f"csi decide approve {self.decision_id}"
        return f'csi agencies propose {self.register_id[:12]} --category law --reason "…"'


@dataclass(frozen=True)
class RegisterEvent:
    """A register that came into force, or is no longer, since the last run; None of ``decision_id``
    says that it is the first of the home and needed no decision."""

    register_id: str
    name: str
    is_in_force: bool
    decision_id: str | None


def changes_by(home: Home, ledger: Ledger, register_id: str) -> list[AgencyChange]:
    """What a register would change if it were put in force now; raises ``LostOriginal``."""
    store = home.raw_store()
    names = [one for one in registers_in_force(ledger) if one != register_id]
    after = together(store.get(name) for name in (*names, register_id))
    return register_changes(current_agencies(ledger, store), after)


def waiting(home: Home, ledger: Ledger) -> list[WaitingRegister]:
    """The registers that wait for a decision, in the order they came; those that are lost are told
    elsewhere."""
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
        try:
            changes = changes_by(home, ledger, name)
        except LostOriginal:
            continue
        found.append(WaitingRegister(name, receipt.name, changes, decision_id, by))
    return found


def since_last_run(ledger: Ledger) -> list[RegisterEvent]:
    """Which registers came into force, or are no longer, since the last run; nothing where that run
    was made by a version of this software that did not write them down."""
    in_force, approved = registers_in_force(ledger), approved_registers(ledger)
    runs = ledger.events("run")
    before = runs[-1].body.get("registers", in_force) if runs else []
    names = {one.submission_id: one.name for one in registers(ledger)}
    came = [RegisterEvent(one, names[one], True, approved.get(one)) for one in in_force]
    ended = [RegisterEvent(one, names[one], False, None) for one in before if one not in in_force]
    return [one for one in came if one.register_id not in before] + ended
