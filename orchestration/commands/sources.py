"""``csi sources``: where reports come from besides the inbox, and whether each can be read."""

from __future__ import annotations

import click

from ingestion.home.source_settings import SourceSettings
from ingestion.messages import text
from ingestion.polling.polls import Poll, sources_down, times_taken, waiting
from orchestration.commands.console import say
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import JSON, LANGUAGE, open_home, print_json
from orchestration.commands.outcome_texts import down_line, not_polled_lines


@click.command(epilog=EXIT_CODES)
@click.option("--connect", is_flag=True, help="Connect to each and count what waits there.")
@LANGUAGE
@JSON
@click.pass_context
def sources(context: click.Context, connect: bool, lang: str, as_json: bool) -> None:
    """List the sources of csi.toml, whose files they hold, and which could not be read last.

    Nothing is fetched: `csi run` does that.

    \b
    Examples:
      csi sources
      csi sources --connect
    """
    home = open_home(context, create=False)
    configured = home.settings.sources
    with home.ledger() as ledger:
        taken, down = times_taken(ledger), sources_down(configured, ledger)
        polls = [waiting(one, home, ledger) for one in configured] if connect else []
    if as_json:
        listed = [
            {**one.model_dump(include={"name", "url", "sender"}), "taken": taken[one.name]}
            for one in configured
        ]
        print_json({"sources": listed, "down": down, "polls": [one.body() for one in polls]})
        return
    lines = [_listed(one, taken[one.name], lang) for one in configured]
    lines += [line for one in polls for line in _found(one, lang)]
    lines += [down_line(one, lang) for one in down if not connect]
    say("\n".join(lines or [text("cli.source.none", lang)]))


def _listed(source: SourceSettings, taken: int, language: str) -> str:
    by = "mailbox" if source.kind == "mailbox" else "folder"
    sender = source.sender or text(f"cli.source.sender.{by}", language)
    values = {"source": source.name, "url": source.url, "sender": sender, "count": taken}
    return text("cli.source.listed", language, **values)


def _found(found: Poll, language: str) -> list[str]:
    """What lies at a source that was connected to, or why it cannot be read."""
    others = not_polled_lines(found.body(), language)
    if found.unreached:
        return others
    return [text("cli.source.reached", language, source=found.source, count=found.files), *others]
