"""``csi index``: any index put in CSV files, through the models of this warehouse."""

from __future__ import annotations

from pathlib import Path

import click

from ingestion.messages import text
from orchestration.any_index.computing import compute_index
from orchestration.commands.console import say
from orchestration.commands.options import JSON, LANGUAGE, print_json

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(
    epilog="""\b
Exit codes: 0 done; 1 the method or the figures break a check; 2 unreadable file or wrong use;
3 the models could not be run."""
)
@click.option(
    "--method", "method_folder", type=_FOLDER, required=True, help="node.csv, node_rule.csv …"
)
@click.option(
    "--data", "data_folder", type=_FOLDER, required=True, help="values.csv or observations.csv …"
)
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Written here."
)
@LANGUAGE
@JSON
def index(method_folder: Path, data_folder: Path, out: Path, lang: str, as_json: bool) -> None:
    """Compute any index: your method and your figures as CSV files, the same models.

    Writes OUT/scores.csv (unit, period, node, score, rank, coverage, status …), and OUT/linked.csv
    where methods are linked. The columns are documented in dbt_project/README.md.

    \b
    Examples:
      csi index --method tests/conformance/tai/method --data tests/conformance/tai/data --out tai
      csi index --method my/method --data my/data --out my/scores --lang en
    """

    outcome = compute_index(method_folder, data_folder, out)
    if as_json:
        print_json(outcome)
        return
    if outcome.not_read:
        names = ", ".join(outcome.not_read)
        say(text("index.not_read", lang, names=names), err=True)
    counts = {"units": outcome.unit_periods, "ranked": outcome.ranked}
    say(text("index.done", lang, **counts, file=outcome.scores))
    if outcome.linked:
        say(str(outcome.linked))
