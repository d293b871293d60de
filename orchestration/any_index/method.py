"""A stranger's method: the method tables as they are in ``dbt_project/seeds/method``, with what a
small method need not say filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from orchestration.any_index.csv_tables import BadIndex, Row, Table, need, read_table
from orchestration.reference.seeds import deepest_level

DATA_FORM = "data"
_FINEST_WEIGHT = Decimal("1e-9")
_LEAF_DEFAULTS = {
    "weight": "1",
    "direction": "+",
    "transform": "none",
    "not_applicable_policy": "share_weight",
    "zero_denominator_policy": "not_reported",
    "merge_policy": "pooled",
}
_ROOT_DEFAULTS = {"weight": "1", "minimum_coverage": "0", "decimals": "3", "tie_rule": "best_rank"}
_VERSION_DEFAULTS = {"kind": "index", "is_computable": "true", "scale_max": "1"}


@dataclass(frozen=True)
class Method:
    """The six method tables by seed name, complete, as text; one or more methods."""

    tables: dict[str, list[Row]]

    @property
    def leaves(self) -> list[Row]:
        """The rules of the indicators."""
        return [rule for rule in self.tables["node_rule"] if rule["form"]]

    @property
    def measures(self) -> set[str]:
        """What the data must hold a figure for."""
        return {rule["measure"] for rule in self.leaves}


def read_method(folder: Path, columns: Mapping[str, list[str]]) -> Method:
    """Read ``node.csv`` and ``node_rule.csv`` and, where they are, ``method_version.csv``,
    ``band.csv``, ``point_step.csv`` and ``method_link.csv``.

    ``columns`` are the known columns of each by seed name. Raises ``BadIndex``.
    """
    nodes = need(
        read_table(folder, "node", required=["node_id", "parent_id"], known=columns["node"]),
        folder,
        "node",
    )
    rules = need(
        read_table(folder, "node_rule", required=["node_id"], known=columns["node_rule"]),
        folder,
        "node_rule",
    )
    others = {
        name: read_table(folder, name, known=columns[name])
        for name in ("method_version", "band", "point_step", "method_link")
    }
    versions = others["method_version"]
    methods = list(dict.fromkeys(_methods(nodes, versions)))
    found = {"node": nodes, "node_rule": rules, **{n: t for n, t in others.items() if t}}
    for table in found.values():
        for line, row in table.numbered():
            row["method"] = row.get("method") or methods[0]
            if row["method"] not in methods:
                raise BadIndex("unknown_method", file=table.file, line=line, method=row["method"])
    _refuse_doubles(rules, ("method", "node_id"))
    if versions:
        _refuse_doubles(versions, ("method",))
    _refuse_fine_weights(rules)
    tables = {name: found[name].rows if name in found else [] for name in columns}
    named = {row["method"]: row for row in tables["method_version"]}
    tables["method_version"] = [
        _filled({"method": method, **named.get(method, {})}, _VERSION_DEFAULTS)
        for method in methods
    ]
    for row in tables["method_version"]:
        row["name_vi"] = row.get("name_vi") or row["method"]
        row["name_en"] = row.get("name_en") or row["name_vi"]
    tables["node"], tables["node_rule"] = [], []
    for method in methods:
        tree = [row for row in nodes.rows if row["method"] == method]
        told = {row["node_id"]: row for row in rules.rows if row["method"] == method}
        _complete_tree(tree)
        tables["node"] += tree
        tables["node_rule"] += _complete_rules(tree, told, method)
    return Method(tables)


def _methods(nodes: Table, versions: Table | None) -> list[str]:
    named = [row.get("method", "") for row in (versions.rows if versions else [])]
    named += [row.get("method", "") for row in nodes.rows]
    return [name for name in named if name] or ["INDEX"]


def _refuse_doubles(table: Table, key: tuple[str, ...]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for line, row in table.numbered():
        found = tuple(row[name] for name in key)
        if found in seen:
            raise BadIndex(
                "rule_twice", file=table.file, line=line, earlier=seen[found], row=" / ".join(found)
            )
        seen[found] = line


def _refuse_fine_weights(rules: Table) -> None:
    """Weights are kept with nine decimals; one that has more would be another weight."""
    for line, row in rules.numbered():
        try:
            weight = Decimal(row.get("weight") or "0")
        except InvalidOperation:
            continue
        if weight.is_finite() and weight != weight.quantize(_FINEST_WEIGHT):
            raise BadIndex("weight_too_fine", file=rules.file, line=line, weight=row["weight"])


def _filled(row: Row, defaults: Mapping[str, str]) -> Row:
    return {**row, **{name: row.get(name) or value for name, value in defaults.items()}}


def _complete_tree(tree: list[Row]) -> None:
    """Give every node its level, order, kind and names; raises where the tree is none."""
    parents = {row["node_id"]: row["parent_id"] for row in tree}
    if "" in parents or len(parents) != len(tree):
        raise BadIndex("node_twice", file="node.csv")
    roots = [node for node, parent in parents.items() if not parent]
    if len(roots) != 1:
        raise BadIndex("not_one_root", file="node.csv", roots=", ".join(roots) or "-")
    for order, row in enumerate(tree, start=1):
        level = _level(row["node_id"], parents)
        row["node_level"] = row.get("node_level") or str(level)
        row["sort_order"] = row.get("sort_order") or str(order)
        is_leaf = row["node_id"] not in parents.values()
        kind = "root" if level == 1 else "indicator" if is_leaf else "part"
        row["kind"] = row.get("kind") or kind
        row["name_vi"] = row.get("name_vi") or row["node_id"]
        row["name_en"] = row.get("name_en") or row["name_vi"]


def _level(node: str, parents: Mapping[str, str]) -> int:
    above, level = node, 1
    while parents[above]:
        above = parents[above]
        level += 1
        if above not in parents:
            raise BadIndex("unknown_parent", file="node.csv", node=node, parent=above)
        if level > deepest_level():
            raise BadIndex("too_deep", file="node.csv", node=node, levels=deepest_level())
    return level


def _complete_rules(tree: list[Row], told: dict[str, Row], method: str) -> list[Row]:
    """One rule per node; a blank missing_policy is that of the root."""
    inner = {row["parent_id"] for row in tree}
    root = next(row["node_id"] for row in tree if not row["parent_id"])
    strangers = sorted(set(told) - {row["node_id"] for row in tree})
    if strangers:
        raise BadIndex("rule_without_node", file="node_rule.csv", nodes=", ".join(strangers))
    untold = [row["node_id"] for row in tree if row["node_id"] not in {*told, root}]
    if untold:
        raise BadIndex("node_without_rule", file="node_rule.csv", nodes=", ".join(untold))
    missing_policy = told.get(root, {}).get("missing_policy") or "no_points"
    completed = []
    for row in tree:
        node = row["node_id"]
        rule = {"method": method, "node_id": node, **told.get(node, {})}
        rule["missing_policy"] = rule.get("missing_policy") or missing_policy
        rule["weight_basis"] = rule.get("weight_basis") or "as given"
        if node in inner:
            rule = _filled(rule, {"weight": "1", "aggregation": "arithmetic", "form": ""})
            rule["form"] = rule["measure"] = ""
        else:
            rule = _filled(rule, {**_LEAF_DEFAULTS, "measure": node})
            rule["form"] = DATA_FORM
            posts = rule.get("goalpost_lo") or rule.get("goalpost_hi")
            rule["normalisation"] = rule.get("normalisation") or ("goalposts" if posts else "none")
            rule["pooling"] = rule.get("pooling") or ""
        completed.append(_filled(rule, _ROOT_DEFAULTS) if node == root else rule)
    return completed
