"""``csi quarantine``: what our reader failed on twice, and how it is let go."""

from __future__ import annotations

import click

from ingestion.messages import text
from ingestion.parsing.report import failure_words
from orchestration.commands.console import say
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import JSON, LANGUAGE, open_home, print_json
from orchestration.commands.outcome_texts import quarantine_lines
from orchestration.identity.session import acting
from orchestration.intake.quarantine import release, set_aside


@click.group(epilog=EXIT_CODES)
def quarantine() -> None:
    """List what the reader failed on twice, and let it be read again.

    \b
    Examples:
      csi quarantine list
      csi quarantine release 3f2a91c04b7e --reason "…"
    """


@quarantine.command("list", epilog=EXIT_CODES)
@LANGUAGE
@JSON
@click.pass_context
def list_quarantine(context: click.Context, lang: str, as_json: bool) -> None:
    """Every file in quarantine, and why. None of them is read until it is released.

    \b
    Examples:
      csi quarantine list
      csi quarantine list --json
    """
    with open_home(context, create=False).ledger() as ledger:
        aside = list(set_aside(ledger).values())
    if as_json:
        print_json([{**vars(one), "words": failure_words(one.reason, lang)} for one in aside])
    else:
        say("\n".join(quarantine_lines(aside, lang) or [text("quarantine.none", lang)]))


@quarantine.command("release", epilog=EXIT_CODES)
@click.argument("submission")
@click.option("--reason", required=True, help="Why it may be read again.")
@LANGUAGE
@click.pass_context
def release_submission(context: click.Context, submission: str, reason: str, lang: str) -> None:
    """Let a file be read again in the next run, as a steward (`csi login`).

    SUBMISSION is the name of the file or the beginning of its id.

    \b
    Examples:
      csi quarantine release 3f2a91c04b7e --reason "Đã tăng bộ nhớ cho máy chủ"
    """
    home = open_home(context, create=False)
    released = release(home, acting(home), submission, reason)
    shown = {"name": released.name, "id": released.submission_id[:12]}
    say(text("quarantine.released", lang, **shown))
