"""What the commands about decisions print."""

from __future__ import annotations

from ingestion.submissions.decisions import Decision
from orchestration.commands.console import say
from orchestration.commands.decision_texts import as_json as machine_readable
from orchestration.commands.decision_texts import decision_lines
from orchestration.commands.options import print_json


def print_decisions(
    decisions: list[Decision], as_json: bool, lang: str, *, one: bool = True
) -> None:
    """Print decisions in words, or as JSON: a list, or the only ``one``."""

    if as_json:
        rows = [machine_readable(decision) for decision in decisions]
        print_json(rows[0] if one else rows)
        return
    for decision in decisions:
        say("\n".join(decision_lines(decision, lang)))
