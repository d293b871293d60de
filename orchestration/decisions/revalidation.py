"""Judging known submissions again because the rules or the register of agencies have changed: first
a difference to read, then, if wanted, verdicts."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from expectations.book.rule_changes import rule_book_of
from ingestion.landing.receipts import receipts
from ingestion.submissions.decisions import decisions_of, in_force
from orchestration.decisions.handing_back import hand_back
from orchestration.decisions.views import Refused
from orchestration.intake.judging import Judged, judge, register_of
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.pending import (
    on_other_register,
    on_other_rules,
    pending_submissions,
)
from orchestration.intake.taking_in import record
from orchestration.run_context import Run


@dataclass(frozen=True)
class VerdictChange:
    """A verdict that would change; ``codes`` says by how much each finding that counts
    changes in number, such as ``+2``."""

    submission_id: str
    name: str
    before: str
    after: str
    codes: dict[str, str]


@dataclass(frozen=True)
class Foreseen:
    """What judging again under the present rules and register came to: how many submissions had
    been judged under others, and what changes; ``events`` is how long the ledger was then. Those
    ``left_to_run`` were judged under others too, and wait for the next run in any case, with what
    was decided about them since."""

    judged_again: int
    left_to_run: int
    changes: list[VerdictChange]
    judged: Judged | None
    events: int


def foresee(run: Run) -> Foreseen:
    """Judge every submission whose verdict rests on other rules, or on another register of
    agencies, than those in force; others are skipped, and so is what the next run judges anyway:
    what differs is due to rules and register alone. Nothing is kept."""
    with run.home.alone(), run.home.ledger() as ledger:
        book, before = rule_book_of(ledger), latest_verdicts(ledger)
        stale = on_other_rules(before, book)
        received, events = receipts(ledger), len(ledger.events())
        register = register_of(run.home, ledger)
        stale |= on_other_register(ledger, register, before, received).keys()
        decisions = in_force(decisions_of(ledger).values(), run.as_of)
        waiting = stale & pending_submissions(run, ledger, register, decisions).keys()
        outdated = {name: received[name] for name in sorted(stale - waiting)}
        if not outdated:
            return Foreseen(0, len(waiting), [], None, events)
        judged = judge(run, ledger, register, outdated)
    both = judged.found.validation.verdicts.join(before, on="submission_id", suffix="_before")
    changes = []
    for row in both.sort("submission_id").iter_rows(named=True):
        codes = _difference(row["codes_before"], row["codes"])
        if codes or row["verdict"] != row["verdict_before"]:
            name = row["submission_id"]
            verdicts = (row["verdict_before"], row["verdict"])
            changes.append(VerdictChange(name, received[name].name, *verdicts, codes))
    return Foreseen(len(outdated), len(waiting), changes, judged, events)


def give_verdicts(run: Run, foreseen: Foreseen) -> None:
    """Record what was foreseen, and hand back what is held now; raises ``Refused`` where anything
    happened in between."""
    with run.home.alone():
        with run.home.ledger() as ledger:
            if len(ledger.events()) != foreseen.events:
                raise Refused("decision.refused.ledger_moved")
            if foreseen.judged is not None:
                record(run, ledger, foreseen.judged)
        hand_back(run)


def _difference(before: str, after: str) -> dict[str, str]:
    had, has = Counter[str](json.loads(before)), Counter[str](json.loads(after))
    codes = sorted({*had, *has})
    return {code: f"{has[code] - had[code]:+d}" for code in codes if has[code] != had[code]}
