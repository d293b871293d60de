"""From a cell to the points and ranks that rest on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from ingestion.home.home import Home
from orchestration.explaining.provenance import (
    Source,
    as_cell,
    rows_of,
    rules_of,
    source_of,
    verdict_rows,
)
from orchestration.explaining.published import NothingToExplain, Published

_COUNTING = "select is_counting from staging.stg_submissions where submission_id = $submission"
_MOVED = """
select score.method, score.geography, score.unit_id, units.unit_name, score.index_year,
    score.node_id, score.node_name_vi, score.node_name_en, score.points, score.max_points,
    ranking.score, ranking.rank, ranking.ranked_units
from method.node_rule as rules
inner join marts.mart_csi_score as score
    on rules.method = score.method and rules.node_id = score.node_id
inner join intermediate.int_unit_geography as geography
    on score.geography = geography.geography and score.unit_id = geography.unit_id
inner join marts.mart_csi_ranking as ranking
    on score.method = ranking.method and score.unit_id = ranking.unit_id
        and score.index_year = ranking.index_year
inner join marts.dim_unit as units on score.unit_id = units.unit_id
where rules.form = $form and geography.source_unit_id = $unit and score.index_year = $year
    and (rules.measure = $line or not $is_line)
order by score.method, score.geography, score.node_sort_order
"""


@dataclass(frozen=True)
class CellExplained:
    """A cell, the report it stands in, whether that report counts, and every node whose points rest
    on it, with the score and rank of the unit."""

    source: Source
    is_counting: bool
    moves: list[dict[str, Any]]


def explain_cell(home: Home, file: str, address: str) -> CellExplained:
    """What rests on one cell of a file (the beginning of its hash, or its name). ``address`` is
    ``Sheet!D15`` or ``D15``. Raises ``NothingToExplain``."""
    published = Published(home.published)
    verdict = _verdict(home, file)
    sheet, _, cell = address.rpartition("!")
    rows = rows_of(home, verdict)
    found = rows.filter(pl.col("cell") == cell.upper())
    if sheet:
        found = found.filter((pl.col("sheet") == sheet) | (pl.col("table") == sheet))
    if found.is_empty():
        raise NothingToExplain(
            "explain.no_cell", address=address, file=file, verdict=verdict["verdict"]
        )
    cells = found.to_dicts()
    counting = published.rows(_COUNTING, submission=verdict["submission_id"])
    is_counting = bool(counting and counting[0]["is_counting"])
    moves = _moves(published, verdict, rows, cells[0]) if is_counting else []
    source = source_of(verdict, rules_of(home), [as_cell(row) for row in cells])
    return CellExplained(source, is_counting, moves)


def _verdict(home: Home, file: str) -> dict[str, Any]:
    found = [
        verdict
        for name, verdict in verdict_rows(home).items()
        if name.startswith(file) or verdict["file"] == file
    ]
    if len(found) != 1:
        raise NothingToExplain(
            "explain.no_file" if not found else "explain.several_files", file=file
        )
    if found[0]["form"] is None or found[0]["index_year"] is None:
        raise NothingToExplain("explain.no_header", file=file)
    return found[0]


def _moves(
    published: Published, verdict: dict[str, Any], rows: pl.DataFrame, cell: dict[str, Any]
) -> list[dict[str, Any]]:
    """The nodes that read the cell. A line of an indicator sheet feeds the indicator of its name; a
    row of a register those of its form, for the unit it names or the reporter's."""
    if verdict["scope"] != "own" or verdict["period_kind"] != "year":
        return []
    own_row = rows.filter(row_key=cell["row_key"], table=cell["table"])
    named = [row["text"] for row in own_row.to_dicts() if row["kind"] == "unit" and row["text"]]
    lines = published.rows(
        "select count(*) as n from method.node_rule where form = $form and measure = $line",
        form=verdict["form"],
        line=cell["row_key"],
    )
    return published.rows(
        _MOVED,
        form=verdict["form"],
        unit=named[0] if named else verdict["unit_id"],
        year=verdict["index_year"],
        line=cell["row_key"],
        is_line=lines[0]["n"] > 0,
    )
