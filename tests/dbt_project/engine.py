"""The engine's own SQL, compiled once by dbt and run on a small database in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from orchestration.any_index.computing import ENGINE
from orchestration.any_index.data import Data, Figure, read_data
from orchestration.any_index.method import Method, read_method
from orchestration.any_index.scratch import fill
from orchestration.warehouse.dbt_runner import environment, invoke_dbt
from tests.kept import dbt_target

MEASUREMENT = "path:models/intermediate/measurement"
UNCERTAINTY = "path:models/intermediate/uncertainty"
Value = Decimal | None


@dataclass(frozen=True)
class Indicator:
    """A leaf with frozen goalposts, below one of two pillars."""

    name: str
    pillar: str
    weight: Decimal
    lo: Decimal
    hi: Decimal
    direction: str


@dataclass(frozen=True)
class Tree:
    """A method of three levels; how its root and its pillars put their children together.

    ``pillars`` are the weights of the nodes below the root, ``power`` that of a power mean,
    ``floors`` what pillars need of their data, ``member_floor`` what members of means count as at
    least.
    """

    pillars: dict[str, Decimal]
    indicators: tuple[Indicator, ...]
    aggregation: str
    missing_policy: str
    power: Decimal = Decimal(2)
    floors: dict[str, Decimal] = field(default_factory=dict)
    member_floor: Decimal | None = None


@dataclass(frozen=True)
class Node:
    """What came out for one node of one unit."""

    normalised: Decimal | None
    score: Decimal | None
    rank: int | None
    coverage: Decimal | None


Results = dict[tuple[str, str], Node]
Figures = dict[tuple[str, str], Value]
Compute = Callable[..., Results]


def compile_models(folder: Path, *selected: str) -> list[str]:
    """What makes the tables of the selected models, in the order they need one another."""
    database = folder / "working.duckdb"
    duckdb.connect(str(database)).close()
    with environment(CSI_WAREHOUSE=str(database)):
        results = invoke_dbt(["compile", "--select", *selected], dbt_target()).results
    compiled = [result.node for result in results if result.node.resource_type == "model"]
    models = {node.unique_id: node for node in compiled}
    order = TopologicalSorter({key: m.depends_on.nodes for key, m in models.items()}).static_order()
    return [
        f"create table {models[key].schema}.{models[key].name} as {models[key].compiled_code}"
        for key in order
        if key in models
    ]


def compile_engine(folder: Path) -> Compute:
    """Compile the models of the engine; returns what runs them on a tree and its figures of 2024,
    maybe with those of the year after (``later``), and gives what came out for 2024."""
    statements = compile_models(folder, ENGINE)

    def compute(tree: Tree, figures: Figures, later: Figures | None = None) -> Results:
        with duckdb.connect() as connection:
            connection.execute("attach ':memory:' as working")
            connection.execute("use working")
            fill(connection, _method(folder, tree), _data({2024: figures, 2025: later or {}}))
            for statement in statements:
                connection.execute(statement)
            rows = connection.execute(
                """select unit_id, node_id, normalised, score, rank_of_unit, results.coverage
                from intermediate.int_node_ranks as results
                inner join intermediate.int_node_scores as scores
                    using (vintage, method, geography, unit_id, index_year, node_id)
                where index_year = 2024"""
            ).fetchall()
        return {(unit, node): Node(*rest) for unit, node, *rest in rows}

    return compute


def _method(folder: Path, tree: Tree) -> Method:
    nodes = ["node_id,parent_id", "root,", *(f"{pillar},root" for pillar in tree.pillars)]
    nodes += [f"{i.name},{i.pillar}" for i in tree.indicators]
    power = str(tree.power) if tree.aggregation == "power" else ""
    lifted = "" if tree.member_floor is None else str(tree.member_floor)
    rules = [
        "node_id,weight,goalpost_lo,goalpost_hi,direction,aggregation,power,missing_policy,decimals,"
        "member_floor,minimum_coverage",
        f"root,1,,,,{tree.aggregation},{power},{tree.missing_policy},4,{lifted},",
        *(
            f"{pillar},{weight},,,,{tree.aggregation},{power},,,{lifted},"
            f"{tree.floors.get(pillar, '')}"
            for pillar, weight in tree.pillars.items()
        ),
        *(f"{i.name},{i.weight},{i.lo},{i.hi},{i.direction},,,,,," for i in tree.indicators),
    ]
    (folder / "node.csv").write_text("\n".join(nodes), encoding="utf-8")
    (folder / "node_rule.csv").write_text("\n".join(rules), encoding="utf-8")
    return read_method(folder)


def _data(years: dict[int, Figures]) -> Data:
    rows = [
        Figure(unit, str(year), unit, measure, value, None,
               "not_reported" if value is None else "reported")
        for year, figures in years.items()
        for (unit, measure), value in figures.items()
    ]  # fmt: skip
    return Data(rows, {str(year): year for year, figures in years.items() if figures})


def roots_of_replicates(index: Path) -> dict[tuple[str, str], float]:
    """The root of every ranked unit, by method and unit, in a replicate of which nothing is
    uncertain; ``index`` holds the tables of methods and data."""
    method = read_method(index)
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as working")
        connection.execute("use working")
        fill(connection, method, read_data(index, method))
        connection.execute(
            """create table method.uncertainty_rule as
            select method, 1 as seed, 1 as replicates, 1 as earlier_replicates,
                1 as minimum_units, 0.0 as weight_width,
                0.01 as smallest_value, 10 as minimum_observations, 1 as known_share
            from method.method_version;
            create table method.measurement_evidence (
                method varchar, node_id varchar, source varchar, other_node_id varchar,
                standard_error decimal(9, 4));
            create table method.uncertainty_choice (
                method varchar, source varchar, choice varchar, probability decimal(9, 4))"""
        )
        for statement in compile_models(index, ENGINE, MEASUREMENT, UNCERTAINTY):
            connection.execute(statement)
        rows = connection.execute(
            """select cases.method, cases.unit_id, roots.x
            from intermediate.int_replicate_roots as roots
            inner join intermediate.int_assessed_units as cases using (case_number)
            inner join intermediate.int_replicate_scores as scores using (case_number)"""
        ).fetchall()
    return {(name, unit): float(x) for name, unit, x in rows}
