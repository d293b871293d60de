"""Reports as files: ``csi submit``, ``csi check``, ``csi template`` and ``csi sample``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from expectations.sent_back.self_check import blank_workbook
from ingestion.blanks.layout import lay_out
from ingestion.blanks.templates import csv_bytes
from ingestion.forms.contract import load_contracts
from ingestion.landing.receipts import receipts, receive
from ingestion.landing.sources import NotTaken, delivery, not_delivered, read_delivery_list, taken
from ingestion.messages import text
from ingestion.refusal import Refusal
from ingestion.samples import write_sample
from orchestration.commands.console import ConsoleProgress
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import JSON, LANGUAGE, open_home, print_json, says_why
from orchestration.commands.outcome_texts import (
    check_lines,
    not_delivered_lines,
    not_taken_lines,
    receipt_lines,
)
from orchestration.identity.session import acting
from orchestration.intake.checking import as_json as machine_readable
from orchestration.intake.checking import check_files
from orchestration.reference.seeds import sample_facts

_FILES = click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)


@click.command(epilog=EXIT_CODES)
@_FILES
@click.option(
    "--deliveries",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A list (file, sender, channel, received_at) that declares when old files came.",
)
@LANGUAGE
@JSON
@click.pass_context
def submit(
    context: click.Context,
    files: tuple[Path, ...],
    deliveries: Path | None,
    lang: str,
    as_json: bool,
) -> None:
    """Receive files: each gets a receipt; `csi run` validates them. One that is larger than any
    report stays where it is, and is reported.

    \b
    Examples:
      csi submit report.xlsx
      csi submit old/*.xlsx --deliveries old/deliveries.csv
    """

    declared = read_delivery_list(deliveries) if deliveries else {}
    home = open_home(context, create=True)
    folder, by = deliveries.parent if deliveries else Path(), acting(home).name
    offered = (
        delivery(_name_in(folder, path), path, declared, None, "submit", by) for path in files
    )
    left: list[NotTaken] = []
    with home.ledger() as ledger:
        received = receive(taken(offered, left), home.raw_store(), ledger, home.kind)
        names = {receipt.name for receipt in (*received, *receipts(ledger).values())}
    missing = not_delivered(declared, names.union(one.name for one in left))
    for line in (*not_delivered_lines(missing, lang), *not_taken_lines(left, lang)):
        click.echo(line, err=True)
    if as_json:
        print_json([{**r.body(), "known": r.known} for r in received])
    elif received:
        click.echo("\n".join(receipt_lines(received, lang)))
    if left:
        sys.exit(2)


def _name_in(folder: Path, path: Path) -> str:
    """A file as its delivery list names it: relative to the list where it lies below it."""
    resolved, base = path.resolve(), folder.resolve()
    return resolved.relative_to(base).as_posix() if resolved.is_relative_to(base) else path.name


@click.command(epilog=EXIT_CODES)
@_FILES
@LANGUAGE
@JSON
@click.pass_context
def check(context: click.Context, files: tuple[Path, ...], lang: str, as_json: bool) -> None:
    """Say what is wrong with files, before they are sent. Changes nothing.

    Rules that compare with earlier reports or with the register of agencies run only with --home;
    what was left out is said.

    \b
    Examples:
      csi check report.xlsx
      csi check report.xlsx --lang en
      csi --home var check report.xlsx

    \b
    Exit codes: 0 nothing found, 1 findings, 2 unreadable.
    """

    home = open_home(context, create=False) if context.find_root().obj else None
    outcome = check_files(files, home, lang)
    if as_json:
        print_json(machine_readable(outcome))
    else:
        click.echo("\n".join(check_lines(outcome, lang)))
    sys.exit(outcome.exit_code)


@click.command(epilog=EXIT_CODES)
@click.argument("form")
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Default: FORM.xlsx or FORM.csv"
)
@click.option("--force", is_flag=True, help="Replace the file if it exists.")
@says_why
def template(form: str, out: Path | None, force: bool) -> None:
    """Write the blank workbook of a form (CSV where the form is sent as CSV only).

    \b
    Examples:
      csi template incident_summary
      csi template budget --out kinh-phi.xlsx
    """

    forms = load_contracts().latest()
    if form not in forms:
        raise Refusal("refused.no_form", form=form, known=", ".join(sorted(forms)))
    contract = forms[form]
    as_workbook = "xlsx" in contract.formats
    target = out or Path(f"{form}.xlsx" if as_workbook else f"{form}.csv")
    if target.exists() and not force:
        raise Refusal("refused.exists_unforced", path=target)
    blank = blank_workbook(contract) if as_workbook else csv_bytes(contract, lay_out(contract))
    target.write_bytes(blank)
    click.echo(str(target))


@click.command(epilog=EXIT_CODES)
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--seed", type=int, default=2018, show_default=True)
@click.option("--scale", type=click.Choice(["small", "season"]), default="small", show_default=True)
@LANGUAGE
def sample(folder: Path, seed: int, scale: str, lang: str) -> None:
    """Write what agencies would send: labelled synthetic reports with planted faults.

    small: every province and year, two agencies each. season: 2024, twelve agencies each.

    \b
    Examples:
      csi sample var/inbox
      csi sample season-2024 --scale season --seed 7
    """

    if folder.exists() and any(folder.iterdir()):
        raise Refusal("refused.not_empty", folder=folder)
    with ConsoleProgress(lang) as progress:
        written = write_sample(
            folder,
            seed=seed,
            scale="season" if scale == "season" else "small",
            contracts=load_contracts(),
            facts=sample_facts(),
            progress=lambda done, total: progress.advance("sample", done, total),
        )
    values = {"files": written.files, "faults": written.faults, "folder": folder}
    click.echo(text("cli.sample", lang, **values))
