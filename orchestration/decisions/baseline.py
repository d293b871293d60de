"""What every preview is held against: the next run without what is asked about.

It is made in a scratch home that shares the raw store: what waits there gets its verdict under all
that two people have approved, as the next run would give it, and where the last run did not know of
that its models run again. What is asked about comes on top, so that the difference is its own.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from expectations.book.rule_changes import rule_book_of
from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.home.ledger_head import copy_ledger
from ingestion.landing.receipts import receipts
from ingestion.submissions.decisions import What, decisions_of, in_force
from orchestration.decisions.effects import UnitEffect, WarehouseChange, changed
from orchestration.intake.judging import judge, register_of
from orchestration.intake.kept_frames import SCRATCH, must_be_remade
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.pending import on_other_rules
from orchestration.intake.taking_in import judge_pending, rebuild_rows, record, restore_rows
from orchestration.reference.frozen_versions import refuse_changed
from orchestration.run_context import Run, last_run, today
from orchestration.warehouse.loading import put_form_year, put_ledger_tables

# What a verdict says of when it was given, and not of the report.
_OF_THE_JUDGEMENT = ("as_of", "rule_book_hash")


@dataclass(frozen=True)
class NamedDecision:
    """A decision and what it does."""

    decision_id: str
    what: What


@dataclass(frozen=True)
class Baseline:
    """The next run without what is asked about, for the day of the last run (today before the
    first). ``counted`` are decisions in force that the last run did not know: they are in both
    sides of the comparison; ``left_out`` are proposals that wait for an answer: in neither."""

    as_of: date
    counted: list[NamedDecision]
    left_out: list[NamedDecision]


def baseline_of(ledger: Ledger, about: str = "") -> Baseline:
    """What is in force in the next run, but for the decision ``about`` which somebody asks (the id
    of a proposal)."""
    last, loaded, decisions = last_run(ledger), _loaded_events(ledger), decisions_of(ledger)
    as_of = date.fromisoformat(str(last.body["as_of"])) if last else today()
    approved_since = {
        event.body["decision_id"]
        for event in ledger.events("decision")
        if event.sequence > loaded and event.body["step"] == "approved"
    }
    counted = [
        NamedDecision(one.decision_id, one.what)
        for one in in_force(decisions.values(), as_of)
        if one.decision_id in approved_since
    ]
    left_out = [
        NamedDecision(name, one.what)
        for name, one in decisions.items()
        if one.state == "proposed" and name != about
    ]
    return Baseline(as_of, counted, left_out)


@dataclass(frozen=True)
class NextRun:
    """The next run of a ``home``, as a ``run`` in a scratch home, whose ``ledger`` may be written
    into. ``is_published`` says whether there are figures of a last run to compare with."""

    home: Home
    baseline: Baseline
    run: Run
    ledger: Ledger
    is_published: bool

    def effect(self, changes: Sequence[WarehouseChange]) -> list[UnitEffect]:
        """Every unit and year with its standing in the next run, and after the changes too, all of
        them together. Raises ``ChangeRefused`` and ``RecomputationFailed``."""
        return changed(self.home, self.run.home.working, changes)

    def judge(self, *, again: bool) -> frozenset[str]:
        """Give what waits its verdict, with ``again`` also what was judged under other rules than
        those in force, as ``csi revalidate --record`` does. Returns the submissions of which a
        verdict says something else than before."""
        return _judged(self.home, self.run, self.ledger, again=again)


@dataclass(frozen=True)
class Reloaded:
    """What the ledger of a scratch home says by now of some submissions, as a change of the
    warehouse."""

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


@contextmanager
def next_run(home: Home, about: str = "", *, again: bool = False) -> Iterator[NextRun]:
    """The next run without the decision ``about`` (the id of a proposal, if there is one), with
    ``again`` after everything was judged under the rules in force by then. Files that nobody has
    received yet are no part of it. Nothing of the home changes.

    Raises ``Changed`` where the method is no longer that of the last run, and
    ``RecomputationFailed``.
    """
    with (
        home.alone(),
        home.ledger() as there,
        _scratch(home) as copy,
        copy.ledger() as ledger,
    ):
        baseline = baseline_of(there, about)
        run = Run(copy, baseline.as_of)
        if must_be_remade(home):
            rebuild_rows(run)
        touched = _judged(home, run, ledger, again=again) | _judged_since_run(ledger)
        if home.computed.exists():
            refuse_changed(ledger)
            shutil.copyfile(home.computed, copy.working)
            if touched or baseline.counted:
                changed(home, copy.working, [Reloaded(run, touched)])
        yield NextRun(home, baseline, run, ledger, home.computed.exists())


def _judged(home: Home, run: Run, ledger: Ledger, *, again: bool) -> frozenset[str]:
    before = latest_verdicts(ledger)
    register = register_of(home, ledger)  # of the home: a lost one is read from its last run
    judge_pending(run, ledger, register, restore_rows(run, ledger))
    if again:
        stale = on_other_rules(latest_verdicts(ledger), rule_book_of(ledger))
        received = receipts(ledger, stale) if stale else {}
        if received:
            record(run, ledger, judge(run, ledger, register, received))
    restore_rows(run, ledger)
    return _differing(before, latest_verdicts(ledger))


def _differing(before: pl.DataFrame, now: pl.DataFrame) -> frozenset[str]:
    """The submissions of which two states of their verdicts (``verdicts.VERDICT``) say different
    things."""
    then, by_now = (
        {row["submission_id"]: row for row in state.drop(_OF_THE_JUDGEMENT).iter_rows(named=True)}
        for state in (before, now)
    )
    return frozenset(name for name, row in by_now.items() if then.get(name) != row)


def _judged_since_run(ledger: Ledger) -> frozenset[str]:
    """The submissions that got a verdict which the last run did not load."""
    loaded = _loaded_events(ledger)
    return frozenset(
        event.body["submission_id"] for event in ledger.events("verdict") if event.sequence > loaded
    )


def _loaded_events(ledger: Ledger) -> int:
    """How many events of the ledger the last run knew; 0 before the first."""
    last = last_run(ledger)
    return int(last.body.get("events", last.sequence)) if last else 0


@contextmanager
def _scratch(home: Home) -> Iterator[Home]:
    """A home with the same ledger, rows and findings, that reads the same raw store."""
    for left in (home / "warehouse").glob(f"{SCRATCH}*"):  # of a preview that was killed
        shutil.rmtree(left)
    with tempfile.TemporaryDirectory(dir=home / "warehouse", prefix=SCRATCH) as folder:
        target = Path(folder)
        shutil.copyfile(home / "home.json", target / "home.json")
        copy_ledger(home.ledger_file, target / home.ledger_file.name)
        for name in ("rows", "findings"):
            shutil.copytree(home / name, target / name, copy_function=_share)
        copy = Home(target)
        settings = {"raw_store": None, "inbox": None, "sources": ()}
        copy.settings = home.settings.model_copy(update=settings)
        copy.raw_store_place = home.raw_store_place
        yield copy


def _share(source: str, target: str) -> None:
    """A hard link to a row file where the disk has them; row files are replaced, never written
    into."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
