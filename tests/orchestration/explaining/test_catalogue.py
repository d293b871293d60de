"""Every item of the founding documents has a path that exists, or a reason why it has none."""

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from ingestion.forms.contract import INDICATOR_TABLE, load_contracts
from ingestion.forms.raw_tables import raw_tables
from ingestion.language.vietnamese import name_key
from orchestration.cli import main
from orchestration.explaining.catalogue import FoundingItem, catalogue_items
from orchestration.reference.seeds import DBT_PROJECT, seed_rows

ITEMS = catalogue_items(None)
BY_DOCUMENT = {"S0": 22, "S1": 16, "S2": 44, "S3": 16, "S4": 33}


def ledger_tables() -> set[str]:
    """The raw tables that come from the ledger, as dbt knows them."""
    declared = yaml.safe_load(
        (DBT_PROJECT / "models" / "staging" / "_sources_ledger.yml").read_text()
    )
    return {table["name"] for source in declared["sources"] for table in source["tables"]}


def test_every_item_of_the_founding_documents_is_listed_once() -> None:
    ids = [item.item_id for item in ITEMS]
    assert len(set(ids)) == len(ids) == 131
    expected = {f"{d}-{n:02}" for d, count in BY_DOCUMENT.items() for n in range(1, count + 1)}
    assert set(ids) == expected
    assert all(item.quote_vi for item in ITEMS)


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.item_id)
def test_an_item_is_carried_by_what_exists_or_says_why_not(item: FoundingItem) -> None:
    if item.status == "out_of_reach":
        assert item.reason
        assert not item.carried_by
        return
    assert item.status == "carried"
    marts = {path.stem for path in (DBT_PROJECT / "models" / "marts").rglob("*.sql")}
    assert item.mart in marts
    assert item.raw_table
    assert item.field
    if item.carried_by == "published":
        assert item.field in seed_rows(f"published/{item.raw_table}")[0]
    elif item.carried_by == "register" or item.raw_table == "submissions":
        assert item.raw_table in ledger_tables()
    else:
        form = load_contracts().latest()[item.carried_by or ""]
        assert item.raw_table in raw_tables([form])
        in_lines = {line.code for line in form.lines}
        columns = raw_tables([form])[item.raw_table]
        assert item.field in (in_lines if item.raw_table == INDICATOR_TABLE else columns)
        assert (item.part is None) == (item.part_field is None)
        if item.part and item.part_field != "document":
            fields = {f.code: f for sheet in form.registers for f in sheet.fields}
            options = form.lists[fields[item.part_field or ""].list or ""]
            assert set(item.part.split("|")) <= {option.code for option in options}


def test_a_document_is_told_by_its_own_number_and_year() -> None:
    rows = [row for row in seed_rows("reference/catalogue") if row["part_field"] == "document"]
    assert len({row["part"] for row in rows}) == len(rows) == 12
    for row in rows:
        number, year = row["part"].rsplit(" ", 1)
        assert number in name_key(row["quote_vi"])
        assert year in row["quote_vi"] + row["deadline"]


def test_a_reason_is_given_in_both_languages_and_printed_in_the_one_spoken(tmp_path: Path) -> None:
    for item in ITEMS:
        assert (item.reason is None) == (item.reason_vi is None), item.item_id
    reasons = [item for item in ITEMS if item.reason and item.status == "carried"]
    for language in ("vi", "en"):
        asked = ["--home", str(tmp_path / "none"), "catalogue", "--lang", language]
        output = CliRunner().invoke(main, asked).output
        for item in reasons:
            assert ((item.reason_vi if language == "vi" else item.reason) or "") in output


def test_obligations_named_are_known() -> None:
    ids = {row["id"] for row in seed_rows("reference/reporting_obligation")}
    assert {item.obligation for item in ITEMS if item.obligation} <= ids


def test_a_line_that_names_an_item_is_the_items_line_or_one_beside_it() -> None:
    """``source_item`` of a contract and the catalogue tell the same story."""
    carried = {item.item_id: item for item in ITEMS}
    for form in load_contracts().latest().values():
        for line in form.lines:
            if line.source_item:
                assert carried[line.source_item].status == "carried", line.code


def test_the_command_prints_every_item(tmp_path: Path) -> None:
    home = ["--home", str(tmp_path / "none")]
    printed = CliRunner().invoke(main, [*home, "catalogue", "--json"])
    assert printed.exit_code == 0
    listed = json.loads(printed.output)
    assert len(listed) == 131
    assert {item["has_arrived"] for item in listed} == {None}
    lines = CliRunner().invoke(main, [*home, "catalogue", "--lang", "en"]).output.splitlines()
    assert len(lines) == 132
    assert "form: information_systems" in next(one for one in lines if one.startswith("S2-13"))
    assert not (tmp_path / "none").exists()


def test_the_command_says_where_each_item_is_shown(tmp_path: Path) -> None:
    """The page in words and the address of each figure on it; none of what is not carried."""
    home = ["--home", str(tmp_path / "none")]
    listed = json.loads(CliRunner().invoke(main, [*home, "catalogue", "--json"]).output)
    for item in listed:
        is_carried = item["status"] == "carried"
        assert bool(item["shown_on"]) == bool(item["page"]) == is_carried, item["item_id"]
    shown = {item["item_id"]: item["shown_on"] for item in listed}
    assert shown["S2-02"] == ["management.html#document-S2-02"]
    vietnamese = CliRunner().invoke(main, [*home, "catalogue"]).output.splitlines()
    line = next(one for one in vietnamese if one.startswith("S2-02"))
    assert "xem tại: Quản lý và cấp độ hệ thống (management.html#document-S2-02)" in line
    english = CliRunner().invoke(main, [*home, "catalogue", "--lang", "en"]).output.splitlines()
    for item, line in zip(listed, english, strict=False):
        assert all(address in line for address in item["shown_on"])
        assert ("shown on: " in line) == bool(item["shown_on"])
