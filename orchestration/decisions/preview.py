"""What a proposal would do, before it is approved: verdicts, scores and ranks on a copy.

The decision is put in force in a scratch home that shares the raw store; the submissions it touches
are judged there, and what they hand over is loaded into a copy of what readers open.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
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
from ingestion.submissions.decisions import Decision, RuleChange, answer, decisions_of, in_force
from orchestration.decisions.effects import UnitEffect, effect
from orchestration.intake.judging import judge, register_of
from orchestration.intake.pending import pending_submissions
from orchestration.intake.taking_in import record, restore_rows
from orchestration.intake.verdicts import latest_verdicts
from orchestration.run_context import Run, last_as_of, today
from orchestration.warehouse.loading import put_form_year, put_ledger_tables

_NOBODY = "preview"


@dataclass(frozen=True)
class VerdictEffect:
    """A submission whose verdict would change."""

    submission_id: str
    before: str
    after: str


@dataclass(frozen=True)
class Preview:
    """What a decision would do. ``units`` are those whose score, rank, grade or reason would
    change; ``None`` where nothing is published yet to compare with."""

    verdicts: list[VerdictEffect]
    units: list[UnitEffect] | None


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
    """The effect of a decision on the last run's day. Nothing of the home changes; raises
    ``effects.RecomputationFailed``."""
    recorded = last_as_of(home)
    as_of = date.fromisoformat(recorded) if recorded else today()
    with home.alone(), _scratch(home) as copy, copy.ledger() as ledger:
        run = Run(copy, as_of)
        before = latest_verdicts(ledger)
        touched = _put_in_force(run, ledger, decision, register_of(home, ledger))
        both = latest_verdicts(ledger).join(before, on="submission_id", suffix="_before")
        changed = both.filter(pl.col("verdict") != pl.col("verdict_before"))
        columns = ("submission_id", "verdict_before", "verdict")
        verdicts = [VerdictEffect(*row) for row in changed.select(columns).iter_rows()]
        if not home.published.exists():
            return Preview(verdicts, None)
        if not touched:
            return Preview(verdicts, [])
        effects = effect(home, [_Decided(run, touched)])
    return Preview(verdicts, [one for one in effects if one.is_moved])


def _put_in_force(
    run: Run, ledger: Ledger, decision: Decision, register: Register
) -> frozenset[str]:
    """Approve the decision in the scratch home and judge what it touches; returns the submissions
    that got a verdict. Others that wait go on waiting."""

    def waiting() -> set[str]:
        decisions = in_force(decisions_of(ledger).values(), run.as_of)
        return set(pending_submissions(run, ledger, register, decisions))

    already = waiting()
    approval = answer(decision.decision_id, "approved", _NOBODY, decision.proposed_on, "")
    ledger.append("decision", [approval])
    names = waiting() - already
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
