"""One build of the whole dbt project on a hand-made raw schema, shared by all tests here."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.warehouse.dbt_runner import ensure_manifest, environment, invoke_dbt
from tests.dbt_project import raw_season
from tests.kept import dbt_target

PROJECT = Path(__file__).parents[2] / "dbt_project"

Rows = list[tuple[Any, ...]]
Query = Callable[[str], Rows]


@dataclass(frozen=True)
class Built:
    """A finished ``dbt build``: the warehouse, the manifest, the SQL of each model and each node's
    status, by name."""

    warehouse: Path
    manifest: dict[str, Any]
    compiled: dict[str, str]
    statuses: dict[str, str]
    messages: dict[str, str]

    def query(self, sql: str) -> Rows:
        """Read from the warehouse; the connection is closed again."""
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()


def run_dbt(
    folder: Path, *, threads: int = 2, newest_first: bool = False, tables_only: bool = False
) -> Built:
    """Write the raw schema into a new file and run ``dbt build`` on it, in this process."""
    warehouse = folder / "working.duckdb"
    raw_season.build().write(warehouse, newest_first=newest_first)
    arguments = ["build", "--exclude-resource-type", "exposure"]
    if tables_only:
        arguments += ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    with environment(CSI_WAREHOUSE=str(warehouse), CSI_THREADS=str(threads)):
        results = invoke_dbt(arguments, dbt_target()).results
    return Built(
        warehouse=warehouse,
        manifest=json.loads(ensure_manifest(dbt_target()).read_text(encoding="utf-8")),
        compiled={
            result.node.name: result.node.compiled_code
            for result in results
            if result.node.resource_type == "model"
        },
        statuses={result.node.name: str(result.status) for result in results},
        messages={result.node.name: str(result.message or "") for result in results},
    )


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The project built once, with two threads and the rows in the order they were written."""
    return run_dbt(tmp_path_factory.mktemp("dbt"))


@pytest.fixture
def query(built: Built) -> Query:
    """Ask the built warehouse."""
    return built.query
