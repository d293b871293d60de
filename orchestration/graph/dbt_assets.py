"""The dbt models as Dagster assets; dbt's tests arrive as asset checks."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from ingestion.forms.contract import INDICATOR_TABLE, load_contracts
from orchestration.graph.run_resource import RunRequest, going_on
from orchestration.reference.seeds import DBT_PROJECT
from orchestration.warehouse.dbt_runner import build_models, ensure_manifest
from orchestration.warehouse.duckdb_files import ModelTest, keep_test_results

_BROKEN = ("error", "fail", "runtime error")
_GROUPS = ("staging", "intermediate", "audit", "marts")


class _Translator(DagsterDbtTranslator):
    """Names the groups as the layers, and makes what reads the lines of all forms wait for all."""

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
        needed = [dg.AssetDep(dg.AssetKey(["raw", form.asset])) for form in forms]
        listed = {dep.asset_key for dep in spec.deps}
        more = [dep for dep in needed if dep.asset_key not in listed]
        return spec.replace_attributes(deps=[*spec.deps, *more])

    def get_group_name(self, dbt_resource_props: Any) -> str:
        """The layer a model or seed belongs to."""
        folders = dbt_resource_props["fqn"]
        return next((layer for layer in _GROUPS if layer in folders), "reference")


def dbt_definitions(target: Path) -> dg.AssetsDefinition:
    """One asset per model and seed, in one step; dbt writes into ``target``."""
    manifest = ensure_manifest(target)
    project = DbtProject(project_dir=DBT_PROJECT, profiles_dir=DBT_PROJECT, target_path=target)
    # The tables of the ledger come from one asset.
    settings = DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True)
    translator = _Translator(settings)

    @dbt_assets(manifest=manifest, project=project, dagster_dbt_translator=translator, name="dbt")
    def models(
        context: dg.AssetExecutionContext, run: dg.ResourceParam[RunRequest]
    ) -> Iterator[Any]:
        nodes = json.loads(manifest.read_text(encoding="utf-8"))
        select = [] if not context.is_subset else _selected(context, nodes, translator)
        with going_on(context, run, run.home.working) as work:
            results = build_models(work, select)
            built = [result.node.name for result in results] if context.is_subset else None
            keep_test_results(work.home.working, _test_results(results, nodes), built)
        yield from _dagster_events(results, nodes, translator, context)
        broken = [result for result in results if result.status in _BROKEN]
        if broken:
            reasons = "\n".join(f"{r.node.name}: {r.message}" for r in broken)
            raise dg.Failure(f"dbt: {len(broken)} nodes failed\n{reasons}")

    return models


def _test_results(results: list[Any], manifest: dict[str, Any]) -> list[ModelTest]:
    """The results of dbt's tests, and of models that failed; known contradictions of sources have
    a tag."""
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
    keys = context.selected_asset_keys
    return [
        ".".join(props["fqn"])
        for props in (manifest["nodes"]).values()
        if props["resource_type"] in ("model", "seed") and translator.get_asset_key(props) in keys
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
