"""``csi check``: what is wrong with files, before they are sent."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from orchestration.commands.console import say
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import FILES, JSON, LANGUAGE, open_home, print_json
from orchestration.commands.outcome_texts import (
    check_lines,
)
from orchestration.intake.checking import as_json as machine_readable
from orchestration.intake.checking import check_files


@click.command(epilog=EXIT_CODES)
@FILES
@LANGUAGE
@JSON
@click.pass_context
def check(context: click.Context, files: tuple[Path, ...], lang: str, as_json: bool) -> None:
    """Say what is wrong with files, before they are sent. Changes nothing.

    Rules that compare with earlier reports or with the register of agencies run only with --home;
    what was left out is said.

    \b
    Examples:
      csi check report.xlsx
      csi check reports/            every file in the folder
      csi check report.xlsx --lang en
      csi --home var check report.xlsx

    \b
    Exit codes: 0 nothing found, 1 findings, 2 unreadable, 3 the check failed.
    """

    home = open_home(context, create=False) if context.find_root().obj else None
    outcome = check_files(files, home, lang)
    if as_json:
        print_json(machine_readable(outcome))
    else:
        say("\n".join(check_lines(outcome, lang)))
    sys.exit(outcome.exit_code)
