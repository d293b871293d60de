"""Rules every model keeps, read from the manifest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from tests.dbt_project.conftest import Built

PREFIXES = {
    "staging": ("stg_",),
    "intermediate": ("int_",),
    "audit": ("audit_",),
    "marts": ("dim_", "fct_", "mart_"),
}
NOT_PORTABLE = {
    "cast by colons": r"::",
    "qualify": r"\bqualify\b",
    "group by all": r"\bgroup\s+by\s+all\b",
    "list comprehension": r"\[[^\]]*\bfor\b[^\]]*\bin\b",
    "collation": r"\bcollate\b",
}
GRAIN_TESTS = ("unique_together", "unique")


def _models(built: Built) -> Iterator[dict[str, Any]]:
    for node in built.manifest["nodes"].values():
        if node["resource_type"] == "model":
            yield node


def _marts(built: Built) -> list[dict[str, Any]]:
    return [node for node in _models(built) if node["schema"] == "marts"]


def _code(node: dict[str, Any]) -> str:
    without_comments = re.sub(r"--[^\n]*|\{#.*?#\}", "", node["raw_code"], flags=re.DOTALL)
    return re.sub(r"\{%.*?%\}", "", without_comments, flags=re.DOTALL).lower()


def test_models_are_named_after_their_layer(built: Built) -> None:
    for node in _models(built):
        layer = node["fqn"][1]
        assert node["name"].startswith(PREFIXES[layer]), node["name"]
        assert node["schema"] == layer, node["name"]


def test_layers_read_only_what_is_left_of_them(built: Built) -> None:
    """Sources are read in staging only, and nothing before the marts reads a mart."""
    for node in _models(built):
        parents = node["depends_on"]["nodes"]
        if node["schema"] != "staging":
            assert not [p for p in parents if p.startswith("source.")], node["name"]
        if node["schema"] != "marts":
            assert not [p for p in parents if re.search(r"\.(mart|dim|fct)_", p)], node["name"]


def test_every_mart_has_a_contract_and_describes_every_column(built: Built) -> None:
    for node in _marts(built):
        assert node["config"]["contract"]["enforced"], node["name"]
        assert node["description"], node["name"]
        for column in node["columns"].values():
            assert column["data_type"], (node["name"], column["name"])
            assert column["description"], (node["name"], column["name"])


def test_every_model_describes_exactly_its_columns(built: Built) -> None:
    """What several models have is described once, in ``models/columns.md``."""
    there = built.query(
        "select table_name, list(column_name order by column_name) from duckdb_columns()"
        " where not internal group by table_name"
    )
    columns = dict(there)
    for node in _models(built):
        assert node["description"], node["name"]
        assert sorted(node["columns"]) == columns[node["name"]], node["name"]
        without = [one["name"] for one in node["columns"].values() if not one["description"]]
        assert not without, node["name"]


def test_every_mart_says_its_grain_and_has_a_primary_key(built: Built) -> None:
    """The database holds the key at every build, so no test of the grain is kept beside it."""
    kept = built.query(
        "select table_name, constraint_column_names from duckdb_constraints()"
        " where schema_name = 'marts' and constraint_type = 'PRIMARY KEY'"
    )
    keys = {}
    for node in _marts(built):
        named = [one["columns"] for one in node["constraints"] if one["type"] == "primary_key"]
        assert len(named) == 1, node["name"]
        keys[node["name"]] = named[0]
        assert node["description"].startswith("One row "), node["name"]
    assert dict(kept) == keys


def test_every_other_stored_model_has_a_test_of_its_grain(built: Built) -> None:
    tested = {
        node["attached_node"]
        for node in built.manifest["nodes"].values()
        if node["resource_type"] == "test"
        and node.get("test_metadata", {}).get("name") in GRAIN_TESTS
    }
    tables = {n["unique_id"] for n in _models(built) if n["config"]["materialized"] == "table"}
    marts = {node["unique_id"] for node in _marts(built)}
    assert tables - marts - tested == set()


def test_marts_name_their_columns(built: Built) -> None:
    for node in _marts(built):
        assert not re.search(r"select\s+(\w+\.)?\*", _code(node)), node["name"]


def _naming() -> list[tuple[str, list[str]]]:
    """The type and the names of each line of the table of ``docs/naming.md``."""
    page = (Path(__file__).parents[2] / "docs" / "naming.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| [^|]+ \| (\w+) \| (.*`.*) \|$", page, flags=re.MULTILINE)
    return [(kind, re.findall(r"`([^`]+)`", names)) for kind, names in lines]


def test_columns_are_named_by_the_page_on_naming(built: Built) -> None:
    by_type: dict[str, list[str]] = {}
    for kind, names in _naming():
        by_type.setdefault(kind, []).extend(names)
    free = {"bigint", "integer", "varchar"}
    for node in _marts(built):
        for column in node["columns"].values():
            kind = column["data_type"].partition("(")[0]
            if kind not in free:
                named = [name for name in by_type[kind] if fnmatch(column["name"], name)]
                assert named, (node["name"], column["name"], kind)


def test_a_unit_of_measure_is_in_the_name(built: Built) -> None:
    units = {
        "_dong": "đồng",
        "_days": r"^Days\b(?! or)",
        "_percent": "in per cent",
        "share": r"^Share of",
    }
    terms = {name for _, names in _naming() for name in names}
    for node in _marts(built):
        for column in node["columns"].values():
            if column["data_type"] == "varchar" or column["name"] in terms:
                continue
            for suffix, words in units.items():
                if re.search(words, column["description"]):
                    assert column["name"].endswith(suffix), (node["name"], column["name"])
                if suffix != "share" and column["name"].endswith(suffix):
                    assert re.search(words, column["description"]), (node["name"], column["name"])


def test_macros_speak_portable_sql(built: Built) -> None:
    """What differs between engines is in the folder of that name only."""
    ours = [m for m in built.manifest["macros"].values() if m["package_name"] == "csi"]
    assert ours
    for macro in ours:
        if "portable" in macro["original_file_path"]:
            continue
        for habit, pattern in NOT_PORTABLE.items():
            code = re.sub(r"\{%.*?%\}", "", macro["macro_sql"], flags=re.DOTALL).lower()
            assert not re.search(pattern, code), (macro["name"], habit)


def test_models_speak_portable_sql(built: Built) -> None:
    for node in _models(built):
        if node["language"] != "sql":
            assert node["schema"] == "audit", node["name"]
            continue
        for habit, pattern in NOT_PORTABLE.items():
            assert not re.search(pattern, _code(node)), (node["name"], habit)


def test_no_figure_of_a_mart_differs_between_runs(built: Built) -> None:
    """Who brought a file, and how, is no part of what it says; the day of a run moves figures only
    through what is due by then."""
    volatile = [
        (node["name"], column["name"])
        for node in _marts(built)
        for column in node["columns"].values()
        if column["config"].get("meta", {}).get("volatile")
    ]
    of_receipts = ("channel", "file_name", "handed_in_by", "sender_id", "sender_name")
    held = [("mart_held_submission", name) for name in of_receipts]
    assert sorted(volatile) == [("dim_run", "as_of"), *held]


def test_every_source_table_names_its_asset(built: Built) -> None:
    for source in built.manifest["sources"].values():
        key = source["config"]["meta"]["dagster"]["asset_key"]
        assert key[0] == "raw", source["name"]
        assert source["schema"] == "raw", source["name"]


def test_every_formula_has_a_unit_test(built: Built) -> None:
    tested = {test["model"] for test in built.manifest["unit_tests"].values()}
    computing = {
        node["name"]
        for node in _models(built)
        if node["name"].startswith(("int_", "mart_")) or "sum(" in _code(node)
    }
    without = {
        "mart_csi_advice",  # only labels int_advice
        "mart_csi_audit_statistic",  # only labels audit_statistics
        "mart_csi_sensitivity",  # only labels audit_sensitivity
        "int_vintages",  # two words
        "int_read_cells",  # only gathers the read cells of staging
    }
    assert computing - tested == without


def test_no_mart_of_a_ranking_page_depends_on_the_audit(built: Built) -> None:
    children: dict[str, list[str]] = built.manifest["child_map"]
    audits = {node["unique_id"] for node in _models(built) if node["schema"] == "audit"}
    below = {child for audit in audits for child in children[audit] if child.startswith("model.")}
    names = {built.manifest["nodes"][child]["name"] for child in below}
    assert names == {"mart_csi_audit", "mart_csi_audit_statistic", "mart_csi_sensitivity"}
    assert not {child for mart in below for child in children[mart] if child.startswith("model.")}
