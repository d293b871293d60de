"""``csi duties``: what an agency owes on a day."""

from __future__ import annotations

from datetime import date, datetime

import click

from dashboards.looks.locale import VIETNAMESE
from dashboards.marts.reporting import DOUBTED, NAMED_KINDS
from ingestion.messages import text
from orchestration.commands.console import say
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import DAY, JSON, LANGUAGE, open_home, print_json
from orchestration.explaining.duties import Duty, duties_on
from orchestration.intake.originals import agencies_of
from orchestration.run_context import today


@click.command(epilog=EXIT_CODES)
@click.argument("agency")
@click.option("--on", type=DAY, help="Default: today in Vietnam.")
@LANGUAGE
@JSON
@click.pass_context
def duties(
    context: click.Context, agency: str, on: datetime | None, lang: str, as_json: bool
) -> None:
    """Say what an agency of the register owes on a day: by when, to whom, under which text.

    What fell due in the last twelve months and was not received stands first. What was read for
    others only is marked as an assumption: nobody is late under it.

    \b
    Examples:
      csi duties AGY-VN34-48-1
      csi duties AGY-VN34-48-1 --on 2026-12-05 --json
    """
    home, day = open_home(context, create=False), on.date() if on else today()
    with home.ledger() as ledger:
        owed = duties_on(agencies_of(home, ledger), ledger, agency, day)
    if as_json:
        print_json([vars(one) for one in owed])
        return
    head = text("duties.head" if owed else "duties.none", lang, agency=agency, day=_shown(day))
    say("\n".join([head, *(_line(one, lang) for one in owed)]))


def _line(duty: Duty, language: str) -> str:
    keys = [f"page.reporting.mark.{duty.mark}"] if duty.mark in DOUBTED else []
    keys += [f"page.legal.kind.{duty.kind}"] if duty.kind in NAMED_KINDS else []
    keys += ["page.reporting.assumed_mark"] if duty.is_assumed else []
    keys += [] if duty.valid_from else ["duties.no_first_day"]
    note = duty.note_vi if language == VIETNAMESE else duty.note_en
    values = {
        "id": duty.obligation_id,
        "report": duty.report_vi,
        "when": _when(duty, language),
        "recipients": ", ".join(duty.recipients),
        "basis": duty.legal_basis,
        "marks": "".join(f" [{text(key, language)}]" for key in keys)
        + (f" ({note})" if note else ""),
    }
    return text("duties.line" if duty.recipients else "duties.line_to_nobody", language, **values)


def _when(duty: Duty, language: str) -> str:
    """By when: a last day, within what of which event, or that no day is known."""
    if duty.event:
        span = text(f"page.reporting.deadline.{duty.deadline_rule}", language, amount=duty.amount)
        return f"{span} {text(f'page.reporting.event.{duty.event}', language)}"
    if duty.last_day is None:
        is_at_once = duty.deadline_rule == "at_once"
        return text("page.legal.at_once" if is_at_once else "duties.no_day", language)
    key = "duties.overdue" if duty.is_overdue else "duties.by"
    return text(key, language, day=_shown(duty.last_day), period=duty.period)


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"
