"""The ``csi`` command. Heavy libraries are imported by the commands that need them, so that help is
quick."""

from __future__ import annotations

import json
import os
import runpy
import sys
import warnings
from datetime import datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.any_index.command import index
from orchestration.criteria.command import method
from orchestration.decisions.command import decide
from orchestration.explaining.command import explain, trend
from orchestration.identity.command import account, login, logout, whoami
from orchestration.options import (
    AS_OF,
    EXIT_CODES,
    JSON,
    LANGUAGE,
    open_home,
    print_state,
    says_why,
)
from orchestration.releasing.acknowledging import acknowledge
from orchestration.releasing.command import publish, releases
from orchestration.report_commands import check, sample, submit, template
from orchestration.returning.command import return_
from orchestration.rules.command import revalidate, rules
from orchestration.what_if import what_if

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingestion.home import Home
    from orchestration.pipeline import Outcome
    from orchestration.run import Run


@click.group(epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    "home_folder",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="CSI_HOME",
    help="The folder that holds everything (or CSI_HOME). Default: ./var",
)
@click.version_option(package_name="csi-warehouse")
@click.pass_context
def main(context: click.Context, home_folder: Path | None) -> None:
    """Score every province's network security from what agencies report.

    \b
    Examples:
      csi sample var/inbox          a labelled synthetic season into the inbox
      csi run                       receive, validate, load, compute, publish
      csi check report.xlsx         what is wrong with a report, before sending it
    """
    context.obj = home_folder
    if isinstance(sys.stdout, TextIOWrapper):
        # As on the error stream: a name that is no text must not end a command that is done.
        sys.stdout.reconfigure(errors="backslashreplace")


def _compute(
    computation: Callable[[Run], Outcome],
    home: Home,
    as_of: datetime | None,
    lang: str,
    as_json: bool,
) -> None:
    """Run the graph with progress shown, and say what it came to."""
    from ingestion.periods import FIRST_INDEX_YEAR
    from ingestion.refusal import Refusal
    from orchestration.console import ConsoleProgress
    from orchestration.definitions import INDEX_YEARS
    from orchestration.run import Run, today
    from orchestration.summaries import outcome_lines

    day = as_of.date() if as_of else today()
    last_year = max(int(key) for key in INDEX_YEARS.get_partition_keys())
    if not FIRST_INDEX_YEAR <= day.year <= last_year:
        raise Refusal("as_of", day=f"{day:%d/%m/%Y}", first=FIRST_INDEX_YEAR, last=last_year)
    with ConsoleProgress(lang) as progress:
        outcome = computation(Run(home, day, progress))
    print_state(outcome, as_json, outcome_lines(outcome, lang))


@main.command(epilog=EXIT_CODES)
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
    from orchestration.pipeline import run_pipeline

    _compute(run_pipeline, open_home(context, create=True), as_of, lang, as_json)


@main.command(epilog=EXIT_CODES)
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
    from orchestration.pipeline import last_as_of, rebuild_home

    home = open_home(context, create=False)
    recorded = last_as_of(home)
    day = as_of or (datetime.fromisoformat(recorded) if recorded else None)
    _compute(rebuild_home, home, day, lang, as_json)


_COMMANDS = (
    *(submit, check, template, sample, return_),
    *(index, method, what_if, explain, trend, publish, acknowledge, releases),
    *(login, logout, whoami, account, decide, rules, revalidate),
)
for command in _COMMANDS:
    main.add_command(command)


@main.command(epilog=EXIT_CODES)
@LANGUAGE
@JSON
@click.pass_context
def status(context: click.Context, lang: str, as_json: bool) -> None:
    """Say what the home holds: received, accepted, held and why, waiting; the last run.

    \b
    Examples:
      csi status
      csi status --json
    """
    from orchestration.pipeline import home_status
    from orchestration.summaries import status_lines

    state = home_status(open_home(context, create=False))
    print_state(state, as_json, status_lines(state, lang))


@main.command(epilog=EXIT_CODES)
@LANGUAGE
@JSON
@click.pass_context
def catalogue(context: click.Context, lang: str, as_json: bool) -> None:
    """List every item of the founding documents: its phrase, form, indicator, mart and obligation,
    and whether data has arrived in the home, if there is one.

    \b
    Examples:
      csi catalogue
      csi --home var catalogue --json
    """
    from dataclasses import asdict

    from orchestration.catalogue import catalogue_items
    from orchestration.summaries import catalogue_lines

    folder: Path = context.find_root().obj or Path("var")
    items = catalogue_items(folder / "warehouse" / "published.duckdb")
    if as_json:
        click.echo(json.dumps([asdict(item) for item in items], ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(catalogue_lines(items, lang)))


@main.command(epilog=EXIT_CODES)
@click.option("--port", type=int, default=3000, show_default=True)
@says_why
@click.pass_context
def dev(context: click.Context, port: int) -> None:
    """Open Dagster's pages on this home, at 127.0.0.1 only.

    \b
    Examples:
      csi dev
      csi --home /srv/csi dev --port 3100
    """
    from orchestration.pipeline import dagster_home

    home = open_home(context, create=True)
    os.environ["CSI_HOME"] = str(home.folder)
    dagster_home(home)
    module = ["-m", "orchestration.code_location"]
    server = ["-h", "127.0.0.1", "-p", str(port)]
    warnings.filterwarnings("ignore", message=".*superseded")
    sys.argv = ["dagster", "dev", *module, *server]
    runpy.run_module("dagster", run_name="__main__")
