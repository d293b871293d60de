"""The page of one unit: where it stands, and what must not be compared."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.dashboards.html_pages import Page


@pytest.fixture(scope="module")
def quang_ngai(leadership: Path) -> Page:
    """Merged from two units with different published grades."""
    return Page(leadership / "province" / "VN34-51.html")


def _chart(page: Page) -> dict[str, Any]:
    found = re.search(
        r'<script type="application/json" id="chart-trend">(.*?)</script>', page.source
    )
    assert found
    spec: dict[str, Any] = json.loads(found[1])
    return spec


def test_headline_gives_rank_among_the_ranked_and_change_in_points(quang_ngai: Page) -> None:
    text = quang_ngai.text
    assert "Hạng 10 trong 33 địa phương được xếp hạng năm 2025, nhóm B, 73,10 điểm." in text
    assert "▲ +13,50 điểm so với 2018, hạng 9 → 10: cùng phương pháp, cùng địa giới." in text
    assert "B–C → B, từ giữ nguyên nhóm đến tăng 1 nhóm." in text


def test_ranges_and_verdict_stand_in_words(quang_ngai: Page, leadership: Path) -> None:
    assert "hạng nằm trong khoảng 21–23, điểm trong khoảng 71,10–75,10." in quang_ngai.text
    assert "chưa phân biệt được với 3 địa phương khác." in quang_ngai.text
    assert "So với 2018: tăng rõ, trong khoảng +10,50 đến +16,50 điểm." in quang_ngai.text
    fallen = Page(leadership / "province" / "VN34-91.html")
    assert "So với 2018: giảm rõ, trong khoảng −6,23 đến −0,23 điểm." in fallen.text
    alone = Page(leadership / "province" / "VN34-48.html")
    assert "chưa phân biệt được" not in alone.text


def test_steps_that_would_raise_the_score_stand_cheapest_first(
    quang_ngai: Page, leadership: Path, release: Path
) -> None:
    first, second = (table for table in quang_ngai.tables if "advice" in table.classes)
    assert first.rows[1:] == [
        ["Hệ thống được phê duyệt cấp độ", "55 %", "65 % nhóm A", "+1,25"],
        ["Diễn tập", "1", "2 nhóm A", "+2,50"],
    ]
    assert second.rows[1:] == [["Hệ thống được phê duyệt cấp độ", "chưa báo cáo", "60 %", "+3,00"]]
    others = (leadership / "province" / "VN34-91.html", release / "public/province/VN34-51.html")
    for page in others:
        assert not [table for table in Page(page).tables if "advice" in table.classes]


def test_predecessors_stand_with_their_published_grades(quang_ngai: Page) -> None:
    (table,) = [table for table in quang_ngai.tables if table.caption == "Nhóm theo năm"]
    assert table.rows[1:] == [["Quảng Ngãi", "B", "B", "A"], ["Kon Tum", "C", "C–D", "B–C"]]
    assert "Hợp nhất ngày 01/07/2025 từ: Quảng Ngãi, Kon Tum." in quang_ngai.text


def test_no_line_is_drawn_across_a_merger(quang_ngai: Page) -> None:
    spec = _chart(quang_ngai)
    assert [trace["x"] for trace in spec["data"]] == [list(range(2018, 2025)), [2025]]
    assert spec["layout"]["shapes"][0]["x0"] == 2024.5


def test_an_unchanged_unit_has_one_line(leadership: Path) -> None:
    spec = _chart(Page(leadership / "province" / "VN34-46.html"))
    assert [trace["x"] for trace in spec["data"]] == [list(range(2018, 2026))]
    assert "shapes" not in spec["layout"]


def test_a_renamed_unit_finds_its_published_grades(leadership: Path) -> None:
    page = Page(leadership / "province" / "VN34-46.html")
    (table,) = [table for table in page.tables if table.caption == "Nhóm theo năm"]
    assert table.rows[1:] == [["Thừa Thiên Huế", "B", "B", "A"]]


def test_indicators_show_numerator_denominator_and_status(quang_ngai: Page) -> None:
    nodes = quang_ngai.table("nodes")
    approved = nodes.row("Hệ thống được phê duyệt cấp độ")
    assert approved[3:6] == ["1.913 / 2.200 (86,95 %)", "có báo cáo", "Cơ quan 3/4"]
    assert nodes.row("Diễn tập trong năm")[3] == "2"
    assert nodes.row("Hệ thống cấp 3 trở lên được đánh giá độc lập")[1:5] == [
        "–",
        "",
        "",
        "không áp dụng",
    ]
    assert nodes.row("Lây nhiễm mã độc")[4] == "chưa báo cáo"


def test_what_the_data_rests_on_is_said_of_the_unit_and_every_node(
    quang_ngai: Page, leadership: Path
) -> None:
    said = "Số liệu đã nhận: 60 % do cơ quan tự báo cáo, 40 % đo kiểm; {}."
    assert said.format("nộp muộn 3,4 %, đã sửa 50 %") in quang_ngai.text
    approved = quang_ngai.table("nodes").row("Hệ thống được phê duyệt cấp độ")
    assert approved[6] == "Dữ liệu 98 % nộp muộn 3,4 %, đã sửa 50 %"
    others = Page(leadership / "province" / "VN34-46.html").text
    assert said.format("không có phần nộp muộn, được miễn lỗi hay đã sửa") in others
    assert "Số liệu đã nhận" not in Page(leadership / "province" / "VN34-12.html").text


def test_a_plain_mean_of_the_former_units_is_said_not_to_be_ours(
    quang_ngai: Page, leadership: Path
) -> None:
    header, newest, *_ = quang_ngai.table("former").rows
    assert header == [
        "Năm", "Quảng Ngãi", "Kon Tum", "Tính lại", "Trung bình cộng (không phải của hệ thống)",
    ]  # fmt: skip
    assert newest == ["2024", "71,17", "72,17", "71,67", "71,67"]
    assert "former" not in Page(leadership / "province" / "VN34-46.html").source


def test_a_change_is_explained_by_its_causes(quang_ngai: Page) -> None:
    text = quang_ngai.text
    own = "giá trị của địa phương +2,50 điểm"
    late = "số liệu sửa hoặc đến muộn +0,50 điểm"
    assert f"So với 2024 (70,10 → 73,10 điểm): {own}; {late}." in text
    borders = f"{own}; địa giới −1,00 điểm; {late}."
    assert f"So với Kon Tum năm 2024 (71,10 → 73,10 điểm): {borders}" in text
    places = "giá trị của địa phương lên 1 bậc; giá trị của các địa phương khác xuống 2 bậc"
    assert f"Hạng so với 2024 (9 → 10): {places}." in text
    (row,) = quang_ngai.table("indicator-changes").rows[1:]
    assert row == ["Diễn tập trong năm", "1,00", "2,51", "+1,51"]


def test_budget_share_meets_ten_percent_exactly_and_misses_below(quang_ngai: Page) -> None:
    rows = quang_ngai.table("budget").rows[1:]
    assert [row[:4] for row in rows] == [
        ["Kế hoạch năm", "10 %", "10 %", "đạt"],
        ["Kế hoạch 5 năm", "được miễn", "10 %", "không xét"],
        ["Dự án", "9,99 %", "10 %", "chưa đạt"],
    ]


def test_reports_include_those_of_the_former_units(quang_ngai: Page) -> None:
    rows = quang_ngai.table("reports").rows[1:]
    assert [row[0] for row in rows] == [
        "2026 · đang diễn ra, chưa xếp hạng",
        "Tổng hợp sự cố",
        "2025",
        "Báo cáo an toàn thông tin mạng",
        "Tổng hợp sự cố",
    ]


def test_an_unranked_unit_shows_no_score_anywhere(leadership: Path) -> None:
    page = Page(leadership / "province" / "VN34-12.html")
    assert "Chưa xếp hạng vì mới có 79,9 % dữ liệu" in page.text
    assert "44,00" not in page.source
    assert 44.0 not in _chart(page)["data"][0]["y"]
    assert page.table("years").rows[1][:4] == ["2025", "–", "–", "–"]
