"""The commands by which a steward proposes a decision."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import click

from ingestion.home.home import Home
from ingestion.language.vietnamese import parse_instant
from ingestion.refusal import Refusal
from ingestion.submissions.decisions import Waiver, Why
from orchestration.commands.decision_answers import print_decisions
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import DAY, JSON, LANGUAGE, open_home
from orchestration.decisions.deciding import (
    propose_correction,
    propose_purge,
    propose_redating,
    propose_revocation,
    propose_waiver,
    propose_withdrawal,
)
from orchestration.decisions.views import (
    Refused,
    find_submission,
    judged,
    report_key,
    value_at,
)
from orchestration.identity.session import acting
from orchestration.run_context import today

_Command = TypeVar("_Command", bound=Callable[..., Any])
_CATEGORIES = [
    "typing_error", "unit_error", "confirmed_correct", "rule_unfit", "duplicate", "law", "other",
]  # fmt: skip
WHY = (
    click.option(
        "--category", type=click.Choice(_CATEGORIES), required=True, help="Kind of reason."
    ),
    click.option("--reason", required=True, help="Why, in a sentence."),
    click.option("--evidence", default="", help="What proves it: a document's number and date."),
)
FROM_TO = (
    click.option(
        "--from",
        "first_day",
        type=DAY,
        help="Only for reports whose period ends on this day or later …",
    ),
    click.option("--to", "last_day", type=DAY, help="… and on this day or earlier."),
)
_PLACE = (
    click.option("--sheet", help="Title of the sheet, or name of the table."),
    click.option("--cell", help="Address of the cell, such as C5."),
    click.option("--row", help="Key of the row: a line's code, or the key of a register's row."),
    click.option("--column", help="Code of the column."),
)


def options(added: tuple[Callable[[Any], Any], ...]) -> Callable[[_Command], _Command]:
    """Add several options to a command, in their order."""

    def add(command: _Command) -> _Command:
        for option in reversed(added):
            command = option(command)
        return command

    return add


def steward(home: Home) -> str:
    """The name of the acting steward; raises ``AccountProblem`` for anybody else."""

    actor = acting(home)
    actor.must_be("steward")
    return actor.name


def why_of(category: str, reason: str, evidence: str) -> Why:
    """The reason a command was given."""

    return Why.model_validate({"category": category, "reason": reason, "evidence": evidence})


@click.command(epilog=EXIT_CODES)
@click.argument("submission")
@options(_PLACE)
@click.option("--old", required=True, help="The value you see there; empty for a blank cell.")
@click.option("--new", required=True, help="The value as the sender would have written it.")
@options(WHY)
@LANGUAGE
@JSON
@click.pass_context
def correct(
    context: click.Context,
    submission: str,
    sheet: str | None,
    cell: str | None,
    row: str | None,
    column: str | None,
    old: str,
    new: str,
    category: str,
    reason: str,
    evidence: str,
    lang: str,
    as_json: bool,
) -> None:
    """Propose to read one value otherwise.

    It is laid over what was sent before the report is validated, wherever a revision still says the
    old value; a revision that says another one ends it.

    \b
    Examples:
      csi decide correct 3f2a91c0 --cell C5 --old 31 --new 13 --category typing_error \\
          --reason "the signed paper says 13" --evidence "CV 12/STTTT, 3/2/2025"
      csi decide correct 3f2a91c0 --row TYPE-01 --column incidents --old "" --new 4 …
    """

    home = open_home(context, create=False)
    by = steward(home)
    seen = value_at(home, submission, sheet=sheet, cell=cell, row=row, column=column)
    why = why_of(category, reason, evidence)
    made = propose_correction(home, by, seen, old, new, why)
    print_decisions([made], as_json, lang)


@click.command(epilog=EXIT_CODES)
@click.argument("rule")
@click.option("--submission", help="The report (all its revisions) the waiver is for.")
@click.option("--form", help="Or: a form …")
@click.option("--agency", help="… an agency …")
@click.option("--period", help="… a period …")
@click.option(
    "--scope", type=click.Choice(["own", "aggregate"]), help="… own or aggregate reports."
)
@click.option("--sheet", help="With --cell: title of the sheet, or name of the table.")
@click.option("--cell", help="One cell of the report, such as C5; or, by its key and code:")
@click.option("--row", help="Key of the row; all rows without it.")
@click.option("--column", help="Code of the column; all columns without it.")
@options(FROM_TO)
@click.option("--expires", type=DAY, required=True, help="The last day.")
@options(WHY)
@LANGUAGE
@JSON
@click.pass_context
def waive(
    context: click.Context,
    rule: str,
    submission: str | None,
    form: str | None,
    agency: str | None,
    period: str | None,
    scope: str | None,
    sheet: str | None,
    cell: str | None,
    row: str | None,
    column: str | None,
    first_day: datetime | None,
    last_day: datetime | None,
    expires: datetime,
    category: str,
    reason: str,
    evidence: str,
    lang: str,
    as_json: bool,
) -> None:
    """Propose that findings of a rule do not count, within a scope and until a day.

    They are still found and shown. After the day they fail again, as of the day of the run. Without
    --submission it covers every report of the form, agency, period and scope named, those to come
    included; it is approved only while the reports there are those its proposer saw.

    \b
    Examples:
      csi decide waive DENOMINATOR-JUMP --submission 3f2a91c0 --cell C12 --expires 2027-06-30 \\
          --category confirmed_correct --reason "two centres were merged"
      csi decide waive EXEMPTION-REASON --form budget --agency AGY-7 --expires 2026-12-31 \\
          --category law --reason "…"
      csi decide waive EXEMPTION-REASON --form budget --from 2025-01-01 --to 2025-12-31 \\
          --expires 2026-12-31 --category rule_unfit --reason "…"
    """

    home = open_home(context, create=False)
    report = {"form": form, "agency_id": agency, "period": period, "scope": scope}
    if bool(submission) == any(report.values()) or (cell and not submission):
        raise Refusal("refused.what_to_waive")
    place = {"row_key": row, "field": column}
    by = steward(home)
    if expires.date() < today():
        raise Refused("decision.refused.expired", day=f"{expires:%d/%m/%Y}")
    if submission:
        with home.ledger() as ledger:
            key = report_key(judged(ledger, find_submission(ledger, submission)))
        report = key.model_dump()
        if cell:
            at = value_at(home, submission, sheet=sheet, cell=cell).place
            place = {"table": at.table, "row_key": at.row_key, "field": at.field}
    days = {
        "expires": expires.date(),
        "first_day": first_day.date() if first_day else None,
        "last_day": last_day.date() if last_day else None,
    }
    waiver = Waiver.model_validate(report | place | days | {"rule": rule})
    made = propose_waiver(home, by, waiver, why_of(category, reason, evidence))
    print_decisions([made], as_json, lang)


@click.command(epilog=EXIT_CODES)
@click.argument("submission")
@options(WHY)
@LANGUAGE
@JSON
@click.pass_context
def withdraw(
    context: click.Context,
    submission: str,
    category: str,
    reason: str,
    evidence: str,
    lang: str,
    as_json: bool,
) -> None:
    """Propose that a submission does not count. Its bytes, receipt and verdicts stay.

    \b
    Examples:
      csi decide withdraw 3f2a91c0 --category duplicate --reason "sent twice, this one unsigned"
    """

    home = open_home(context, create=False)
    by = steward(home)
    made = propose_withdrawal(home, by, submission, why_of(category, reason, evidence))
    print_decisions([made], as_json, lang)


@click.command(epilog=EXIT_CODES)
@click.argument("submission")
@click.option("--received-at", required=True, help="The moment, such as 2025-12-10T09:00:00+07:00.")
@options(WHY)
@LANGUAGE
@JSON
@click.pass_context
def redate(
    context: click.Context,
    submission: str,
    received_at: str,
    category: str,
    reason: str,
    evidence: str,
    lang: str,
    as_json: bool,
) -> None:
    """Propose that a submission was received on another day than its receipt says.

    The receipt stays; the day is shown as declared, and counts for deadlines once another person
    approved it.

    \b
    Examples:
      csi decide redate 3f2a91c0 --received-at 2025-12-10T09:00:00+07:00 --category other \\
          --reason "came by post before the deadline" --evidence "stamp of receipt 1234"
    """

    home = open_home(context, create=False)
    by = steward(home)
    try:
        moment = parse_instant(received_at)
    except ValueError as wrong:
        raise Refused("decision.refused.no_such_day", day=received_at) from wrong
    made = propose_redating(home, by, submission, moment, why_of(category, reason, evidence))
    print_decisions([made], as_json, lang)


@click.command(epilog=EXIT_CODES)
@click.argument("submission")
@click.option("--legal-base", required=True, help="The text of law that asks for it.")
@options(WHY)
@LANGUAGE
@JSON
@click.pass_context
def purge(
    context: click.Context,
    submission: str,
    legal_base: str,
    category: str,
    reason: str,
    evidence: str,
    lang: str,
    as_json: bool,
) -> None:
    """Propose to erase a submission for good, under a text of law.

    Nothing undoes it. Once another person has approved it (`csi decide approve`), the next `csi
    run` erases its bytes, the message or archive that brought it, its rows and findings, the
    returned workbook, and what readers opened before; the next backup into a folder erases it
    there. Its hash, receipt and decision stay, and the same file is not received again. Releases
    that were made stay as they are: an export that shows it is withdrawn by people.

    \b
    Examples:
      csi purge 3f2a91c0 --legal-base "Luật Bảo vệ dữ liệu cá nhân 2025, Điều 14" \\
          --category law --reason "danh sách cán bộ gửi nhầm"
    """

    home = open_home(context, create=False)
    why = why_of(category, reason, evidence)
    made = propose_purge(home, steward(home), submission, legal_base, why)
    print_decisions([made], as_json, lang)


@click.command(epilog=EXIT_CODES)
@click.argument("decision")
@options(WHY)
@LANGUAGE
@JSON
@click.pass_context
def revoke(
    context: click.Context,
    decision: str,
    category: str,
    reason: str,
    evidence: str,
    lang: str,
    as_json: bool,
) -> None:
    """Propose to end an approved decision.

    \b
    Examples:
      csi decide revoke D3 --category other --reason "the paper was of another year"
    """

    home = open_home(context, create=False)
    by = steward(home)
    made = propose_revocation(home, by, decision, why_of(category, reason, evidence))
    print_decisions([made], as_json, lang)
