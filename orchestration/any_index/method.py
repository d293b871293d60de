"""A stranger's method: the method tables as they are in ``dbt_project/seeds/method``, with what a
small method need not say filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from orchestration.any_index.method_cells import typed_table
from orchestration.any_index.rules_honoured import refuse_idle_rules
from orchestration.any_index.tables import BadIndex, Row, TextTable, need, read_table
from orchestration.reference.method_tables import method_tables
from orchestration.reference.seeds import deepest_level

DATA_FORM = "data"
REQUIRED_COLUMNS = {"node": ("node_id", "parent_id"), "node_rule": ("node_id",)}
_KEYS = {
    "method_version": ("method",),
    "node": ("method", "node_id"),
    "node_rule": ("method", "node_id"),
    "band": ("method", "grade"),
}
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
    """The six method tables by seed name, complete, as text; one or more methods. ``places`` says
    where the rule of a node was read, by method and node: file and line; ``bands`` where the bands
    of a method begin."""

    tables: dict[str, list[Row]]
    places: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    bands: dict[str, tuple[str, int]] = field(default_factory=dict)

    @property
    def leaves(self) -> list[Row]:
        """The rules of the indicators."""
        return [rule for rule in self.tables["node_rule"] if rule["form"]]

    @property
    def measures(self) -> set[str]:
        """What the data must hold a figure for."""
        return {rule["measure"] for rule in self.leaves}


def read_method(folder: Path) -> Method:
    """Read ``node.csv`` and ``node_rule.csv`` and, if present, ``method_version.csv``,
    ``band.csv``, ``point_step.csv`` and ``method_link.csv``. Raises ``BadIndex``."""
    files = {
        name: read_table(
            folder, name, required=REQUIRED_COLUMNS.get(name, ()), allowed=table.columns
        )
        for name, table in method_tables().items()
    }
    needed = {name: need(files[name], folder, name) for name in REQUIRED_COLUMNS}
    return complete_method({**{name: file for name, file in files.items() if file}, **needed})


def complete_method(tables: Mapping[str, TextTable]) -> Method:
    """The method of tables by seed name, ``node`` and ``node_rule`` among them, with what they
    leave out. Raises ``BadIndex``."""
    typed = {name: typed_table(name, table) for name, table in tables.items()}
    methods = _methods(typed)
    named = {name: _with_method(table, methods) for name, table in typed.items()}
    for name, key in _KEYS.items():
        if name in named:
            _refuse_doubles(named[name], key)
    nodes, rules = named["node"], named["node_rule"]
    rows = {name: named[name].rows if name in named else [] for name in method_tables()}
    versions = {row["method"]: row for row in rows["method_version"]}
    rows["method_version"] = [_version(method, versions.get(method, {})) for method in methods]
    rows["node"], rows["node_rule"] = [], []
    for method in methods:
        tree, method_rules = _of_method(nodes, method), _of_method(rules, method)
        _complete_tree(tree)
        rows["node"] += tree.rows
        rows["node_rule"] += _complete_rules(tree, method_rules, method)
    places = {
        (row["method"], row["node_id"]): (table.file, line)
        for table in (nodes, rules)  # the root may have no rule
        for line, row in table.numbered()
    }
    bands: dict[str, tuple[str, int]] = {}
    if "band" in named:
        for line, row in named["band"].numbered():
            bands.setdefault(row["method"], (named["band"].file, line))
    return Method(rows, places, bands)


def _methods(tables: Mapping[str, TextTable]) -> list[str]:
    """The methods that are named, in the order they are named in."""
    naming = [tables[name] for name in ("method_version", "node") if name in tables]
    rows = [row for table in naming for row in table.rows]
    return list(dict.fromkeys(row["method"] for row in rows if row.get("method"))) or ["INDEX"]


def _with_method(table: TextTable, methods: list[str]) -> TextTable:
    """The table with its method in every row: the first one where a row names none."""
    rows = [{**row, "method": row.get("method") or methods[0]} for row in table.rows]
    for line, row in zip(table.lines, rows, strict=True):
        if row["method"] not in methods:
            raise BadIndex("index.unknown_method", **table.place(line, "method", row["method"]))
    return TextTable(table.file, table.columns, rows, table.lines)


def _of_method(table: TextTable, method: str) -> TextTable:
    lines = [(line, row) for line, row in table.numbered() if row["method"] == method]
    return TextTable(
        table.file, table.columns, [row for _, row in lines], [line for line, _ in lines]
    )


def _refuse_doubles(table: TextTable, key: tuple[str, ...]) -> None:
    """The key of a row must be present, and unique."""
    lines: dict[tuple[str, ...], int] = {}
    for line, row in table.numbered():
        for column in key:
            if not row[column]:
                raise BadIndex("index.blank_key", file=table.file, line=line, column=column)
        values = tuple(row[column] for column in key)
        if values in lines:
            place = table.place(line, key[-1], " / ".join(values))
            raise BadIndex("index.rule_twice", **place, earlier=lines[values])
        lines[values] = line


def _version(method: str, row: Row) -> Row:
    version = _filled({"method": method, **row}, _VERSION_DEFAULTS)
    version["name_vi"] = version.get("name_vi") or method
    version["name_en"] = version.get("name_en") or version["name_vi"]
    return version


def _filled(row: Row, defaults: Mapping[str, str]) -> Row:
    return {**row, **{name: row.get(name) or value for name, value in defaults.items()}}


def _complete_tree(tree: TextTable) -> None:
    """Give every node its level, order, kind and names; raises where it is not a tree."""
    parents = {row["node_id"]: row["parent_id"] for row in tree.rows}
    roots = [node for node, parent in parents.items() if not parent]
    if len(roots) != 1:
        raise BadIndex("index.not_one_root", file=tree.file, roots=", ".join(roots) or "-")
    for line, row in tree.numbered():
        if row["parent_id"] and row["parent_id"] not in parents:
            raise BadIndex(
                "index.unknown_parent", **tree.place(line, "parent_id", row["parent_id"])
            )
    for order, (line, row) in enumerate(tree.numbered(), start=1):
        level = _level(row["node_id"], parents)
        if level > deepest_level():
            place = tree.place(line, "node_id", row["node_id"])
            raise BadIndex("index.too_deep", **place, levels=deepest_level())
        row["node_level"] = row.get("node_level") or str(level)
        row["sort_order"] = row.get("sort_order") or str(order)
        is_leaf = row["node_id"] not in parents.values()
        kind = "root" if level == 1 else "indicator" if is_leaf else "part"
        row["kind"] = row.get("kind") or kind
        row["name_vi"] = row.get("name_vi") or row["node_id"]
        row["name_en"] = row.get("name_en") or row["name_vi"]


def _level(node: str, parents: Mapping[str, str]) -> int:
    """How far below the root a node lies; in a circle, one level too deep."""
    level = 1
    while parents[node] and level <= deepest_level():
        node, level = parents[node], level + 1
    return level


def _complete_rules(tree: TextTable, rules: TextTable, method: str) -> list[Row]:
    """One rule per node; a blank missing_policy is that of the root."""
    nodes = [row["node_id"] for row in tree.rows]
    inner = {row["parent_id"] for row in tree.rows}
    root = next(row["node_id"] for row in tree.rows if not row["parent_id"])
    for line, row in rules.numbered():
        if row["node_id"] not in nodes:
            raise BadIndex(
                "index.rule_without_node", **rules.place(line, "node_id", row["node_id"])
            )
    refuse_idle_rules(rules, root, inner)
    by_node = {row["node_id"]: row for row in rules.rows}
    without = [node for node in nodes if node not in {*by_node, root}]
    if without:
        raise BadIndex("index.node_without_rule", file=rules.file, nodes=", ".join(without))
    missing_policy = by_node.get(root, {}).get("missing_policy") or "no_points"
    completed = []
    for node in nodes:
        rule = {"method": method, "node_id": node, **by_node.get(node, {})}
        rule["missing_policy"] = rule.get("missing_policy") or missing_policy
        rule["weight_basis"] = rule.get("weight_basis") or "as given"
        rule = _inner_rule(rule) if node in inner else _leaf_rule(rule)
        completed.append(_filled(rule, _ROOT_DEFAULTS) if node == root else rule)
    return completed


def _inner_rule(rule: Row) -> Row:
    return {**_filled(rule, {"weight": "1", "aggregation": "arithmetic"}), "form": ""}


def _leaf_rule(rule: Row) -> Row:
    posts = rule.get("goalpost_lo") or rule.get("goalpost_hi")
    defaults = {
        **_LEAF_DEFAULTS,
        "measure": rule["node_id"],
        "normalisation": "goalposts" if posts else "none",
    }
    return {"pooling": "", **_filled(rule, defaults), "form": DATA_FORM}
