"""``csi rules`` and ``csi revalidate``: the rule book, its changes, what they do to verdicts."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from expectations.book.rule_book import Rule, RuleBook, load_rule_book
from expectations.book.rule_changes import rule_book_of
from expectations.wording.descriptions import wording_key
from expectations.wording.rule_texts import without_values
from ingestion.messages import catalogue, text
from ingestion.submissions.decisions import RuleChange
from orchestration.commands.console import ConsoleProgress, say
from orchestration.commands.decision_answers import print_decisions
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import (
    AS_OF,
    DAY,
    JSON,
    LANGUAGE,
    confirm,
    open_home,
    print_json,
)
from orchestration.commands.propose import FROM_TO, WHY, options, steward, why_of
from orchestration.decisions.deciding import propose_rule_change
from orchestration.decisions.revalidation import VerdictChange, foresee, give_verdicts
from orchestration.decisions.views import view_in_words
from orchestration.run_context import Run, last_as_of, today


@click.group(epilog=EXIT_CODES)
def rules() -> None:
    """Read the rule book, and propose to change how grave a rule is or when it holds.

    \b
    Examples:
      csi rules list
      csi rules set DENOMINATOR-JUMP --severity info --category rule_unfit --reason "…"
    """


@rules.command("list", epilog=EXIT_CODES)
@LANGUAGE
@JSON
@click.pass_context
def list_rules(context: click.Context, lang: str, as_json: bool) -> None:
    """Every rule: code, severity, validity, owner, legal source, wording; with a home as it stands
    there.

    \b
    Examples:
      csi rules list --lang en
      csi --home var rules list --json
    """

    book = load_rule_book()
    if context.find_root().obj:
        with open_home(context, create=False).ledger() as ledger:
            book = rule_book_of(ledger)
    rows = [_in_words(rule, book, lang) for rule in book.values()]
    if as_json:
        print_json(rows)
        return

    for one in rows:
        key = "rules.line" if one["is_on"] else "rules.line_off"
        say(text(key, lang, **one))
        for exception in one["for_a_time"]:
            say(text("rules.for_a_time", lang, change=view_in_words(exception, lang)))


def _in_words(rule: Rule, book: RuleBook, lang: str) -> dict[str, Any]:
    words = catalogue(lang)
    house = rule.legal_source in ("form", "house")
    days = [f"{day:%d/%m/%Y}" if day else "…" for day in (rule.valid_from, rule.valid_to)]
    validity = " – ".join(days) if set(days) != {"…"} else text("rules.always", lang)
    return {
        "code": rule.code,
        "form": rule.form,
        "severity": text(f"rule.severity.{rule.severity}", lang),
        "is_on": rule.is_on,
        "waivable": rule.waivable,
        "valid_from": rule.valid_from.isoformat() if rule.valid_from else None,
        "valid_to": rule.valid_to.isoformat() if rule.valid_to else None,
        "validity": validity,
        "owner": words.get(f"rules.owner.{rule.owner}", rule.owner),
        "legal_source": text(f"rules.legal.{rule.legal_source}", lang)
        if house
        else rule.legal_source,
        "for_a_time": [
            one.model_dump(mode="json", exclude_none=True, exclude={"code"})
            for one in book.for_a_time
            if one.code == rule.code
        ],
        **{
            part: without_values(words[wording_key(rule, part, lang)])
            for part in ("problem", "fix")
        },
    }


@rules.command("set", epilog=EXIT_CODES)
@click.argument("code")
@click.option("--severity", type=click.Choice(["block", "warn", "info"]))
@click.option("--valid-from", type=DAY, help="First day; judged at the end of a report's period.")
@click.option("--valid-to", type=DAY, help="Last day.")
@click.option("--on/--off", "is_on", default=None, help="Switch the rule on or off.")
@options(FROM_TO)
@options(WHY)
@LANGUAGE
@JSON
@click.pass_context
def set_rule(
    context: click.Context,
    code: str,
    severity: str | None,
    valid_from: datetime | None,
    valid_to: datetime | None,
    is_on: bool | None,
    first_day: datetime | None,
    last_day: datetime | None,
    category: str,
    reason: str,
    evidence: str,
    lang: str,
    as_json: bool,
) -> None:
    """Propose to grade, date or switch a rule otherwise; another person approves it with
    `csi decide approve`.

    New submissions are judged by the changed rule; what was judged before only by
    `csi revalidate --record`. With --from and --to the change holds for reports whose period ends
    on a day from the one to the other, both included; all other reports keep the rule, and their
    verdicts, as they are.

    \b
    Examples:
      csi rules set DENOMINATOR-JUMP --severity info --category rule_unfit --reason "…"
      csi rules set EXEMPTION-REASON --valid-to 2026-12-31 --category law --reason "…"
      csi rules set AGENCY-NAME --off --category rule_unfit --reason "…"
      csi rules set AGENCY-NAME --severity info --from 2025-01-01 --to 2025-12-31 \\
          --category rule_unfit --reason "…"
    """

    home = open_home(context, create=False)
    changes = {
        "code": code,
        "severity": severity,
        "valid_from": valid_from.date() if valid_from else None,
        "valid_to": valid_to.date() if valid_to else None,
        "is_on": is_on,
        "first_day": first_day.date() if first_day else None,
        "last_day": last_day.date() if last_day else None,
    }
    by = steward(home)
    change = RuleChange.model_validate(changes)
    made = propose_rule_change(home, by, change, why_of(category, reason, evidence))
    print_decisions([made], as_json, lang)


@click.command(epilog=EXIT_CODES)
@click.option("--record", is_flag=True, help="Ask, then give the new verdicts; needs a steward.")
@click.option("--yes", is_flag=True, help="With --record: show what changes and do not ask.")
@AS_OF
@LANGUAGE
@JSON
@click.pass_context
def revalidate(
    context: click.Context,
    record: bool,
    yes: bool,
    as_of: datetime | None,
    lang: str,
    as_json: bool,
) -> None:
    """Judge what was judged under other rules or agencies, and say which verdicts would change.

    A file that was judged under the present rules, and of whose agency the register says the same
    as then, is not asked about. Nothing is kept without
    --record, which records what was shown, or nothing where something else happened meanwhile. The
    day is that of the last run unless one is given.

    \b
    Examples:
      csi revalidate
      csi revalidate --record

    \b
    Exit codes: 0 nothing changes, or recorded; 1 verdicts would change.
    """

    home = open_home(context, create=False)
    recorded = last_as_of(home)
    day = as_of or (datetime.fromisoformat(recorded) if recorded else None)
    if record:
        steward(home)
    with ConsoleProgress(lang) as progress:
        run = Run(home, day.date() if day else today(), progress)
        outcome = foresee(run)
    for line in _change_lines(outcome.changes, lang):
        say(line, err=as_json)
    if outcome.left_to_run:
        say(text("revalidate.left_to_run", lang, count=outcome.left_to_run), err=as_json)
    counts = {"judged": outcome.judged_again, "changed": len(outcome.changes)}
    recorded_now = record and outcome.judged is not None
    if recorded_now:
        if not yes:
            confirm(text("revalidate.record", lang, **counts), lang)
        give_verdicts(run, outcome)
    if as_json:
        changes = [asdict(change) for change in outcome.changes]
        print_json(
            {
                "judged_again": outcome.judged_again,
                "left_to_run": outcome.left_to_run,
                "changes": changes,
                "recorded": recorded_now,
            }
        )
    else:
        key = "revalidate.recorded" if recorded_now else "revalidate.not_recorded"
        say(text(key, lang, **counts))
    sys.exit(1 if outcome.changes and not recorded_now else 0)


def _change_lines(changes: Sequence[VerdictChange], lang: str) -> Iterator[str]:
    for change in changes:
        codes = ", ".join(f"{code} {by}" for code, by in change.codes.items())
        words = {
            side: text(f"verdict.{getattr(change, side)}", lang) for side in ("before", "after")
        }
        codes = codes or text("revalidate.same_findings", lang)
        yield text("revalidate.change", lang, name=change.name, codes=codes, **words)
