"""A province's page on paper: two A4 sheets, however much is on it."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser

from tests.dashboards.published_marts import build
from tests.dashboards.released import written_release

# Three former units, none, and a unit without a rank.
UNITS = ("VN34-25", "VN34-46", "VN34-12")
_SHEET = re.compile(rb"/Type\s*/Page\b")
# As much as the index and a bad year bring: 26 nodes, two times five steps, 18 duties missed, ten
# types of incidents in five years.
_MORE = """
insert into marts.mart_csi_score
select rows.* replace (
    'more_' || place as node_id, 100 + place as node_sort_order,
    'Tỷ lệ hệ thống thông tin được giám sát, bảo vệ theo mô hình ' || place as node_name_vi
)
from marts.mart_csi_score as rows cross join range(12) as more (place)
where node_id = 'drills';
insert into marts.mart_csi_advice
select rows.* replace (
    100 + place as step, node_name_vi || ' theo cấp độ ' || place as node_name_vi
)
from marts.mart_csi_advice as rows cross join range(4) as more (place);
insert into marts.mart_csi_pillar_median
select rows.* replace ('more_' || place as node_id, 'Trụ cột số ' || place as node_name_vi)
from marts.mart_csi_pillar_median as rows cross join range(7) as more (place)
where node_id = 'legal';
insert into marts.mart_csi_pillar_grade
select rows.* replace ('more_' || place as node_id)
from marts.mart_csi_pillar_grade as rows cross join range(7) as more (place)
where node_id = 'legal';
update marts.mart_report_status set status = 'missing', next_step = 'send'
where index_year >= 2025;
insert into marts.mart_report_status
select rows.* replace (
    'SC-' || place as subject,
    agency_name || '; Văn phòng Ủy ban nhân dân tỉnh (mẫu)' as agency_name
)
from marts.mart_report_status as rows cross join range(8) as more (place);
insert into marts.mart_incident_count
select rows.* replace (
    'TYPE-' || (20 + place) as incident_type, 2021 + year as index_year,
    'Tấn công thay đổi giao diện ' || place as incident_type_name, 100 + place as incidents
)
from marts.mart_incident_count as rows
cross join range(9) as more (place) cross join range(5) as y (year);
"""


@pytest.fixture(scope="module")
def crowded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of leadership in a release with full tables."""
    home = tmp_path_factory.mktemp("crowded")
    codes = [unit.removeprefix("VN34-") for unit in UNITS]
    published = build(home / "published.duckdb", codes=codes, hostile_name="Sơn La")
    with duckdb.connect(str(published)) as connection:
        connection.execute(_MORE)
    return written_release(published, home / "releases") / "leadership"


@pytest.mark.parametrize("language", ["", "en/"])
@pytest.mark.parametrize("unit", UNITS)
def test_a_province_prints_on_two_sheets(
    browser: Browser, crowded: Path, unit: str, language: str
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto((crowded / language / "province" / f"{unit}.html").as_uri())
    page.wait_for_selector("[data-chart] .main-svg")
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    assert len(_SHEET.findall(printed)) <= 2


def test_every_sheet_says_what_it_is(browser: Browser, crowded: Path) -> None:
    page = browser.new_page()
    page.goto((crowded / "index.html").as_uri())
    rules = page.evaluate(
        "[...document.styleSheets].filter((sheet) => !sheet.href)"
        ".flatMap((sheet) => [...sheet.cssRules])"
        ".filter((rule) => rule instanceof CSSPageRule).map((rule) => rule.cssText).join()"
    )
    page.close()
    for words in ("Số liệu mẫu", "Bản phát hành 1", "15/07/2026", "counter(pages)"):
        assert words in rules


def test_what_is_only_for_the_screen_stays_off_paper(browser: Browser, crowded: Path) -> None:
    page = browser.new_page(viewport={"width": 703, "height": 900})
    page.goto((crowded / "province" / "VN34-25.html").as_uri())
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name="Trụ cột so với trung vị cả nước").is_visible()
    assert page.locator("table.tasks").is_visible()
    assert not page.locator("table.duties").first.is_visible()
    assert not page.locator("table.reports").is_visible()
    assert not page.locator("details").first.is_visible()
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    page.close()
