"""What one run is given: the home it works in, the day it is computed for, and where progress
goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from ingestion.home.home import Home
from ingestion.home.ledger import Event, Ledger
from ingestion.language.vietnamese import VIETNAM


class Progress(Protocol):
    """Receives how far a long step has come; ``step`` is a key below ``progress.`` in the
    catalogue."""

    def advance(self, step: str, done: int, total: int | None = None) -> None:
        """``done`` of ``total`` (unknown when None) of a step."""


class Silence:
    """Progress that nobody watches."""

    def advance(self, step: str, done: int, total: int | None = None) -> None:
        """Do nothing."""


def today() -> date:
    """The day it is in Vietnam: the as-of date of a run that is not given one."""
    return datetime.now(VIETNAM).date()


def last_run(ledger: Ledger) -> Event | None:
    """The record of the last run that readers saw; None before the first."""
    runs = ledger.events("run")
    return runs[-1] if runs else None


def last_as_of(home: Home) -> str | None:
    """The as-of date of the home's last run, as an ISO date; None before the first."""
    with home.ledger() as ledger:
        run = last_run(ledger)
    return str(run.body["as_of"]) if run else None


@dataclass
class Run:
    """One computation: everything it does is a function of the home's files and ``as_of``.
    ``run_id`` is Dagster's, empty outside of its graph."""

    home: Home
    as_of: date
    progress: Progress = field(default_factory=Silence)
    run_id: str = ""
