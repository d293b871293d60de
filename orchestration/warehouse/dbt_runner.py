"""dbt in this process: the project parsed once, a command run on the database that is named.

The project travels in the package and is only read; all that dbt writes goes to a target folder
that the caller names, which for a home lies in the home. Nothing of Dagster: which nodes are assets
is the graph's to say.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.home.database import working_database
from ingestion.home.whole_files import whole_file
from ingestion.refusal import Refusal
from orchestration.reference.seeds import DBT_PROJECT
from orchestration.reference.source_hashes import models_hash
from orchestration.run_context import Run
from orchestration.warehouse.build_record import record_built
from orchestration.warehouse.duckdb_files import BuiltTable, built_table

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunner

# What the manifest beside it was made from.
MADE_FROM = "manifest.made_from"
_QUIET = [
    "--no-write-json",
    "--quiet",
    "--log-level",
    "none",
    "--log-level-file",
    "none",
    "--no-use-colors",
]


class DbtFailed(Refusal):
    """dbt could not run at all; the reason is its own."""

    kind = "failed"


def invoke_dbt(
    arguments: list[str], target: Path, on_event: Callable[[Any], None] | None = None
) -> Any:
    """Run one dbt command in this process, on the database ``CSI_WAREHOUSE`` names, and return its
    result; dbt writes into ``target``. Raises ``DbtFailed``."""
    from dbt.cli.main import dbtRunner

    project = _PARSED.of(Path(os.environ["CSI_WAREHOUSE"]).stem, target)
    runner = dbtRunner(manifest=project, callbacks=[on_event] if on_event else [])
    return _result(runner, arguments, target)


@dataclass
class _Parsed:
    """The project as dbt parses it, by the name of the database: once in a process, and mostly from
    what the process before it left in the target, as long as the profile reads the same."""

    projects: dict[str, Any] = field(default_factory=dict)

    def of(self, database: str, target: Path) -> Any:
        """The parsed project."""
        from dbt.cli.main import dbtRunner

        if database not in self.projects:
            with environment(CSI_WAREHOUSE=f"{database}.duckdb", CSI_THREADS="1"):
                self.projects[database] = _result(dbtRunner(), ["parse"], target)
        return self.projects[database]


_PARSED = _Parsed()


def _result(runner: dbtRunner, arguments: list[str], target: Path) -> Any:
    folders = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    folders += ["--target-path", str(target), "--log-path", str(target)]
    try:
        outcome = runner.invoke([*_QUIET, *arguments, *folders])
    finally:
        close_database()
    if outcome.exception is not None:
        raise DbtFailed("refused.dbt", reason=outcome.exception) from outcome.exception
    return outcome.result


def close_database() -> None:
    """Let go of the database file, which dbt keeps open between its nodes."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    if DuckDBConnectionManager._ENV is not None:
        DuckDBConnectionManager._ENV.close()
        DuckDBConnectionManager.close_all_connections()


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Variables that dbt reads, for as long as it runs; their old values come back afterwards."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@cache
def ensure_manifest(target: Path) -> Path:
    """``manifest.json`` of the project as it is now, in a target folder. What an earlier process
    left there stays where it is of the same project; else dbt parses what differs."""
    manifest, made_from = target / "manifest.json", target / MADE_FROM
    project = f"{models_hash()} {version('dbt-core')} {version('dbt-duckdb')}"
    if manifest.is_file() and made_from.is_file() and made_from.read_text("utf-8") == project:
        return manifest
    made_from.unlink(missing_ok=True)
    with whole_file(manifest) as unfinished:  # Dagster's processes read it while others start
        _PARSED.of("working", target).write(str(unfinished))
    with whole_file(made_from) as unfinished:
        unfinished.write_text(project, encoding="utf-8")
    return manifest


@cache
def manifest_of(target: Path) -> dict[str, Any]:
    """The manifest as dbt writes it, to be read only."""
    manifest: dict[str, Any] = json.loads(ensure_manifest(target).read_text(encoding="utf-8"))
    return manifest


@dataclass(frozen=True)
class Ended:
    """A node that ended: the data of dbt's event ``NodeFinished``, and the table it made."""

    event: Any
    table: BuiltTable | None


def _built_table(ended: Any) -> BuiltTable | None:
    """What a model or seed has made, asked while dbt has the database open."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    node, open_database = ended.node_info, DuckDBConnectionManager._ENV
    is_made = node.resource_type in ("model", "seed") and ended.run_result.status == "success"
    if not is_made or open_database is None or open_database.conn is None:
        return None
    with open_database.conn.cursor() as cursor:
        return built_table(cursor, node.node_relation.schema, node.node_relation.alias)


def build_models(
    run: Run, select: Sequence[str] = (), on_ended: Callable[[Ended], None] = lambda _: None
) -> list[Any]:
    """Build seeds and models and run their tests in the run's working database; ``on_ended`` is
    told as each node ends.

    Returns dbt's node results; a failed node is a result, not an exception.
    """
    home = run.home
    finished = 0

    def count(event: Any) -> None:
        nonlocal finished
        if event.info.name == "NodeFinished":
            finished += 1
            run.progress.advance("models", finished)
            on_ended(Ended(event.data, _built_table(event.data)))

    # Unit tests judge the models, not the data: they run in the test suite.
    # Without a full refresh a seed keeps the columns it had when the database was made.
    arguments = ["build", "--full-refresh", "--exclude-resource-type", "unit_test"]
    arguments += ["--exclude-resource-type", "exposure"]
    arguments += ["--select", *select] if select else []
    # Dagster's processes build many times, and another home's threads are read from the same names.
    with environment(CSI_WAREHOUSE=str(home.working), CSI_THREADS=str(home.settings.threads)):
        results = list(invoke_dbt(arguments, home.dbt_target, count).results)
    built = [one.node.name for one in results if one.status == "success"]
    with working_database(home.working) as connection:
        record_built(connection, built, run.run_id, models_hash())
    return results


def what_models_read(target: Path) -> dict[str, list[str]]:
    """The relations that every model and seed reads, as the record of builds names them."""
    manifest = manifest_of(target)
    names = {
        unique_id: f"raw.{node['name']}" if node["resource_type"] == "source" else node["name"]
        for unique_id, node in (manifest["nodes"] | manifest["sources"]).items()
    }
    return {
        node["name"]: [names[read] for read in node["depends_on"].get("nodes", [])]
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed")
    }


def mart_columns(target: Path, *, volatile: bool = False) -> dict[str, list[str]]:
    """The columns of every mart that its content hash covers, as the project parsed into ``target``
    names them: all but those marked volatile, which are named only when asked for."""
    nodes = manifest_of(target)["nodes"].values()
    return {
        node["name"]: [
            name
            for name, column in node["columns"].items()
            if volatile or not column["config"].get("meta", column.get("meta", {})).get("volatile")
        ]
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }
