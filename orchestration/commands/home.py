"""``csi home``: what is done to a home as a whole."""

from __future__ import annotations

import sys

import click

from ingestion.home.home import LAYOUT_VERSION
from ingestion.messages import text
from orchestration.commands.console import ConsoleProgress, say
from orchestration.commands.exit_codes import EXIT_CODE, EXIT_CODES
from orchestration.commands.options import JSON, LANGUAGE, open_home, print_json
from orchestration.graph.rebuilding import compute_last_day_again
from orchestration.verifying.flaws import Flaw
from orchestration.verifying.whole_home import verify_home


@click.group(epilog=EXIT_CODES)
def home() -> None:
    """Bring a home of an older version of this software to this one.

    \b
    Examples:
      csi home upgrade
    """


@home.command(epilog=EXIT_CODES)
@LANGUAGE
@JSON
@click.pass_context
def upgrade(context: click.Context, lang: str, as_json: bool) -> None:
    """Bring a home of an older version of this software to this one, and compute it again.

    The ledger is checked before anything is touched. What was received, recorded and released
    stays as it is; rows and marts are made as by `csi rebuild`, for the day of the last run, and
    the home is verified. A home of this version stays as it is. Killed, it is started again.

    \b
    Examples:
      csi backup /mnt/backup/csi        with the version that was used so far
      csi home upgrade
    """
    upgraded = open_home(context, create=False, upgrades=True)
    before = upgraded.layout_version
    computed, broken = None, list[Flaw]()
    lines = [text("home.newest", lang, version=LAYOUT_VERSION)]
    if before < LAYOUT_VERSION:
        with ConsoleProgress(lang) as progress:
            upgraded.upgrade()
            computed = compute_last_day_again(upgraded, progress)
            upgraded.end_upgrade()
            broken = verify_home(upgraded, progress).broken
        lines = [text("home.upgraded", lang, before=before, version=LAYOUT_VERSION)]
        if computed:
            lines.append(text("home.computed", lang, hash=computed))
        lines += [f"- {one.words(lang)}" for one in broken]
    if as_json:
        print_json(
            {
                "before": before,
                "layout": LAYOUT_VERSION,
                "content_hash": computed,
                "broken": [one.plain(lang) for one in broken],
            }
        )
    else:
        say("\n".join(lines))
    if broken:
        sys.exit(EXIT_CODE["findings"])
