"""What has to be done about the reports of one unit: by whom, what, and by when."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.dashboards.html_pages import Page
from tests.dashboards.released import AS_OF
from tests.dashboards.report_marts import HELD


def test_tasks_say_who_has_to_do_what_by_when(leadership: Path, release: Path) -> None:
    page = Page(leadership / "province" / "VN34-46.html")
    assert "Năm 2025 phải nộp 2 báo cáo: 2 chưa nộp." in page.text
    agency, missing, send = "Sở (mẫu)", "Chưa nộp", "Gửi báo cáo"
    assert page.table("tasks").rows[1:] == [
        [agency, "Báo cáo an toàn thông tin mạng 2025", missing, send, _overdue(2025)],
        [agency, "Tổng hợp sự cố 2025-S1", missing, send, _overdue(2025)],
        [agency, "Tổng hợp sự cố 2026-S1", missing, send, "14/12/2026"],
    ]
    header, *years = page.table("reports").rows
    assert header[1:] == [
        "Chấp nhận", "Nộp muộn", "Đã nộp, chờ chỉnh sửa", "Chưa nộp", "Phải nộp", "Ngoài nghĩa vụ"
    ]  # fmt: skip
    assert [row[1:] for row in years if len(row) > 1] == [["0", "0", "0", "1", "0", "0"]] * 3
    done = Page(leadership / "province" / "VN34-48.html")
    assert "2 được chấp nhận đúng hạn hoặc không có hạn." in done.text
    assert "Không còn báo cáo nào phải nộp hoặc chỉnh sửa." in done.text
    assert "Việc phải làm" not in (release / "public/province/VN34-46.html").read_text("utf-8")


def test_a_held_report_leads_to_what_has_to_be_mended(leadership: Path) -> None:
    page = Page(leadership / "province" / "VN34-14.html")
    first = page.table("tasks").rows[1]
    assert first[1] == "Kinh phí 2025"
    assert first[2:4] == ["Đã nộp, chờ chỉnh sửa", "Sửa lỗi và gửi lại"]
    links = [a["href"] for tag, a in page.elements if tag == "a"]
    assert f"../submission/{HELD[0][:12]}.html" in links


def _overdue(year: int) -> str:
    last_day = date(year, 12, 14)
    return f"14/12/{year}, quá hạn {(AS_OF - last_day).days} ngày"
