"""The one door to DuckDB: raw tables in, snapshot out, hash of what the marts say.

One writer at a time. A run builds in ``working.duckdb``; readers open ``published.duckdb``, which
is replaced whole.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from ingestion.agencies import AGENCIES
from ingestion.contract import Form
from ingestion.tables import raw_tables

_WAIT_SECONDS = 60.0


@contextmanager
def connect(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the database for writing, waiting while another process holds it, and close it."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            connection = duckdb.connect(str(path))
            break
        except duckdb.IOException as busy:
            if "lock" not in str(busy).lower() or time.monotonic() > deadline:
                raise
            time.sleep(0.1)
    try:
        yield connection
    finally:
        connection.close()


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


def loaded_agencies(connection: duckdb.DuckDBPyConnection) -> pl.DataFrame | None:
    """The agencies of ``raw.agencies`` as they are registered; None where none were loaded."""
    try:
        rows = connection.execute(f"select {', '.join(AGENCIES)} from raw.agencies").fetchall()
    except duckdb.CatalogException:
        return None
    loaded = pl.DataFrame(rows, schema=AGENCIES, orient="row")
    return loaded.sort("agency_id", "valid_from", nulls_last=False)


def replace_year(
    connection: duckdb.DuckDBPyConnection, table: str, form: str, year: int, frame: pl.DataFrame
) -> None:
    """Replace one form's rows of one index year in a raw table, all or nothing."""
    connection.begin()
    connection.execute(f'delete from raw."{table}" where form = ? and index_year = ?', [form, year])
    connection.register("frame", frame.to_arrow())
    connection.execute(f'insert into raw."{table}" by name select * from frame')
    connection.unregister("frame")
    connection.commit()


def indicator_counts(path: Path) -> dict[str, int]:
    """How many cells of indicator sheets each form has in ``raw.indicator_cells``."""
    with connect(path) as connection:
        counted = connection.execute(
            "select form, count(*) from raw.indicator_cells group by form order by form"
        ).fetchall()
    return dict(counted)


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
    connection.register("frame", frame.to_arrow())
    connection.execute(f'insert into "{schema}"."{table}" by name select * from frame')
    connection.unregister("frame")


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
    """Put what the tests said beside what they judged, for the gates of a release. Where only some
    nodes of the graph were ``built``, what the others said before stays."""
    with connect(path) as connection:
        before = [] if built is None else _test_results(connection)
        stays = [one for one in before if one.test not in set(built or ())]
        rows = [vars(result) for result in (*stays, *results)]
        replace_table(connection, "test_result", pl.DataFrame(rows, schema=_TEST_RESULT))


def failed_tests(path: Path) -> list[str]:
    """The tests and models that failed when models were last built, by name."""
    if not path.exists():
        return []
    with connect(path) as connection:
        known = _test_results(connection)
    return sorted(one.test for one in known if one.status not in ("pass", "warn"))


def _test_results(connection: duckdb.DuckDBPyConnection) -> list[ModelTest]:
    columns = ", ".join(_TEST_RESULT)
    try:
        rows = connection.execute(f"select {columns} from raw.test_result").fetchall()
    except duckdb.CatalogException:
        return []
    return [ModelTest(*row) for row in rows]


def publish(working: Path, published: Path) -> None:
    """Replace what readers open by a copy of what the run has built, in one step."""
    with connect(working) as connection:
        connection.execute("checkpoint")
    unfinished = published.with_suffix(".part")
    shutil.copyfile(working, unfinished)
    os.replace(unfinished, published)


def content_hash(published: Path, marts: dict[str, list[str]]) -> str:
    """One hash over the rows of the named marts, each with the columns that count, whatever the
    order rows were stored in."""
    digest = hashlib.sha256()
    connection = duckdb.connect(str(published), read_only=True)
    try:
        for mart, columns in sorted(marts.items()):
            listed = ", ".join(f'"{column}"' for column in sorted(columns))
            rows = connection.execute(
                f'select {listed} from marts."{mart}" order by all'
            ).fetchall()
            digest.update(f"{mart}({listed})\n".encode())
            for row in rows:
                digest.update(f"{row!r}\n".encode())
    finally:
        connection.close()
    return digest.hexdigest()
