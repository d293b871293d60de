"""``csi diff``: what moved from one run, file or release to another."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from orchestration.commands.diff_texts import difference_lines
from orchestration.commands.exit_codes import EXIT_CODE
from orchestration.commands.options import JSON, LANGUAGE, open_home, print_state
from orchestration.releasing.difference import difference
from orchestration.releasing.snapshots import Snapshot, last_two, snapshot_called

_EXIT_CODES = """\b
Exit codes: 0 nothing moved; 1 something did; 2 no such file or release, or wrong use; 3 the
comparison failed."""


@click.command(epilog=_EXIT_CODES)
@click.argument("before", required=False)
@click.argument("after", required=False)
@LANGUAGE
@JSON
@click.pass_context
def diff(
    context: click.Context, before: str | None, after: str | None, lang: str, as_json: bool
) -> None:
    """Say what moved: scores, ranks, reports, findings, and the rows of every mart.

    Without names, from the run before to the last one. A name is the file of a snapshot
    (published.duckdb), a release, or `current`, the release in force; AFTER is what the last run
    computed where it is left out. Figures of a release are those its leaders see. What its pages
    say otherwise is told by `csi releases compare`.

    \b
    Examples:
      csi diff
      csi diff current
      csi diff 20260731-33afa4a8 20260815-1c2d3e4f
      csi diff before.duckdb var/warehouse/published.duckdb --json
    """

    if before is None:
        sides = last_two(open_home(context, create=False))
    else:
        sides = _called(context, before), _called(context, after)
    found = difference(*sides)
    print_state(found, as_json, [*difference_lines(found, lang)])
    if not found.is_empty:
        sys.exit(EXIT_CODE["findings"])


def _called(context: click.Context, name: str | None) -> Snapshot:
    """A file, for which no home is needed, or what the home calls so; its last run without one."""
    if name and Path(name).is_file():
        return Snapshot(name, Path(name))
    home = open_home(context, create=False)
    return snapshot_called(home, name or str(home.published))
