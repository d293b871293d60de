"""Reference data and method as committed: codes are text, names sort, CSI-R1 is whole."""

from __future__ import annotations

import csv
import re
import unicodedata
from decimal import Decimal

import duckdb

from orchestration.reference.seeds import units
from tests.dbt_project.conftest import PROJECT, Built, Query


def _seed(name: str) -> list[dict[str, str]]:
    with (PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_units_are_in_vietnamese_alphabetical_order() -> None:
    """The order is computed by ICU here, once, and committed: models need no collation."""
    units = _seed("reference/unit")
    with duckdb.connect() as connection:
        connection.execute("create table unit (unit_id varchar, name varchar)")
        connection.executemany(
            "insert into unit values (?, ?)",
            [(unit["unit_id"], unit["name_vi_short"]) for unit in units],
        )
        expected = connection.execute(
            "select unit_id from unit order by name collate vi, unit_id"
        ).fetchall()
    committed = sorted(units, key=lambda unit: int(unit["sort_order"]))
    assert [unit["unit_id"] for unit in committed] == [row[0] for row in expected]
    assert [int(unit["sort_order"]) for unit in committed] == list(range(1, len(units) + 1))


def test_d_with_stroke_comes_after_d_and_kinds_do_not_matter() -> None:
    order = {unit["unit_id"]: int(unit["sort_order"]) for unit in _seed("reference/unit")}
    da_nang, dien_bien, gia_lai, dak_lak = "VN34-48", "VN34-11", "VN34-52", "VN34-66"
    assert order["VN34-96"] < order["VN34-04"] < order[da_nang]  # Cà Mau, Cao Bằng, Đà Nẵng
    assert order[da_nang] < order[dak_lak] < order[dien_bien] < order[gia_lai]
    assert order["VN34-75"] < order["VN34-79"] < order["VN34-33"]  # Đồng Nai, Hồ Chí Minh, Hưng Yên
    kinds = ("Tỉnh", "Thành phố", "TP")
    assert not [u for u in _seed("reference/unit") if u["name_vi_short"].startswith(kinds)]


def test_names_are_composed() -> None:
    for unit in _seed("reference/unit"):
        assert unicodedata.is_normalized("NFC", unit["name_vi"] + unit["name_vi_short"])


def test_units_and_lineage() -> None:
    units = {unit["unit_id"]: unit for unit in _seed("reference/unit")}
    geographies = [unit["geography"] for unit in units.values()]
    assert (geographies.count("VN63"), geographies.count("VN34")) == (63, 34)
    assert units["VN63-24"]["name_vi_short"] == "Bắc Giang"
    assert units["VN34-24"]["name_vi_short"] == "Bắc Ninh"
    successors = {
        row["unit_id"]: row["successor_unit_id"] for row in _seed("reference/unit_lineage")
    }
    assert len(successors) == 63
    assert set(successors.values()) == {unit_id for unit_id in units if unit_id[:4] == "VN34"}
    predecessors = {old for old, new in successors.items() if new == "VN34-24"}
    assert predecessors == {"VN63-24", "VN63-27"}
    merged = {new for new in successors.values() if list(successors.values()).count(new) > 1}
    assert merged == {unit_id for unit_id, unit in units.items() if unit["is_merged"] == "true"}


def test_units_and_lineage_are_those_of_the_lists_of_provinces() -> None:
    columns = ("code", "name_vi", "name_vi_short", "name_en", "valid_from")
    listed = {
        (f"VN{count}", *(row[name] for name in columns))
        for count in (63, 34)
        for row in _seed(f"reference/province_{count}")
    }
    units = {(row["geography"], *(row[name] for name in columns)) for row in _provinces()}
    assert units == listed
    lineage = {
        (row["unit_id"], row["successor_unit_id"], row["effective_date"], row["change_type"])
        for row in _seed("reference/unit_lineage")
    }
    assert lineage == {
        (f"VN63-{row['old_code']}", f"VN34-{row['new_code']}", row["effective_date"],
         row["change_type"])
        for row in _seed("reference/province_succession")
    }  # fmt: skip
    names: dict[str, set[str]] = {}
    for row in _provinces():
        names.setdefault(row["code"], set()).add(row["name_vi_short"])
    reused = {code for code, both in names.items() if len(both) > 1}
    assert {row["code"] for row in _seed("reference/province_code_collisions")} == reused


def _provinces() -> list[dict[str, str]]:
    return [row for row in _seed("reference/unit") if row["kind"] == "province"]


def test_codes_stay_text(query: Query) -> None:
    assert query("select code from reference.province_63 where name_vi_short = 'Hà Nội'") == [
        ("01",)
    ]
    assert query("select count(*) from reference.unit where length(code) = 2") == [(97,)]
    assert query("select count(*) from marts.dim_unit where region_name is not null") == [(97,)]


def test_published_structures_carry_no_invented_weight() -> None:
    """Only the halves of 2020 and the total of Thanh Hóa's set were published with a weight."""
    published = {"CSI-2018", "CSI-2019", "CSI-2020", "THANH-HOA-2022"}
    versions = {row["method"]: row for row in _seed("method/method_version")}
    assert {name for name, row in versions.items() if row["kind"] == "published"} == published
    assert all(versions[name]["is_computable"] == "false" for name in published)
    rules = [rule for rule in _seed("method/node_rule") if rule["method"] in published]
    weighted = {(r["method"], r["node_id"], r["weight"]) for r in rules if r["weight"]}
    assert weighted == {
        ("CSI-2020", "actual", "50"),
        ("CSI-2020", "survey", "50"),
        ("THANH-HOA-2022", "security", "100"),
    }
    facts = {
        (row["criteria_version"], row["name_vi"])
        for row in _seed("published/csi_criteria")
        if row["criteria_version"] in published and row["id"]
    }
    names = {
        (node["method"], node["name_vi"])
        for node in _seed("method/node")
        if node["method"] in published and node["parent_id"]
    }
    assert names == facts


def test_csi_r1_is_whole() -> None:
    nodes = [node for node in _seed("method/node") if node["method"] == "CSI-R1"]
    listed = [rule for rule in _seed("method/node_rule") if rule["method"] == "CSI-R1"]
    rules = {rule["node_id"]: rule for rule in listed}
    indicators = [node for node in nodes if node["kind"] == "indicator"]
    assert len(indicators) == 17
    for node in indicators:
        rule = rules[node["node_id"]]
        assert all(rule[c] for c in ("numerator", "source_item", "status", "form", "measure"))
    assert all(rule["weight_basis"].startswith("ours") for rule in rules.values())
    pillars = {node["node_id"] for node in nodes if node["kind"] == "pillar"}
    assert {rules[pillar]["weight"] for pillar in pillars} == {"10"}
    measured = [node["node_id"] for node in nodes if node["parent_id"] == "measured"]
    assert [Decimal(rules[node_id]["weight"]) for node_id in measured] == [Decimal("12.5")] * 4
    assert rules["malware_infection"]["direction"] == rules["data_leakage"]["direction"] == "-"
    assert rules["security_budget_share"]["goalpost_hi"] == "0.1"
    assert rules["csi"]["minimum_coverage"] == "0.8"


def test_every_field_of_a_register_that_an_item_is_read_from_is_counted(built: Built) -> None:
    """No more and no fewer than the catalogue names, with what its rows are about."""
    asked = re.findall(
        r"'(\w+)' as raw_table,\s+'(\w+)' as field,\s+'([\w-]+)' as part_field",
        built.compiled["stg_reported_fields"],
    )
    beside = ("published", "register")
    items = [
        row
        for row in _seed("reference/catalogue")
        if row["carried_by"] not in beside
        and row["raw_table"] not in ("", "indicator_cells", "submissions")
    ]
    assert {pair[:2] for pair in asked} == {(row["raw_table"], row["field"]) for row in items}
    parts = {(row["raw_table"], row["part_field"] or "-") for row in items}
    parts |= {(row["raw_table"], "-") for row in items}
    assert {(table, part) for table, _, part in asked} == parts


def test_models_and_the_receiving_side_call_units_the_same(query: Query) -> None:
    rows = query(
        """select unit_id, unit_name_full, unit_name, valid_from, valid_to
        from marts.dim_unit_name order by unit_id, valid_from nulls first"""
    )
    columns = ("unit_id", "name_vi", "name_vi_short", "valid_from", "valid_to")
    assert rows == units().select(columns).rows()
