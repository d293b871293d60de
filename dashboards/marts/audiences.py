"""Who may see what: one table, and the views of the marts it gives each audience.

``audiences.csv`` lists every page and every column of every mart. Nobody sees what it does not
list. The cell of an audience says which rows: ``all``, ``own`` (the unit's own and those of the
units it was made from), ``pillars`` (the tree without its indicators) or ``none``.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import duckdb

from dashboards.marts.shown_counts import (
    ProtectedCounts,
    ReleaseBefore,
    all_shown,
    put_statuses,
    told_before,
    with_statuses,
)
from ingestion.home.database import scratch_database
from ingestion.language.vietnamese import UNPRINTABLE_IN_SQL

Kind = Literal["public", "leadership", "province"]
KINDS: tuple[Kind, ...] = ("public", "leadership", "province")
NONE = "none"
_SCOPES = {
    "all": "true",
    "own": "unit_id in (select unit_id from own_unit)",
    "pillars": (
        "(method, node_id) in (select (method, node_id) from snapshot.marts.dim_method_node"
        " where node_kind <> 'indicator')"
    ),
}


@dataclass(frozen=True)
class Audience:
    """Somebody a release is written for; a province has its unit."""

    kind: Kind
    unit_id: str | None = None

    @property
    def folder(self) -> str:
        """Their folder in a release."""
        return f"province-{self.unit_id}" if self.unit_id else self.kind


PUBLIC = Audience("public")
LEADERSHIP = Audience("leadership")


@dataclass(frozen=True)
class AudienceLine:
    """Some columns of one mart, or one page, and which rows of them each kind of audience sees."""

    is_page: bool
    name: str
    columns: tuple[str, ...]
    scopes: dict[Kind, str]
    counts: ProtectedCounts | None


@dataclass(frozen=True)
class AudienceTable:
    """The whole table."""

    lines: tuple[AudienceLine, ...]

    @property
    def marts(self) -> tuple[str, ...]:
        """The marts that it lists."""
        return tuple(dict.fromkeys(line.name for line in self.lines if not line.is_page))

    def of_mart(self, mart: str) -> list[AudienceLine]:
        """The lines of one mart."""
        return [line for line in self.lines if not line.is_page and line.name == mart]

    def page_scope(self, page: str, kind: Kind) -> str:
        """Which of a page's copies an audience gets: ``all``, ``own`` or ``none``."""
        (line,) = (line for line in self.lines if line.is_page and line.name == page)
        return line.scopes[kind]

    def columns(self, mart: str, kind: Kind) -> tuple[str, ...]:
        """The columns of a mart that an audience sees; empty where the mart is not for it."""
        lines = self.of_mart(mart)
        return tuple(name for line in lines if line.scopes[kind] != NONE for name in line.columns)

    def scope(self, mart: str, kind: Kind) -> str:
        """Which rows of a mart an audience sees."""
        scopes = {line.scopes[kind] for line in self.of_mart(mart)} - {NONE}
        return scopes.pop() if scopes else NONE


@cache
def table() -> AudienceTable:
    """``audiences.csv``; raises ``ValueError`` for a word or a contradiction in it."""
    text = (files("dashboards.marts") / "audiences.csv").read_text(encoding="utf-8")
    return read_table(text.splitlines())


def read_table(lines: Iterable[str]) -> AudienceTable:
    """A table from the lines of its file."""
    read = AudienceTable(tuple(_line(row) for row in csv.DictReader(lines)))
    for mart in read.marts:
        for kind in KINDS:
            scopes = {line.scopes[kind] for line in read.of_mart(mart)} - {NONE}
            if len(scopes) > 1:
                raise ValueError(f"{mart}: {kind} sees {' and '.join(sorted(scopes))} rows")
    listed = [(line.is_page, line.name, name) for line in read.lines for name in line.columns]
    if twice := {entry for entry in listed if listed.count(entry) > 1}:
        raise ValueError(f"listed twice: {sorted(twice)}")
    return read


def _line(row: dict[str, str]) -> AudienceLine:
    scopes = {kind: row[kind] for kind in KINDS}
    columns = tuple(row["columns"].split())
    if row["kind"] not in {"page", "mart"} or not set(scopes.values()) <= {*_SCOPES, NONE}:
        raise ValueError(f"not a line of audiences.csv: {row}")
    counts = ProtectedCounts(columns, tuple(row["cell"].split())) if row["cell"] else None
    return AudienceLine(row["kind"] == "page", row["name"], columns, scopes, counts)


@contextmanager
def opened_for(
    published: Path,
    audience: Audience,
    only: Collection[str] | None = None,
    before: ReleaseBefore | None = None,
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database that holds, in the schema ``visible``, what the audience may see, and nothing
    else: each mart, or ``only`` some, is copied through its view, then the snapshot is detached.

    A column the audience may not see is present but null, so that one query serves everybody. What
    the public was shown ``before`` is not given away by what it is shown now.
    """
    with scratch_database() as connection:
        connection.execute(f"attach '{_quoted(published)}' as snapshot (read_only)")
        connection.execute("create schema visible")
        connection.execute("create table own_unit (unit_id varchar)")
        if audience.unit_id:
            connection.execute(
                "insert into own_unit select $unit union all"
                " select unit_id from snapshot.marts.dim_unit_lineage"
                " where successor_unit_id = $unit",
                {"unit": audience.unit_id},
            )
        types = _snapshot_types(connection)
        shown = [mart for mart in table().marts if mart in types and (only is None or mart in only)]
        protected = {
            mart: line.counts for mart in shown for line in table().of_mart(mart) if line.counts
        }
        if protected and audience.kind == "public":
            put_statuses(connection, told_before(connection, protected, before) if before else {})
        for mart in shown:
            view = view_sql(table(), mart, audience.kind, types[mart])
            connection.execute(f"create table visible.{mart} as {view}")
        _keep_what_is_said_of_marts(connection)
        connection.execute("detach snapshot")
        yield connection


def _printable(column: str, kind: str) -> str:
    """A column as it is shown: texts without characters that nobody sees, or that turn writing
    round; whatever is made from a view (pages, every kind of file) holds none."""
    if kind != "VARCHAR":
        return column
    return f"regexp_replace({column}, '{UNPRINTABLE_IN_SQL}', ' ', 'g') as {column}"


def view_sql(lines: AudienceTable, mart: str, kind: Kind, types: dict[str, str]) -> str:
    """The query of the view that one kind of audience has of a mart.

    ``types`` are the columns that the snapshot's mart has.
    """
    shown = []
    for line in lines.of_mart(mart):
        hidden = line.scopes[kind] == NONE
        shown += [
            f"cast(null as {types[name]}) as {name}" if hidden else _printable(name, types[name])
            for name in line.columns
            if name in types
        ]
    scope = lines.scope(mart, kind)
    rows = "false" if scope == NONE else _SCOPES[scope]
    query = f"select {', '.join(shown)} from snapshot.marts.{mart} where {rows}"
    for line in lines.of_mart(mart):
        if line.counts and line.counts.columns[0] in types:
            query = (
                with_statuses(query, line.counts, tuple(types))
                if kind == "public"
                else all_shown(query, line.counts)
            )
    return query


def _keep_what_is_said_of_marts(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep descriptions (of a mart where ``column_name`` is null) and primary keys, which a copy
    through a view loses; ``offered_files`` hands them out."""
    connection.execute(
        "create table described as"
        " select table_name, column_name, comment from duckdb_columns()"
        " where database_name = 'snapshot' and schema_name = 'marts' and comment is not null"
        " union all select table_name, null, comment from duckdb_tables()"
        " where database_name = 'snapshot' and schema_name = 'marts' and comment is not null"
    )
    connection.execute(
        "create table keyed as"
        " select table_name, constraint_column_names as key_columns from duckdb_constraints()"
        " where database_name = 'snapshot' and constraint_type = 'PRIMARY KEY'"
    )


def _snapshot_types(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """The columns of every mart in the snapshot, with their types."""
    types: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for mart, column, kind in connection.execute(
        "select table_name, column_name, data_type from information_schema.columns"
        " where table_catalog = 'snapshot' and table_schema = 'marts'"
        " order by table_name, ordinal_position"
    ).fetchall():
        types[mart][column] = kind
    return types


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
