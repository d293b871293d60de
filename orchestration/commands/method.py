"""``csi method``: a method of one's own as a workbook, and the one that a home publishes."""

from __future__ import annotations

from pathlib import Path

import click

from ingestion.home.whole_files import whole_file
from ingestion.messages import text
from ingestion.refusal import Refusal
from orchestration.any_index.method_workbook import blank_method, import_method
from orchestration.commands.console import say
from orchestration.commands.decision_answers import print_decisions
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import JSON, LANGUAGE, open_home, says_why
from orchestration.commands.propose import WHY, options, steward, why_of
from orchestration.decisions.deciding import propose_method


@click.group(epilog=EXIT_CODES)
def method() -> None:
    """Write or import a method for `csi index`; propose which one a home publishes.

    \b
    Examples:
      csi method propose CSI-R3 --category other --reason "…"
      csi method template --out my-method.xlsx
      csi method import my-method.xlsx --out my/method
    """


@method.command(epilog=EXIT_CODES)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("method.xlsx"),
    show_default=True,
)
@says_why
def template(out: Path) -> None:
    """Write the blank workbook of a method: a sheet per table, over every column what it says.

    \b
    Examples:
      csi method template --out my-method.xlsx
    """
    if out.exists():
        raise Refusal("refused.exists", path=out)
    with whole_file(out) as unfinished:
        unfinished.write_bytes(blank_method())
    say(str(out))


@method.command("import", epilog=EXIT_CODES)
@click.argument("workbook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Method folder."
)
@LANGUAGE
def import_workbook(workbook: Path, out: Path, lang: str) -> None:
    """Make the folder of CSV files that `csi index --method` reads out of a filled workbook.

    The sheets node and node_rule are needed, the others where the method has more to say. What
    cannot be is refused with its sheet, line and column.

    \b
    Examples:
      csi method import my-method.xlsx --out my/method
    """
    if out.exists() and any(out.iterdir()):
        raise Refusal("refused.not_empty", folder=out)
    imported = import_method(workbook.read_bytes(), out)
    say(text("index.imported", lang, indicators=len(imported.leaves), folder=out))


@method.command(epilog=EXIT_CODES)
@click.argument("version")
@options(WHY)
@LANGUAGE
@JSON
@click.pass_context
def propose(
    context: click.Context,
    version: str,
    category: str,
    reason: str,
    evidence: str,
    lang: str,
    as_json: bool,
) -> None:
    """Propose that the home publishes another method version from the next run on.

    Every run computes all of them and shows them side by side; which one is published two people
    decide: `csi decide effect` says what it moves, another person approves it with `csi decide
    approve`. `csi decide revoke` goes back.

    \b
    Examples:
      csi method propose CSI-R3 --category other --reason "…" --evidence "…"
    """
    home = open_home(context, create=False)
    by = steward(home)
    made = propose_method(home, by, version, why_of(category, reason, evidence))
    print_decisions([made], as_json, lang)
