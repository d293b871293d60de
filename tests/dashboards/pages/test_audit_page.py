"""The page about the method says what the audit found, and which bars hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dashboards.html_pages import Page


@pytest.fixture(scope="module")
def page(leadership: Path) -> Page:
    return Page(leadership / "audit.html")


def test_every_bar_has_a_verdict_and_the_indicators_it_is_about(page: Page) -> None:
    table = page.table("bars")
    assert table.rows[1:] == [
        [
            "Phần trọng số của chỉ tiêu không phân biệt được địa phương chặn công bố",
            "0,10", "nhiều nhất 0,50", "đạt", "–",
        ],
        [
            "Hai chỉ tiêu giống nhau nhất (tương quan)", "1,00", "nhiều nhất 0,92", "chưa đạt",
            "Pháp lý – Diễn tập trong năm",
        ],
        [
            "Nhóm chỉ tiêu kém nhất quán nhất (hệ số Cronbach)", "0,60", "ít nhất 0,70",
            "quá ít địa phương", "Pháp lý",
        ],
    ]  # fmt: skip
    assert "3 mốc kiểm định trên 33 địa phương được xếp hạng; 1 mốc chưa đạt." in page.text


def test_indicators_and_choices_stand_with_their_figures(page: Page) -> None:
    assert page.table("indicators").rows[1:] == [
        ["Diễn tập trong năm", "5 %", "–", "0,88", "–", "1,50"]
    ]
    assert page.table("sensitivity").rows[1:] == [
        ["Trọng số", "0,20 (0,18 đến 0,32)", "0,35 (0,33 đến 0,36)"]
    ]
    assert "ghi hai chữ số kèm khoảng 90 %" in page.text


def test_what_simulated_homes_showed_stands_with_its_figures(page: Page) -> None:
    _, row = page.table("simulation").rows
    assert row == ["như nhau", "5", "4.800", "90,2 %", "89,8 %", "4,1 %", "83,5 %"]
