"""``csi decide``: corrections, waivers and withdrawals, proposed by one and approved by another."""

from __future__ import annotations

from dataclasses import asdict

import click

from ingestion.messages import text
from ingestion.submissions.decisions import decisions_of
from orchestration.commands.console import say
from orchestration.commands.decision_answers import print_decisions
from orchestration.commands.decision_texts import as_json as machine_readable
from orchestration.commands.decision_texts import decision_lines
from orchestration.commands.effect_texts import effect_lines
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import JSON, LANGUAGE, confirm, open_home, print_json
from orchestration.commands.propose import correct, redate, revoke, waive, withdraw
from orchestration.decisions.deciding import approvable, open_proposal
from orchestration.decisions.deciding import approve as approve_decision
from orchestration.decisions.deciding import reject as reject_decision
from orchestration.decisions.preview import preview
from orchestration.decisions.views import Refused
from orchestration.identity.session import acting


@click.group(epilog=EXIT_CODES)
def decide() -> None:
    """Propose, approve and read decisions. Nothing that was sent is ever changed.

    A steward proposes, another person approves; the next `csi run` applies it. SUBMISSION is the
    beginning of an id or the name of a file.

    \b
    Examples:
      csi decide correct 3f2a91c0 --cell C5 --old 31 --new 13 --category typing_error --reason "…"
      csi decide waive DENOMINATOR-JUMP --submission 3f2a91c0 --expires 2027-06-30 \\
          --category confirmed_correct --reason "…"
      csi decide withdraw 3f2a91c0 --category duplicate --reason "…"
      csi decide list
      csi decide effect D3
      csi decide approve D3
    """


for command in (correct, waive, withdraw, redate, revoke):
    decide.add_command(command)


@decide.command(epilog=EXIT_CODES)
@click.argument("decision")
@click.option("--note", default="", help="What the approver adds.")
@click.option("--yes", is_flag=True, help="Show the effect and approve without asking.")
@LANGUAGE
@JSON
@click.pass_context
def approve(
    context: click.Context, decision: str, note: str, yes: bool, lang: str, as_json: bool
) -> None:
    """Show what somebody else's proposal would do to scores and ranks, ask, and approve it.

    The next `csi run` applies it.

    \b
    Examples:
      csi decide approve D3
      csi decide approve D3 --yes --json
    """

    home = open_home(context, create=False)
    actor = acting(home)
    proposed = approvable(home, actor, decision)
    say("\n".join(decision_lines(proposed, lang)), err=True)
    effects = preview(home, proposed)
    say("\n".join(effect_lines(effects, lang)), err=True)
    if not yes:
        confirm(text("decision.approve", lang, id=decision), lang)
    made = approve_decision(home, actor, decision, note)
    if as_json:
        print_json({**machine_readable(made), "effect": asdict(effects)})
    else:
        print_decisions([made], as_json=False, lang=lang)
        say(text("decision.next_run", lang))


@decide.command(epilog=EXIT_CODES)
@click.argument("decision")
@LANGUAGE
@JSON
@click.pass_context
def effect(context: click.Context, decision: str, lang: str, as_json: bool) -> None:
    """Say which verdicts, rules, scores and ranks a proposal would change. Changes nothing.

    It is compared with the next run without it, for the day of the last run: what others approved
    since is on both sides, what waits for an answer on neither. Both runs are computed on a copy.

    \b
    Examples:
      csi decide effect D3
    """

    home = open_home(context, create=False)
    effects = preview(home, open_proposal(home, decision))
    if as_json:
        print_json(effects)
    else:
        say("\n".join(effect_lines(effects, lang)))


@decide.command(epilog=EXIT_CODES)
@click.argument("decision")
@click.option("--reason", required=True, help="Why not.")
@LANGUAGE
@JSON
@click.pass_context
def reject(context: click.Context, decision: str, reason: str, lang: str, as_json: bool) -> None:
    """Turn a proposal down, or take back one's own.

    \b
    Examples:
      csi decide reject D3 --reason "the evidence is of another year"
    """

    home = open_home(context, create=False)
    made = reject_decision(home, acting(home), decision, reason)
    print_decisions([made], as_json, lang)


@decide.command("list", epilog=EXIT_CODES)
@click.option(
    "--state", type=click.Choice(["proposed", "approved", "rejected", "lapsed", "revoked"])
)
@LANGUAGE
@JSON
@click.pass_context
def list_decisions(context: click.Context, state: str | None, lang: str, as_json: bool) -> None:
    """Every decision, or those in one state.

    \b
    Examples:
      csi decide list --state proposed
    """

    with open_home(context, create=False).ledger() as ledger:
        decisions = decisions_of(ledger).values()
    listed = [decision for decision in decisions if state in (None, decision.state)]
    print_decisions(listed, as_json, lang, one=False)


@decide.command(epilog=EXIT_CODES)
@click.argument("decision")
@LANGUAGE
@JSON
@click.pass_context
def show(context: click.Context, decision: str, lang: str, as_json: bool) -> None:
    """One decision: what, why, who, and what its proposer saw.

    \b
    Examples:
      csi decide show D3 --json
    """

    with open_home(context, create=False).ledger() as ledger:
        decisions = decisions_of(ledger)
    if decision not in decisions:
        raise Refused("decision.refused.no_decision", id=decision)
    print_decisions([decisions[decision]], as_json, lang)
