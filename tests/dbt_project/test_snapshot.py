"""What readers get of a build: the marts, with keys and descriptions; the rest beside them."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from orchestration.warehouse.mart_catalogue import Mart, marts_of
from orchestration.warehouse.snapshot import publish
from tests.dbt_project.conftest import Built, Rows
from tests.kept import dbt_target


@pytest.fixture(scope="module")
def marts() -> list[Mart]:
    return marts_of(dbt_target())


@pytest.fixture(scope="module")
def snapshot(built: Built, marts: list[Mart], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of both files that a build is published as."""
    folder = tmp_path_factory.mktemp("snapshot")
    working = Path(shutil.copy(built.warehouse, folder))
    computed, published = folder / "computed.duckdb", folder / "published.duckdb"
    publish(working, computed, published, marts, announce=lambda _: None)
    return folder


def asked(database: Path, query: str) -> Rows:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_readers_get_marts_with_their_keys(snapshot: Path, marts: list[Mart]) -> None:
    published = snapshot / "published.duckdb"
    tables = asked(published, "select schema_name, table_name from duckdb_tables() order by all")
    assert tables == sorted(("marts", mart.name) for mart in marts)
    keys = asked(
        published,
        "select table_name, constraint_column_names from duckdb_constraints()"
        " where constraint_type = 'PRIMARY KEY'",
    )
    assert dict(keys) == {mart.name: list(mart.key) for mart in marts}


@pytest.mark.parametrize("file", ["published.duckdb", "computed.duckdb"])
def test_every_mart_and_column_says_what_it_holds(
    snapshot: Path, marts: list[Mart], file: str
) -> None:
    tables = asked(
        snapshot / file,
        "select table_name, comment from duckdb_tables() where schema_name = 'marts'",
    )
    assert dict(tables) == {mart.name: mart.description for mart in marts}
    columns = asked(
        snapshot / file,
        "select table_name, column_name, comment from duckdb_columns()"
        " where schema_name = 'marts' and not internal",
    )
    assert {(table, column): comment for table, column, comment in columns} == {
        (mart.name, column.name): column.description for mart in marts for column in mart.columns
    }


def test_rows_are_those_of_the_build(built: Built, snapshot: Path, marts: list[Mart]) -> None:
    for mart in marts:
        everything = f"select * from marts.{mart.name} order by all"
        assert asked(snapshot / "published.duckdb", everything) == built.query(everything)


def test_all_of_the_build_lies_beside_them(built: Built, snapshot: Path) -> None:
    schemas = "select distinct schema_name from duckdb_tables() order by all"
    assert asked(snapshot / "computed.duckdb", schemas) == built.query(schemas)
