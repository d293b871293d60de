"""Power means keep their digits on every scale of their members and honour their floor: in the
tree, in the replicates and in the audit, against the definition in fifty digits."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from decimal import Decimal, localcontext
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from dbt_project.audit import tree as audit
from orchestration.any_index.computing import ENGINE
from orchestration.any_index.data import read_data
from orchestration.any_index.method import read_method
from orchestration.any_index.scratch import fill
from orchestration.cli import main
from tests.dbt_project.engine import compile_models

UNCERTAINTY = "path:models/intermediate/uncertainty"
# How the rules of each method say its mean: aggregation, power and floor of the members.
METHODS = {
    "p-5": ("power", "-5", ""), "p-2": ("power", "-2", ""), "p-1": ("power", "-1", ""),
    "harmonic": ("harmonic", "", ""), "p-0.5": ("power", "-0.5", ""),
    "geometric": ("geometric", "", ""), "p0.5": ("power", "0.5", ""),
    "arithmetic": ("arithmetic", "", ""), "p1": ("power", "1", ""), "p2": ("power", "2", ""),
    "p5": ("power", "5", ""), "geometric_floor": ("geometric", "", "0.01"),
    "harmonic_floor": ("harmonic", "", "1"), "p-5_floor": ("power", "-5", "0.000000001"),
    "p2_floor": ("power", "2", "150000.5"),
}  # fmt: skip
EXPONENTS = {"harmonic": "-1", "geometric": "0", "arithmetic": "1"}
# The figures of a, b and c, which make the pillar, and of d, which stands beside it.
UNITS = {
    "equal": ("700000", "700000", "700000", "700000"),
    "shares": ("0.1", "0.2", "0.15", "0.1"),
    "billionths": ("0.000000001", "0.000000002", "0.000000003", "0.000000002"),
    "thousandths": ("0.001234", "0.00471", "0.0081", "0.00333"),
    "thousands": ("1234.5", "99.25", "5000", "0.5"),
    "trillions": ("1000000000000", "2500000000000", "3000000000000", "1000000000001"),
    "all_scales": ("0.000000001", "1", "1000000000000", "5"),
    "one_zero": ("0", "700000", "350000.25", "200000"),
    "zero_billionth": ("0", "0.000000002", "0.000000003", "0.000000001"),
    "zeros": ("0", "0", "0", "0"),
}
# Shares of these weights have few decimals: a replicate draws them with nine.
WEIGHTS = {"pillar": "3", "a": "1", "b": "2", "c": "1", "d": "1"}
PARENTS = {"index": "", "pillar": "index", **dict.fromkeys("abc", "pillar"), "d": "index"}
CASES = [(method, unit) for method in METHODS for unit in UNITS]

Means = Mapping[tuple[str, str], float]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Method and data of a stranger, one method for each mean; the figures as they are."""
    folder = tmp_path_factory.mktemp("index")
    nodes = [f"{m},{node},{parent}" for m in METHODS for node, parent in PARENTS.items()]
    rules = []
    for method, mean in METHODS.items():
        rules += [f"{method},index,1,{','.join(mean)},6"]
        rules += [f"{method},pillar,{WEIGHTS['pillar']},{','.join(mean)},"]
        rules += [f"{method},{leaf},{WEIGHTS[leaf]},,,," for leaf in "abcd"]
    tables = {
        "node": ["method,node_id,parent_id", *nodes],
        "node_rule": ["method,node_id,weight,aggregation,power,member_floor,decimals", *rules],
        "values": ["unit,a,b,c,d", *(",".join((unit, *row)) for unit, row in UNITS.items())],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def tree(index: Path) -> dict[tuple[str, str, str], Decimal]:
    """What ``csi index`` writes for each method, unit and node."""
    out = index / "out"
    done = CliRunner().invoke(
        main,
        ["index", "--method", str(index), "--data", str(index), "--out", str(out), "--lang", "en"],
    )
    assert done.exit_code == 0, done.output
    with (out / "scores.csv").open(encoding="utf-8", newline="") as file:
        return {
            (row["method"], row["unit"], row["node"]): Decimal(row["normalised"])
            for row in csv.DictReader(file)
        }


@pytest.fixture(scope="module")
def replicates(index: Path) -> Means:
    """The root in a replicate of which nothing is uncertain."""
    method = read_method(index)
    with duckdb.connect() as connection:
        connection.execute("attach ':memory:' as working")
        connection.execute("use working")
        fill(connection, method, read_data(index, method))
        connection.execute(
            """create table method.uncertainty_rule as
            select method, 1 as seed, 1 as replicates, 'all' as years, 0.0 as weight_width,
                0.01 as smallest_value, 0.05 as interval_from, 0.95 as interval_to
            from method.method_version;
            create table method.uncertainty_choice (
                method varchar, source varchar, choice varchar, probability decimal(9, 4))"""
        )
        for statement in compile_models(index, ENGINE, UNCERTAINTY):
            connection.execute(statement)
        rows = connection.execute(
            """select cases.method, cases.unit_id, roots.x
            from intermediate.int_replicate_roots as roots
            inner join intermediate.int_assessed_units as cases using (case_number)
            inner join intermediate.int_replicate_scores as scores using (case_number)"""
        ).fetchall()
    return {(name, unit): float(x) for name, unit, x in rows}


@pytest.mark.parametrize(("method", "unit"), CASES)
def test_a_mean_in_the_tree_is_right_to_the_billionth_part(
    tree: Mapping[tuple[str, str, str], Decimal], method: str, unit: str
) -> None:
    pillar, root = _expected(method, unit)
    assert _close(tree[method, unit, "pillar"], pillar)
    assert _close(tree[method, unit, "index"], root)


@pytest.mark.parametrize(("method", "unit"), CASES)
def test_a_mean_in_a_replicate_is_right_to_the_billionth_part(
    replicates: Means, method: str, unit: str
) -> None:
    assert _close(Decimal(replicates[method, unit]), _expected(method, unit)[1])


@pytest.mark.parametrize(("method", "unit"), CASES)
def test_a_mean_in_the_audit_is_right_to_the_billionth_part(method: str, unit: str) -> None:
    below = [(node, parent) for node, parent in PARENTS.items() if parent]
    audited = audit.tree_of(
        pd.DataFrame(
            {
                "node_id": [node for node, _ in below],
                "parent_id": [parent for _, parent in below],
                "node_level": [2 if parent == "index" else 3 for _, parent in below],
                "sort_order": range(len(below)),
                "weight": [float(WEIGHTS[node]) for node, _ in below],
                "power": float(_exponent(method)),
                "member_floor": float(_floor(method)),
                "is_indicator": [node in "abcd" for node, _ in below],
            }
        ),
        "index",
    )
    figures = dict(zip("abcd", map(float, UNITS[unit]), strict=True))
    values = np.array([[figures[node] for node in audited.indicators]])
    weights = np.array([[audited.shares[node] for node in audited.nodes]])
    ((root,),) = audit.evaluate(audited, values, weights)
    assert _close(Decimal(float(root)), _expected(method, unit)[1])


def _exponent(method: str) -> Decimal:
    aggregation, power, _ = METHODS[method]
    return Decimal(power or EXPONENTS[aggregation])


def _floor(method: str) -> Decimal:
    return Decimal(METHODS[method][2] or 0)


def _expected(method: str, unit: str) -> tuple[Decimal, Decimal]:
    """The pillar and the root by the definition of their mean."""
    a, b, c, d = map(Decimal, UNITS[unit])
    power, floor = _exponent(method), _floor(method)
    pillar = _mean([(a, "a"), (b, "b"), (c, "c")], power, floor)
    return pillar, _mean([(pillar, "pillar"), (d, "d")], power, floor)


def _mean(members: list[tuple[Decimal, str]], power: Decimal, floor: Decimal) -> Decimal:
    """Of a power of nought or below it is 0 where a member is."""
    with localcontext(prec=50):
        weighted = [(max(x, floor), Decimal(WEIGHTS[node])) for x, node in members]
        if power <= 0 and any(x == 0 for x, _ in weighted):
            return Decimal(0)
        whole = sum((w for _, w in weighted), Decimal(0))
        if power == 0:
            return (sum((w * x.ln() for x, w in weighted), Decimal(0)) / whole).exp()
        total = sum((w * x**power for x, w in weighted), Decimal(0))
        return (total / whole) ** (1 / power) if total else Decimal(0)


def _close(found: Decimal, expected: Decimal) -> bool:
    return abs(found - expected) <= Decimal("1e-9") * expected
