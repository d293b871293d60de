"""``csi explain`` and ``csi trend``."""

from __future__ import annotations

import click

from ingestion.home.home import Home
from ingestion.refusal import Refusal
from orchestration.commands.exit_codes import EXIT_CODES
from orchestration.commands.explanation_texts import cell_lines, score_lines, trend_lines
from orchestration.commands.options import JSON, LANGUAGE, open_home, print_state
from orchestration.explaining.cell import explain_cell
from orchestration.explaining.score import explain_score
from orchestration.explaining.trend import unit_trend
from orchestration.reference.published_method import published_method

_METHOD = click.option(
    "--method", default=None, help="Method version.  [default: the one that is published]"
)


def _method(home: Home, method: str | None) -> str:
    """The method that was asked for, else the one that the home publishes."""
    with home.ledger() as ledger:
        return method or published_method(ledger)


@click.command(epilog=EXIT_CODES)
@click.argument("unit", required=False)
@click.argument("year", required=False, type=int)
@click.argument("node", required=False)
@click.option("--file", help="A file: the beginning of its hash, or its name.")
@click.option("--cell", help="A cell of that file, such as 'Sheet!D15'.")
@_METHOD
@LANGUAGE
@JSON
@click.pass_context
def explain(
    context: click.Context,
    unit: str | None,
    year: int | None,
    node: str | None,
    file: str | None,
    cell: str | None,
    method: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """Where a score comes from, down to the cell; or what rests on a cell, up to the rank.

    With a node, its cells are printed too: file hash, sheet, cell, what was written, what was read,
    rules passed, decisions.

    \b
    Examples:
      csi explain VN34-48 2025
      csi explain VN34-48 2025 drills
      csi explain --file 3f7a09 --cell 'Báo cáo!D15' --json
    """

    home = open_home(context, create=False)
    if file and cell:
        of_cell = explain_cell(home, file, cell)
        print_state(of_cell, as_json, cell_lines(of_cell, lang))
    elif unit and year and not file and not cell:
        of_score = explain_score(home, unit, year, node, _method(home, method), lang)
        shown = node is not None
        print_state(of_score, as_json, score_lines(of_score, lang, with_cells=shown))
    else:
        raise Refusal("refused.what_to_explain")


@click.command(epilog=EXIT_CODES)
@click.argument("unit")
@click.option(
    "--geography", help="Restate to these borders. Figures are merged, never taken apart."
)
@_METHOD
@LANGUAGE
@JSON
@click.pass_context
def trend(
    context: click.Context,
    unit: str,
    geography: str | None,
    method: str | None,
    lang: str,
    as_json: bool,
) -> None:
    """The series of a unit: as reported, restated to today's borders, linked; and why it changed.

    \b
    Examples:
      csi trend VN34-24
      csi trend VN63-27 --geography VN34
    """

    home = open_home(context, create=False)
    explained = unit_trend(home, unit, geography, _method(home, method), lang)
    print_state(explained, as_json, trend_lines(explained, lang))
