"""Two snapshots beside each other: files that readers open, or what releases offer to leaders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from dashboards.marts import audiences
from dashboards.release_record.edition import DATA
from dashboards.release_record.in_force import CURRENT
from ingestion.home.database import scratch_database
from ingestion.home.home import Home
from ingestion.refusal import Refusal

Side = Literal["before", "after"]
SIDES: tuple[Side, Side] = ("before", "after")


class NoSnapshot(Refusal):
    """There is nothing to compare: no such file or release, or one that holds no marts of ours."""


@dataclass(frozen=True)
class Snapshot:
    """What one side of a comparison is called, and where it lies: a database, or a folder with a
    file for each mart that a release offers its leaders."""

    name: str
    place: Path

    @property
    def is_of_release(self) -> bool:
        """Whether it holds what leaders may see, and no more."""
        return self.place.is_dir()


def snapshot_called(home: Home, name: str) -> Snapshot:
    """A file by its path, a release by its id, the one in force by ``current``; raises
    ``NoSnapshot``."""
    if Path(name).is_file():
        return Snapshot(name, Path(name))
    releases = home / "releases"
    if name == CURRENT or name in {path.name for path in releases.glob("[!.]*")}:
        folder = (releases / name).resolve()
        if (offered := folder / audiences.LEADERSHIP.folder / DATA).is_dir():
            return Snapshot(folder.name, offered)
    if name == CURRENT:
        raise NoSnapshot("diff.nothing_released")
    raise NoSnapshot("diff.no_snapshot", name=name)


def last_two(home: Home) -> tuple[Snapshot, Snapshot]:
    """What readers opened before the last run, and what they open now; raises ``NoSnapshot``."""
    for path in (home.published, home.previous):
        if not path.exists():
            raise NoSnapshot("diff.no_previous")
    before, after = (Snapshot(path.name, path) for path in (home.previous, home.published))
    return before, after


@contextmanager
def beside(before: Snapshot, after: Snapshot) -> Iterator[duckdb.DuckDBPyConnection]:
    """Both in one connection and read-only, as the databases ``before`` and ``after``; raises
    ``NoSnapshot`` for a file that is no database."""
    with scratch_database() as connection:
        for side, snapshot in zip(SIDES, (before, after), strict=True):
            if snapshot.is_of_release:
                _attach_files(connection, side, snapshot.place)
            else:
                _attach_database(connection, side, snapshot)
        yield connection


def _attach_files(connection: duckdb.DuckDBPyConnection, side: Side, folder: Path) -> None:
    connection.execute(f"attach ':memory:' as {side}")
    connection.execute(f"create schema {side}.marts")
    for file in sorted(folder.glob("*.parquet")):
        connection.execute(
            f'create view {side}.marts."{file.stem}" as from read_parquet({_literal(file)})'
        )


def _attach_database(connection: duckdb.DuckDBPyConnection, side: Side, of: Snapshot) -> None:
    try:
        connection.execute(f"attach {_literal(of.place)} as {side} (read_only)")
    except duckdb.Error as unreadable:
        raise NoSnapshot("diff.no_database", name=of.name) from unreadable


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def columns_of(connection: duckdb.DuckDBPyConnection, side: Side) -> dict[str, list[str]]:
    """The columns of every mart of one side."""
    columns: dict[str, list[str]] = {}
    for mart, column in connection.execute(
        "select table_name, column_name from duckdb_columns()"
        " where database_name = ? and schema_name = 'marts' order by all",
        [side],
    ).fetchall():
        columns.setdefault(mart, []).append(column)
    return columns
