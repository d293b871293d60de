"""From a score to the cells it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingestion.home.home import Home
from orchestration.explaining.provenance import (
    READ_BY_NODES,
    Source,
    cells_at,
    rows_of,
    rules_of,
    source_of,
    verdict_rows,
)
from orchestration.explaining.published import NothingToExplain, Published

_RANKING = """
select score, grade, rank, ranked_units, coverage, not_ranked_reason, is_synthetic
from marts.mart_csi_ranking
where method = $method and unit_id = $unit and index_year = $year
"""
_NODES = """
select node_id, parent_id, node_level, node_name_vi, node_name_en, points, max_points, status,
    numerator, denominator, value, coverage, late_share, waived_share, corrected_share,
    self_reported_share
from marts.mart_csi_score
where method = $method and unit_id = $unit and index_year = $year
order by node_sort_order
"""
_READ = """
select nodes.node_id, nodes.submission_id, nodes.source_unit_id as unit_id, cells.sheet, cells.cell
from read_by_nodes as nodes
left join intermediate.int_read_cells as cells
    on nodes.submission_id = cells.submission_id and nodes.source_unit_id = cells.unit_id
        and nodes.measure = cells.measure
where nodes.method = $method and nodes.unit_id = $unit and nodes.index_year = $year
order by nodes.node_id, nodes.source_unit_id, nodes.agency_id, nodes.submission_id
"""


@dataclass(frozen=True)
class ScoreExplained:
    """A score, the nodes it is made of, why it changed, and by indicator the reports it rests
    on."""

    method: str
    unit: dict[str, Any]
    index_year: int
    result: dict[str, Any]
    reasons: list[str]
    nodes: list[dict[str, Any]]
    sources: dict[str, list[Source]]


def explain_score(
    home: Home, unit_id: str, year: int, node: str | None, method: str, lang: str
) -> ScoreExplained:
    """Everything behind the score of a unit and year, or behind one node of it. Raises
    ``NothingToExplain``."""
    computed = Published(home.computed)
    unit = computed.unit(unit_id)
    named = {"method": method, "unit": unit_id, "year": year}
    ranking = computed.rows(_RANKING, **named)
    if not ranking:
        raise NothingToExplain("explain.no_score", unit=unit_id, year=year, method=method)
    nodes = _below(computed.rows(_NODES, **named), node)
    if node is not None and not nodes:
        raise NothingToExplain("explain.unknown_node", node=node, method=method)
    node_ids = {row["node_id"] for row in nodes}
    read = computed.rows(READ_BY_NODES + _READ, **named)
    return ScoreExplained(
        method=method,
        unit=unit,
        index_year=year,
        result=ranking[0],
        reasons=computed.reasons(unit, method, year, lang) if node is None else [],
        nodes=nodes,
        sources=_sources(home, [row for row in read if row["node_id"] in node_ids]),
    )


def _below(nodes: list[dict[str, Any]], top: str | None) -> list[dict[str, Any]]:
    """The node and all below it; all nodes without one."""
    if top is None:
        return nodes
    inside = {top} & {row["node_id"] for row in nodes}
    for row in sorted(nodes, key=lambda row: row["node_level"]):
        if row["parent_id"] in inside:
            inside.add(row["node_id"])
    return [row for row in nodes if row["node_id"] in inside]


def _sources(home: Home, read: list[dict[str, Any]]) -> dict[str, list[Source]]:
    """The reports that the observations of each indicator read, with the cells they read."""
    places: dict[tuple[str, str, str], set[tuple[str, str]]] = {}
    for row in read:
        at = places.setdefault((row["node_id"], row["submission_id"], row["unit_id"]), set())
        if row["cell"] is not None:
            at.add((row["sheet"], row["cell"]))
    verdicts = verdict_rows(home, {name for _, name, _ in places})
    rule_book = rules_of(home)
    rows = {name: rows_of(home, verdicts[name]) for _, name, _ in places}
    sources: dict[str, list[Source]] = {}
    for (node, name, _), at in places.items():
        source = source_of(verdicts[name], rule_book, cells_at(rows[name], at))
        sources.setdefault(node, []).append(source)
    return sources
