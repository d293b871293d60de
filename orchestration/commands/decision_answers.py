"""What the commands about decisions print, refusals included."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from ingestion.messages import text
from ingestion.submissions.decisions import Decision
from orchestration.commands.accounts import refusals
from orchestration.commands.decision_texts import as_json as machine_readable
from orchestration.commands.decision_texts import decision_lines, view_in_words
from orchestration.commands.options import Told, print_json
from orchestration.decisions.views import Stale


@contextmanager
def refusals_said(lang: str) -> Iterator[None]:
    """Say in words that a view is stale, with both versions, or accounts cannot be read."""

    with refusals(lang):
        try:
            yield
        except Stale as stale:
            seen, now = (view_in_words(view, lang) for view in (stale.seen, stale.now))
            raise Told(text("decision.stale", lang, seen=seen, now=now)) from stale


def print_decisions(
    decisions: list[Decision], as_json: bool, lang: str, *, one: bool = True
) -> None:
    """Print decisions in words, or as JSON: a list, or the only ``one``."""

    if as_json:
        rows = [machine_readable(decision) for decision in decisions]
        print_json(rows[0] if one else rows)
        return
    for decision in decisions:
        click.echo("\n".join(decision_lines(decision, lang)))
