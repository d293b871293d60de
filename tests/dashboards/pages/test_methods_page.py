"""The year is shown under every method side by side, and no rank is taken from another's."""

from __future__ import annotations

import shutil

import duckdb
import pytest

from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build
from tests.dashboards.released import written_release


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Page, Page]:
    """The page of a year with one method, and with a second one that gives everybody 50 points but
    does not rank the best."""
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
            insert into marts.dim_method_node by name
            select * replace ('CSI-R2' as method) from marts.dim_method_node where node_level = 1
            """)
    for name, snapshot in (("one", published), ("two", both)):
        written_release(snapshot, home / name, release_id="r")
    one, two = (Page(home / name / "r" / "public" / "methods.html") for name in ("one", "two"))
    return one, two


def test_results_under_two_methods_stand_side_by_side(pages: tuple[Page, Page]) -> None:
    _, page = pages
    table = page.table("wide-table")
    assert table.rows[0][1:] == ["CSI-R1", "CSI-R2"]
    best, next_best = (row for row in table.rows[2:4])
    assert (best[1], best[-1]) == ("1", "không xếp hạng")
    assert next_best[5:8] == ["1", "nhóm C", "50,00"]
    assert next_best[1] == "2"


def test_the_sentence_counts_who_is_in_the_same_group(pages: tuple[Page, Page]) -> None:
    one, two = pages
    ranked = [row for row in one.table("wide-table").rows[2:] if row[1] != "không xếp hạng"]
    in_c = sum(row[2] == "nhóm C" for row in ranked[1:])
    ranked_by_all = "địa phương có hạng theo mọi cách tính;"
    assert f"{len(ranked)} {ranked_by_all} {len(ranked)} địa phương ở cùng một nhóm" in one.text
    assert f"{len(ranked) - 1} {ranked_by_all} {in_c} địa phương ở cùng một nhóm" in two.text


def test_two_methods_are_drawn_and_one_alone_is_not(pages: tuple[Page, Page]) -> None:
    one, two = pages
    assert "chart-agreement-CSI-R2" in two.source
    assert "chart-agreement" not in one.source
