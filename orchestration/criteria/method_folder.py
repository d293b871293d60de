"""Criteria into the tables of a method that ``csi index`` reads."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from orchestration.any_index.csv_tables import BadIndex
from orchestration.criteria.scoring import NotUnderstood, Scoring, read_scoring
from orchestration.criteria.workbook import Criterion, read_criteria

_ROOT = "total"
_VERSION = ("method", "name_vi", "kind", "scale_max", "status")
_NODE = ("method", "node_id", "parent_id", "name_vi")
_RULE = ("method", "node_id", "weight", "weight_basis", "aggregation", "normalisation",
         "goalpost_hi", "pooling", "decimals", "missing_policy", "source_item",
         "status")  # fmt: skip
_STEP = ("method", "node_id", "value_from", "option", "share")
Rows = list[tuple[object, ...]]


def import_method(content: bytes, out: Path, *, method: str, name: str) -> int:
    """Write the method folder of a workbook of criteria; returns how many criteria are scored.

    Weights are the maximum points as published, so the points of a group are the sum of its parts.
    Raises ``BadIndex`` for a workbook without the published columns, a row whose words say no
    published way to score, or a group whose points are not the sum of its parts.
    """
    criteria = read_criteria(content)
    parents = _parents(criteria)
    inner = set(parents.values())
    _check_sums(criteria, parents)
    scorings = _scorings([one for one in criteria if one.number not in inner])
    total = sum((one.maximum for one in criteria if parents[one.number] == ""), Decimal(0))
    nodes: Rows = [(method, _ROOT, "", name)]
    rules: Rows = [
        (method, _ROOT, total, "as published", "sum_of_parts", "", "", "", 2, "no_points", "", "")
    ]
    steps: Rows = []
    for one in criteria:
        node, scoring = _node_id(one.number), scorings.get(one.number)
        nodes.append((method, node, _node_id(parents[one.number]), one.name))
        rules.append((method, node, *_rule(one, scoring)))
        for value, option, points in scoring.steps if scoring else ():
            steps.append((method, node, value, option or "", points / one.maximum))
    out.mkdir(parents=True, exist_ok=True)
    version: Rows = [(method, name, "criteria_set", total, "as published in the workbook")]
    _write(out / "method_version.csv", _VERSION, version)
    _write(out / "node.csv", _NODE, nodes)
    _write(out / "node_rule.csv", _RULE, rules)
    if steps:
        _write(out / "point_step.csv", _STEP, steps)
    return len(scorings)


def _parents(criteria: Sequence[Criterion]) -> dict[str, str]:
    """The group of every number: ``1.2`` lies in ``1``; a number without a dot in the last Roman
    one, or at the top."""
    numbers = [one.number for one in criteria]
    if doubled := sorted({n for n in numbers if numbers.count(n) > 1}):
        raise BadIndex("criteria_doubled", numbers=", ".join(doubled))
    parents, roman = {}, ""
    for number in numbers:
        if number[0].isalpha():
            roman, parents[number] = number, ""
        else:
            above = number.rpartition(".")[0]
            parents[number] = above if above else roman
            if above and above not in parents:
                raise BadIndex("criteria_no_group", number=number, group=above)
    return parents


def _check_sums(criteria: Sequence[Criterion], parents: dict[str, str]) -> None:
    for group in criteria:
        parts = [one.maximum for one in criteria if parents[one.number] == group.number]
        if parts and sum(parts) != group.maximum:
            raise BadIndex(
                "criteria_do_not_add_up",
                row=group.row,
                number=group.number,
                maximum=group.maximum,
                total=sum(parts),
            )


def _scorings(criteria: Sequence[Criterion]) -> dict[str, Scoring]:
    found, strange = {}, []
    for one in criteria:
        try:
            found[one.number] = read_scoring(one.scoring, one.maximum)
        except NotUnderstood:
            strange.append(f"{one.row}: {one.number} {one.scoring!r}")
    if strange:
        raise BadIndex("criteria_not_understood", criteria="\n  ".join(strange))
    return found


def _rule(one: Criterion, scoring: Scoring | None) -> tuple[object, ...]:
    if scoring is None:
        return (one.maximum, "as published", "sum_of_parts", "", "", "", "", "no_points", "", "")
    item = "; ".join(part for part in (one.evidence, one.source, one.verifier) if part)
    most = "" if scoring.goalpost_hi is None else scoring.goalpost_hi
    return (
        one.maximum, "as published", "", scoring.normalisation, most, scoring.pooling, "",
        "no_points", item, one.scoring,
    )  # fmt: skip


def _node_id(number: str) -> str:
    return "c" + number.replace(".", "_") if number else _ROOT


def _write(path: Path, columns: Sequence[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
