"""From a score to the cells it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingestion.home.home import Home
from orchestration.explaining.provenance import (
    Source,
    cells_behind,
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
    numerator, denominator, value, coverage, share_late, share_waived, share_corrected,
    share_self_reported
from marts.mart_csi_score
where method = $method and unit_id = $unit and index_year = $year
order by node_sort_order
"""
_OBSERVATIONS = """
select rules.node_id, rules.measure, observed.submission_id, observed.unit_id
from intermediate.int_observations as observed
inner join method.node_rule as rules
    on observed.form = rules.form and observed.measure = rules.measure
inner join intermediate.int_unit_geography as geography
    on observed.unit_id = geography.source_unit_id
inner join staging.stg_submissions as submissions
    on observed.submission_id = submissions.submission_id
where observed.vintage = 'now' and rules.method = $method and geography.unit_id = $unit
    and submissions.index_year = $year and submissions.period_kind = 'year'
order by rules.node_id, observed.unit_id, submissions.agency_id
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
    published = Published(home.published)
    unit = published.unit(unit_id)
    named = {"method": method, "unit": unit_id, "year": year}
    ranking = published.rows(_RANKING, **named)
    if not ranking:
        raise NothingToExplain("explain.no_score", unit=unit_id, year=year, method=method)
    nodes = _below(published.rows(_NODES, **named), node)
    if node is not None and not nodes:
        raise NothingToExplain("explain.unknown_node", node=node, method=method)
    wanted = {row["node_id"] for row in nodes}
    observed = [r for r in published.rows(_OBSERVATIONS, **named) if r["node_id"] in wanted]
    return ScoreExplained(
        method=method,
        unit=unit,
        index_year=year,
        result=ranking[0],
        reasons=published.reasons(unit, method, year, lang) if node is None else [],
        nodes=nodes,
        sources=_sources(home, observed),
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


def _sources(home: Home, observed: list[dict[str, Any]]) -> dict[str, list[Source]]:
    verdicts, rule_book = verdict_rows(home), rules_of(home)
    rows = {name: rows_of(home, verdicts[name]) for name in {r["submission_id"] for r in observed}}
    sources: dict[str, list[Source]] = {}
    for row in observed:
        name = row["submission_id"]
        cells = cells_behind(rows[name], row["measure"], row["unit_id"])
        sources.setdefault(row["node_id"], []).append(source_of(verdicts[name], rule_book, cells))
    return sources
