"""Which build made what: every table of the working database with the number of the build that
wrote it, so that readers never get tables that contradict each other.

Not here: building anything. Whoever writes tables says so in the same connection.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl

from ingestion.home.database import working_database
from ingestion.refusal import Refusal
from orchestration.intake.verdicts import ACCEPTED

_MOST_NAMED = 5


class Built(NamedTuple):
    """The build that wrote a table last: its number, the run it was part of, and the hash of the
    project it followed (None for a raw table)."""

    number: int
    run_id: str
    project: str | None


class MixedBuilds(Refusal):
    """Tables of the working database are older than what they read, or of another project than
    today's; readers keep what they have."""

    kind = "failed"


def record_built(
    connection: duckdb.DuckDBPyConnection,
    relations: Iterable[str],
    run_id: str,
    project: str | None = None,
) -> None:
    """Say that one build has just written ``relations`` (``raw.submissions``, or the name of a
    model or seed)."""
    connection.execute("create schema if not exists raw")
    connection.execute(
        "create table if not exists raw.build_record"
        " (relation varchar primary key, number bigint, run_id varchar, project varchar)"
    )
    ((last,),) = connection.execute("select max(number) from raw.build_record").fetchall()
    rows = [(relation, (last or 0) + 1, run_id, project) for relation in sorted(set(relations))]
    if rows:
        connection.executemany("insert or replace into raw.build_record values (?, ?, ?, ?)", rows)


def record_loaded(
    connection: duckdb.DuckDBPyConnection, form: str, year: int, received: pl.DataFrame
) -> None:
    """Say which accepted reports of a form and year are in the raw tables; ``received`` as
    ``put_form_year`` takes it."""
    connection.execute(
        "create table if not exists raw.loaded_reports"
        " (form varchar, index_year integer, reports varchar, primary key (form, index_year))"
    )
    reports = _accepted(received.filter(form=form, index_year=year)).get((form, year), _NONE)
    connection.execute(
        "insert or replace into raw.loaded_reports values (?, ?, ?)", [form, year, reports]
    )


def loaded_day(database: Path) -> date | None:
    """The as-of day whose state of the ledger is loaded in a database; None before the first."""
    if not database.exists():
        return None
    with working_database(database) as connection:
        days = _rows(connection, "select as_of from raw.run")
    return date.fromisoformat(str(days[0][0])) if days else None


def refuse_mixed(working: Path, parents: Mapping[str, Sequence[str]], project: str) -> None:
    """Refuse a database whose models are not all of one state: ``parents`` are the relations each
    model reads, ``project`` is the hash of today's. Raises ``MixedBuilds``, which names them."""
    with working_database(working) as connection:
        built = {
            relation: Built(*rest)
            for relation, *rest in _rows(connection, "select * from raw.build_record")
        }
        not_loaded = _not_loaded(connection)
    older = [
        f"{relation} < {newer}"
        for relation, read in sorted(parents.items())
        if (newer := _newer_parent(built, relation, read))
    ]
    other = [name for name in sorted(parents) if name in built and built[name].project != project]
    mixed = [*not_loaded, *older, *other]
    if mixed:
        more = f" … (+{len(mixed) - _MOST_NAMED})" if len(mixed) > _MOST_NAMED else ""
        raise MixedBuilds("refused.mixed_builds", names="; ".join(mixed[:_MOST_NAMED]) + more)


def _newer_parent(built: Mapping[str, Built], relation: str, read: Sequence[str]) -> str | None:
    """What a relation reads and was built before; itself where it was never built."""
    if relation not in built:
        return relation
    own = built[relation]
    newer = [name for name in read if name in built and built[name].number > own.number]
    return max(newer, key=lambda name: built[name].number, default=None)


def _not_loaded(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The forms and years whose rows are of other reports than ``raw.submissions`` accepts."""
    asked = "select form, index_year, submission_id, corrected_cells, verdict from raw.submissions"
    schema = {
        "form": pl.String(),
        "index_year": pl.Int32(),
        "submission_id": pl.String(),
        "corrected_cells": pl.Int32(),
        "verdict": pl.String(),
    }
    received = pl.DataFrame(_rows(connection, asked), schema=schema, orient="row")
    accepted = _accepted(received)
    loaded = {
        (form, year): reports
        for form, year, reports in _rows(connection, "select * from raw.loaded_reports")
    }
    return [
        f"{form} {year}"
        for form, year in sorted({*accepted, *loaded})
        if accepted.get((form, year), _NONE) != loaded.get((form, year), _NONE)
    ]


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """The rows of a query; none where its table is not there yet."""
    try:
        return connection.execute(query).fetchall()
    except duckdb.CatalogException:
        return []


def _accepted(received: pl.DataFrame) -> dict[tuple[str, int], str]:
    """One hash over the accepted reports, and how many cells of each are corrected, by form and
    year."""
    accepted = received.filter(pl.col("verdict").is_in(ACCEPTED)).sort("submission_id")
    by_year = accepted.partition_by("form", "index_year", as_dict=True)
    return {
        (str(form), int(str(year))): _hash(part.select("submission_id", "corrected_cells").rows())
        for (form, year), part in by_year.items()
    }


def _hash(rows: Sequence[tuple[object, ...]]) -> str:
    return hashlib.sha256(repr(rows).encode()).hexdigest()


_NONE = _hash([])
