"""``csi status`` and ``csi catalogue``: what a home holds, and what was asked for."""

from __future__ import annotations

from dataclasses import asdict

import click

from orchestration.commands.console import say
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.mail import mail_lines
from orchestration.commands.options import JSON, LANGUAGE, home_folder, open_home, print_json
from orchestration.commands.outcome_texts import catalogue_lines, status_lines
from orchestration.explaining.catalogue import catalogue_items
from orchestration.intake.home_status import home_status
from orchestration.notices.mail_status import mail_status
from orchestration.verifying.rested_on import whole_ledger


@click.command(epilog=EXIT_CODES)
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
    home = open_home(context, create=False)
    with home.ledger() as ledger:
        whole_ledger(home, ledger)
    state, letters = home_status(home), mail_status(home)
    if as_json:
        counts = letters and {
            "waiting": len(letters.waiting),
            "given_up": len(letters.given_up),
            "down": letters.down and vars(letters.down),
        }
        print_json({**asdict(state), "letters_by_mail": counts})
    else:
        say("\n".join([*status_lines(state, lang), *mail_lines(letters, lang)]))


@click.command(epilog=EXIT_CODES)
@LANGUAGE
@JSON
@click.pass_context
def catalogue(context: click.Context, lang: str, as_json: bool) -> None:
    """List every item of the founding documents, how it is carried and whether data arrived.

    Each with its phrase, form, indicator, mart, obligation and the page of a release that shows it;
    data is that of the home, if there is one.

    \b
    Examples:
      csi catalogue
      csi --home var catalogue --json
    """
    folder = home_folder(context)
    items = catalogue_items(folder / "warehouse" / "published.duckdb")
    if as_json:
        print_json([asdict(item) for item in items])
    else:
        say("\n".join(catalogue_lines(items, lang)))
