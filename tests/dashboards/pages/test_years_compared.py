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
            from marts.mart_directive_total
            where form in ('information_systems', 'telecom_infrastructure')
        """)
        con.execute("""
            update marts.mart_directive_total set share = 0.8497
            where form = 'telecom_infrastructure' and index_year = 2024
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


@pytest.mark.parametrize("audience", ["public", "leadership"])
def test_a_change_is_that_between_the_figures_beside_it(
    changed_release: Path, audience: str
) -> None:
    table = Page(changed_release / audience / "infrastructure.html").table("lines")
    assert "năm 2025 so với năm 2024; số địa phương có số liệu: " in table.caption
    place = table.rows[0].index("Thay đổi")
    (checked,) = (row for row in table.rows if row[0] == "Đại lý được kiểm tra %")
    assert [cell.split(" %")[0] for cell in checked[1:3]] == ["2024: 84,9", "2025: 85,6"]
    assert checked[place] == "Thay đổi: +0,7 điểm %"
    (cable,) = (row for row in table.rows if row[0].startswith("Chiều dài tuyến cáp"))
    assert cable[place] == "Thay đổi: –", "a range has no change"


def test_years_that_count_something_else_are_not_subtracted(changed_release: Path) -> None:
    page = Page(changed_release / "leadership" / "management.html")
    cells = page.addressed["figure-level_5_assessed"].cells
    assert [cell.split(":")[0] for cell in cells[1:3]] == ["2024", "2025"]
    assert cells[3] == "Thay đổi: –"
