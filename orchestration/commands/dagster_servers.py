"""``csi dev``, ``csi webserver`` and ``csi daemon``: Dagster's own programs on a home."""

from __future__ import annotations

import os
import runpy
import sys
import warnings
from typing import NoReturn

import click

from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import open_home, says_why
from orchestration.graph.pipeline import dagster_home

_HERE = "127.0.0.1"
_PORT = click.option("--port", type=int, default=3000, show_default=True)


def _become(context: click.Context, program: str, *arguments: str) -> NoReturn:
    """Go on as a program of Dagster that serves the graph over this home."""
    home = open_home(context, create=True)
    os.environ["CSI_HOME"] = str(home.folder)
    dagster_home(home)
    warnings.filterwarnings("ignore", message=".*superseded")
    sys.argv = [program, *arguments, "-m", "orchestration.graph.code_location"]
    runpy.run_module(program, run_name="__main__")
    sys.exit()


@click.command(epilog=EXIT_CODES)
@_PORT
@says_why
@click.pass_context
def dev(context: click.Context, port: int) -> None:
    """Open Dagster's pages on this home, at 127.0.0.1 only, with the daemon beside them.

    \b
    Examples:
      csi dev
      csi --home /srv/csi dev --port 3100
    """
    _become(context, "dagster", "dev", "-h", _HERE, "-p", str(port))


@click.command(epilog=EXIT_CODES)
@_PORT
@says_why
@click.pass_context
def webserver(context: click.Context, port: int) -> None:
    """Serve Dagster's pages on this home, at 127.0.0.1 only; runs need `csi daemon` beside it.

    \b
    Examples:
      csi --home /srv/csi webserver
    """
    _become(context, "dagster_webserver", "-h", _HERE, "-p", str(port))


@click.command(epilog=EXIT_CODES)
@says_why
@click.pass_context
def daemon(context: click.Context) -> None:
    """Run what Dagster's sensors, schedules and pages ask for, one run at a time.

    \b
    Examples:
      csi --home /srv/csi daemon
    """
    _become(context, "dagster._daemon", "run")
