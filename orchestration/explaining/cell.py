"""From a cell to the points and ranks that rest on it: those whose observations say they read it
(``int_read_cells``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from ingestion.home.home import Home
from orchestration.explaining.provenance import (
    READ_BY_NODES,
    Source,
    as_cell,
    rows_of,
    rules_of,
    source_of,
    submissions_called,
    verdict_rows,
)
from orchestration.explaining.published import NothingToExplain, Published

_COUNTING = "select is_counting from staging.stg_submissions where submission_id = $submission"
_MOVED = """
select score.method, score.geography, score.unit_id, units.unit_name, score.index_year,
    score.node_id, score.node_name_vi, score.node_name_en, score.points, score.max_points,
    ranking.score, ranking.rank, ranking.ranked_units
from intermediate.int_read_cells as cells
inner join read_by_nodes as nodes
    on cells.submission_id = nodes.submission_id and cells.unit_id = nodes.source_unit_id
        and cells.measure = nodes.measure
inner join marts.mart_csi_score as score
    on nodes.method = score.method and nodes.node_id = score.node_id
        and nodes.geography = score.geography and nodes.unit_id = score.unit_id
        and nodes.index_year = score.index_year
inner join marts.mart_csi_ranking as ranking
    on score.method = ranking.method and score.geography = ranking.geography
        and score.unit_id = ranking.unit_id and score.index_year = ranking.index_year
inner join marts.dim_unit as units on score.unit_id = units.unit_id
where cells.submission_id = $submission and cells.sheet = $sheet and cells.cell = $cell
order by score.method, score.geography, score.node_sort_order
"""


@dataclass(frozen=True)
class CellExplained:
    """A cell, its report, whether that report counts, and every node whose points rest
    on it, with the score and rank of the unit."""

    source: Source
    is_counting: bool
    moves: list[dict[str, Any]]


def explain_cell(home: Home, file: str, address: str) -> CellExplained:
    """What rests on one cell of a file (the beginning of its hash, or its name). ``address`` is
    ``Sheet!D15`` or ``D15``, or ``JSON!/budget/0/value`` in a file of JSON. Raises
    ``NothingToExplain``."""
    computed = Published(home.computed)
    verdict = _verdict(home, file)
    sheet, _, cell = address.rpartition("!")
    rows = rows_of(home, verdict)
    matches = rows.filter(pl.col("cell").is_in([cell, cell.upper()]))
    if sheet:
        matches = matches.filter((pl.col("sheet") == sheet) | (pl.col("table") == sheet))
    if matches.is_empty():
        raise NothingToExplain(
            "explain.no_cell", address=address, file=file, verdict=verdict["verdict"]
        )
    cells = matches.to_dicts()
    counting = computed.rows(_COUNTING, submission=verdict["submission_id"])
    is_counting = bool(counting and counting[0]["is_counting"])
    place = {"sheet": cells[0]["sheet"], "cell": cells[0]["cell"]}
    moves = computed.rows(READ_BY_NODES + _MOVED, submission=verdict["submission_id"], **place)
    source = source_of(verdict, rules_of(home), [as_cell(row) for row in cells])
    return CellExplained(source, is_counting, moves)


def _verdict(home: Home, file: str) -> dict[str, Any]:
    verdicts = [
        verdict
        for name, verdict in verdict_rows(home, submissions_called(home, file)).items()
        if name.startswith(file) or verdict["file"] == file
    ]
    if len(verdicts) != 1:
        raise NothingToExplain(
            "explain.no_file" if not verdicts else "explain.several_files", file=file
        )
    if verdicts[0]["form"] is None or verdicts[0]["index_year"] is None:
        raise NothingToExplain("explain.no_header", file=file)
    return verdicts[0]
