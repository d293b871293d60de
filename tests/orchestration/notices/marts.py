"""What readers open, with rows of a test in tables that have the columns of their contracts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import yaml

MARTS = Path(__file__).parents[3] / "dbt_project" / "models" / "marts"
Row = Mapping[str, Any]


def publish(file: Path, as_of: date, calendar: Iterable[Row], owed: Iterable[Row]) -> None:
    """Put a database in the place of the published one."""
    file.unlink(missing_ok=True)
    with duckdb.connect(str(file)) as connection:
        connection.execute("create schema marts")
        _table(connection, "core", "dim_run", [{"as_of": as_of, "released_method": "CSI-R1"}])
        _table(connection, "compliance", "mart_deadline_calendar", calendar)
        _table(connection, "compliance", "mart_obligation_status", owed)


def _table(
    connection: duckdb.DuckDBPyConnection, folder: str, model: str, rows: Iterable[Row]
) -> None:
    (described,) = [
        one
        for page in sorted((MARTS / folder).glob("*.yml"))
        for one in yaml.safe_load(page.read_text("utf-8")).get("models", ())
        if one["name"] == model
    ]
    columns = [f"{one['name']} {one['data_type']}" for one in described["columns"]]
    connection.execute(f"create table marts.{model} ({', '.join(columns)})")
    for row in rows:
        marks = ", ".join("?" for _ in row)
        connection.execute(
            f"insert into marts.{model} ({', '.join(row)}) values ({marks})", [*row.values()]
        )
