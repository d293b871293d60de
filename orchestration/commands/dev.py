"""``csi dev``: Dagster's own pages on a home."""

from __future__ import annotations

import os
import runpy
import sys
import warnings

import click

from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import open_home, says_why
from orchestration.graph.pipeline import dagster_home


@click.command(epilog=EXIT_CODES)
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
    home = open_home(context, create=True)
    os.environ["CSI_HOME"] = str(home.folder)
    dagster_home(home)
    module = ["-m", "orchestration.graph.code_location"]
    server = ["-h", "127.0.0.1", "-p", str(port)]
    warnings.filterwarnings("ignore", message=".*superseded")
    sys.argv = ["dagster", "dev", *module, *server]
    runpy.run_module("dagster", run_name="__main__")
