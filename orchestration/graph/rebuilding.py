"""A home's rows and marts made again from what cannot be computed: raw store and ledger."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date

from ingestion.home.home import Home
from orchestration.graph.pipeline import RunOutcome, run_alone
from orchestration.intake.taking_in import rebuild_rows
from orchestration.reference.frozen_versions import refuse_changed
from orchestration.run_context import Progress, Run, last_as_of


def rebuild_home(run: Run) -> RunOutcome:
    """Drop what is disposable, make it again from the raw store and the ledger, and run. Verdicts
    that today's rules would change are named; what the ledger says stands."""
    with run.home.alone():
        with run.home.ledger() as ledger:  # before anything is dropped
            refuse_changed(ledger)
        changed = rebuild_rows(run)
        _drop_what_is_built(run.home)
        return replace(run_alone(run), changed_verdicts=changed)


def compute_last_day_again(home: Home, progress: Progress) -> str | None:
    """Rebuild a home for the day of its last run; returns the content hash, None where nothing was
    ever computed."""
    day = last_as_of(home)
    return rebuild_home(Run(home, date.fromisoformat(day), progress)).content_hash if day else None


def _drop_what_is_built(home: Home) -> None:
    """Drop the database a run builds in, and what lies beside it; readers keep theirs until a run
    has ended well."""
    for path in (home / "warehouse").iterdir():
        if path in (home.published, home.computed, home.previous):
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
