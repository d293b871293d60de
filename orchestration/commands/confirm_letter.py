"""``csi confirm``: say what a report without our code is, that it is none, or take that back."""

from __future__ import annotations

import click

from ingestion.forms.header import load_header
from ingestion.messages import text
from ingestion.submissions.confirmations import Confirmation, PutAway
from orchestration.commands.console import say
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import JSON, LANGUAGE, open_home, print_json
from orchestration.identity.session import acting
from orchestration.intake.letters import Given, confirm, put_away, undo

_UNITS = {option.label.vi: option.code for option in load_header().lists["money_unit"]}


@click.command("confirm", epilog=EXIT_CODES)
@click.argument("submission")
@click.option("--form", help="Its form, where it is said again: another one is refused.")
@click.option("--agency", help="Who reports, where the letter names none or several.")
@click.option("--period", help="The period, where the letter names none or several.")
@click.option("--report-date", help="The day it was signed, as day/month/year.")
@click.option("--money-unit", type=click.Choice([*_UNITS]), help="The unit of its amounts.")
@click.option("--scope", type=click.Choice(["own", "aggregate"]), default="own", show_default=True)
@click.option("--revision", type=click.IntRange(0, 999), default=0, show_default=True)
@click.option("--not-a-report", "is_none", is_flag=True, help="Put it away: it is no report.")
@click.option("--undo", "is_undone", is_flag=True, help="Take back what was said of it.")
@click.option("--reason", required=True, help="How it is known what the file is.")
@LANGUAGE
@JSON
@click.pass_context
def confirm_letter(
    context: click.Context,
    submission: str,
    form: str | None,
    agency: str | None,
    period: str | None,
    report_date: str | None,
    money_unit: str | None,
    scope: str,
    revision: int,
    is_none: bool,
    is_undone: bool,
    reason: str,
    lang: str,
    as_json: bool,
) -> None:
    """Say what a report without our code is, as a steward (`csi login`).

    `csi status` lists what waits, what was read of it and the command to type. SUBMISSION is the
    name of the file or the beginning of its id. The next `csi run` reads the report under its
    contract and judges it like any other.

    \b
    Examples:
      csi confirm 3f2a91c04b7e --period 2026 --reason "Công văn 12/BC-UBND"
      csi confirm 3f2a91c04b7e --agency AGY-1 --period 2026 --reason "…"
      csi confirm 3f2a91c04b7e --not-a-report --reason "Bản dự thảo, không phải báo cáo"
      csi confirm 3f2a91c04b7e --undo --reason "Nhầm đơn vị"
    """
    home = open_home(context, create=False)
    actor = acting(home)
    made: Confirmation | PutAway
    if is_undone:
        made = undo(home, actor, submission, reason)
    elif is_none:
        made = put_away(home, actor, submission, reason)
    else:
        unit = _UNITS[money_unit] if money_unit else None
        given = Given(form, agency, period, report_date, unit, scope, revision)
        made = confirm(home, actor, submission, given, reason)
    if as_json:
        print_json(made.body())
        return
    if isinstance(made, PutAway):
        key = "letter.put_back" if is_undone else "letter.put_away"
        say(text(key, lang, id=made.submission_id[:12]))
        return
    answers = made.confirmed.answers
    key = "letter.undone" if is_undone else "letter.confirmed"
    say(
        text(
            key,
            lang,
            id=made.submission_id[:12],
            confirmation=made.confirmation_id,
            agency=f"{answers['agency_id']} {answers['agency_name']}",
            period=answers["period"],
        )
    )
