"""The year is shown under every method side by side, and no rank is taken from another's."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build
from tests.dashboards.released import written_release


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The public pages of a year with one method; and of one with a second that gives everybody 50
    points but does not rank the best, and a third under which the best two change places."""
    home = tmp_path_factory.mktemp("methods")
    published = build(home / "published.duckdb", codes=("46", "48", "51", "14"))
    both = home / "both.duckdb"
    shutil.copy(published, both)
    with duckdb.connect(str(both)) as connection:
        connection.execute("""
            insert into marts.mart_csi_ranking by name
            select * replace (
                'CSI-R2' as method, 50 as score, 'C' as grade,
                case when rank > 1 then 1 end as rank
            )
            from marts.mart_csi_ranking
            """)
        connection.execute("""
            insert into marts.mart_csi_ranking by name
            select * replace (
                'CSI-R3' as method, case rank when 1 then 2 when 2 then 1 else rank end as rank
            )
            from marts.mart_csi_ranking where method = 'CSI-R1'
            """)
        for method in ("CSI-R2", "CSI-R3"):
            connection.execute(f"""
                insert into marts.dim_method_node by name
                select * replace ('{method}' as method) from marts.dim_method_node
                where method = 'CSI-R1' and node_level = 1
                """)
        for method, gain in (("CSI-R1", "0.356"), ("CSI-R3", "-0.0001")):
            _merge(connection, method, gain)
    for name, snapshot in (("one", published), ("two", both)):
        written_release(snapshot, home / name, release_id="r")
    return {name: home / name / "r" / "public" for name in ("one", "two")}


@pytest.fixture(scope="module")
def pages(releases: dict[str, Path]) -> tuple[Page, Page]:
    """The page that compares methods, with one and with three."""
    return Page(releases["one"] / "methods.html"), Page(releases["two"] / "methods.html")


def _merge(connection: duckdb.DuckDBPyConnection, method: str, gain: str) -> None:
    """Merged provinces with full marks at drills, what merging earned of them before, and two
    restated results, of which one stands above all where it earned anything."""
    for year, is_restated in ((2024, True), (2025, False)):
        connection.execute(
            f"""
            insert into marts.mart_csi_merger_comparison by name
            select '{method}' as method, 'VN34' as geography, {year} as index_year,
                'drills' as node_id, 21 as node_sort_order, 'indicator' as node_kind,
                'Diễn tập' as node_name_vi, 'Drills' as node_name_en, 22 as merged_units,
                11 as unmerged_units, 1 as merged_share, 0.682 as unmerged_share,
                0.318 as advantage_share, {22 if is_restated else 0} as compared_units,
                {gain if is_restated else "null"} as gain_share, {is_restated} as is_restated
            """
        )
    above = "above_all" if Decimal(gain) > 0 else "between"
    for unit, standing in (("VN34-48", above), ("VN34-51", "between"), ("VN34-46", "not_known")):
        connection.execute(
            "insert into marts.mart_csi_merger_standing (method, geography, unit_id, index_year,"
            " standing) values (?, 'VN34', ?, 2024, ?)",
            [method, unit, standing],
        )


def test_results_under_all_methods_stand_side_by_side(pages: tuple[Page, Page]) -> None:
    _, page = pages
    table = page.table("wide-table")
    assert table.rows[0][1:] == ["CSI-R1", "CSI-R2", "CSI-R3"]
    best, next_best = (row for row in table.rows[2:4])
    assert (best[1], best[5], best[6]) == ("1", "không xếp hạng", "2")
    assert next_best[5:8] == ["1", "loại C", "50,00"]
    assert (next_best[1], next_best[9]) == ("2", "1")


def test_what_a_method_moves_is_said(pages: tuple[Page, Page]) -> None:
    one, page = pages
    assert "Theo CSI-R3, hạng của 2 trên" in page.text
    assert "hạng 1 theo CSI-R1, hạng 2 theo CSI-R3" in page.text
    assert "Theo CSI-R3" not in one.text


def test_each_method_says_how_merging_acts_on_it(pages: tuple[Page, Page]) -> None:
    one, page = pages
    assert "1 trên 2 kết quả tính lại" in page.text
    assert "0 trên 2 kết quả tính lại" in page.text
    rows = [row for each in page.tables for row in each.rows if row[0] == "Diễn tập"]
    merged = [row[1:] for row in rows if len(row) == 5]
    shares = ["100 %", "68,2 %", "+31,8"]
    assert merged == [[*shares, "+35,6"], [*shares, "0,0"]]
    assert "Chưa có kết quả của tỉnh mới sáp nhập để so sánh." in one.text


def test_the_page_of_the_published_method_says_it_too(releases: dict[str, Path]) -> None:
    page = Page(releases["two"] / "method.html")
    assert "1 trên 2 kết quả tính lại" in page.text
    assert "do hai người quyết định" in page.text


def test_the_sentence_counts_who_is_in_the_same_group(pages: tuple[Page, Page]) -> None:
    one, two = pages
    ranked = [row for row in one.table("wide-table").rows[2:] if row[1] != "không xếp hạng"]
    in_c = sum(row[2] == "loại C" for row in ranked[1:])
    ranked_by_all = "địa phương có hạng theo mọi cách tính;"
    assert f"{len(ranked)} {ranked_by_all} {len(ranked)} địa phương ở cùng một loại" in one.text
    assert f"{len(ranked) - 1} {ranked_by_all} {in_c} địa phương ở cùng một loại" in two.text


def test_other_methods_are_drawn_and_one_alone_is_not(pages: tuple[Page, Page]) -> None:
    one, two = pages
    assert "chart-agreement-CSI-R2" in two.source
    assert "chart-agreement-CSI-R3" in two.source
    assert "chart-agreement" not in one.source
