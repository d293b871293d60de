"""An indicator that means something else by law is said to, and no page compares across that day
without a word."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build
from tests.dashboards.released import written_release

COMPARING = ("index.html", "compare.html", "province/VN34-48.html")
WORDS = "pháp luật đổi nội dung của chỉ tiêu “Diễn tập trong năm”"


@pytest.fixture(scope="module")
def changed_before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release whose year has another meaning of an indicator than the year before."""
    folder = tmp_path_factory.mktemp("meanings")
    published = build(folder / "published.duckdb", codes=("48", "12"))
    with duckdb.connect(str(published)) as con:
        con.execute(
            "update marts.dim_indicator_meaning"
            " set valid_from = date '2025-12-31', first_year = 2025 where valid_from is not null"
        )
        con.execute("update marts.mart_csi_change_by_indicator set has_same_meaning = false")
    return written_release(published, folder / "releases", release_id="2025.1")


def test_the_method_page_says_from_when_it_means_what(release: Path) -> None:
    for audience in ("public", "leadership"):
        page = Page(release / audience / "method.html")
        (table,) = [table for table in page.tables if "meanings" in table.classes]
        assert [row[1:3] for row in table.rows[1:]] == [
            ["đến trước 19/08/2026", "Diễn tập theo quy định cũ"],
            ["19/08/2026", "Diễn tập khác"],
        ]
        assert "theo nguồn thứ cấp" in table.rows[1][3]


@pytest.mark.parametrize("name", COMPARING)
def test_a_comparison_across_the_day_says_so(
    changed_before: Path, leadership: Path, name: str
) -> None:
    page = Page(changed_before / "leadership" / name)
    assert f"So với năm 2018: từ 31/12/2025, {WORDS}" in page.text
    assert WORDS not in Page(leadership / name).text


def test_the_change_of_an_indicator_is_marked(changed_before: Path, leadership: Path) -> None:
    name = "province/VN34-48.html"
    page = Page(changed_before / "leadership" / name)
    assert f"So với năm 2024: từ 31/12/2025, {WORDS}" in page.text
    assert "Diễn tập trong năm đổi nghĩa theo pháp luật" in page.text
    assert "đổi nghĩa theo pháp luật" not in Page(leadership / name).text


def test_the_observations_break_there(changed_before: Path) -> None:
    path = changed_before / "leadership" / "data" / "csi_sdmx.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        status = {
            (row["INDICATOR"], row["TIME_PERIOD"]): row["OBS_STATUS"]
            for row in csv.DictReader(lines)
            if row["REF_AREA"] == "VN34-48"
        }
    assert status["SCORE", "2024"] == "A"
    assert status["SCORE", "2025"] == "B"
    assert status["drills", "2025"] == "B"
    broken = {node for (node, year), mark in status.items() if (year, mark) == ("2025", "B")}
    assert broken == {"SCORE", "RANK", "drills"}
