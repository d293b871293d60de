"""What is written into the database of a run besides what dbt builds: raw tables, the results of
tests; and what is asked about the tables in it."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from ingestion.forms.contract import Form
from ingestion.forms.raw_tables import raw_tables
from ingestion.home.database import working_database


def create_raw_tables(connection: duckdb.DuckDBPyConnection, versions: Sequence[Form]) -> None:
    """Make the raw tables the versions of a form fill, and the columns they do not have yet."""
    connection.execute("create schema if not exists raw")
    for table, columns in raw_tables(versions).items():
        listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f'create table if not exists raw."{table}" ({listed})')
        for name, kind in columns.items():
            connection.execute(
                f'alter table raw."{table}" add column if not exists "{name}" {kind}'
            )


def replace_table(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Write a whole raw table anew."""
    connection.execute("create schema if not exists raw")
    connection.register("frame", frame.to_arrow())
    connection.execute(f'create or replace table raw."{table}" as select * from frame')
    connection.unregister("frame")


def drop_year(connection: duckdb.DuckDBPyConnection, table: str, form: str, year: int) -> None:
    """Take one form's rows of one index year out of a raw table."""
    connection.execute(f'delete from raw."{table}" where form = ? and index_year = ?', [form, year])


def add_rows(connection: duckdb.DuckDBPyConnection, table: str, frame: pl.DataFrame) -> None:
    """Add rows to a raw table."""
    connection.register("frame", frame.to_arrow())
    connection.execute(f'insert into raw."{table}" by name select * from frame')
    connection.unregister("frame")


def indicator_counts(path: Path) -> dict[str, int]:
    """How many cells of indicator sheets each form has in ``raw.indicator_cells``."""
    with working_database(path) as connection:
        counted = connection.execute(
            "select form, count(*) from raw.indicator_cells group by form order by form"
        ).fetchall()
    return dict(counted)


def form_counts(path: Path, form: str, years: Sequence[int], tables: Iterable[str]) -> list[int]:
    """How many rows a form has in raw tables in each of some years."""
    counted = Counter[int]()
    with working_database(path) as connection:
        for table in tables:
            found = connection.execute(
                f'select index_year, count(*) from raw."{table}" where form = ?'
                " group by index_year",
                [form],
            ).fetchall()
            counted.update(dict(found))
    return [counted[year] for year in years]


def create_table(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, types: Mapping[str, str]
) -> None:
    """Make an empty table of the given columns and types, and its schema where it is not there."""
    connection.execute(f'create schema if not exists "{schema}"')
    listed = ", ".join(f'"{column}" {kind}' for column, kind in types.items())
    connection.execute(f'create table "{schema}"."{table}" ({listed})')


def insert_texts(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    table: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
) -> None:
    """Insert rows as text; the database makes the types of the table out of it, or raises."""
    texts = [[None if cell is None else str(cell) for cell in row] for row in rows]
    frame = pl.DataFrame(texts, schema=dict.fromkeys(columns, pl.String()), orient="row")
    insert_frame(connection, schema, table, frame)


def insert_frame(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str, frame: pl.DataFrame
) -> None:
    """Insert the rows of a frame; the database makes the types of the table out of texts, or
    raises."""
    connection.register("frame", frame.to_arrow())
    connection.execute(f'insert into "{schema}"."{table}" by name select * from frame')
    connection.unregister("frame")


@dataclass(frozen=True)
class BuiltTable:
    """A table or view as dbt has just built it: its columns with their types; how many rows a table
    has, which costs nothing to ask."""

    columns: dict[str, str]
    row_count: int | None


def built_table(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> BuiltTable:
    """A table or view of the database as it is now."""
    name = f'"{schema}"."{table}"'
    described = connection.execute(f"describe {name}").fetchall()
    columns = {column: kind for column, kind, *_ in described}
    is_table = connection.execute(
        "select 1 from duckdb_tables() where schema_name = ? and table_name = ?", [schema, table]
    ).fetchall()
    counted = connection.execute(f"select count(*) from {name}").fetchall() if is_table else []
    return BuiltTable(columns, counted[0][0] if counted else None)


def tables_and_hash(path: Path, relations: Sequence[str]) -> tuple[dict[str, BuiltTable], str]:
    """Some tables (``schema.table``) as they are now, and one hash over their rows."""
    tables, rows = {}, []
    with working_database(path) as connection:
        for relation in relations:
            schema, _, table = relation.partition(".")
            tables[relation] = built_table(connection, schema, table)
            rows += connection.execute(
                f'select count(*), sum(cast(hash(t) as hugeint)) from "{schema}"."{table}" as t'
            ).fetchall()
    return tables, hashlib.sha256(repr(rows).encode()).hexdigest()


def table_columns(path: Path) -> dict[str, list[str]]:
    """The columns of every table and view of a database, by ``schema.table``."""
    columns: dict[str, list[str]] = {}
    with working_database(path) as connection:
        for schema, table, column in connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns()"
            " where not internal order by table_oid, column_index"
        ).fetchall():
            columns.setdefault(f"{schema}.{table}", []).append(column)
    return columns


@dataclass(frozen=True)
class ModelTest:
    """What came of one of dbt's tests: pass, warn, fail, error or skipped, and how many rows
    failed; or of a model that could not be built."""

    test: str
    status: str
    failures: int
    is_known_contradiction: bool


_TEST_RESULT = pl.Schema(
    {
        "test": pl.String(),
        "status": pl.String(),
        "failures": pl.Int64(),
        "is_known_contradiction": pl.Boolean(),
    }
)


def keep_test_results(
    path: Path, results: Sequence[ModelTest], built: Sequence[str] | None
) -> None:
    """Keep the results of tests beside what they judged, for the gates of a release. Where only
    some nodes of the graph were ``built``, what the others said before stays."""
    with working_database(path) as connection:
        before = [] if built is None else _test_results(connection)
        stays = [one for one in before if one.test not in set(built or ())]
        rows = [vars(result) for result in (*stays, *results)]
        replace_table(connection, "test_result", pl.DataFrame(rows, schema=_TEST_RESULT))


def failed_tests(path: Path) -> list[str]:
    """The tests and models that failed when models were last built, by name."""
    if not path.exists():
        return []
    with working_database(path) as connection:
        results = _test_results(connection)
    return sorted(one.test for one in results if one.status not in ("pass", "warn"))


def _test_results(connection: duckdb.DuckDBPyConnection) -> list[ModelTest]:
    columns = ", ".join(_TEST_RESULT)
    try:
        rows = connection.execute(f"select {columns} from raw.test_result").fetchall()
    except duckdb.CatalogException:
        return []
    return [ModelTest(*row) for row in rows]
