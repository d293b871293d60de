"""The quality pages: who waits for what, and nothing that was sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tests.dashboards.conftest import AS_OF
from tests.dashboards.html_pages import Page
from tests.dashboards.published_units import HOSTILE_NAME
from tests.dashboards.report_marts import HELD


def test_the_queue_says_who_waits_how_long_and_for_whom(leadership: Path) -> None:
    page = Page(leadership / "quality.html")
    waiting, replaced, completeness, rules = page.tables
    row = waiting.row("a" * 12)
    assert row[1:5] == ["Kinh phí", " ".join(HOSTILE_NAME.split()), "2025", "Giữ lại chờ sửa"]
    assert row[5:7] == [str((AS_OF - date(2026, 1, 5)).days), "15/12/2025"]
    assert row[7:] == ["Người phụ trách dữ liệu, Người giữ danh bạ", "CELL-TYPE, UNIT-MISMATCH"]
    assert waiting.row("c" * 12)[4] == "Từ chối"
    assert [line[0] for line in replaced.rows[1:]] == ["b" * 12]
    assert "2 báo cáo đang chờ sửa; 1 báo cáo bị giữ" in page.text
    assert completeness.rows[1][1:4] == ["136", "102", "68"]
    assert completeness.rows[1][-1] == "50 %"
    assert rules.row("CELL-TYPE")[4] == "6"
    assert "Chưa quy tắc nào sau đây tìm thấy gì: TOTAL-ROW." in page.text


def test_a_submission_has_its_findings_and_its_workbook(leadership: Path) -> None:
    page = Page(leadership / "submission" / f"{HELD[0][:12]}.html")
    (findings,) = page.tables
    shown = " ".join(f"{HOSTILE_NAME}!C5".split())
    assert findings.rows[1] == [
        "CELL-TYPE", "phải sửa", shown, "Tổng kinh phí", "Người phụ trách dữ liệu"
    ]  # fmt: skip
    assert "a/b.xlsx" in page.text
    english = Page(leadership / "en" / "submission" / f"{HELD[0][:12]}.html")
    assert english.tables[0].rows[1][3] == "Total"


def test_nobody_else_has_them(release: Path) -> None:
    found = {path.relative_to(release).parts[0] for path in release.rglob("quality.html")}
    found |= {path.relative_to(release).parts[0] for path in release.rglob("submission/*.html")}
    assert found == {"leadership"}
    for page in (release / "public").rglob("*.html"):
        assert "quality.html" not in page.read_text("utf-8")
