"""What the commands about decisions print, refusals included."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from orchestration.commands.accounts import refusals
from orchestration.commands.options import Told

if TYPE_CHECKING:
    from ingestion.submissions.decisions import Decision


@contextmanager
def refusals_said(lang: str) -> Iterator[None]:
    """Say in words that a view is stale, with both versions, or accounts cannot be read."""
    from ingestion.messages import text
    from orchestration.commands.decision_texts import view_in_words
    from orchestration.decisions.views import Stale

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
    from orchestration.commands.decision_texts import as_json as machine_readable
    from orchestration.commands.decision_texts import decision_lines

    if as_json:
        said: Any = [machine_readable(decision) for decision in decisions]
        click.echo(json.dumps(said[0] if one else said, ensure_ascii=False, indent=2))
        return
    for decision in decisions:
        click.echo("\n".join(decision_lines(decision, lang)))


def print_json(said: object) -> None:
    """Print for a machine to read; scores as they are written."""
    click.echo(json.dumps(said, ensure_ascii=False, indent=2, default=str))
