"""``csi acknowledge``: warnings that a named person lets stand for runs to come."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

import click

from ingestion.messages import text
from ingestion.refusal import Refusal
from orchestration.commands.console import say
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import DAY, JSON, LANGUAGE, open_home, print_json
from orchestration.identity.session import acting
from orchestration.releasing.acknowledgements import (
    let_stand,
    standing_acknowledgements,
    stop_acknowledging,
)
from orchestration.releasing.release_texts import acknowledged_lines


@click.command(epilog=EXIT_CODES)
@click.argument("code", required=False)
@click.option("--at-most", type=click.IntRange(min=1), help="How many cases; more stop a run.")
@click.option("--until", type=DAY, help="The last day it stands.")
@click.option("--reason", help="Why it may stand.")
@click.option("--end", "ends", is_flag=True, help="It may stand no longer.")
@LANGUAGE
@JSON
@click.pass_context
def acknowledge(
    context: click.Context,
    code: str | None,
    at_most: int | None,
    until: datetime | None,
    reason: str | None,
    ends: bool,
    lang: str,
    as_json: bool,
) -> None:
    """Let a warning stand for runs to come, so that they publish by themselves.

    A run has nobody to ask: it publishes only when every warning found is one that a steward or an
    approver (`csi login`) let stand, up to a number of cases and a day. What blocks cannot be
    acknowledged. Without CODE: what stands.

    \b
    Examples:
      csi acknowledge REPORT-HELD --at-most 40 --until 2026-12-31 --reason "Đang chờ nộp lại"
      csi acknowledge REPORT-HELD --end
      csi acknowledge
    """

    home = open_home(context, create=False)
    if code and ends:
        stop_acknowledging(home, acting(home), code)
        say(text("cli.acknowledged.ended", lang, code=code))
        return
    if code:
        if not (at_most and until and reason):
            raise Refusal("refused.how_to_acknowledge")
        let_stand(home, acting(home), code, at_most=at_most, until=until.date(), reason=reason)
    with home.ledger() as ledger:
        standing = list(standing_acknowledgements(ledger).values())
    if as_json:
        print_json([asdict(one) for one in standing])
    else:
        say("\n".join(acknowledged_lines(standing, lang)))
