"""How merging acts on the results of each method, as the audit of a run found it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingestion.home.database import read_database

_FOUND = """
    select audit.method, audit.index_year,
        max(case when audit.bar = 'merged_advantage' then audit.value end),
        max(case when audit.bar = 'merged_advantage' then node.node_name_vi end),
        max(case when audit.bar = 'merged_advantage' then node.node_name_en end),
        max(case when audit.bar = 'restated_above_predecessors' then audit.units end),
        max(case when audit.bar = 'restated_above_predecessors' then audit.value end)
    from marts.mart_csi_audit as audit
    left join marts.dim_method_node as node
        on audit.method = node.method and audit.node_id = node.node_id
    where audit.bar in ('merged_advantage', 'restated_above_predecessors')
    group by audit.method, audit.geography, audit.index_year
    having count(*) = 2
    order by audit.method, audit.index_year
"""


@dataclass(frozen=True)
class MergingFound:
    """Of a method and its assessed year: the most that merged units have more than unmerged ones
    (``advantage``, of the points of an indicator, 0 to 1) and where, and of how many restated
    ``results`` how many stand ``above_all`` predecessors."""

    method: str
    index_year: int
    advantage: float
    indicator_vi: str
    indicator_en: str
    results: int
    above_all: int


def merging_found(published: Path) -> list[MergingFound]:
    """What the audit found of every method that has both merged units and restated results."""
    with read_database(published) as connection:
        rows = connection.execute(_FOUND).fetchall()
    return [
        MergingFound(method, year, float(most), name, name_en, results, round(share * results))
        for method, year, most, name, name_en, results, share in rows
    ]
