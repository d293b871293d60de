"""What a proposal would do, before it is approved: verdicts, scores and ranks on a copy.

The decision is put in force in a scratch home that shares the raw store; the submissions it touches
are judged there, and what they hand over is loaded into a copy of all that the last run computed.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Set
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from expectations.book.rule_changes import rule_book_of
from expectations.checks.register_rules import Register
from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.landing.receipts import receipts
from ingestion.submissions.decisions import (
    Decision,
    RegisterChange,
    RuleChange,
    Why,
    answer,
    decisions_of,
    in_force,
    proposal,
)
from ingestion.submissions.register_changes import (
    AgencyChange,
    LeadChange,
    lead_changes,
    register_changes,
)
from orchestration.decisions.effects import UnitEffect, effect
from orchestration.intake.judging import judge, register_of
from orchestration.intake.pending import on_other_register, pending_submissions
from orchestration.intake.register_faults import RegisterCell, judged_in_home, refuse_unusable
from orchestration.intake.taking_in import record, restore_rows
from orchestration.intake.verdicts import ACCEPTED, latest_verdicts
from orchestration.run_context import Run, last_as_of, today
from orchestration.warehouse.loading import put_form_year, put_ledger_tables

_NOBODY = "preview"


@dataclass(frozen=True)
class VerdictEffect:
    """A submission whose verdict would change, with the name of its file."""

    submission_id: str
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """What a decision would do. ``units`` are those whose score, rank, grade or reason would
    change; ``None`` where nothing is published yet to compare with. Where the register of agencies
    changes, ``agencies`` says how, ``leads`` which provinces lose or get a lead agency by it, and
    ``accepted`` lists accepted reports that keep their verdict
    but would get another if they were judged again on purpose (``revalidation``), and ``doubtful``
    the cells of a register that somebody should look at."""

    verdicts: list[VerdictEffect]
    units: list[UnitEffect] | None
    agencies: list[AgencyChange] = field(default_factory=list)
    accepted: list[VerdictEffect] = field(default_factory=list)
    doubtful: list[RegisterCell] = field(default_factory=list)
    leads: list[LeadChange] = field(default_factory=list)


@dataclass(frozen=True)
class _Decided:
    """A decision in force in a scratch home, as a change of the warehouse."""

    run: Run
    submission_ids: frozenset[str]
    models: str = "+mart_csi_ranking"

    def apply(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Load the ledger's state and the rows of every form and year that is touched."""
        received = put_ledger_tables(connection, self.run)
        touched = received.filter(pl.col("submission_id").is_in(list(self.submission_ids)))
        forms = load_contracts().latest()
        years = touched.drop_nulls(["form", "index_year"]).select("form", "index_year").unique()
        for form, year in years.sort("form", "index_year").iter_rows():
            put_form_year(connection, self.run, forms[form], year, received)


def preview(home: Home, decision: Decision) -> Preview:
    """The effect of a decision on the last run's day, proposed or not yet. Nothing of the home
    changes; raises ``effects.RecomputationFailed``."""
    recorded = last_as_of(home)
    as_of = date.fromisoformat(recorded) if recorded else today()
    with home.alone(), _scratch(home) as copy, copy.ledger() as ledger:
        run = Run(copy, as_of)
        before, register = latest_verdicts(ledger), register_of(home, ledger)
        already = _waiting(run, ledger, register)
        _approve(ledger, decision)
        then = register_of(home, ledger)
        agencies = register_changes(register.agencies, then.agencies)
        leads = lead_changes(register.agencies, then.agencies)
        doubtful = list[RegisterCell]()
        if isinstance(decision.what, RegisterChange):
            doubtful = judged_in_home(home, ledger, decision.what.register_id).doubtful
        touched = _judge_touched(run, ledger, decision, then, already)
        verdicts = _changed(ledger, latest_verdicts(ledger), before)
        accepted = _if_judged_again(run, ledger, then) if agencies else []
        if not home.computed.exists():
            return Preview(verdicts, None, agencies, accepted, doubtful, leads)
        if not touched and not agencies:
            return Preview(verdicts, [], doubtful=doubtful)
        effects = effect(home, [_Decided(run, touched)])
    moved = [one for one in effects if one.is_moved]
    return Preview(verdicts, moved, agencies, accepted, doubtful, leads)


def preview_register(home: Home, register_id: str) -> Preview:
    """What a register of agencies would do if it were put in force, as ``preview`` says it; raises
    ``UnusableRegister`` where it has cells that cannot be used, ``LostOriginal``."""
    with home.ledger() as ledger:
        refuse_unusable(home, ledger, register_id)
    why = Why(category="other", reason=_NOBODY)
    what = RegisterChange(register_id=register_id)
    return preview(home, Decision(_NOBODY, what, why, _NOBODY, today(), {}))


def _waiting(run: Run, ledger: Ledger, register: Register) -> set[str]:
    decisions = in_force(decisions_of(ledger).values(), run.as_of)
    return set(pending_submissions(run, ledger, register, decisions))


def _approve(ledger: Ledger, decision: Decision) -> None:
    """Put the decision in force in the ledger of a scratch home."""
    name, day = decision.decision_id, decision.proposed_on
    if name not in decisions_of(ledger):
        proposed = proposal(name, decision.what, decision.why, decision.proposed_by, day, {})
        ledger.append("decision", [proposed])
    ledger.append("decision", [answer(name, "approved", _NOBODY, day, "")])


def _judge_touched(
    run: Run, ledger: Ledger, decision: Decision, register: Register, already: Set[str]
) -> frozenset[str]:
    """Judge what a decision in force touches; returns the submissions that got a verdict. Others
    that wait ``already`` go on waiting."""
    names = _waiting(run, ledger, register) - already
    if isinstance(decision.what, RuleChange):
        verdicts = latest_verdicts(ledger)
        other = verdicts.filter(pl.col("rule_book_hash") != rule_book_of(ledger).hash)
        names |= set(other["submission_id"])
    if not names:
        return frozenset()
    touched = {name: one for name, one in receipts(ledger).items() if name in names}
    judged = judge(run, ledger, register, touched)
    record(run, ledger, judged)
    restore_rows(run, ledger)
    return frozenset(judged.found.validation.verdicts["submission_id"])


def _if_judged_again(run: Run, ledger: Ledger, register: Register) -> list[VerdictEffect]:
    """The accepted reports that would get another verdict if they were judged again under the
    register in force."""
    received, verdicts = receipts(ledger), latest_verdicts(ledger)
    accepted = verdicts.filter(pl.col("verdict").is_in(ACCEPTED))
    names = on_other_register(ledger, register, accepted, received)
    if not names:
        return []
    judged = judge(run, ledger, register, {name: received[name] for name in names})
    return _changed(ledger, judged.found.validation.verdicts, verdicts)


def _changed(ledger: Ledger, now: pl.DataFrame, before: pl.DataFrame) -> list[VerdictEffect]:
    """The submissions that have another verdict than before."""
    received = receipts(ledger)
    both = now.join(before, on="submission_id", suffix="_before")
    changed = both.filter(pl.col("verdict") != pl.col("verdict_before")).sort("submission_id")
    columns = ("submission_id", "verdict_before", "verdict")
    return [
        VerdictEffect(name, received[name].name, *verdicts)
        for name, *verdicts in changed.select(columns).iter_rows()
    ]


@contextmanager
def _scratch(home: Home) -> Iterator[Home]:
    """A home with the same ledger and rows, that reads the same raw store."""
    with tempfile.TemporaryDirectory(dir=home / "warehouse", prefix="preview-") as folder:
        target = Path(folder)
        shutil.copyfile(home / "home.json", target / "home.json")
        # Not a copy of the file: somebody may be submitting.
        with (
            closing(sqlite3.connect(home / "ledger.sqlite")) as ledger,
            closing(sqlite3.connect(target / "ledger.sqlite")) as into,
        ):
            ledger.backup(into)
        shutil.copytree(home / "rows", target / "rows", copy_function=_share)
        copy = Home(target)
        store = home.settings.raw_store or str(home / "raw")
        copy.settings = home.settings.model_copy(update={"raw_store": store, "inbox": None})
        yield copy


def _share(source: str, target: str) -> None:
    """A hard link to a row file where the disk has them; row files are replaced, never written
    into."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
