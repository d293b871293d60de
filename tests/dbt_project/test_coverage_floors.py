"""A floor of coverage for each node, whatever the means and what missing data do: random methods
and figures, in the tree and in the replicates, against the rules said once more in plain Python."""

from __future__ import annotations

import csv
import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from tests.dbt_project.engine import roots_of_replicates

METHODS = [f"M{number}" for number in range(40)]
UNITS = [f"U{number}" for number in range(12)]
LEAVES = "abcdefgh"
SEED = 20_261_130
Figures = Mapping[str, Mapping[str, float | None]]


@dataclass
class Node:
    """A node of a random method with its rule."""

    name: str
    weight: int
    policy: str
    floor: float | None = None
    aggregation: str = ""
    member_floor: float | None = None
    children: list[Node] = field(default_factory=list)

    def all(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.all()


@dataclass(frozen=True)
class Computed:
    """What a node comes to: its value, none where it has no score, and its coverage."""

    value: float | None
    coverage: float


def _node(chance: random.Random, name: str, children: list[Node]) -> Node:
    """One with children and without: floors are seldom a coverage that occurs, which is no matter
    of rounding."""
    policy = chance.choice(["no_points", "share_weight", "no_score"])
    floor = chance.choice([None, None, 0.35, 0.55, 0.8, 1])
    mean = chance.choice(["arithmetic", "geometric", "harmonic"]) if children else ""
    weight = chance.randint(1, 4)
    lifted = chance.choice([None, 0.05, 0.3]) if mean in ("geometric", "harmonic") else None
    return Node(name, weight, policy, floor if children else None, mean, lifted, children)


def _method(chance: random.Random) -> Node:
    """A root over pillars, one of which has parts of its own."""
    leaves = [_node(chance, name, []) for name in LEAVES]
    chance.shuffle(leaves)
    deep = [_node(chance, "s1", leaves[:2]), _node(chance, "s2", leaves[2:4])]
    pillars = [_node(chance, "p1", [*deep, leaves[4]]), _node(chance, "p2", leaves[5:7]), leaves[7]]
    root = _node(chance, "root", pillars)
    root.floor = chance.choice([0, 0.4])
    return root


@pytest.fixture(scope="module")
def methods() -> dict[str, Node]:
    chance = random.Random(SEED)
    return {name: _method(chance) for name in METHODS}


@pytest.fixture(scope="module")
def figures() -> Figures:
    chance = random.Random(SEED + 1)
    return {
        unit: {
            leaf: None if chance.random() < number / len(UNITS) else chance.randint(1, 99) / 100
            for leaf in LEAVES
        }
        for number, unit in enumerate(UNITS)
    }


@pytest.fixture(scope="module")
def index(
    methods: Mapping[str, Node], figures: Figures, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("floors")
    nodes, rules = ["method,node_id,parent_id"], []
    for method, root in methods.items():
        parents = {child.name: node.name for node in root.all() for child in node.children}
        for node in root.all():
            nodes.append(f"{method},{node.name},{parents.get(node.name, '')}")
            floor = "" if node.floor is None else node.floor
            rules.append(
                f"{method},{node.name},{node.weight},{node.aggregation},{node.policy},{floor},"
                f"{node.member_floor or ''}"
            )
    head = "method,node_id,weight,aggregation,missing_policy,minimum_coverage,member_floor"
    values = [
        ",".join([unit, *("" if row[leaf] is None else str(row[leaf]) for leaf in LEAVES)])
        for unit, row in figures.items()
    ]
    tables = {
        "node": nodes,
        "node_rule": [head, *rules],
        "values": [",".join(("unit", *LEAVES)), *values],
    }
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines), encoding="utf-8")
    return folder


def computed(node: Node, row: Mapping[str, float | None]) -> Computed:
    """By the rules: a missing child counts 0, leaves its weight to the others, or takes the score;
    a node below its floor is missing. The floor of a root withholds its rank only. What counts
    less than the floor of members counts as that, 0 too."""
    if not node.children:
        return Computed(row[node.name], float(row[node.name] is not None))
    children = [(child, computed(child, row)) for child in node.children]
    weights = sum(child.weight for child, _ in children)
    coverage = sum(child.weight * one.coverage for child, one in children) / weights
    members = [
        (child.weight, max(one.value or 0.0, node.member_floor or 0.0))
        for child, one in children
        if one.value is not None or child.policy != "share_weight"
    ]
    is_lost = all(one.value is None for _, one in children) or any(
        one.value is None and child.policy == "no_score" for child, one in children
    )
    is_below = node.name != "root" and round(coverage, 4) < (node.floor or 0)
    value = None if is_lost or is_below else _mean(members, node.aggregation)
    return Computed(value, coverage)


def _mean(members: list[tuple[int, float]], aggregation: str) -> float:
    whole = sum(weight for weight, _ in members)
    if aggregation == "arithmetic":
        return sum(weight * x for weight, x in members) / whole
    if any(x == 0 for _, x in members):
        return 0.0
    if aggregation == "harmonic":
        return whole / sum(weight / x for weight, x in members)
    return math.exp(sum(weight * math.log(x) for weight, x in members) / whole)


@pytest.fixture(scope="module")
def rows(index: Path) -> dict[tuple[str, str, str], dict[str, str]]:
    """What `csi index` writes, by method, unit and node."""
    done = CliRunner().invoke(
        main,
        ["index", "--method", str(index), "--data", str(index), "--out", str(index / "out")],
    )
    assert done.exit_code == 0, done.output
    with (index / "out" / "scores.csv").open(encoding="utf-8", newline="") as file:
        return {(row["method"], row["unit"], row["node"]): row for row in csv.DictReader(file)}


def test_every_node_is_what_the_rules_say(
    rows: Mapping[tuple[str, str, str], dict[str, str]],
    methods: Mapping[str, Node],
    figures: Figures,
) -> None:
    withheld = 0
    for method, root in methods.items():
        for unit, row in figures.items():
            for node in root.all():
                expected, found = computed(node, row), rows[method, unit, node.name]
                value = float(found["normalised"]) if found["normalised"] else None
                assert value == pytest.approx(expected.value, abs=1e-9), (method, unit, node.name)
                floor = root.floor if node.floor is None else node.floor
                is_below = round(expected.coverage, 4) < (floor or 0)
                if expected.coverage and is_below:
                    withheld += node.name != "root"
                    assert not found["rank"]
                    own = node.name != "root" and node.floor is not None
                    if own or found["score"]:
                        assert found["reason"] == "coverage_below_floor", (method, unit, node.name)
    assert withheld > 200


def test_a_replicate_without_doubt_is_the_tree(
    index: Path, methods: Mapping[str, Node], figures: Figures
) -> None:
    found = roots_of_replicates(index)
    assert len(found) > 100
    for (method, unit), root in found.items():
        expected = computed(methods[method], figures[unit]).value
        assert root == pytest.approx(expected, abs=1e-9), (method, unit)
