"""The tables of a method as dbt declares them: which columns there are, what each says, and what
may stand in it (``dbt_project/seeds/method/_method.yml``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from orchestration.reference.seeds import DBT_PROJECT

METHOD_TABLES = ("method_version", "node", "node_rule", "point_step", "band", "method_link")
METHOD_SCHEMA = "method"


@dataclass(frozen=True)
class Column:
    """A column of a table: its SQL type, what it says, and the only values it may hold; empty where
    any of its type will do."""

    name: str
    type: str
    description: str
    allowed: tuple[str, ...]


@dataclass(frozen=True)
class MethodTable:
    """A table of a method: its name and its columns by name, in order."""

    name: str
    columns: dict[str, Column]

    @property
    def types(self) -> dict[str, str]:
        """The SQL type of every column."""
        return {column.name: column.type for column in self.columns.values()}


@cache
def method_tables() -> dict[str, MethodTable]:
    """Every table of ``METHOD_TABLES`` by name."""
    declared = yaml.safe_load(
        (DBT_PROJECT / "seeds" / "method" / "_method.yml").read_text(encoding="utf-8")
    )
    seeds = {seed["name"]: seed for seed in declared["seeds"]}
    return {name: MethodTable(name, _columns(seeds[name])) for name in METHOD_TABLES}


def _columns(seed: dict[str, Any]) -> dict[str, Column]:
    types = seed["config"]["column_types"]
    return {
        column["name"]: Column(
            column["name"],
            types[column["name"]],
            column["description"].strip(),
            _allowed(column.get("data_tests", [])),
        )
        for column in seed["columns"]
    }


def _allowed(data_tests: list[Any]) -> tuple[str, ...]:
    """The values of dbt's test ``accepted_values``."""
    for test in data_tests:
        if isinstance(test, dict) and "accepted_values" in test:
            return tuple(str(value) for value in test["accepted_values"]["arguments"]["values"])
    return ()
