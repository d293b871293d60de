"""``csi template``: the blank workbook of a form, or the workbooks that agencies still owe, with
what the home knows filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote

import click

from expectations.sent_back.self_check import blank_workbook
from ingestion.blanks.layout import lay_out
from ingestion.blanks.templates import csv_bytes
from ingestion.forms.contract import Form, load_contracts
from ingestion.home.home import Home
from ingestion.home.whole_files import whole_file
from ingestion.messages import text
from ingestion.refusal import Refusal
from orchestration.commands.console import ConsoleProgress, say
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import AS_OF, LANGUAGE, open_home
from orchestration.intake.due_reports import AskedReport, asked_report, due_reports
from orchestration.intake.filled_blanks import filled_blank, is_workbook
from orchestration.intake.judging import register_of
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.run_context import today


@click.command(epilog=EXIT_CODES)
@click.argument("form", required=False)
@click.option("--agency", help="Fill in what the home knows of this agency; with --period.")
@click.option("--period", help="The period to report on, such as 2026 or 2026-S1.")
@click.option(
    "--all-due",
    is_flag=True,
    help="Every report that is due and was not received, but for assumed duties.",
)
@AS_OF
@click.option(
    "--since",
    type=click.IntRange(2018, 9999),
    help="With --all-due: the first year. Default: the year before the as-of day's.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Default: FORM.xlsx or FORM.csv. With --all-due a folder.",
)
@click.option("--force", is_flag=True, help="Replace files that exist.")
@LANGUAGE
@click.pass_context
def template(
    context: click.Context,
    form: str | None,
    agency: str | None,
    period: str | None,
    all_due: bool,
    as_of: datetime | None,
    since: int | None,
    out: Path | None,
    force: bool,
    lang: str,
) -> None:
    """Write the blank workbook of a form (CSV where the form is sent as CSV only).

    With --agency and --period the header is filled in from the home, and so are the names of the
    rows of the agency's last accepted report (systems, websites …), without figures; the guide says
    by when the report is owed, to whom and under which text. --all-due writes such a file for every
    report whose period is over, or whose day is within a month, and that was not received: one
    folder for each agency.

    \b
    Examples:
      csi template incident_summary
      csi template budget --out kinh-phi.xlsx
      csi template information_systems --agency AGY-VN34-01-1 --period 2026
      csi template --all-due --as-of 2026-12-01 --out /media/usb
    """

    if (form is None) != all_due or bool(agency) != bool(period) or (all_due and agency):
        raise Refusal("refused.which_template")
    if form is not None:
        contract = _contract(form)
        if agency and period:
            content = _blank_of_agency(open_home(context, create=False), contract, agency, period)
        else:
            content = _blank(contract)
        target = out or Path(f"{form}.{_ending(contract)}")
        _write({target: content}, force)
        say(str(target))
        return
    if out is None:
        raise Refusal("refused.which_template")
    day = as_of.date() if as_of else today()
    home = open_home(context, create=False)
    say(_write_all_due(home, day, since or day.year - 1, out, force, lang))


def _contract(form: str) -> Form:
    forms = load_contracts().latest()
    if form not in forms:
        raise Refusal("refused.no_form", form=form, known=", ".join(sorted(forms)))
    return forms[form]


def _ending(contract: Form) -> str:
    return "xlsx" if is_workbook(contract) else "csv"


def _blank(contract: Form) -> bytes:
    if is_workbook(contract):
        return blank_workbook(contract)
    return csv_bytes(contract, lay_out(contract))


def _blank_of_agency(home: Home, contract: Form, agency: str, period: str) -> bytes:
    with home.ledger() as ledger:
        agencies = register_of(home, ledger).agencies
        asked = asked_report(agencies, contract, agency, period)
        return filled_blank(home, latest_verdicts(ledger), asked)


def _write_all_due(
    home: Home, day: date, first_year: int, folder: Path, force: bool, lang: str
) -> str:
    """Write a file for each report that is due; returns what was done, in words. Nothing is written
    where a file exists that may not be replaced."""
    with home.ledger() as ledger:
        due = due_reports(register_of(home, ledger).agencies, ledger, day, first_year)
        verdicts = latest_verdicts(ledger)
    targets = {folder / _path(one): one for one in due}
    _refuse_existing(targets, force)
    with ConsoleProgress(lang) as progress:
        for done, (target, one) in enumerate(targets.items(), 1):
            _write({target: filled_blank(home, verdicts, one)}, force)
            progress.advance("template", done, len(targets))
    if not due:
        return text("template.none_due", lang, day=f"{day:%d/%m/%Y}")
    agencies = len({one.agency["agency_id"] for one in due})
    return text("template.written", lang, files=len(due), agencies=agencies, folder=folder)


def _path(one: AskedReport) -> Path:
    """Where the file of a report goes: in the folder of its agency, named so that no code leads
    elsewhere."""
    agency = quote(one.agency["agency_id"], safe="").replace(".", "%2E")
    parts = [one.form.form, one.period.key, *([one.scope] if one.scope != "own" else [])]
    return Path(agency) / f"{'-'.join(parts)}.{_ending(one.form)}"


def _refuse_existing(targets: Mapping[Path, object], force: bool) -> None:
    for target in targets:
        if target.exists() and not force:
            raise Refusal("refused.exists_unforced", path=target)


def _write(files: Mapping[Path, bytes], force: bool) -> None:
    _refuse_existing(files, force)
    for target, content in files.items():
        with whole_file(target) as unfinished:
            unfinished.write_bytes(content)
