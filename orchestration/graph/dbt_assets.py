"""The dbt models as Dagster assets, run inside this process; dbt's tests arrive as asset checks."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from ingestion.forms.contract import INDICATOR_TABLE, load_contracts
from orchestration.reference.seeds import DBT_PROJECT
from orchestration.run_context import Run
from orchestration.warehouse.duckdb_files import ModelTest, keep_test_results

if TYPE_CHECKING:
    from dbt.cli.main import dbtRunner

# dbt's own variable: two runs at a time, or a project nobody may write to, need another folder.
_TARGET = Path(os.environ.get("DBT_TARGET_PATH", DBT_PROJECT / "target"))
MANIFEST = _TARGET / "manifest.json"
_SOURCES = (".sql", ".yml", ".csv", ".py")
_QUIET = ["--quiet", "--log-level", "none", "--log-level-file", "none", "--no-use-colors"]
_BROKEN = ("error", "fail", "runtime error")
_GROUPS = ("staging", "intermediate", "audit", "marts")


class DbtFailed(Exception):
    """dbt could not run at all; the text is its own."""


def invoke_dbt(arguments: list[str], on_event: Callable[[Any], None] | None = None) -> Any:
    """Run one dbt command in this process, on the database ``CSI_WAREHOUSE`` names, and return its
    result; raises ``DbtFailed``."""
    from dbt.cli.main import dbtRunner

    project = _parsed(Path(os.environ["CSI_WAREHOUSE"]).stem)
    runner = dbtRunner(manifest=project, callbacks=[on_event] if on_event else [])
    return _result(runner, ["--no-write-json", *arguments])


@cache
def _parsed(database: str) -> Any:
    """The project as dbt parses it, which also writes ``MANIFEST``: once in a process and database
    name, and mostly from what the process before it left, as long as the profile reads the same."""
    from dbt.cli.main import dbtRunner

    with environment(CSI_WAREHOUSE=f"{database}.duckdb", CSI_THREADS="1"):
        return _result(dbtRunner(), ["parse"])


def _result(runner: "dbtRunner", arguments: list[str]) -> Any:
    folders = ["--project-dir", str(DBT_PROJECT), "--profiles-dir", str(DBT_PROJECT)]
    outcome = runner.invoke([*_QUIET, *arguments, *folders])
    if outcome.exception is not None:
        raise DbtFailed(str(outcome.exception)) from outcome.exception
    return outcome.result


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Variables that dbt reads, for as long as it runs; what they were comes back afterwards."""
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
def ensure_manifest() -> Path:
    """The parsed project; parsed again only when a model, seed or description is newer."""
    newest = max(
        path.stat().st_mtime
        for path in DBT_PROJECT.rglob("*")
        if path.suffix in _SOURCES and "target" not in path.parts
    )
    if not MANIFEST.exists() or MANIFEST.stat().st_mtime < newest:
        _parsed("working")
        MANIFEST.touch()
    return MANIFEST


class _Translator(DagsterDbtTranslator):
    """Names the groups as the layers, and lets what reads the lines of all forms wait for all."""

    def get_asset_spec(
        self, manifest: Any, unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """A dbt source names one asset; the table of lines is filled by every form that has any."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        node = manifest["nodes"].get(unique_id, {})
        read = node.get("depends_on", {}).get("nodes", [])
        if not any(source.endswith(f".raw.{INDICATOR_TABLE}") for source in read):
            return spec
        forms = [form for form in load_contracts().latest().values() if form.lines]
        wanted = [dg.AssetDep(dg.AssetKey(["raw", form.asset])) for form in forms]
        known = {dep.asset_key for dep in spec.deps}
        more = [dep for dep in wanted if dep.asset_key not in known]
        return spec.replace_attributes(deps=[*spec.deps, *more])

    def get_group_name(self, dbt_resource_props: Any) -> str:
        """The layer a model or seed belongs to."""
        folders = dbt_resource_props["fqn"]
        return next((layer for layer in _GROUPS if layer in folders), "reference")


def build_models(run: Run, select: Sequence[str] = ()) -> list[Any]:
    """Build seeds and models and run their tests in the run's working database.

    Returns dbt's node results; a failed node is a result, not an exception.
    """
    os.environ["CSI_WAREHOUSE"] = str(run.home.working)
    os.environ["CSI_THREADS"] = str(run.home.settings.threads)
    finished = 0

    def count(event: Any) -> None:
        nonlocal finished
        if event.info.name == "NodeFinished":
            finished += 1
            run.progress.advance("models", finished)

    # Unit tests judge the models, not the data: they run in the test suite.
    # Without a full refresh a seed keeps the columns it had when the database was made.
    arguments = ["build", "--full-refresh", "--exclude-resource-type", "unit_test"]
    arguments += ["--select", *select] if select else []
    return list(invoke_dbt(arguments, count).results)


def dbt_definitions() -> dg.AssetsDefinition:
    """One asset per model and seed, in one step."""
    manifest = ensure_manifest()
    project = DbtProject(project_dir=DBT_PROJECT, profiles_dir=DBT_PROJECT)
    # The tables of the ledger come from one asset.
    settings = DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True)
    translator = _Translator(settings)

    @dbt_assets(manifest=manifest, project=project, dagster_dbt_translator=translator, name="dbt")
    def models(context: dg.AssetExecutionContext, run: dg.ResourceParam[Run]) -> Iterator[Any]:
        import json

        nodes = json.loads(manifest.read_text(encoding="utf-8"))
        select = [] if not context.is_subset else _selected(context, nodes, translator)
        with run.home.alone():
            results = build_models(run, select)
            built = [result.node.name for result in results] if context.is_subset else None
            keep_test_results(run.home.working, _test_results(results, nodes), built)
        yield from _dagster_events(results, nodes, translator, context)
        broken = [result for result in results if result.status in _BROKEN]
        if broken:
            said = "\n".join(f"{r.node.name}: {r.message}" for r in broken)
            raise dg.Failure(f"dbt: {len(broken)} nodes failed\n{said}")

    return models


def _test_results(results: list[Any], manifest: dict[str, Any]) -> list[ModelTest]:
    """What came of each of dbt's tests, and of models that failed; known contradictions of sources
    are told by their tag."""
    nodes = manifest["nodes"]
    return [
        ModelTest(
            result.node.name,
            str(result.status),
            int(result.failures or 0),
            "known_contradiction" in nodes.get(result.node.unique_id, {}).get("tags", []),
        )
        for result in results
        if result.node.resource_type == "test" or result.status in _BROKEN
    ]


def _selected(
    context: dg.AssetExecutionContext, manifest: dict[str, Any], translator: DagsterDbtTranslator
) -> list[str]:
    wanted = context.selected_asset_keys
    return [
        ".".join(props["fqn"])
        for props in (manifest["nodes"]).values()
        if props["resource_type"] in ("model", "seed") and translator.get_asset_key(props) in wanted
    ]


def _dagster_events(
    results: list[Any],
    manifest: dict[str, Any],
    translator: DagsterDbtTranslator,
    context: dg.AssetExecutionContext,
) -> Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]:
    """dbt's results as materializations and check results, with counts and reasons."""
    nodes = manifest["nodes"]
    for result in results:
        props = nodes.get(result.node.unique_id, {})
        if result.node.resource_type in ("model", "seed") and result.status == "success":
            yield dg.MaterializeResult(
                asset_key=translator.get_asset_key(props),
                metadata={"seconds": float(result.execution_time)},
            )
        elif result.node.resource_type == "test":
            check = get_asset_check_key_for_test(manifest, translator, result.node.unique_id, None)
            if check is not None and check in context.selected_asset_check_keys:
                yield dg.AssetCheckResult(
                    asset_key=check.asset_key,
                    check_name=check.name,
                    passed=result.status == "pass",
                    severity=_severity(props),
                    metadata={
                        "failing_rows": int(result.failures or 0),
                        "reason": result.message or "",
                    },
                )


def _severity(props: dict[str, Any]) -> dg.AssetCheckSeverity:
    warns = str(props["config"].get("severity", "error")).lower() == "warn"
    return dg.AssetCheckSeverity.WARN if warns else dg.AssetCheckSeverity.ERROR


def mart_columns(*, volatile: bool = False) -> dict[str, list[str]]:
    """The columns of every mart that its content hash covers: all but those marked volatile, which
    are named only when asked for."""
    import json

    nodes = json.loads(ensure_manifest().read_text(encoding="utf-8"))["nodes"].values()
    return {
        node["name"]: [
            name
            for name, column in node["columns"].items()
            if volatile or not column["config"].get("meta", column.get("meta", {})).get("volatile")
        ]
        for node in nodes
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }
