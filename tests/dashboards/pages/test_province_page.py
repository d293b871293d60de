"""The page of one unit: where it stands, and what must not be compared."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboards.marts.trend import IndicatorChange
from dashboards.pages.unit_year import causes_in_words
from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build
from tests.dashboards.released import written_release


@pytest.fixture(scope="module")
def quang_ngai(leadership: Path) -> Page:
    """Merged from two units with different published grades."""
    return Page(leadership / "province" / "VN34-51.html")


def _chart(page: Page) -> dict[str, Any]:
    match = re.search(
        r'<script type="application/json" id="chart-trend">(.*?)</script>', page.source
    )
    assert match
    spec: dict[str, Any] = json.loads(match[1])
    return spec


def test_the_axis_shows_the_movement(leadership: Path) -> None:
    """Every score lies in it, and it is no longer than the tens they lie in and one more."""
    for path in (leadership / "province").glob("*.html"):
        page = Page(path)
        if 'id="chart-trend"' not in page.source:
            continue
        spec = _chart(page)
        scores = [y for trace in spec["data"] for y in trace["y"] if y is not None]
        low, high = spec["layout"]["yaxis"]["range"]
        assert low <= min(scores) < low + 10
        assert max(scores) < high <= max(scores) + 12
        assert set(spec["layout"]["yaxis"]["tickvals"]) <= set(range(low, high + 1, 10))


def test_the_page_opens_with_rank_and_grade_and_compares_recomputed_with_recomputed(
    quang_ngai: Page, leadership: Path
) -> None:
    assert "Hạng 10/33, loại B. 73,10 điểm. So với 2024: +1,93 điểm" in quang_ngai.text
    assert (
        "So với 2018: ▲ +13,50 điểm, lên 1 loại (C → B), hạng 9 → 10;"
        " đều tính lại, cùng phương pháp, cùng địa giới." in quang_ngai.text
    )
    unchanged = Page(leadership / "en" / "province" / "VN34-46.html")
    assert "Rank 2 of 33, grade B. 79.04 points." in unchanged.text
    assert (
        "On 2018: ▲ +10.24 points, same grade (B → B), rank 1 → 2;"
        " all recomputed, same method, same borders." in unchanged.text
    )


def test_ranges_and_verdict_stand_in_words(quang_ngai: Page, leadership: Path) -> None:
    certainty = "hạng nằm trong khoảng 21–23. Điểm: 71,10–75,10 do sai số của số liệu; 69,10–77,10"
    assert certainty in quang_ngai.text
    assert "Chưa phân biệt được với 16 địa phương khác." in quang_ngai.text
    assert "So với 2018: tăng rõ, trong khoảng +10,50 đến +16,50 điểm." in quang_ngai.text
    fallen = Page(leadership / "province" / "VN34-91.html")
    assert "So với 2018: giảm rõ, trong khoảng −6,23 đến −0,23 điểm." in fallen.text
    first = Page(leadership / "province" / "VN34-48.html")
    assert "giữ hạng 20 trong ít nhất 90 % số lần tính lại. Điểm:" in first.text
    assert "Chưa phân biệt được với 8 địa phương khác." in first.text


def test_steps_that_would_raise_the_score_stand_with_the_largest_gain_first(
    quang_ngai: Page, leadership: Path, release: Path
) -> None:
    first, others, second = (table for table in quang_ngai.tables if "advice" in table.classes)
    assert first.rows[1:3] == [
        ["Diễn tập", "1", "2 loại A", "+2,50"],
        ["Hệ thống được phê duyệt cấp độ", "55 %", "65 % loại A", "+1,25"],
    ]
    gains = [row[-1] for row in (*first.rows[1:], *others.rows[1:])]
    assert gains == ["+2,50", "+1,25", "+1,00", "+0,90", "+0,80", "+0,70", "+0,60"]
    assert second.rows[1:] == [["Hệ thống được phê duyệt cấp độ", "chưa báo cáo", "60 %", "+3,00"]]
    assert others.rows[-1] == ["Chỉ tiêu 4", "chưa có", "có loại B", "+0,60"]
    others = (leadership / "province" / "VN34-91.html", release / "public/province/VN34-51.html")
    for page in others:
        assert not [table for table in Page(page).tables if "advice" in table.classes]


def test_no_step_is_left_out_without_a_word(quang_ngai: Page, leadership: Path) -> None:
    """On paper the others are not unfolded, and the line that counts them is printed."""
    sentence = "Còn 2 chỉ tiêu khác, mỗi chỉ tiêu tăng không quá 0,70 điểm"
    assert quang_ngai.text.count(sentence) == 2
    english = Page(leadership / "en" / "province" / "VN34-51.html").text
    assert "Further indicators: 2, none adding more than 0.70 points" in english
    assert "chỉ tiêu khác, mỗi" not in Page(leadership / "province" / "VN34-46.html").text


def test_predecessors_stand_with_their_published_grades(quang_ngai: Page) -> None:
    (table,) = [table for table in quang_ngai.tables if table.caption == "Loại theo năm"]
    assert table.rows[1:] == [["Quảng Ngãi", "B", "B", "A"], ["Kon Tum", "C", "C–D", "B–C"]]
    assert "Hợp nhất ngày 01/07/2025 từ: Quảng Ngãi, Kon Tum." in quang_ngai.text


def test_no_line_is_drawn_across_a_merger(quang_ngai: Page) -> None:
    spec = _chart(quang_ngai)
    before = list(range(2018, 2025))
    assert {trace["name"]: trace["x"] for trace in spec["data"]} == {
        "Quảng Ngãi, như đã báo cáo": before,
        "Kon Tum, như đã báo cáo": before,
        "Tính lại theo địa giới mới": before,
        "Theo địa giới khi báo cáo": [2025],
    }
    (mark,) = spec["layout"]["shapes"]
    assert mark["x0"] == 2024.5


def test_series_that_say_the_same_are_one_line(leadership: Path) -> None:
    page = Page(leadership / "province" / "VN34-46.html")
    spec = _chart(page)
    assert [trace["x"] for trace in spec["data"]] == [list(range(2018, 2026))]
    assert "shapes" not in spec["layout"]
    assert "Như đã báo cáo" not in page.table("years").rows[0]
    assert "Chuỗi nối hai phương pháp trùng với chuỗi tính lại" in page.text


def test_years_show_what_was_reported_beside_what_is_restated(quang_ngai: Page) -> None:
    header, newest, before, *_ = quang_ngai.table("years").rows
    assert header[1:3] == ["Như đã báo cáo", "Tính lại, địa giới nay"]
    assert newest[1:3] == ["73,10", "73,10"]
    assert before[:3] == ["2024*", "71,17–72,17", "71,17"]


def test_a_new_method_without_a_link_breaks_the_line(tmp_path: Path) -> None:
    published = build(tmp_path / "published.duckdb", codes=("46", "51"))
    with duckdb.connect(str(published)) as connection:
        connection.execute(
            "update marts.mart_csi_series set score = score - 9, computed_under = 'OLD'"
            " where unit_id = 'VN34-46' and series <> 'restated' and index_year < 2021"
        )
        connection.execute(
            "update marts.mart_csi_series set is_break = true"
            " where unit_id = 'VN34-46' and series <> 'restated' and index_year = 2021"
        )
    release = written_release(published, tmp_path / "releases")
    page = Page(release / "public" / "province" / "VN34-46.html")
    spec = _chart(page)
    lines = [(trace["name"], trace["x"]) for trace in spec["data"]]
    assert lines == [
        (name, years)
        for name in ("Như đã báo cáo", "Nối hai phương pháp")
        for years in ([2018, 2019, 2020], [2021, 2022, 2023, 2024, 2025])
    ] + [("Theo địa giới khi báo cáo", list(range(2018, 2026)))]
    (mark,), (words,) = spec["layout"]["shapes"], spec["layout"]["annotations"]
    assert (mark["x0"], words["text"]) == (2020.5, "Phương pháp mới")
    assert page.table("years").row("2020")[1:4] == ["62,73", "71,73", "62,73"]


def test_pillars_stand_against_the_middle_of_the_ranked_units(
    quang_ngai: Page, leadership: Path, release: Path
) -> None:
    assert quang_ngai.table("medians").rows[1:] == [
        ["Pháp lý", "loại B", "73,1 %", "", "65 %", "▲ cao hơn"],
        ["Kỹ thuật", "loại C", "73,1 %", "", "90 %", "▼ thấp hơn"],
    ]
    public = Page(release / "public" / "province" / "VN34-51.html")
    assert public.table("medians").rows[1:] == [
        ["Pháp lý", "loại B", "loại B", "■ cùng loại"],
        ["Kỹ thuật", "loại C", "loại A", "▼ thấp hơn"],
    ]
    assert "73,1 %" not in public.text


def test_duties_say_what_was_missed_and_by_whom(leadership: Path, release: Path) -> None:
    missing = Page(leadership / "province" / "VN34-48.html")
    event, row = missing.table("open").rows[1:]
    assert event[:3] == ["Báo cáo sự cố an ninh mạng", "2025", "trong 72 giờ từ khi phát hiện"]
    counts = ["1", "0", "0", "0", "1"]
    assert row[1:] == ["2025", "14/12/2025", *counts, "Chưa nộp: Sở số 20 (mẫu)."]
    late = Page(leadership / "province" / "VN34-46.html").table("open").rows[1]
    assert late[4:] == ["0", "1", "0", "0", "Nộp muộn: Sở số 19 (mẫu)."]
    met = Page(leadership / "province" / "VN34-01.html")
    assert "Không có nghĩa vụ nào thiếu, muộn hoặc chờ chỉnh sửa." in met.text
    captions = [table.caption for table in met.tables if "duties" in table.classes]
    assert captions == ["Không thiếu, không muộn (2) Số liệu mẫu", "Nghĩa vụ giả định Số liệu mẫu"]
    assert "Sở số 20" in (release / "province-VN34-48/index.html").read_text("utf-8")
    assert "Sở số 20" not in (release / "public/province/VN34-48.html").read_text("utf-8")


def test_incidents_of_the_unit_stand_by_type_and_year(quang_ngai: Page, release: Path) -> None:
    header, line, total = quang_ngai.table("unit-incidents").rows
    assert header == ["Loại sự cố", "2025"]
    assert line == ["Từ chối dịch vụ", "7.000.021"]
    assert total == ["Tổng cộng", "7.000.021"]
    assert "Năm 2025: 7.000.021 sự cố" in quang_ngai.text
    assert "7.000.021" in (release / "province-VN34-51/index.html").read_text("utf-8")
    assert "7.000.021" not in (release / "public/province/VN34-51.html").read_text("utf-8")


def test_a_renamed_unit_finds_its_published_grades(leadership: Path) -> None:
    page = Page(leadership / "province" / "VN34-46.html")
    (table,) = [table for table in page.tables if table.caption == "Loại theo năm"]
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
    sentence = "Số liệu đã nhận: 60 % do cơ quan tự báo cáo, 40 % đo kiểm; {}."
    assert sentence.format("nộp muộn 3,4 %, đã sửa 50 %") in quang_ngai.text
    approved = quang_ngai.table("nodes").row("Hệ thống được phê duyệt cấp độ")
    assert approved[6] == "Dữ liệu 98 % nộp muộn 3,4 %, đã sửa 50 %"
    others = Page(leadership / "province" / "VN34-46.html").text
    assert sentence.format("không có phần nộp muộn, chấp nhận theo giải trình hay đã sửa") in others
    assert "Số liệu đã nhận" not in Page(leadership / "province" / "VN34-12.html").text


def test_a_plain_mean_of_the_former_units_is_said_not_to_be_ours(
    quang_ngai: Page, leadership: Path
) -> None:
    header, newest, *_ = quang_ngai.table("former").rows
    assert header == [
        "Năm", "Quảng Ngãi", "Kon Tum", "Tính lại", "Trung bình cộng (không phải của hệ thống)",
    ]  # fmt: skip
    assert newest == ["2024", "71,17", "72,17", "71,17", "71,67"]
    assert "former" not in Page(leadership / "province" / "VN34-46.html").source


def test_a_change_is_explained_by_its_causes(quang_ngai: Page) -> None:
    text = quang_ngai.text
    own = "do kết quả của địa phương: +2,50 điểm"
    then = "theo số liệu biết được ở hạn nộp khi ấy"
    late = "số liệu sửa hoặc đến muộn +0,50 điểm"
    assert f"So với 2024 {then} (70,10 → 73,10 điểm): {own}; {late}." in text
    borders = f"{own}; địa giới −1,00 điểm; {late}."
    assert f"So với Kon Tum năm 2024 {then} (71,10 → 73,10 điểm): {borders}" in text
    assert "Hạng so với 2024" not in text
    (row,) = quang_ngai.table("indicator-changes").rows[1:]
    assert row == ["Diễn tập trong năm", "1,00", "2,51", "+1,51"]


def test_the_change_on_the_year_stands_first_with_what_moved_it_most(
    quang_ngai: Page, release: Path
) -> None:
    assert (
        "So với 2024: +1,93 điểm (71,17 → 73,10), hạng 10 → 10, giữ loại B."
        " Chỉ tiêu làm điểm thay đổi nhiều nhất: Diễn tập trong năm (+1,51)." in quang_ngai.text
    )
    public = Page(release / "public" / "province" / "VN34-51.html")
    assert "So với 2024: +1,93 điểm" in public.text
    unranked = Page(release / "leadership" / "province" / "VN34-12.html")
    assert "So với 2024:" not in unranked.text


def test_the_fewest_steps_to_the_next_grade_are_those_that_gain_most(
    quang_ngai: Page, leadership: Path, release: Path
) -> None:
    assert (
        "Còn 6,90 điểm nữa là đạt loại A (từ 80 điểm). Đưa 6 chỉ tiêu lên mốc kế tiếp là đủ:"
        " Diễn tập (+2,50),"
        " Hệ thống được phê duyệt cấp độ (+1,25), Chỉ tiêu 0 (+1,00) và 3 chỉ tiêu tiếp theo"
        " trong bảng “Giải pháp nâng điểm”; cộng lại +7,15 điểm, mỗi chỉ tiêu tính riêng."
        in quang_ngai.text
    )
    hue = Page(leadership / "province" / "VN34-46.html")
    assert (
        "Còn 0,96 điểm nữa là đạt loại A (từ 80 điểm). Đưa một chỉ tiêu lên mốc kế tiếp là đủ: Diễn"
        in hue.text
    )
    best = Page(leadership / "province" / "VN34-48.html")
    assert "điểm nữa là đạt loại" not in best.text
    public = Page(release / "public" / "province" / "VN34-51.html")
    assert "Còn 6,90 điểm nữa là đạt loại A (từ 80 điểm)." in public.text
    assert "là đủ" not in public.text
    short = Page(leadership / "province" / "VN34-01.html")
    assert "Đưa cả 2 chỉ tiêu lên mốc kế tiếp, cộng lại +3,75 điểm, chưa đủ." in short.text


def test_causes_beyond_the_third_are_summed() -> None:
    changes = {"a": "0.50", "b": "-3.00", "c": "2.00", "d": "1.00", "e": "0.00", "f": "-0.25"}
    rows = [
        IndicatorChange(
            unit_id="u",
            from_year=2024,
            node_sort_order=place,
            node_name_vi=name,
            node_name_en=name,
            points_then=Decimal(1),
            points_now=Decimal(1) + Decimal(change),
            points_change=Decimal(change),
            has_same_meaning=True,
        )
        for place, (name, change) in enumerate(changes.items())
    ]
    assert causes_in_words(rows) == (
        "Chỉ tiêu làm điểm thay đổi nhiều nhất: b (−3,00), c (+2,00), d (+1,00);"
        " 2 chỉ tiêu khác cộng lại +0,25 điểm."
    )
    assert causes_in_words(rows[4:5]) == ""


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


def test_peers_are_of_the_region_first_and_next_in_the_ranking(
    leadership: Path, published: Path
) -> None:
    page = Page(leadership / "province" / "VN34-51.html")
    with duckdb.connect(str(published), read_only=True) as marts:
        rows = marts.execute(
            """
            select others.unit_id
            from marts.mart_csi_ranking as own
            inner join marts.mart_csi_ranking as others using (method, geography, index_year)
            where own.method = 'CSI-R1' and own.geography = 'VN34' and own.index_year = 2025
                and own.unit_id = 'VN34-51' and others.unit_id <> 'VN34-51'
                and others.rank is not null
            order by others.region_name is distinct from own.region_name,
                abs(others.rank - own.rank), others.unit_sort_order
            limit 4
            """
        ).fetchall()
    peers = [unit for (unit,) in rows]
    nav = page.source.split('<nav class="peers"')[1].split("</nav>")[0]
    assert re.findall(r'href="([^"]+)"', nav) == [
        *(f"{unit}.html" for unit in peers),
        f"../compare.html#{','.join(['VN34-51', *peers])}",
    ]
    assert "peers" not in Page(leadership.parent / "province-VN34-51" / "index.html").source
