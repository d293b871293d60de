"""``csi method import``."""

from __future__ import annotations

from pathlib import Path

import click

from ingestion.messages import text
from ingestion.refusal import Refusal
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.options import LANGUAGE
from orchestration.criteria.method_folder import import_method


@click.group(epilog=EXIT_CODES)
def method() -> None:
    """Make a method out of a published set of criteria.

    \b
    Examples:
      csi method import bo-tieu-chi.xlsx --out my/method
    """


@method.command("import", epilog=EXIT_CODES)
@click.argument("workbook", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Method folder."
)
@click.option("--method", "code", help="Code of the method. Default: the name of the file.")
@click.option("--name", help="Name of the set. Default: the name of the file.")
@LANGUAGE
def import_criteria(
    workbook: Path, out: Path, code: str | None, name: str | None, lang: str
) -> None:
    """Make a method folder for `csi index` out of a published set of criteria.

    The workbook has the published columns in any order: STT, name, maximum points, how to compute;
    evidence, source and verifier where there are. Ways to score that are read: a/b, value / largest
    value, steps (4 cuộc = 20; 3 cuộc = 15), options with points (one per line or by semicolon), Có
    and Không, one point each up to a limit. Others are refused; nothing is guessed.

    \b
    Examples:
      csi method import bo-tieu-chi.xlsx --out my/method --method SO-2025
    """

    if out.exists() and any(out.iterdir()):
        raise Refusal("not_empty", folder=out)
    scored = import_method(
        workbook.read_bytes(), out, method=code or workbook.stem, name=name or workbook.stem
    )
    click.echo(text("index.criteria_imported", lang, criteria=scored, folder=out))
