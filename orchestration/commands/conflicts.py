"""``csi conflicts``: reports that say different things under one revision, side by side."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from ingestion.messages import text
from ingestion.refusal import Refusal
from orchestration.commands.conflict_texts import cell_lines, conflict_lines
from orchestration.commands.console import say
from orchestration.commands.exit_codes import EXIT_CODE
from orchestration.commands.options import JSON, LANGUAGE, open_home, print_json
from orchestration.decisions.views import find_submission
from orchestration.intake.conflicts import conflicts_of, differing_cells


@click.command(
    epilog="""\b
Exit codes: 0 no conflict; 1 conflicts; 2 wrong use; 3 a file is lost."""
)
@click.argument("submission", required=False)
@LANGUAGE
@JSON
@click.pass_context
def conflicts(context: click.Context, submission: str | None, lang: str, as_json: bool) -> None:
    """Show reports that differ under one revision and day: files, senders, days, cells, values.

    None of them counts until one is chosen: by a withdrawal of the other, or by a report with a
    higher revision. SUBMISSION is the beginning of an id or the name of a file; all conflicts
    without it.

    \b
    Examples:
      csi conflicts
      csi conflicts 3f2a91c0
    """
    home = open_home(context, create=False)
    with home.ledger() as ledger:
        found = conflicts_of(ledger)
        if submission:
            name = find_submission(ledger, submission)
            found = [one for one in found if name in {r.submission_id for r in one.reports}]
            if not found:
                raise Refusal("conflict.none_of", said=submission)
    cells = [differing_cells(home, one) for one in found]
    if as_json:
        both = zip(found, cells, strict=True)
        print_json(
            [{**asdict(one), "cells": [asdict(c) for c in differing]} for one, differing in both]
        )
    elif not found:
        say(text("conflict.none", lang))
    for one, differing in zip(found, cells, strict=True):
        if not as_json:
            heading, *rest, choose = conflict_lines(one, lang)
            say("\n".join([heading, *rest, *cell_lines(one, differing, lang), choose]))
    sys.exit(EXIT_CODE["findings"] if found else 0)
