"""``csi template``: the blank workbook of a form."""

from __future__ import annotations

from pathlib import Path

import click

from expectations.sent_back.self_check import blank_workbook
from ingestion.blanks.layout import lay_out
from ingestion.blanks.templates import csv_bytes
from ingestion.forms.contract import load_contracts
from ingestion.home.whole_files import whole_file
from ingestion.refusal import Refusal
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import says_why


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
    with whole_file(target) as unfinished:
        unfinished.write_bytes(blank)
    click.echo(str(target))
