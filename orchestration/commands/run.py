"""``csi run`` and ``csi rebuild``: the whole graph, with progress shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import click

from ingestion.home.home import Home
from orchestration.commands.console import ConsoleProgress
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import AS_OF, JSON, LANGUAGE, open_home, print_state
from orchestration.commands.outcome_texts import outcome_lines
from orchestration.graph.pipeline import RunOutcome, run_pipeline
from orchestration.graph.rebuilding import rebuild_home
from orchestration.run_context import Run, last_as_of, today


def _compute(
    computation: Callable[[Run], RunOutcome],
    home: Home,
    as_of: datetime | None,
    lang: str,
    as_json: bool,
) -> None:
    """Run the graph with progress shown, and say what it came to."""
    day = as_of.date() if as_of else today()
    with ConsoleProgress(lang) as progress:
        outcome = computation(Run(home, day, progress))
    print_state(outcome, as_json, outcome_lines(outcome, lang))


@click.command(epilog=EXIT_CODES)
@AS_OF
@LANGUAGE
@JSON
@click.pass_context
def run(context: click.Context, as_of: datetime | None, lang: str, as_json: bool) -> None:
    """Receive the inbox, validate, load, compute and publish.

    \b
    Examples:
      csi run
      csi run --as-of 2026-07-31
      csi --home /srv/csi run --json
    """
    _compute(run_pipeline, open_home(context, create=True), as_of, lang, as_json)


@click.command(epilog=EXIT_CODES)
@AS_OF
@LANGUAGE
@JSON
@click.pass_context
def rebuild(context: click.Context, as_of: datetime | None, lang: str, as_json: bool) -> None:
    """Drop rows and warehouse and build them again from the raw store and the ledger.

    Submissions that wait are validated first. The content hash covers every mart: the same inputs
    give the same hash. The day is that of the last run unless one is given.

    \b
    Examples:
      csi rebuild --json
    """
    home = open_home(context, create=False)
    recorded = last_as_of(home)
    day = as_of or (datetime.fromisoformat(recorded) if recorded else None)
    _compute(rebuild_home, home, day, lang, as_json)
