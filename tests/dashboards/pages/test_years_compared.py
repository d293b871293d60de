"""No table of figures puts years side by side that count different things without a word."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.dashboards.contributions import share_out
from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build
from tests.dashboards.released import written_release

CHANGED = (
    "Từ 31/12/2025, pháp luật đổi nội dung của "
    "“Hệ thống cấp độ 5 được kiểm tra, đánh giá trong 6 tháng”"
)
OTHER_DAYS = "số liệu năm 2025 tính từ 15/12/2024 đến hết 14/12/2025 (NĐ 331/2026 Đ.31.2.d)"


@pytest.fixture(scope="module")
def changed_release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release in whose last year a line means something else and the data cover other days."""
    folder = tmp_path_factory.mktemp("years")
    published = build(folder / "published.duckdb", codes=("48", "12"))
    with duckdb.connect(str(published)) as con:
        con.execute("""
            insert into marts.mart_directive_total by name
            select * replace ('2024' as period, 2024 as index_year)
            from marts.mart_directive_total where form = 'information_systems'
        """)
        share_out(con)
        con.execute("""
            update marts.dim_indicator_meaning
            set form = 'information_systems', measure = 'independent_check_share',
                valid_from = date '2025-12-31'
            where valid_from is not null
        """)
        con.execute("""
            update marts.mart_legal_basis
            set form = 'information_systems', data_from = '12-15', data_to = '12-14',
                valid_from = date '2025-08-19'
            where rule_id = 'R22'
        """)
    return written_release(published, folder / "releases", release_id="2025.1")


@pytest.mark.parametrize("audience", ["public", "leadership"])
def test_years_that_count_something_else_say_so(changed_release: Path, audience: str) -> None:
    text = Page(changed_release / audience / "management.html").text
    assert CHANGED in text
    assert OTHER_DAYS in text


def test_other_pages_and_earlier_years_say_nothing(changed_release: Path, release: Path) -> None:
    for page in (
        Page(changed_release / "public" / "infrastructure.html"),
        Page(release / "public" / "management.html"),
    ):
        assert "pháp luật đổi nội dung" not in page.text
        assert "tính theo năm dương lịch" not in page.text
