"""The written pages in a real browser, opened from the folder as from a USB stick."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from dashboards.looks.locale import ENGLISH, VIETNAMESE, speaking
from dashboards.marts.audiences import LEADERSHIP, PUBLIC, Audience
from dashboards.pages import SITE
from tests.browser.visits import Visit

WIDTHS = (1280, 390)
# Copies of a page that are worth a look each: a merged province, one without a rank, one with HTML
# in its name. Of any other page per unit one copy is opened.
UNITS = {"province": ("VN34-51", "VN34-12", "VN34-14"), "submission": ("a" * 12, "c" * 12)}
READERS = (LEADERSHIP, PUBLIC, Audience("province", "VN34-51"))
PAGES = ("leadership/index.html", "leadership/province/VN34-51.html")
# WCAG 2.2 AA is what axe files under these; it must not fetch style sheets while it looks.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,
}


def every_page() -> list[str]:
    """Where every registered page lies, for every kind of reader, in both languages."""
    paths = []
    for reader, language in product(READERS, (VIETNAMESE, ENGLISH)):
        with speaking(language):
            for page in SITE.pages:
                units = UNITS.get(page.name, ("VN34-51",))
                keys = ("",) if "{key}" not in page.path else units
                shown = keys if (reader, language) == (LEADERSHIP, VIETNAMESE) else keys[:1]
                paths += [
                    SITE.path(reader, page.name, key)
                    for key in shown
                    if SITE.has(reader, page.name, key)
                    and (page.name != "submission" or reader is LEADERSHIP)
                ]
    return paths


Open = Callable[..., Visit]


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One tab for all visits: a reader follows links in one, and a new one reads the scripts of the
    release anew, which takes longer than any page."""
    page = browser.new_page()
    yield page
    page.close()


@pytest.fixture
def visit(tab: Page, current: Path) -> Iterator[Open]:
    """Open a page of the release at a width."""
    visits = []

    def open_page(path: str, width: int = 1280) -> Visit:
        tab.set_viewport_size({"width": width, "height": 900})
        visits.append(Visit(tab, (current / path).as_uri()))
        return visits[-1]

    yield open_page
    for visited in visits:
        visited.leave()


@pytest.fixture
def without_javascript(browser: Browser, current: Path) -> Iterator[Callable[[str], Page]]:
    """Open a page of the release where no script runs."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, java_script_enabled=False
    )

    def open_page(path: str) -> Page:
        page = context.new_page()
        page.goto((current / path).as_uri(), wait_until="load")
        return page

    yield open_page
    context.close()


def visits() -> Iterator[object]:
    """Every page at every width. Nightly are those that repeat, for another reader or in English, a
    page that is opened anyway."""
    wide, narrow = WIDTHS
    often = {
        "leadership": (WIDTHS, (narrow,)),
        "public": ((narrow,), ()),
        "province-VN34-51": ((wide,), ()),
    }
    for path in every_page():
        shown = often[path.split("/")[0]]["/en/" in path]
        seldom = tuple(width for width in WIDTHS if width not in shown)
        for widths, marks in ((shown, ()), (seldom, pytest.mark.nightly)):
            if widths:
                named = f"{path}-{'-'.join(map(str, widths))}"
                yield pytest.param(path, widths, marks=marks, id=named)


def offences(page: Page) -> list[object]:
    """What of a page, as it is shown now, breaks a rule of accessibility, and where."""
    page.evaluate(Axe().axe_script)
    found: list[object] = page.evaluate(
        """async (rules) => (await axe.run(document, rules)).violations
            .map((rule) => [rule.id, rule.nodes.map((node) => node.target)])""",
        RULES,
    )
    return found


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(("path", "widths"), list(visits()))
def test_a_page_is_offline_fits_and_is_accessible(
    visit: Open, path: str, widths: tuple[int, ...]
) -> None:
    """A chart is drawn for the width its page is opened at: such a page is opened at each."""
    visited = visit(path, widths[0])
    page = visited.page
    has_chart = page.locator("[data-chart]").count() > 0
    for width in widths:
        if width != widths[0]:
            page.set_viewport_size({"width": width, "height": 900})
            if has_chart:
                page.reload(wait_until="load")
        if has_chart:
            page.wait_for_selector("[data-chart] .main-svg")
        assert offences(page) == []
        assert fits(page)
        if width == min(WIDTHS):
            page.set_viewport_size({"width": 320, "height": 900})
            assert fits(page)
    assert visited.complaints == []
    assert [url for url in visited.requests if not url.startswith(("file:", "data:"))] == []


def test_what_breaks_a_rule_is_seen(visit: Open) -> None:
    page = visit("public/index.html").page
    page.evaluate("document.querySelector('h1').outerHTML = '<img src=\"data:,\"><h1></h1>'")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"width:2000px\">x')")
    assert {"image-alt"} <= {rule for rule, _ in offences(page)}
    assert not fits(page)


@pytest.mark.parametrize("width", [*WIDTHS, 320])
def test_no_cell_of_the_ranking_is_cut_off(visit: Open, width: int) -> None:
    page = visit("leadership/index.html", width).page
    cut = page.evaluate(
        """() => [...document.querySelectorAll("table.ranking td, table.ranking th, .tiles a")]
            .filter((cell) => cell.checkVisibility() && !cell.closest("thead"))
            .filter((cell) => cell.getBoundingClientRect().right > innerWidth + 0.5
                || cell.scrollWidth > cell.clientWidth + 1)
            .map((cell) => cell.textContent.trim())"""
    )
    assert cut == []


def test_a_row_becomes_three_lines_on_a_phone(visit: Open) -> None:
    page = visit("leadership/index.html", 390).page
    line = page.locator("table.ranking tr.line", has_text="Quảng Ninh").first
    tops = {
        part: line.locator(part).evaluate("cell => cell.getBoundingClientRect().top")
        for part in (".name", ".score", ".on-year", ".coverage", ".move")
    }
    assert abs(tops[".name"] - tops[".score"]) < 8
    assert abs(tops[".on-year"] - tops[".coverage"]) < 8
    assert tops[".on-year"] > tops[".name"] + 12
    assert tops[".move"] > tops[".on-year"] + 12
    assert not line.locator(".spark").is_visible()


@pytest.mark.parametrize("path", PAGES)
def test_tables_are_there_without_javascript(
    without_javascript: Callable[[str], Page], path: str
) -> None:
    page = without_javascript(path)
    assert page.locator("table").first.is_visible()
    assert page.get_by_text("Biểu đồ cần JavaScript").is_visible()
    if path == "leadership/index.html":
        assert page.locator("table.ranking tr.line").count() == 34
        assert page.get_by_role("table", name="Xếp hạng năm 2025").is_visible()


def test_charts_are_drawn_with_vietnamese_numbers(visit: Open) -> None:
    page = visit("leadership/province/VN34-51.html").page
    page.wait_for_selector("[data-chart] .main-svg")
    assert "73,10" in page.locator("[data-chart]").inner_text()
    layout = page.evaluate("document.querySelector('[data-chart]')._fullLayout.separators")
    assert layout == ",."
    assert page.locator(".chart-fallback").count() == 0


def test_the_font_is_loaded_from_the_style_sheet(visit: Open) -> None:
    page = visit("public/index.html").page
    loaded = page.evaluate(
        "document.fonts.ready.then((fonts) => [...fonts].map((one) => [one.family, one.status]))"
    )
    assert loaded == [["Noto Sans", "loaded"]]


def test_a_hostile_name_runs_nothing_and_reads_as_written(visit: Open) -> None:
    page = visit("leadership/index.html").page
    page.wait_for_selector("[data-chart] .main-svg")
    assert page.locator("[data-chart] a").count() == 0
    names = page.locator("[data-chart] .ytick").all_text_contents()
    assert [name for name in names if name.startswith("Sơn La </script><b>&")]


def test_the_menu_of_provinces_works_by_keyboard(visit: Open) -> None:
    page = visit("leadership/index.html").page
    menu = page.locator("details.menu.provinces")
    summary = menu.locator("summary")
    for _ in range(12):
        page.keyboard.press("Tab")
        if summary.evaluate("summary => summary === document.activeElement"):
            break
    page.keyboard.press("Enter")
    assert menu.get_by_role("link", name="Đà Nẵng").is_visible()
    page.keyboard.press("Escape")
    assert not menu.get_by_role("link", name="Đà Nẵng").is_visible()
    page.keyboard.press("Enter")
    menu.get_by_role("link", name="Cần Thơ").click()
    assert page.url.endswith("province/VN34-92.html")


def test_printing_fits_the_paper(visit: Open) -> None:
    page = visit("leadership/index.html", 703).page
    page.wait_for_selector("[data-chart] .main-svg")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
    assert page.locator("table.ranking thead").is_visible()
    grade = page.locator("table.ranking .grade").first
    assert grade.evaluate("mark => getComputedStyle(mark).backgroundColor") == "rgb(255, 255, 255)"


def test_the_ranking_is_sorted_by_keyboard_in_vietnamese_order_and_filtered(visit: Open) -> None:
    page = visit("leadership/index.html").page
    names = page.locator("table.ranking tbody:first-of-type tr.line:visible .name a")
    page.get_by_role("button", name="Địa phương").press("Enter")
    assert names.all_text_contents()[:2] == ["An Giang", "Bắc Ninh"]
    shown = names.all_text_contents()
    assert shown.index("Cần Thơ") < shown.index("Đà Nẵng") < shown.index("Gia Lai")
    head = page.locator("th[data-sort=name]")
    assert head.get_attribute("aria-sort") == "ascending"
    page.get_by_label("Vùng").select_option("Miền Trung")
    assert names.all_text_contents() == ["Đà Nẵng", "Huế"]
    assert page.locator(".filters output").text_content() == "Hiện 2 trên 34"


def test_chosen_provinces_are_compared_and_the_choice_can_be_sent_on(visit: Open) -> None:
    page = visit("public/compare.html").page
    page.get_by_label("Địa phương 2").select_option(label="Cần Thơ")
    page.wait_for_selector(".comparison .main-svg")
    heads = page.locator("table.compared thead th").all_text_contents()
    assert heads == ["Đà Nẵng", "Cần Thơ"]
    assert page.locator("table.compared tbody tr").nth(2).all_inner_texts()[0].split() == [
        *("Điểm", "82,13", "78,11"),
    ]
    assert page.locator("table.compared tbody tr").nth(1).locator(".grade").all_inner_texts() == [
        *("A", "B"),
    ]
    (difference,) = page.locator(".differences li").all_inner_texts()
    assert difference.startswith("Đà Nẵng cao hơn Cần Thơ 4,02 điểm")
    assert page.url.endswith("#VN34-48,VN34-92")


def test_one_map_is_shown_at_a_time_without_a_script(
    without_javascript: Callable[[str], Page],
) -> None:
    page = without_javascript("public/map.html")
    assert page.locator(".one-map:visible").count() == 1
