"""What readers get of the database of a run, and the hash of what the marts in it say.

A run builds in ``working.duckdb``. Readers open ``published.duckdb``, the marts; what explains a
figure or computes it again opens ``computed.duckdb``, all of the same run. Both are replaced whole.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from ingestion.home.database import read_database, scratch_database, working_database
from ingestion.home.places import log_beside
from ingestion.home.regular_files import file_hash
from ingestion.home.whole_files import whole_file
from orchestration.warehouse.mart_catalogue import Mart


def publish(
    working: Path,
    computed: Path,
    published: Path,
    marts: Sequence[Mart],
    announce: Callable[[dict[str, str]], None],
) -> dict[str, str]:
    """Replace what readers open by what the run has built: ``computed`` by a copy of it,
    ``published`` by its ``marts`` alone, with keys; both with descriptions of the marts. Each file
    is of one run; both are finished, and their hashes by name announced, before the first is
    replaced. Whoever needs both layers asks ``computed`` only. Returns the hashes."""
    with working_database(working) as connection:
        connection.execute("checkpoint")
    with whole_file(published) as unfinished, whole_file(computed) as copy:
        shutil.copyfile(working, copy)
        with working_database(copy) as connection:
            for mart in marts:
                _comment(connection, mart)
        _write_marts(copy, unfinished, marts)
        hashes = {published.name: file_hash(unfinished), computed.name: file_hash(copy)}
        announce(hashes)
    for file in (published, computed):
        log_beside(file).unlink(missing_ok=True)
    return hashes


def _write_marts(computed: Path, published: Path, marts: Sequence[Mart]) -> None:
    """Write some marts into a new database: as they were made, primary keys included, and with what
    the project says of them as comments. (dbt would write those at every build, column by column,
    which takes a third of the build.)"""
    with scratch_database() as connection:
        connection.execute(f"attach {_text(str(computed))} as computed (read_only)")
        connection.execute(f"attach {_text(str(published))} as published")
        connection.execute("create schema published.marts")
        connection.execute("use published")
        made = connection.execute(
            "select table_name, sql from duckdb_tables()"
            " where database_name = 'computed' and schema_name = 'marts'"
        ).fetchall()
        statements: dict[str, str] = dict(made)
        for mart in marts:
            connection.execute(statements[mart.name])
            connection.execute(
                f'insert into marts."{mart.name}" select * from computed.marts."{mart.name}"'
            )
            _comment(connection, mart)


def _comment(connection: duckdb.DuckDBPyConnection, mart: Mart) -> None:
    table = f'marts."{mart.name}"'
    connection.execute(f"comment on table {table} is {_text(mart.description)}")
    for column in mart.columns:
        said = _text(column.description)
        connection.execute(f'comment on column {table}."{column.name}" is {said}')


def _text(value: str) -> str:
    """A text in SQL, where no parameter may stand."""
    return "'" + value.replace("'", "''") + "'"


def keep_previous(published: Path, previous: Path) -> None:
    """Keep what readers open, before it is replaced, to compare with."""
    if published.is_file():
        with whole_file(previous) as unfinished:
            shutil.copyfile(published, unfinished)


def content_hash(published: Path, marts: dict[str, list[str]]) -> str:
    """One hash over the rows of the named marts, each with the columns that count, whatever the
    order rows were stored in."""
    digest = hashlib.sha256()
    with read_database(published) as connection:
        for mart, columns in sorted(marts.items()):
            listed = ", ".join(f'"{column}"' for column in sorted(columns))
            rows = connection.execute(
                f'select {listed} from marts."{mart}" order by all'
            ).fetchall()
            digest.update(f"{mart}({listed})\n".encode())
            for row in rows:
                digest.update(f"{row!r}\n".encode())
    return digest.hexdigest()
