"""From a score to its cells, from a cell to the ranks on it, and the trend, by the command."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import polars as pl
import pytest

from ingestion.forms.contract import INDICATOR_TABLE
from ingestion.forms.header import HEADER_TABLE
from ingestion.home.home import Home
from ingestion.submissions.accepted_rows import read_rows
from orchestration.explaining.cell import explain_cell
from tests.end_to_end.homes import SampleHome, answer, ask


@pytest.fixture(scope="module")
def drills(season: SampleHome) -> dict[str, Any]:
    """Today's Bắc Ninh in 2024, when it was two provinces: one indicator of it."""
    output = answer("--home", str(season.folder), "explain", "VN34-24", "2024", "drills", "--json")
    explained: dict[str, Any] = json.loads(output)
    return explained


def test_a_score_leads_to_the_cells_of_both_former_provinces(drills: dict[str, Any]) -> None:
    (node,) = drills["nodes"]
    assert node["status"] == "reported"
    sources = drills["sources"]["drills"]
    assert {source["agency_id"][:11] for source in sources} == {"AGY-VN63-24", "AGY-VN63-27"}
    counted = 0
    for source in sources:
        assert len(source["submission_id"]) == 64
        assert source["rules_passed"]
        assert not set(source["rules_passed"]) & set(source["rules_not_passed"])
        cells = {cell["field"]: cell for cell in source["cells"]}
        assert cells["value"]["sheet"]
        assert cells["value"]["raw_text"]
        counted += int(cells["value"]["value"])
    assert counted == float(node["numerator"])


def test_a_cell_leads_back_to_points_and_ranks(season: SampleHome, drills: dict[str, Any]) -> None:
    source = drills["sources"]["drills"][0]
    (cell,) = [one for one in source["cells"] if one["field"] == "value"]
    address = f"{cell['sheet']}!{cell['cell']}"
    output = answer(
        "--home", str(season.folder), "explain", "--file", source["submission_id"][:16],
        "--cell", address, "--json",
    )  # fmt: skip
    explained = json.loads(output)
    assert explained["is_counting"]
    assert explained["source"]["cells"][0]["raw_text"] == cell["raw_text"]
    moved = {(row["geography"], row["unit_id"], row["node_id"]) for row in explained["moves"]}
    former = source["agency_id"][4:11]
    assert {("VN34", "VN34-24", "drills"), ("VN63", former, "drills")} <= moved
    for row in explained["moves"]:
        ranked = season.query(
            f"""select rank from marts.mart_csi_ranking where method = '{row["method"]}'
            and unit_id = '{row["unit_id"]}' and index_year = {row["index_year"]}"""
        )
        assert ranked == [(row["rank"],)]


def test_a_rule_that_found_something_is_not_said_to_have_passed(season: SampleHome) -> None:
    ((submission, sheet, cell, codes),) = season.query_computed(
        """
        select warned.submission_id, counts.sheet, counts.incidents_cell,
            list(distinct findings.rule_code order by findings.rule_code)
        from raw.submissions as warned
        inner join raw.incident_counts as counts using (submission_id)
        inner join raw.findings as findings using (submission_id)
        where warned.verdict = 'accepted_with_warnings'
        group by 1, 2, 3 order by 1, 3 limit 1
        """
    )
    output = answer(
        "--home", str(season.folder), "explain", "--file", submission[:16],
        "--cell", f"{sheet}!{cell}", "--json",
    )  # fmt: skip
    source = json.loads(output)["source"]
    assert source["rules_not_passed"] == codes
    assert not set(codes) & set(source["rules_passed"])


def test_what_cannot_be_explained_is_said_in_a_sentence(season: SampleHome) -> None:
    home = str(season.folder)
    for arguments, sentence in (
        (("VN99-01", "2024"), "Không có đơn vị VN99-01."),
        (("VN34-24", "1999"), "VN34-24 không có kết quả năm 1999 theo CSI-R1."),
        (("--file", "0000", "--cell", "A1"), "Không có tệp nào là 0000."),
    ):
        asked = ask("--home", home, "explain", *arguments)
        assert asked.exit_code == 2
        assert sentence in asked.stderr


def test_the_trend_of_a_merged_province(season: SampleHome) -> None:
    home = str(season.folder)
    output = answer("--home", home, "trend", "VN34-24")
    assert "Hợp nhất từ: Bắc Giang (VN63-24), Bắc Ninh (VN63-27)" in output
    assert "không phải kết quả của hệ thống" in output
    assert "ngắt chuỗi" in output
    assert "So với 2018" in output
    restated = answer("--home", home, "trend", "VN63-27", "--geography", "VN34")
    assert restated == output


def test_figures_of_today_are_never_taken_apart(season: SampleHome) -> None:
    asked = ask("--home", str(season.folder), "trend", "VN34-24", "--geography", "VN63")
    assert asked.exit_code == 2
    assert "Không quy ngược số liệu của Bắc Ninh (VN34-24) về địa giới VN63" in asked.stderr
    assert "Bắc Giang (VN63-24), Bắc Ninh (VN63-27)" in asked.stderr


def test_borders_that_never_were_are_refused(season: SampleHome) -> None:
    asked = ask("--home", str(season.folder), "trend", "VN34-24", "--geography", "VN99")
    assert asked.exit_code == 2
    assert "Không có địa giới VN99. Có: VN63, VN34." in asked.stderr


# What the figures of the methods are counted from, by form and table: of an indicator sheet some
# lines, whose values count and whose notes do not; of a register the columns.
COUNTED = {
    ("agency_security_report", "indicator_cells"): {"drills", "trained_staff_share"},
    ("information_systems", "indicator_cells"): {"total_systems", "classified", "approved"},
    ("information_systems", "information_systems"): {"deployment", "regulation"},
    ("information_systems", "system_protection"): {
        *("on_site_force", "monitoring_mode", "assessor", "monitoring_provider"),
        *("protection_provider", "assessed_on", "connected_to_national_centre"),
    },
    ("budget", "budget_figures"): {"security_budget", "total_it_budget", "exempt"},
    ("incident_summary", "incident_counts"): {"incidents", "self_handled", "handled_with_support"},
    ("technical_measurements", "technical_measurements"): {
        *("portal_checks_passed", "portal_checks_made", "addresses_infected"),
        *("addresses_monitored", "accounts_leaked", "accounts_monitored"),
        *("systems_connected", "systems_required"),
    },
}


def _of_one_report(season: SampleHome, form: str) -> list[dict[str, Any]]:
    """One cell of each column, or of each line and column, of one report of a form that counts."""
    ((submission, year),) = season.query_computed(
        f"""
        select submission_id, index_year from staging.stg_submissions
        where form = '{form}' and is_counting and scope = 'own'
        order by period_kind = 'year' desc, submission_id limit 1
        """
    )
    rows = read_rows(season.folder / "rows", form, year, pl.Series([submission]))
    placed = rows.filter(pl.col("table") != HEADER_TABLE, pl.col("cell").is_not_null())
    of_line = (
        pl.when(pl.col("field") == "value")
        .then("row_key")
        .otherwise(pl.concat_str("row_key", "field", separator="."))
    )
    is_line = pl.col("table") == INDICATOR_TABLE
    parts = placed.with_columns(part=pl.when(is_line).then(of_line).otherwise("field"))
    ordered = parts.sort("table", "row_number", "part")
    return ordered.unique(["table", "part"], keep="first", maintain_order=True).to_dicts()


def test_a_cell_is_named_with_a_figure_if_the_figure_was_counted_from_it(
    season: SampleHome,
) -> None:
    """Of every form, both ways: cells that move a figure, and of each table two that move none."""
    for (form,) in season.query_computed("select form from raw.forms order by form"):
        unread = Counter[str]()
        for cell in _of_one_report(season, form):
            table, part = cell["table"], cell["part"]
            counted = part in COUNTED.get((form, table), set())
            unread[table] += not counted
            is_other_line = (
                (form, table) in COUNTED and table == INDICATOR_TABLE and "." not in part
            )
            if not counted and (is_other_line or unread[table] > 2):
                continue
            place = f"{cell['sheet']}!{cell['cell']}"
            moves = explain_cell(Home(season.folder), cell["submission_id"], place).moves
            assert bool(moves) == counted, (form, table, part)


def test_a_cell_of_a_row_that_is_not_counted_moves_nothing(season: SampleHome) -> None:
    """Plans of several years and single projects are asked for, and are no part of the share."""
    for scope, counted in (("yearly_plan", True), ("five_year_plan", False), ("project", False)):
        ((submission, sheet, cell),) = season.query_computed(
            f"""
            select submission_id, sheet, security_budget_cell from raw.budget_figures
            where scope_of_budget = '{scope}' and not coalesce(exempt, false)
                and security_budget_status = 'reported'
                and submission_id in (
                    select submission_id from staging.stg_submissions where is_counting
                )
            order by submission_id limit 1
            """
        )
        output = answer(
            "--home", str(season.folder), "explain", "--file", submission[:16],
            "--cell", f"{sheet}!{cell}", "--json",
        )  # fmt: skip
        assert bool(json.loads(output)["moves"]) == counted, scope
