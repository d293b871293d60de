"""The dbt models as Dagster assets; dbt's tests arrive as asset checks."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject, dbt_assets
from dagster_dbt.asset_utils import get_asset_check_key_for_test

from ingestion.forms.contract import INDICATOR_TABLE, load_contracts
from orchestration.graph.check_texts import asked
from orchestration.graph.columns import Relations
from orchestration.graph.dbt_events import DbtEvent, DbtEvents, failure_of
from orchestration.graph.labels import OWNERS, dbt_tags, layer_of
from orchestration.graph.run_resource import WRITER, RunRequest, going_on
from orchestration.graph.source_code import dbt_version
from orchestration.graph.without_values import without_values
from orchestration.reference.seeds import DBT_PROJECT
from orchestration.run_context import Run
from orchestration.warehouse.column_lineage import LineageBook
from orchestration.warehouse.dbt_runner import Ended, build_models, manifest_of
from orchestration.warehouse.duckdb_files import ModelTest, keep_test_results, table_columns

_BROKEN = ("error", "fail", "runtime error")


class _Translator(DagsterDbtTranslator):
    """Labels models as all assets are, and makes what reads the lines of all forms wait for all."""

    def __init__(self, settings: DagsterDbtTranslatorSettings) -> None:
        super().__init__(settings)
        self._specs: dict[str, dg.AssetSpec] = {}

    def get_asset_spec(
        self, manifest: Any, unique_id: str, project: DbtProject | None
    ) -> dg.AssetSpec:
        """The asset of a node of the one manifest there is."""
        if unique_id not in self._specs:
            spec = super().get_asset_spec(manifest, unique_id, project)
            node = manifest["nodes"].get(unique_id)
            self._specs[unique_id] = self._with_ours(spec, manifest, node) if node else spec
        return self._specs[unique_id]

    def _with_ours(
        self, spec: dg.AssetSpec, manifest: Any, node: Mapping[str, Any]
    ) -> dg.AssetSpec:
        """A model or seed with its kind and version. A dbt source names one asset; the table of
        lines is filled by every form that has any."""
        made = "python" if node.get("language") == "python" else node["config"]["materialized"]
        spec = spec.replace_attributes(
            kinds={*spec.kinds, made}, code_version=dbt_version(manifest, node)
        )
        read = node.get("depends_on", {}).get("nodes", [])
        if not any(source.endswith(f".raw.{INDICATOR_TABLE}") for source in read):
            return spec
        forms = [form for form in load_contracts().latest().values() if form.lines]
        needed = [dg.AssetDep(dg.AssetKey(["raw", form.asset])) for form in forms]
        listed = {dep.asset_key for dep in spec.deps}
        more = [dep for dep in needed if dep.asset_key not in listed]
        return spec.replace_attributes(deps=[*spec.deps, *more])

    def get_asset_check_spec(
        self,
        asset_spec: dg.AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> dg.AssetCheckSpec | None:
        """A test of dbt as a check that says what it asks."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        sentence = asked(manifest["nodes"][unique_id])
        return spec._replace(description=sentence) if spec else None

    def get_group_name(self, dbt_resource_props: Any) -> str:
        """The layer a model or seed belongs to."""
        return layer_of(dbt_resource_props)

    def get_owners(self, dbt_resource_props: Any) -> list[str]:
        """Who answers for that layer."""
        return [OWNERS[layer_of(dbt_resource_props)]]

    def get_tags(self, dbt_resource_props: Any) -> dict[str, str]:
        """Layer, subject and audience."""
        return dbt_tags(dbt_resource_props)


def dbt_definitions(target: Path) -> dg.AssetsDefinition:
    """One asset per model and seed, in one step; dbt writes into ``target``."""
    manifest = manifest_of(target)
    project = DbtProject(project_dir=DBT_PROJECT, profiles_dir=DBT_PROJECT, target_path=target)
    # The tables of the ledger come from one asset.
    settings = DagsterDbtTranslatorSettings(
        enable_duplicate_source_asset_keys=True, enable_code_references=True
    )
    translator = _Translator(settings)

    @dbt_assets(
        manifest=manifest,
        project=project,
        dagster_dbt_translator=translator,
        name="dbt",
        pool=WRITER,
    )
    def models(
        context: dg.AssetExecutionContext, run: dg.ResourceParam[RunRequest]
    ) -> Iterator[Any]:
        with without_values():
            select = [] if not context.is_subset else _selected(context, manifest, translator)
            work = going_on(context, run)
            lineage = LineageBook(work.home.dbt_target, table_columns(work.home.working))
            events = DbtEvents(manifest, translator, context, lineage, work.home.dbt_target)
            results = yield from _built(work, select, events)
            lineage.keep()
            built = [result.node.name for result in results] if context.is_subset else None
            keep_test_results(work.home.working, _test_results(results, manifest), built)
        broken = [result for result in results if result.status in _BROKEN]
        if broken:
            with without_values():
                reasons = "\n".join(failure_of(one, work.home.working) for one in broken)
            raise dg.Failure(f"dbt: {len(broken)} nodes failed\n{reasons}")

    return models


def relations_of(target: Path) -> Relations:
    """The relations of the project parsed into a target folder, as assets."""
    return Relations(manifest_of(target), DagsterDbtTranslator())


def _built(
    work: Run, select: Sequence[str], events: DbtEvents
) -> Generator[DbtEvent, None, list[Any]]:
    """Build in a thread of its own, and hand over what Dagster is to know as each node ends; tests
    that did not pass come last, with the rows they found, once dbt has let go of the database."""
    ended: SimpleQueue[Ended | None] = SimpleQueue()
    with ThreadPoolExecutor(1) as thread:
        building = thread.submit(build_models, work, select, ended.put)
        building.add_done_callback(lambda _: ended.put(None))
        while node := ended.get():
            yield from events.of_node(node)
        results = building.result()
    yield from events.of_failed_tests(results, work.home.working)
    return results


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
    """The models and seeds that were chosen, whose tests run with them, and the tests that were
    chosen without what they are of."""
    keys, checks = context.selected_asset_keys, context.selected_asset_check_keys

    def is_chosen(unique_id: str, node: Mapping[str, Any]) -> bool:
        if node["resource_type"] in ("model", "seed"):
            return translator.get_asset_key(node) in keys
        if node["resource_type"] != "test":
            return False
        check = get_asset_check_key_for_test(manifest, translator, unique_id, None)
        return check is not None and check in checks and check.asset_key not in keys

    return [
        ".".join(node["fqn"]) for name, node in manifest["nodes"].items() if is_chosen(name, node)
    ]
