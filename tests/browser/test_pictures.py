"""A chart is taken away as a picture by its own buttons, and says what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser


@pytest.mark.parametrize(
    ("path", "take", "words"),
    [
        (
            "public/index.html",
            "Tải hình",
            ("không phải công bố chính thức", "Số liệu mẫu", "Bản công khai", "15/07/2026"),
        ),
        (
            "leadership/en/incidents.html",
            "Take the picture as",
            ("not an official publication", "Synthetic", "Edition for leadership", "15 Jul 2026"),
        ),
    ],
)
def test_a_picture_says_what_kind_of_number_it_shows(
    browser: Browser, current: Path, path: str, take: str, words: tuple[str, ...]
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if message.type == "error" else None,
    )
    page.goto((current / path).as_uri(), wait_until="load")
    chart = page.locator(".chart.drawn").first
    chart.hover()
    taken = {}
    for ending in ("PNG", "SVG"):
        with page.expect_download() as download:
            chart.get_by_role("button", name=f"{take} {ending}").click()
        taken[ending] = Path(download.value.path()).read_bytes()
    context.close()
    assert taken["PNG"].startswith(b"\x89PNG")
    shown = taken["SVG"].decode()
    assert shown.startswith("<svg")
    for word in words:
        assert word in shown
    assert complaints == []
