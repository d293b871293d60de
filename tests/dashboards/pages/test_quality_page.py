"""The quality pages: who waits for what, what has to be fixed, and who may read it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.dashboards.html_pages import Page
from tests.dashboards.published_units import HOSTILE_NAME
from tests.dashboards.released import AS_OF
from tests.dashboards.report_marts import HELD


def test_the_queue_says_who_waits_how_long_and_for_whom(leadership: Path) -> None:
    page = Page(leadership / "quality.html")
    waiting, replaced, _, completeness, rules = page.tables
    row = waiting.row("a" * 12)
    assert row[1:5] == [
        "Kinh phí",
        " ".join(HOSTILE_NAME.split()),
        "2025",
        "Chờ chỉnh sửa, bổ sung",
    ]
    assert row[5:7] == [f"{(AS_OF - date(2026, 1, 5)).days} (ngày khai)", "15/12/2025"]
    owners = "Cán bộ dữ liệu, Cán bộ quản lý danh mục đơn vị"
    came = "lan.anhkinh-phi.xlsxnhận 05/01/2026"
    faults = "Tổng kinh phí: Không phải số nguyên"
    assert row[7:] == [owners, came, faults]
    assert [(line[0], line[8]) for line in replaced.rows[1:]] == [
        ("b" * 12, "thư mục tiếp nhậncu.xlsxnhận 05/01/2026")
    ]
    assert replaced.rows[1][-1].endswith("và 2 lỗi khác")
    assert "2 báo cáo đang chờ chỉnh sửa, bổ sung; 1 báo cáo trong số" in page.text
    assert completeness.rows[1][1:6] == ["136", "34", "34", "34", "34"]
    assert completeness.rows[1][-1] == "50 %"
    assert rules.row("Giá trị không đúng kiểu")[4] == "6"
    assert "Các kiểm tra sau chưa thấy lỗi nào: Dòng tổng cộng không bằng các dòng." in page.text


def test_a_file_nobody_could_read_keeps_its_name_its_sender_and_its_day(leadership: Path) -> None:
    hostile = " ".join(HOSTILE_NAME.split())
    row = Page(leadership / "quality.html").tables[0].row("c" * 12)
    assert row[2] == hostile, "the agency it came from: it names none"
    assert row[4] == "Trả lại"
    assert row[8] == f"portal{hostile}nhận 05/01/2026"
    page = Page(leadership / "submission" / f"{HELD[2][:12]}.html")
    assert f"Tệp: {hostile}" in page.text
    assert "Ngày nhận: 05/01/2026" in page.text


def test_a_finding_says_what_was_sent_what_is_wrong_and_how_to_mend_it(leadership: Path) -> None:
    page = Page(leadership / "submission" / f"{HELD[0][:12]}.html")
    (findings,) = page.tables
    sent = " ".join(HOSTILE_NAME.split())
    assert findings.rows[1] == [
        f"{sent}!C5Tổng kinh phí", f"Đã gửi: {sent}", "Không phải số nguyên", "Ghi số nguyên",
        "Chỉ thị 14/CT-TTg", "Giá trị không đúng kiểuphải sửa · Cán bộ dữ liệu",
    ]  # fmt: skip
    assert "a/b.xlsx" in page.text
    assert "Nguồn nộp: lan.anh." in page.text
    english = Page(leadership / "en" / "submission" / f"{HELD[0][:12]}.html")
    assert english.tables[0].rows[1][2:5] == [
        "Not a whole number", "Write a number", "Directive 14/CT-TTg"
    ]  # fmt: skip


def test_an_aggregate_that_does_not_add_up_is_told_in_the_words_of_the_form(
    leadership: Path,
) -> None:
    rows = Page(leadership / "quality.html").table("control-totals").rows[1:]
    figure = "Từ chối dịch vụ: Số lượng"
    sender = " ".join(HOSTILE_NAME.split())
    assert [line[0] for line in rows] == [sender, sender]
    assert rows[0][3:] == [figure, "20", "10"]
    assert rows[1][3:] == [figure, "–", "3"]
    assert rows[0][1].startswith("Báo cáo tổng hợp sự cố")


def test_a_province_has_its_own_queue_and_findings_and_nothing_of_others(release: Path) -> None:
    own = release / "province-VN34-14"
    page = Page(own / "quality.html")
    waiting, replaced, control, completeness = page.tables
    assert [line[4:] for line in control.rows[1:]] == [["20", "10"]]
    assert [line[0] for line in waiting.rows[1:]] == [HELD[0][:12]]
    assert [line[0] for line in replaced.rows[1:]] == [HELD[1][:12]]
    assert completeness.rows[1][1:6] == ["4", "1", "1", "1", "1"]
    assert "Các quy tắc" not in page.text
    assert not [path for path in own.rglob("*.html") if "lan.anh" in path.read_text("utf-8")]
    home = [a["href"] for tag, a in page.elements if tag == "a" and a.get("href") == "index.html"]
    assert home == ["index.html"]
    names = sorted(path.stem for path in (own / "submission").iterdir())
    assert names == [name[:12] for name in HELD[:2]]
    other = release / "province-VN34-48"
    assert "Không có báo cáo nào." in Page(other / "quality.html").text
    assert not (other / "submission").exists()
    assert "quality.html" in (other / "index.html").read_text("utf-8")


def test_the_public_has_none_of_it(release: Path) -> None:
    for page in (release / "public").rglob("*.html"):
        assert page.parent.name != "submission"
        assert "quality.html" not in page.read_text("utf-8")
        assert "lan.anh" not in page.read_text("utf-8")
