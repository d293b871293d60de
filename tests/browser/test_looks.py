"""The main pages look as they did when somebody last looked at them: ``make looks`` takes the
references anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looks import difference, keep, kept, taken

PAGES = {
    "ranking": "leadership/index.html",
    "province": "leadership/province/VN34-51.html",
    "map": "public/map.html",
    "compare": "public/compare.html",
    "pillars": "leadership/pillars.html",
    "incidents": "leadership/incidents.html",
    "certainty": "public/certainty.html",
}
WIDTHS = (1280, 390)
TOLERANCE = 0.01
_OTHER_LETTERS = ("--font-render-hinting=none", "--disable-font-subpixel-positioning")


@contextmanager
def _opened(browser: Browser, address: str, width: int) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page.goto(address, wait_until="load")
    if page.locator("[data-chart], .comparison").count():
        page.wait_for_selector(".main-svg")
    page.evaluate("document.fonts.ready")
    yield page
    page.close()


@pytest.mark.parametrize(("name", "width"), list(product(PAGES, WIDTHS)))
def test_a_page_looks_as_its_reference(
    browser: Browser, current: Path, name: str, width: int
) -> None:
    with _opened(browser, (current / PAGES[name]).as_uri(), width) as page:
        picture = taken(page)
    if os.environ.get("CSI_KEEP_LOOKS") == "1":
        keep(picture, f"{name}-{width}")
    assert difference(picture, kept(f"{name}-{width}")) <= TOLERANCE


@pytest.mark.parametrize(
    "change",
    [
        ("table.ranking", "style.marginTop = '40px'"),
        ("ul.tiles", "style.transform = 'translateX(24px)'"),
        (".badges", "remove()"),
        ("table.ranking tbody", "style.filter = 'hue-rotate(120deg)'"),
    ],
    ids=["a table moved down", "a map moved aside", "a line gone", "other colours"],
)
def test_what_moves_goes_or_changes_colour_is_seen(
    browser: Browser, current: Path, change: tuple[str, str]
) -> None:
    selector, statement = change
    with _opened(browser, (current / PAGES["ranking"]).as_uri(), 1280) as page:
        before = taken(page)
        page.locator(selector).first.evaluate(f"element => {{ element.{statement} }}")
        after = taken(page)
    assert difference(before, after) > TOLERANCE


def test_another_way_of_drawing_letters_is_within_tolerance(
    browser: Browser, chromium_path: str, current: Path
) -> None:
    address = (current / PAGES["ranking"]).as_uri()
    with _opened(browser, address, 1280) as page:
        here = taken(page)
    arguments = ["--no-sandbox", "--disable-gpu", *_OTHER_LETTERS]
    elsewhere = browser.browser_type.launch(executable_path=chromium_path, args=arguments)
    with _opened(elsewhere, address, 1280) as page:
        there = taken(page)
    elsewhere.close()
    assert here.tobytes() != there.tobytes()
    assert difference(here, there) <= TOLERANCE
