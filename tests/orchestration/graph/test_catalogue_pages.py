"""What Dagster's catalogue says of every asset and check: whose, of what kind, made by which code,
with which columns."""

from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph
from dagster._core.definitions.metadata.source_code import CodeReferencesMetadataSet

from dashboards.marts import audiences
from ingestion.forms.contract import CONTRACTS, load_contracts
from ingestion.forms.raw_tables import raw_tables
from ingestion.home.home import Home
from orchestration.graph.columns import SCHEMA
from orchestration.graph.definitions import build_definitions
from orchestration.graph.labels import AUDIENCE, LAYER, OWNERS, SUBJECT
from orchestration.graph.source_code import dbt_version
from tests.kept import ROOT, dbt_target


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> AssetGraph:
    """The graph over a home that holds nothing yet."""
    home = Home(tmp_path_factory.mktemp("catalogue") / "home")
    home.dbt_target.rmdir()
    home.dbt_target.symlink_to(dbt_target())
    return build_definitions(home).resolve_asset_graph()


def test_every_asset_says_what_it_is_and_whose(graph: AssetGraph) -> None:
    for key in graph.get_all_asset_keys():
        asset = graph.get(key)
        assert asset.description, key
        assert asset.owners == [OWNERS[asset.group_name]], key
        assert asset.tags[LAYER] == asset.group_name, key
        assert asset.tags[SUBJECT], key
        assert asset.kinds, key
        assert asset.code_version, key


def test_every_check_says_what_it_asks_of_an_asset_with_an_owner(graph: AssetGraph) -> None:
    """In Dagster a check has the owner and the group of its asset, and none of its own."""
    assets = graph.get_all_asset_keys()
    for key in graph.asset_check_keys:
        check = graph.get_check_spec(key)
        assert check.description, key
        assert " " in check.description, f"{key}: no sentence"
        assert check.asset_key in assets, key


def test_every_asset_leads_to_its_code(graph: AssetGraph) -> None:
    for key in graph.get_all_asset_keys():
        lying = CodeReferencesMetadataSet.extract(graph.get(key).metadata).code_references
        assert lying is not None, key
        paths = [Path(one.file_path) for one in lying.code_references]
        assert all(path.is_relative_to(ROOT) and path.exists() for path in paths), key
    budget = graph.get(dg.AssetKey(["raw", "budget_figures"])).metadata
    lying = CodeReferencesMetadataSet.extract(budget).code_references
    assert str(CONTRACTS / "budget" / "1.yml") in [one.file_path for one in lying.code_references]


def test_a_mart_is_tagged_with_the_widest_audience_that_sees_it(graph: AssetGraph) -> None:
    tagged = {
        key.path[-1]: graph.get(key).tags[AUDIENCE]
        for key in graph.get_all_asset_keys()
        if graph.get(key).group_name == "marts"
    }
    assert tagged["mart_csi_ranking"] == "public"
    seen = audiences.table()
    for mart, audience in tagged.items():
        assert (audience == "public") == bool(seen.columns(mart, "public")), mart


def test_the_columns_of_a_form_are_those_its_contract_promises(graph: AssetGraph) -> None:
    for form in load_contracts().latest().values():
        schema = graph.get(dg.AssetKey(["raw", form.asset])).metadata[SCHEMA]
        tables = raw_tables(load_contracts().versions(form.form))
        promised = [
            (f"{table}.{name}" if len(tables) > 1 else name, kind)
            for table, columns in tables.items()
            for name, kind in columns.items()
        ]
        assert [(one.name, one.type) for one in schema.columns] == promised
        assert all(one.description for one in schema.columns)


def test_a_macro_a_model_calls_is_part_of_its_version() -> None:
    node = {
        "checksum": {"checksum": "1"},
        "raw_code": "select {{ inner() }}",
        "columns": {"score": {"data_type": "double"}},
        "depends_on": {"macros": ["macro.csi.outer", "macro.dbt.ref"]},
    }
    outer = {"macro_sql": "outer", "depends_on": {"macros": ["macro.csi.inner"]}}
    inner = {"macro_sql": "inner", "depends_on": {"macros": []}}
    before = dbt_version({"macros": {"macro.csi.outer": outer, "macro.csi.inner": inner}}, node)
    changed = {"macros": {"macro.csi.outer": outer, "macro.csi.inner": inner | {"macro_sql": "i"}}}
    assert dbt_version(changed, node) != before
