"""Which build made what: every table of the working database with the number of the build that
wrote it, so that readers never get tables that contradict each other.

Not here: building anything. Whoever writes tables says so in the same connection.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal, NamedTuple

import duckdb
import polars as pl

from ingestion.home.database import working_database
from ingestion.home.home import Home
from ingestion.messages import LANGUAGES, text
from ingestion.refusal import Refusal
from orchestration.intake.latest_verdicts import ACCEPTED

_MOST_NAMED = 5


class Built(NamedTuple):
    """The build that wrote a table last: its number, the run it was part of, and the hash of the
    project it followed (None for a raw table)."""

    number: int
    run_id: str
    project: str | None


class Mixed(NamedTuple):
    """A table that is not of one state with the others: ``why`` is ``older`` (than ``other``, which
    it reads), ``never`` (built), ``project`` (it was built from other models than today's) or
    ``reports`` (the accepted ones are not those it was loaded from)."""

    name: str
    why: Literal["older", "never", "project", "reports"]
    other: str | None = None


class MixedBuilds(Refusal):
    """Tables of the working database are not of one state; readers keep what they have."""

    kind = "failed"

    def __init__(self, mixed: Sequence[Mixed]) -> None:
        super().__init__("refused.mixed_builds", mixed=list(mixed))
        self.mixed = mixed

    def words(self, language: str = LANGUAGES[0]) -> str:
        """The reason as a sentence, with the first tables named."""
        named = [
            text(f"refused.mixed_builds.{one.why}", language, name=one.name, other=one.other)
            for one in self.mixed[:_MOST_NAMED]
        ]
        if (more := len(self.mixed) - _MOST_NAMED) > 0:
            named.append(f"… (+{more})")
        return text(self.key, language, names="; ".join(named))


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


def loaded_day(home: Home) -> date | None:
    """The as-of day whose state of the ledger is loaded to be built on; None before the first."""
    if not home.working.exists():
        return None
    with working_database(home.working) as connection:
        days = _rows(connection, "select as_of from raw.run")
    return date.fromisoformat(str(days[0][0])) if days else None


def loaded_events(home: Home) -> int:
    """How many events of the ledger were known when its state was loaded."""
    with working_database(home.working) as connection:
        (found,) = _rows(connection, "select ledger_events from raw.run")
    return int(found[0])


def refuse_mixed(working: Path, parents: Mapping[str, Sequence[str]], project: str) -> None:
    """Refuse a database whose models are not all of one state: ``parents`` are the relations each
    model reads, ``project`` is the hash of today's. Raises ``MixedBuilds``, which names them."""
    with working_database(working) as connection:
        built = {
            relation: Built(*rest)
            for relation, *rest in _rows(connection, "select * from raw.build_record")
        }
        not_loaded = _not_loaded(connection)
    found = [_judged(name, read, built, project) for name, read in sorted(parents.items())]
    if mixed := [*not_loaded, *(one for one in found if one)]:
        raise MixedBuilds(mixed)


def _judged(
    name: str, read: Sequence[str], built: Mapping[str, Built], project: str
) -> Mixed | None:
    """What is wrong with a model, if anything."""
    if name not in built:
        return Mixed(name, "never")
    if built[name].project != project:
        return Mixed(name, "project")
    newer = [one for one in read if one in built and built[one].number > built[name].number]
    return Mixed(name, "older", newer[0]) if newer else None


def _not_loaded(connection: duckdb.DuckDBPyConnection) -> list[Mixed]:
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
        Mixed(f"{form} {year}", "reports")
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
