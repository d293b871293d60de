"""The tables of a hand-made warehouse: made empty from the contracts of the dbt models, so that
they have every column and type a page can ask for; a row that does not name a column leaves it
null."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from dashboards.marts.audiences import table
from orchestration.warehouse.dbt_runner import ensure_manifest
from tests.kept import dbt_target


@dataclass(frozen=True)
class Filled:
    """One mart, the columns that are filled, separated by spaces, and its rows."""

    mart: str
    columns: str
    rows: Iterable[tuple[object, ...]]


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every mart of the audiences' table, with what the project says of it and its columns."""
    models = json.loads(ensure_manifest(dbt_target()).read_text(encoding="utf-8"))["nodes"].values()
    by_name = {model["name"]: model for model in models}
    connection.execute("create schema marts")
    for mart in table().marts:
        columns = by_name[mart]["columns"]
        typed = ", ".join(f"{n} {c['data_type']}" for n, c in columns.items())
        connection.execute(f"create table marts.{mart} ({typed})")
        said = [(f"table marts.{mart}", by_name[mart]["description"])]
        said += [(f"column marts.{mart}.{n}", c["description"]) for n, c in columns.items()]
        for what, description in said:
            quoted = description.replace("'", "''")
            connection.execute(f"comment on {what} is '{quoted}'")


def fill(connection: duckdb.DuckDBPyConnection, filled: Filled) -> None:
    """Insert all rows of one mart."""
    columns = filled.columns.split()
    marks = ", ".join("?" for _ in columns)
    statement = f"insert into marts.{filled.mart} ({', '.join(columns)}) values ({marks})"
    connection.executemany(statement, list(filled.rows))


def insert(connection: duckdb.DuckDBPyConnection, mart: str, row: dict[str, object]) -> None:
    """Insert one row."""
    marks = ", ".join(f"${name}" for name in row)
    connection.execute(f"insert into marts.{mart} ({', '.join(row)}) values ({marks})", row)
