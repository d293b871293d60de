"""The one door to DuckDB: who opens a database, and how long a writer waits for another.

One process writes at a time; a database that is being written cannot be read (DuckDB's own rule),
so readers open the published copy.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

_WAIT_SECONDS = 60.0


@contextmanager
def working_database(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database that a run builds in, to write it or to read what is not published yet,
    and close it. Nobody else may hold it: waits while another process does."""
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


@contextmanager
def read_database(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database that nobody writes, such as the published one, and close it."""
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


@contextmanager
def scratch_database() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory, gone when it is closed."""
    with duckdb.connect() as connection:
        yield connection
