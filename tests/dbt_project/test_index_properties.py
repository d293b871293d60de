"""What must hold of every index under fixed goalposts, through the real SQL."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from dbt_project.audit import tree as audit
from tests.dbt_project.engine import (
    Compute,
    Figures,
    Indicator,
    Node,
    Results,
    Tree,
    compile_engine,
)

EXAMPLES = settings(
    max_examples=12, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
# The last digit that is kept; logarithms and powers of other sums may end one or two beside it.
LAST_DIGIT = Decimal("0.000000000003")
UNITS = ("u1", "u2", "u3", "u4")


@pytest.fixture(scope="module")
def compute(tmp_path_factory: pytest.TempPathFactory) -> Compute:
    return compile_engine(tmp_path_factory.mktemp("engine"))


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Two pillars with one to three indicators each, any mean, any policy for what is missing, with
    and without floors of coverage and of members."""
    indicators = []
    weights = st.decimals("0.1", "9", places=2)
    for pillar in ("p1", "p2"):
        for place in range(draw(st.integers(1, 3))):
            lo = draw(st.integers(-50, 50))
            indicators.append(
                Indicator(
                    name=f"{pillar}i{place}",
                    pillar=pillar,
                    weight=draw(weights),
                    lo=Decimal(lo),
                    hi=Decimal(lo + draw(st.integers(1, 100))),
                    direction=draw(st.sampled_from("+-")),
                )
            )
    means = st.sampled_from(["arithmetic", "geometric", "harmonic", "power"])
    policies = st.sampled_from(["no_points", "share_weight", "no_score"])
    pillars = {pillar: draw(weights) for pillar in ("p1", "p2")}
    mean = draw(means)
    shares = st.sampled_from([Decimal("0.35"), Decimal("0.55"), Decimal(1)])
    lifted = st.sampled_from([None, Decimal("0.05"), Decimal("0.3")])
    return Tree(
        pillars,
        tuple(indicators),
        mean,
        draw(policies),
        floors=draw(st.dictionaries(st.sampled_from(["p1", "p2"]), shares)),
        member_floor=None if mean == "arithmetic" else draw(lifted),
    )


def figures_of(tree: Tree, *, gaps: bool = True) -> st.SearchStrategy[Figures]:
    """A figure of every unit for every indicator, within and beyond the goalposts."""
    values = st.decimals(-60, 160, places=3)
    cell = st.one_of(st.none(), values, values) if gaps else values
    keys = [(unit, i.name) for unit in UNITS for i in tree.indicators]
    return st.fixed_dictionaries(dict.fromkeys(keys, cell))


def same(left: Node, right: Node) -> bool:
    """The same score, rank and coverage; the value behind the score to its last digit."""
    if left.normalised is None or right.normalised is None:
        return left == right
    shown = (left.score, left.rank, left.coverage) == (right.score, right.rank, right.coverage)
    return shown and abs(left.normalised - right.normalised) <= LAST_DIGIT


def differing(left: Results, right: Results) -> dict[tuple[str, str], tuple[Node, Node]]:
    return {key: (node, right[key]) for key, node in left.items() if not same(node, right[key])}


@EXAMPLES
@given(data=st.data())
def test_names_and_order_of_units_change_nothing(compute: Compute, data: st.DataObject) -> None:
    tree = data.draw(trees())
    figures = data.draw(figures_of(tree))
    names = dict(zip(UNITS, data.draw(st.permutations(["z", "a", "m", "b"])), strict=True))
    keys = data.draw(st.permutations(list(figures)))
    renamed = {(names[unit], measure): figures[unit, measure] for unit, measure in keys}
    turned = replace(tree, indicators=tuple(reversed(tree.indicators)))
    there = compute(turned, renamed)
    assert compute(tree, figures) == {
        (unit, node): there[names[unit], node] for unit in UNITS for node in _nodes(tree)
    }


@EXAMPLES
@given(data=st.data())
def test_a_new_unit_moves_no_score(compute: Compute, data: st.DataObject) -> None:
    tree = data.draw(trees())
    figures = data.draw(figures_of(tree))
    fewer = {key: value for key, value in figures.items() if key[0] != "u4"}
    with_it, without = compute(tree, figures), compute(tree, fewer)
    for key, node in without.items():
        assert (with_it[key].normalised, with_it[key].score) == (node.normalised, node.score)


@EXAMPLES
@given(data=st.data())
def test_a_later_year_moves_nothing(compute: Compute, data: st.DataObject) -> None:
    tree = data.draw(trees())
    figures, later = data.draw(figures_of(tree)), data.draw(figures_of(tree))
    assert compute(tree, figures, later) == compute(tree, figures)


@EXAMPLES
@given(data=st.data())
def test_an_indicator_turned_round_says_the_same(compute: Compute, data: st.DataObject) -> None:
    """What is good in plus is what is good in minus, of figures and goalposts below nought."""
    tree = data.draw(trees())
    figures = data.draw(figures_of(tree))
    turned = tuple(
        replace(i, lo=-i.hi, hi=-i.lo, direction="-" if i.direction == "+" else "+")
        for i in tree.indicators
    )
    there = {key: None if value is None else -value for key, value in figures.items()}
    assert differing(compute(tree, figures), compute(replace(tree, indicators=turned), there)) == {}


@EXAMPLES
@given(data=st.data())
def test_a_better_value_never_lowers_a_score(compute: Compute, data: st.DataObject) -> None:
    tree = data.draw(trees())
    figures = data.draw(figures_of(tree))
    improved = data.draw(st.sampled_from(tree.indicators))
    value = figures["u1", improved.name]
    assume(value is not None)
    gain = data.draw(st.decimals("0.001", 100, places=3))
    better = (value or Decimal(0)) + (gain if improved.direction == "+" else -gain)
    before, after = compute(tree, figures), compute(tree, figures | {("u1", improved.name): better})
    for node in _nodes(tree):
        old, new = before["u1", node].normalised, after["u1", node].normalised
        assert (old is None) == (new is None)
        if old is not None and new is not None:
            assert new >= old - LAST_DIGIT
    root_before, root_after = before["u1", "root"].rank, after["u1", "root"].rank
    if root_before is not None and root_after is not None:
        assert root_after <= root_before


@EXAMPLES
@given(data=st.data())
def test_doubling_all_weights_changes_nothing(compute: Compute, data: st.DataObject) -> None:
    tree = data.draw(trees())
    figures = data.draw(figures_of(tree))
    doubled = replace(
        tree,
        pillars={pillar: weight * 2 for pillar, weight in tree.pillars.items()},
        indicators=tuple(replace(i, weight=i.weight * 2) for i in tree.indicators),
    )
    assert differing(compute(tree, figures), compute(doubled, figures)) == {}


@EXAMPLES
@given(data=st.data())
def test_weight_0_is_absence(compute: Compute, data: st.DataObject) -> None:
    tree = data.draw(trees())
    figures = data.draw(figures_of(tree))
    extra = Indicator("extra", "p1", Decimal(0), Decimal(0), Decimal(1), "+")
    with_it = replace(tree, indicators=(*tree.indicators, extra))
    cells = {("u1", "extra"): Decimal(1), ("u2", "extra"): None}
    there = compute(with_it, figures | cells)
    for key, node in compute(tree, figures).items():
        assert there[key] == node


@EXAMPLES
@given(data=st.data(), unit=st.sampled_from([Decimal(1000), Decimal("0.001"), Decimal(7)]))
def test_another_money_unit_changes_nothing(
    compute: Compute, data: st.DataObject, unit: Decimal
) -> None:
    tree = data.draw(trees())
    figures = data.draw(figures_of(tree))
    turned = tuple(replace(i, lo=i.lo * unit, hi=i.hi * unit) for i in tree.indicators)
    there = {key: None if value is None else value * unit for key, value in figures.items()}
    assert differing(compute(tree, figures), compute(replace(tree, indicators=turned), there)) == {}


@EXAMPLES
@given(data=st.data())
def test_the_audit_puts_values_together_as_the_models_do(
    compute: Compute, data: st.DataObject
) -> None:
    tree = replace(data.draw(trees()), floors={})
    shares_weight = tree.missing_policy == "share_weight"
    results = compute(tree, data.draw(figures_of(tree, gaps=shares_weight)))
    audited = _audited(tree)
    values = [[results[unit, name].normalised for name in audited.indicators] for unit in UNITS]
    weights = np.array([[audited.shares[node] for node in audited.nodes]])
    (roots,) = audit.evaluate(audited, np.array(values, dtype=np.float64), weights)
    for unit, root in zip(UNITS, roots, strict=True):
        expected = results[unit, "root"].normalised
        assert np.isnan(root) if expected is None else root == pytest.approx(float(expected))


# How children are put together, and the exponent of that mean.
POWERS: list[tuple[str, str]] = [
    ("arithmetic", "1"), ("geometric", "0"), ("harmonic", "-1"), ("power", "-2"), ("power", "0.5"),
    ("power", "1.5"), ("power", "2"), ("power", "5"),
]  # fmt: skip


@pytest.mark.parametrize(("aggregation", "power"), POWERS)
def test_a_child_of_zero_takes_its_weight_and_not_the_whole(
    compute: Compute, aggregation: str, power: str
) -> None:
    """A mean of a power above nought counts a zero with its weight, down to all children; one of
    nought or below is zero where any child is."""
    leaves = (("a", Decimal(1)), ("b", Decimal(2)), ("c", Decimal("0.5")))
    hundred = Decimal(100)
    indicators = (*(Indicator(name, "p1", weight, Decimal(0), hundred, "+")
                    for name, weight in leaves),
                  Indicator("d", "p2", Decimal(1), Decimal(0), hundred, "+"))  # fmt: skip
    weights = {"p1": Decimal(3), "p2": Decimal(1)}
    tree = Tree(weights, indicators, aggregation, "no_points", Decimal(power))
    values = {
        "u1": ("0", "25", "81"),
        "u2": ("0", "0", "81"),
        "u3": ("0", "0", "0"),
        "u4": ("0.1", "25", "81"),
    }
    figures: Figures = {
        (unit, name): Decimal(value)
        for unit, of_unit in values.items()
        for name, value in zip("abcd", (*of_unit, "64"), strict=True)
    }
    results = compute(tree, figures)
    for unit, of_unit in values.items():
        children = [float(value) / 100 for value in of_unit]
        pillar = _mean(children, [float(weight) for _, weight in leaves], float(power))
        root = _mean([pillar, 0.64], [3.0, 1.0], float(power))
        for node, expected in (("p1", pillar), ("root", root)):
            value = results[unit, node].normalised
            assert value is not None
            assert float(value) == pytest.approx(expected, abs=1e-9), (unit, node)


def _mean(values: list[float], weights: list[float], power: float) -> float:
    """The power mean by its definition."""
    if power <= 0 and 0 in values:
        return 0.0
    pairs = list(zip(values, weights, strict=True))
    if power == 0:
        return float(np.exp(sum(w * np.log(x) for x, w in pairs) / sum(weights)))
    return float((sum(w * x**power for x, w in pairs) / sum(weights)) ** (1 / power))


def _audited(tree: Tree) -> audit.Tree:
    """The same tree as the audit reads it."""
    power = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0, "power": 2.0}
    nodes = [(pillar, "root", 2, weight, False) for pillar, weight in tree.pillars.items()]
    nodes += [(i.name, i.pillar, 3, i.weight, True) for i in tree.indicators]
    columns = ["node_id", "parent_id", "node_level", "weight", "is_indicator"]
    rows = pd.DataFrame(nodes, columns=columns)
    return audit.tree_of(
        rows.assign(
            weight=rows["weight"].astype(float),
            sort_order=range(len(rows)),
            power=power[tree.aggregation],
            member_floor=float(tree.member_floor or 0),
        ),
        "root",
    )


def _nodes(tree: Tree) -> set[str]:
    return {"root", "p1", "p2", *(indicator.name for indicator in tree.indicators)}
