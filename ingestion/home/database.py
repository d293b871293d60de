"""The one door to DuckDB: who opens a database, and how long a writer waits for another.

One process writes at a time; a database that is being written cannot be read (DuckDB's own rule),
so readers open the published copy.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ingestion.home.places import log_beside
from ingestion.home.regular_files import is_irregular
from ingestion.home.whole_files import move_aside
from ingestion.refusal import Refusal

_WAIT_SECONDS = 60.0
_HOLDER = re.compile(r"\(PID ([0-9]+)\)")


class DamagedDatabase(Refusal):
    """A database file holds something else than DuckDB wrote."""

    kind = "failed"


class HeldDatabase(Refusal):
    """Another process has a database open and does not close it."""

    kind = "failed"


@contextmanager
def working_database(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database that a run builds in, to write it or to read what is not published yet,
    and close it. Nobody else may hold it: waits while another process does. Raises
    ``DamagedDatabase``, and ``HeldDatabase`` where that takes too long."""
    deadline = time.monotonic() + _WAIT_SECONDS
    with _undamaged(path):
        while True:
            try:
                connection = duckdb.connect(str(path))
                break
            except duckdb.IOException as busy:
                if "lock" not in str(busy).lower():
                    raise
                if time.monotonic() > deadline:
                    raise _held(path, busy) from busy
                time.sleep(0.1)
    try:
        yield connection
    finally:
        connection.close()


def _held(path: Path, busy: duckdb.IOException) -> HeldDatabase:
    """Who has a database open, as DuckDB knows it."""
    holder = _HOLDER.search(str(busy))
    return HeldDatabase("refused.database_held", file=path, process=holder[1] if holder else "?")


def drop_damaged(path: Path) -> None:
    """Take away a database that a run builds in anyway, where it cannot be opened any more."""
    try:
        with working_database(path):
            pass
    except DamagedDatabase:
        for file in (path, log_beside(path)):
            move_aside(file)
            file.unlink(missing_ok=True)


@contextmanager
def read_database(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database that nobody writes, such as the published one, and close it; raises
    ``DamagedDatabase``, also where a log lies beside it: DuckDB would read other figures than the
    file holds."""
    if (log := log_beside(path)).exists():
        raise DamagedDatabase("refused.database_log", file=log)
    with _undamaged(path), duckdb.connect(str(path), read_only=True) as connection:
        yield connection


@contextmanager
def _undamaged(path: Path) -> Iterator[None]:
    """Say in words that a file that is there is no database, or not all of one, any more."""
    if is_irregular(path):  # to open a pipe never ends
        raise DamagedDatabase("refused.database", file=path)
    try:
        yield
    except (duckdb.IOException, duckdb.SerializationException, duckdb.FatalException) as damaged:
        if not path.exists() or "lock" in str(damaged).lower():
            raise
        raise DamagedDatabase("refused.database", file=path) from damaged


@contextmanager
def scratch_database() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory, gone when it is closed."""
    with duckdb.connect() as connection:
        yield connection
