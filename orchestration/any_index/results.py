"""What comes out of an index, written by the database itself: a hundred thousand units pass through
no object of Python."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from ingestion.home.database import read_database
from ingestion.home.whole_files import whole_file

SCORE_COLUMNS = ("unit", "period", "node", "score", "rank", "coverage", "status", "reason", "grade",
                 "value", "normalised", "weight", "points", "max_points", "method", "geography",
                 "parent", "level", "tied_units", "ranked_units")  # fmt: skip
LINKED_COLUMNS = ("unit", "period", "linked_score", "score", "method", "previous_method",
                  "geography")  # fmt: skip
# The score is shown with exactly the decimals that were ranked; its type has six.
_SCORES = """
select
    results.unit_id as unit, periods.period, results.node_id as node,
    rtrim(left(
        cast(results.score as varchar), length(cast(results.score as varchar)) - 6 + root.decimals
    ), '.') as score,
    results.rank_of_unit as rank, results.coverage, scores.status,
    results.not_ranked_reason as reason, units.grade, leaves.value, scores.normalised,
    scores.weight, points.points, points.max_points, results.method, results.geography,
    results.parent_id as parent, scores.node_level as level, results.tied_units,
    results.ranked_units
from intermediate.int_node_ranks as results
inner join periods using (index_year)
inner join intermediate.int_node_scores as scores
    using (vintage, method, geography, unit_id, index_year, node_id)
inner join intermediate.int_node_points as points
    using (method, geography, unit_id, index_year, node_id)
inner join method.node as node using (method, node_id)
inner join method.node as top on top.method = results.method and top.parent_id is null
inner join method.node_rule as root on root.method = top.method and root.node_id = top.node_id
left join intermediate.int_leaf_scores as leaves
    using (vintage, method, geography, unit_id, index_year, node_id)
left join intermediate.int_unit_scores as units
    on
        results.parent_id is null
        and units.method = results.method
        and units.geography = results.geography
        and units.unit_id = results.unit_id
        and units.index_year = results.index_year
order by
    results.method, results.geography, results.index_year, node.sort_order, results.node_id,
    results.rank_of_unit nulls last, results.unit_id
"""
_LINKED = """
select
    links.unit_id as unit, periods.period, links.linked_score, links.score, links.method,
    links.previous_method, links.geography
from intermediate.int_linked_scores as links
inner join periods using (index_year)
order by links.method, links.geography, links.unit_id, links.index_year
"""
_COUNTS = """
select list(distinct method order by method), count(*), count(rank_of_unit)
from intermediate.int_node_ranks where parent_id is null
"""


@dataclass(frozen=True)
class IndexOutcome:
    """What came out: the files, how many units were ranked among how many scored rows of roots,
    and which columns of the data no indicator reads."""

    scores: Path
    linked: Path | None
    methods: list[str]
    unit_periods: int
    ranked: int
    not_read: list[str]


def write_results(
    database: Path, out: Path, periods: dict[str, int], not_read: list[str]
) -> IndexOutcome:
    """Write ``scores.csv``, and ``linked.csv`` where methods are linked, from the models of a
    database; ``periods`` are the texts of the years of the models."""
    names = pl.DataFrame({"period": list(periods), "index_year": list(periods.values())})
    with read_database(database) as connection:
        connection.register("periods", names.to_arrow())
        _copy(connection.sql(_SCORES), SCORE_COLUMNS, out / "scores.csv")
        linked = connection.sql(_LINKED)
        has_links = bool(linked.limit(1).fetchall())
        if has_links:
            _copy(linked, LINKED_COLUMNS, out / "linked.csv")
        methods, roots, ranked = connection.execute(_COUNTS).fetchall()[0]
    return IndexOutcome(
        scores=out / "scores.csv",
        linked=out / "linked.csv" if has_links else None,
        methods=methods,
        unit_periods=roots,
        ranked=ranked,
        not_read=not_read,
    )


def _copy(results: duckdb.DuckDBPyRelation, columns: tuple[str, ...], target: Path) -> None:
    """Write rows, whose columns are named as in the file, as ``read_table`` reads them."""
    types = dict(zip(results.columns, map(str, results.types), strict=True))
    texts = ", ".join(f'{_as_text(name, types[name])} as "{name}"' for name in columns)
    with whole_file(target) as unfinished:
        results.project(texts).write_csv(str(unfinished), header=True)


def _as_text(column: str, kind: str) -> str:
    """A column as text, a decimal without the zeros that only its type has."""
    text = f'cast("{column}" as varchar)'
    is_fraction = kind.startswith("DECIMAL") and not kind.endswith(",0)")
    return f"rtrim(rtrim({text}, '0'), '.')" if is_fraction else text
