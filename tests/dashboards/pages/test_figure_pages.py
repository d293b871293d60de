"""The pages of counts: incidents, the founding directives, pillars, catalogue, map."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.dashboards.figure_marts import HOSTILE_TEXT
from tests.dashboards.html_pages import Page, Table


def _table(page: Page, words: str) -> Table:
    """The first table that has a cell of these words."""
    return next(t for t in page.tables if any(words in row for row in t.rows))


def test_small_counts_are_hidden_from_the_public_and_shown_to_leaders(release: Path) -> None:
    public = Page(release / "public" / "incidents.html")
    leadership = Page(release / "leadership" / "incidents.html")
    hostile = next(row for row in _table(leadership, "Tấn công giả mạo").rows if row[-1] == "3")
    assert hostile[1:] == ["2", "3"]
    shown = _table(public, "Tấn công giả mạo")
    assert shown.row("Tấn công giả mạo")[1:] == ["30", "31"]
    assert shown.row("Từ chối dịch vụ")[1:] == ["1.240", "1.241"]
    assert [row[0] for row in shown.rows if row[1:] == ["<5", "<5"]] == [hostile[0]]


def test_incidents_of_a_province_are_on_no_public_page(release: Path) -> None:
    leadership = Page(release / "leadership" / "incidents.html")
    assert "7.000.033" in leadership.text
    for path in (release / "public").rglob("*.html"):
        assert "7.000.0" not in path.read_text(encoding="utf-8"), path.name


def test_series_of_publishers_are_kept_apart(release: Path) -> None:
    page = Page(release / "public" / "incidents.html")
    captions = [t.caption for t in page.tables if "official" in t.classes]
    assert captions == ["Công bố: NCA", "Công bố: VNCERT"]
    (part,) = (row for t in page.tables for row in t.rows if "6.567" in row[1])
    assert "một phần của năm" in part[0]
    assert "javascript:alert(1)" not in {a.get("href") for tag, a in page.elements if tag == "a"}


def test_a_directive_gives_the_country_and_leaders_the_provinces(release: Path) -> None:
    leadership = Page(release / "leadership" / "infrastructure.html")
    public = Page(release / "public" / "infrastructure.html")
    for page in (leadership, public):
        assert "85,6 % 161 / 188" in _table(page, "Đại lý được kiểm tra %").row(
            "Đại lý được kiểm tra %"
        )[1].replace("2025: ", "")
    assert "82,5 %33 / 40" in leadership.text.replace(" 33 / 40", "33 / 40")
    assert "33 / 40" not in public.source
    assert "3–12" in leadership.text
    assert "3–12" not in public.text


def test_the_programme_hides_a_small_count_from_the_public(release: Path) -> None:
    row = _table(
        Page(release / "public" / "programme.html"), "Số vụ tội phạm trên mạng số lượng"
    ).row("Số vụ tội phạm trên mạng số lượng")
    assert row[1].endswith("<5")


def test_pillars_are_letters_for_all_and_points_for_leaders(release: Path) -> None:
    public = Page(release / "public" / "pillars.html").table("heat")
    leadership = Page(release / "leadership" / "pillars.html").table("heat")
    assert public.row("Đà Nẵng")[1] in "ABCDE"
    assert re.fullmatch(r"[A-E]\d+,\d\d", leadership.row("Đà Nẵng")[1])
    assert public.row("Hà Nội")[1] == "–"


def test_every_item_of_the_catalogue_keeps_its_words(release: Path) -> None:
    page = Page(release / "public" / "catalogue.html")
    assert "</script><img src=x onerror=alert(1)>" in page.text
    assert "1 trên 2 nội dung đã có số liệu; 1 nội dung nằm ngoài tầm" in page.text
    english = Page(release / "public" / "en" / "catalogue.html")
    for why, left_out, spoken in (
        ("không nêu số liệu nào", "chỉ có số lượng", page),
        ("no figure is named", "only a count", english),
    ):
        assert why in spoken.text
        assert left_out in spoken.text


def test_an_item_leads_to_its_figure_for_those_who_may_see_it(release: Path) -> None:
    leadership = Page(release / "leadership" / "catalogue.html")
    public = Page(release / "public" / "catalogue.html")
    links = [a["href"] for tag, a in leadership.elements if tag == "a"]
    assert "budget.html#budget-yearly_plan" in links
    assert not any("budget" in a.get("href", "") for tag, a in public.elements if tag == "a")
    assert "chỉ bản dành cho lãnh đạo" in public.text
    item = leadership.addressed["S4-18"].cells
    assert (item[0], item[3]) == ("18", "Xem tại: không theo dõi")


def test_management_says_who_reported_and_how_systems_stand(release: Path) -> None:
    leadership = Page(release / "leadership" / "management.html")
    public = Page(release / "public" / "management.html")
    for page in (leadership, public):
        (agencies,) = page.addressed["figure-agencies_reporting-department"].cells[1:2]
        assert agencies == "2025: 97 % 33 / 34"
        assert page.addressed["figure-level_5_assessed"].cells[1] == "2025: 91,6 % 11 / 12"
        notices = page.addressed["figure-province_notices"]
        assert notices.cells[:2] == ["Thông báo đầu mối của tỉnh gửi Bộ số lượng", "2025: 0"]
    assert leadership.addressed["figure-pilot_agencies"].cells[1] == "2025: 3"
    assert public.addressed["figure-pilot_agencies"].cells[1] == "2025: <5"


def test_documents_that_reports_list_are_for_leaders(release: Path) -> None:
    document = Page(release / "leadership" / "management.html").addressed["document-S2-02"]
    assert document.cells[0] == f"{HOSTILE_TEXT} ban hành năm 2019; số báo cáo"
    assert document.cells[1:] == ["2025: 32 trên 34 báo cáo nêu"]
    assert "document-S2-02" not in Page(release / "public" / "management.html").addressed


def test_leaks_are_counted_for_leaders_and_named_nowhere(release: Path) -> None:
    leadership = Page(release / "leadership" / "incidents.html")
    assert leadership.addressed["reported-incidents"].cells[1:] == ["2024: 126", "2025: 68"]
    assert leadership.addressed["reported-data_leaks"].cells[1:] == ["2024: 0", "2025: 17"]
    assert leadership.addressed["reported-state_secret_leaks"].cells[1:] == ["2024: 0", "2025: 0"]
    assert "sự cố được yêu cầu giữ bí mật và sự cố chưa ghi loại" in leadership.text
    public = Page(release / "public" / "incidents.html")
    assert not [name for name in public.addressed if name.startswith("reported")]


def test_a_unit_of_then_is_called_by_its_name_of_then(release: Path) -> None:
    """The reports of single incidents go back to units that are no more."""
    page = Page(release / "leadership" / "incidents.html")
    assert ["Quảng Nam", "2024", "2", "1", "1", "0", "0"] in [
        row for table in page.tables for row in table.rows
    ]


def test_the_country_in_the_global_index_keeps_sources_and_contradictions(release: Path) -> None:
    page = Page(release / "public" / "pillars.html")
    editions = page.addressed["gci"].text
    assert "25/194" in editions
    assert "94,59/100" in editions
    assert "javascript:alert(1)" not in {a.get("href") for tag, a in page.elements if tag == "a"}


@pytest.mark.parametrize("folder", ["public", "leadership/en"])
def test_the_map_has_the_islands_and_a_map_for_each_published_year(
    release: Path, folder: str
) -> None:
    page = Page(release / folder / "map.html")
    assert page.text.count("Hoàng Sa") >= 2
    assert page.text.count("Trường Sa") >= 2
    radios = [a for tag, a in page.elements if tag == "input"]
    assert len(radios) == 1  # the hand-made marts have no ranking of the 63
    tiles = [a["class"] for tag, a in page.elements if tag == "li" and "style" in a]
    assert len(tiles) == 36
    assert "hatched" in tiles


def test_the_method_says_whose_its_weights_are_and_where_sources_disagree(release: Path) -> None:
    page = Page(release / "public" / "method.html")
    assert page.table("tree").row("Pháp lý")[1:] == [
        "Trong toàn bộ: 10 %",
        "do hệ thống đề xuất",
        "Công văn 5620/UBND-CT (Thừa Thiên Huế, 2019), mục 6",
    ]
    conflicts = [row for table in page.tables for row in table.rows if row[2:3] == ["4.155"]]
    claim = "VNCERT: Thay đổi giao diện, 01/01/2017–31/12/2017"
    assert conflicts == [["2017", claim, "4.155", "trái với 4.377 example.org"]]
    english = Page(release / "public" / "en" / "method.html")
    assert "conflicts with 4377" in english.text


def test_the_method_page_counts_the_rules_it_does_not_list(release: Path) -> None:
    page = Page(release / "leadership" / "method.html")
    (rules,) = (t for t in page.tables if any("Giá trị không đúng kiểu" in row for row in t.rows))
    assert len(rules.rows) == 1 + 15
    assert "Còn 2 quy tắc khác có phát hiện, mỗi quy tắc không quá 5." in page.text


def test_who_is_late_or_missing_is_for_leaders_and_the_calendar_for_all(release: Path) -> None:
    public = Page(release / "public" / "reporting.html")
    leadership = Page(release / "leadership" / "reporting.html")
    for page in (public, leadership):
        assert page.table("calendar").rows[1][0] == "25/12/2026"
        basis = page.table("calendar").rows[1][3]
        assert basis == "NĐ 331/2026 theo nguồn thứ cấp, chưa đối chiếu văn bản gốc"
    assert "Sở số 1 (mẫu)" in leadership.text
    assert "Sở số" not in public.source
    (line,) = leadership.table("passed").rows[1:]
    assert [cell.split(": ")[-1] for cell in line[2:7]] == ["34", "12", "11", "0", "11"]
    assert line[7] == "Tỷ lệ đúng hạn: 35,2 %"


def test_assumed_duties_stand_apart_and_name_nobody(release: Path) -> None:
    leadership = Page(release / "leadership" / "reporting.html")
    (line,) = leadership.table("assumed").rows[1:]
    assert line[0].endswith("2025; giả định")
    assert line[3].split(": ")[-1] == "17"
    assert "Năm 2025 phải nộp 68 báo cáo: 18 được chấp nhận" in leadership.text
    assert "không bị ràng buộc" not in leadership.source
    for page in (release / "leadership" / "province").glob("*.html"):
        assert "không bị ràng buộc" not in page.read_text("utf-8")


def test_the_law_stands_with_its_interval_its_end_and_how_it_was_read(release: Path) -> None:
    page = Page(release / "public" / "legal_basis.html")
    (rule,) = page.table("legal-in_force").rows[1:]
    assert "chỉ bắt buộc với Thừa Thiên Huế" in rule[0]
    data = "số liệu từ 15/12 năm trước đến hết 14/12"
    assert rule[1] == f"trước ngày 05/12 hằng năm {data}"
    assert rule[2] == "09/08/2019 – 18/08/2026 hết hiệu lực theo NĐ 331/2026"
    assert rule[3].endswith("đọc tại: văn bản ban đầu")
    (coming,) = page.table("legal-to_come").rows[1:]
    assert coming[0].startswith(
        "Thông báo ban đầu sự cố an ninh mạng nghiêm trọng thông báo ban đầu"
    )
    assert coming[1] == "trong 24 giờ từ khi phát hiện"
    read = "theo nguồn thứ cấp, chưa đối chiếu văn bản gốc"
    assert coming[3].endswith(f"{read} Thế nào là nghiêm trọng chưa được định nghĩa")
    assert "1 quy định đang có hiệu lực" in page.text
    (ended,) = page.table("legal-ended").rows[1:]
    since = "không rõ từ ngày nào, đến 30/06/2023"
    assert ended[2] == f"{since} thời gian ban hành văn bản: 04/2022"
    english = Page(release / "public" / "en" / "legal_basis.html")
    assert english.table("legal-to_come").rows[1][3].endswith("What is serious is not defined")
    assert english.table("legal-in_force").rows[1][3].endswith("seed (founding document)")
    assert "document issued: 04/2022" in english.table("legal-ended").rows[1][2]


def test_reports_of_incidents_are_counted_together_whatever_their_days(release: Path) -> None:
    leadership = Page(release / "leadership" / "reporting.html")
    (line,) = leadership.table("events").rows[1:]
    assert line[0] == "trong 72 giờ từ khi phát hiện"
    assert line[1] == "Báo cáo sự cố an ninh mạng 2025"
    assert [cell.split(": ")[-1] for cell in line[2:7]] == ["34", "12", "11", "0", "11"]
    assert line[7] == "Tỷ lệ đúng hạn: 35,2 %"
    public = Page(release / "public" / "reporting.html")
    (asked,) = public.table("whenever").rows[1:]
    assert asked[0] == "trong 72 giờ từ khi phát hiện"
    assert "1 hạn nộp báo cáo sắp tới" in public.text
    english = Page(release / "leadership" / "en" / "reporting.html")
    assert english.table("events").rows[1][0] == "within 72 hours of detection"


def test_the_budget_page_is_for_leaders_and_says_who_reached_the_floor(release: Path) -> None:
    assert not (release / "public" / "budget.html").exists()
    page = Page(release / "leadership" / "budget.html")
    assert "34 trên 34 địa phương có kế hoạch năm dành ít nhất 10 %" in page.text
    units = page.table("shares")
    assert "9,99 % chưa đạt" in units.row("Đà Nẵng")[units.rows[0].index("Dự án")]
    for line in page.table("scopes").rows[1:]:
        place = units.rows[0].index(line[0])
        cells = [row[place] for row in units.rows[1:]]
        reached = sum(" đạt" in one and "chưa đạt" not in one for one in cells)
        asked = sum("đạt" in one for one in cells)
        assert line[1] == f"Đạt mức tối thiểu: {reached}/{asked}"


def test_provinces_are_compared_in_a_table_without_a_script(release: Path) -> None:
    page = Page(release / "public" / "compare.html")
    table = next(t for t in page.tables if any("Đà Nẵng" in row for row in t.rows))
    assert table.row("Đà Nẵng")[1:5] == ["1/33 (20)", "loại A", "82,13", "▲ +13,52"]
    assert HOSTILE_TEXT not in page.source
