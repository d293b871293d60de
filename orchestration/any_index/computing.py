"""Runs the models of the engine over a stranger's method and data, and writes what comes out."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import platformdirs

from ingestion.home.database import read_database, working_database
from ingestion.refusal import Refusal
from orchestration.any_index.data import DATA_TABLES, read_data
from orchestration.any_index.method import Method, read_method
from orchestration.any_index.scratch import fill
from orchestration.any_index.tables import BadIndex, unread_files, write_table
from orchestration.reference.method_tables import METHOD_TABLES
from orchestration.warehouse.dbt_runner import environment, invoke_dbt

ENGINE = "path:models/intermediate/index"
_CHECKS = ["path:seeds/method", "path:tests/method"]
_HASHES_OF_THE_HOUSE = "method_hash+"
_EXAMPLES = 5

SCORE_COLUMNS = ("unit", "period", "node", "score", "rank", "coverage", "status", "reason", "grade",
                 "value", "normalised", "weight", "points", "max_points", "method", "geography",
                 "parent", "level", "tied_units", "ranked_units")  # fmt: skip
LINKED_COLUMNS = ("unit", "period", "linked_score", "score", "method", "previous_method",
                  "geography")  # fmt: skip

_SCORES = """
select
    results.unit_id, results.index_year, results.node_id, results.score, results.rank_of_unit,
    results.coverage, scores.status, results.not_ranked_reason, units.grade, leaves.value,
    scores.normalised, scores.weight, points.points, points.max_points, results.method,
    results.geography, results.parent_id, scores.node_level, results.tied_units,
    results.ranked_units, root.decimals
from intermediate.int_node_ranks as results
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
    unit_id, index_year, linked_score, score, method, previous_method, geography
from intermediate.int_linked_scores
order by method, geography, unit_id, index_year
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


class ChecksFailed(Refusal):
    """The method or the figures break checks: one sentence for each."""

    kind = "findings"


def compute_index(method_folder: Path, data_folder: Path, out: Path) -> IndexOutcome:
    """Check the method, run the models and write ``scores.csv`` (and ``linked.csv`` where methods
    are linked) into ``out``. Raises ``BadIndex`` or ``ChecksFailed``."""
    method = read_method(method_folder)
    data = read_data(data_folder, method)
    if not data.figures:
        raise BadIndex("index.no_figures", folder=data_folder)
    for folder in dict.fromkeys((method_folder, data_folder)):
        data.not_read += unread_files(folder, (*METHOD_TABLES, *DATA_TABLES))
    with tempfile.TemporaryDirectory() as scratch:
        database = Path(scratch) / "working.duckdb"
        with working_database(database) as connection:
            fill(connection, method, data)
        check = ["test", "--select", *_CHECKS, "--exclude", _HASHES_OF_THE_HOUSE]
        build = ["build", "--select", ENGINE, "--exclude-resource-type", "unit_test"]
        with environment(CSI_WAREHOUSE=str(database)):
            _run(database, [*check, "--indirect-selection", "cautious"], method)
            _run(database, [*build, "--indirect-selection", "buildable"], method)
        out.mkdir(parents=True, exist_ok=True)
        return _write(database, out, {n: text for text, n in data.periods.items()}, data.not_read)


def _run(database: Path, arguments: list[str], method: Method) -> None:
    """One dbt command; raises ``ChecksFailed`` with the rows that break a check, and where the
    rules of their nodes stand."""
    # Without a home to keep the parsed project in, it stays in the user's cache.
    target = platformdirs.user_cache_path("csi-warehouse", appauthor=False) / "dbt"
    results = invoke_dbt(arguments, target).results
    broken = [r for r in results if r.status in ("fail", "error", "runtime error")]
    if broken:
        reasons = "\n".join(_reason(database, result, method) for result in broken)
        raise ChecksFailed("index.checks_failed", reasons=reasons)


def _reason(database: Path, result: Any, method: Method) -> str:
    name = result.node.name.replace("_", " ")
    if result.status != "fail":
        return f"{name}: {result.message}"
    with read_database(database) as connection:
        cursor = connection.execute(f"{result.node.compiled_code}\nlimit {_EXAMPLES}")
        columns = [column[0] for column in cursor.description or ()]
        rows = cursor.fetchall()
    examples = [_example(dict(zip(columns, row, strict=True)), method) for row in rows]
    return "\n  ".join([f"{name} ({result.failures}):", *examples])


def _example(row: dict[str, object], method: Method) -> str:
    """A row that breaks a check, behind the place of the rule that it is about."""
    cells = ", ".join(f"{name}={cell}" for name, cell in row.items() if cell is not None)
    place = method.places.get((str(row.get("method")), str(row.get("node_id"))))
    return f"{place[0]}:{place[1]}: {cells}" if place else cells


def _write(database: Path, out: Path, periods: dict[int, str], not_read: list[str]) -> IndexOutcome:
    with read_database(database) as connection:
        scored = connection.execute(_SCORES).fetchall()
        linked = connection.execute(_LINKED).fetchall()
    rows = [
        (unit, periods[year], node, _fixed(score, decimals), *rest)
        for unit, year, node, score, *rest, decimals in scored
    ]
    target = out / "scores.csv"
    write_table(target, SCORE_COLUMNS, _without_zeros(rows))
    linked_target = out / "linked.csv" if linked else None
    if linked_target:
        named = [(unit, periods[year], *rest) for unit, year, *rest in linked]
        write_table(linked_target, LINKED_COLUMNS, _without_zeros(named))
    parent = SCORE_COLUMNS.index("parent")
    roots = [row for row in rows if row[parent] is None]
    return IndexOutcome(
        scores=target,
        linked=linked_target,
        methods=sorted({str(row[SCORE_COLUMNS.index("method")]) for row in rows}),
        unit_periods=len(roots),
        ranked=sum(1 for row in roots if row[SCORE_COLUMNS.index("rank")] is not None),
        not_read=not_read,
    )


def _fixed(score: Decimal | None, decimals: int) -> str | None:
    """The score with exactly the decimals that were ranked."""
    return None if score is None else f"{score:.{decimals}f}"


def _without_zeros(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Decimals without the zeros that only their type has."""
    return [[_plain(cell) if isinstance(cell, Decimal) else cell for cell in row] for row in rows]


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
