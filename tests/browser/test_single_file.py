"""All pages of an audience as one file, opened from a USB stick in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator

from dashboards.release_record.manifest import read_manifest
from dashboards.releases.exporting import export_file
from tests.browser.visits import Visit

# The words of each language that the test looks for, and a score as it writes it.
WORDS = {
    "vi": {"map": "Bản đồ", "compare": "So sánh", "place": "Địa phương 2", "score": "78,11"},
    "en": {"map": "Map", "compare": "Compare", "place": "Province 2", "score": "78.11"},
}


@pytest.fixture(scope="module")
def single_file(current: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the file the leadership gets."""
    manifest = read_manifest(current)
    assert manifest is not None
    target = tmp_path_factory.mktemp("usb") / "csi.html"
    return export_file(current, manifest, "leadership", target).as_uri()


@pytest.fixture
def visited(browser: Browser, single_file: str) -> Iterator[Visit]:
    """The file, just opened; after the test nothing was fetched and nothing went wrong."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    visited = Visit(page, single_file)
    yield visited
    page.close()
    assert visited.complaints == []
    assert [url for url in visited.requests if not url.startswith("data:")] == [single_file]


def _shown(visited: Visit, language: str) -> Locator:
    """The part of the file that is shown, which is one, in the language."""
    shown = visited.page.locator(".page:visible")
    assert shown.count() == 1
    assert shown.get_attribute("lang") == language
    return shown


def _follow(visited: Visit, language: str, link: str) -> Locator:
    visited.page.locator(".page:visible nav").get_by_role("link", name=link, exact=True).click()
    return _shown(visited, language)


def _home(visited: Visit, language: str) -> Locator:
    if language == "en":
        return _follow(visited, "en", "English")
    return _shown(visited, "vi")


@pytest.mark.parametrize("language", WORDS)
def test_the_ranking_is_filtered_and_its_chart_drawn(visited: Visit, language: str) -> None:
    home = _home(visited, language)
    home.locator(".filters select[name=region]").select_option("Miền Trung")
    names = home.locator("table.ranking tbody:first-of-type tr.line:visible .name a")
    assert sorted(names.all_text_contents()) == ["Huế", "Đà Nẵng"]
    home.locator("th[data-sort=name] button").click()
    assert names.all_text_contents() == ["Đà Nẵng", "Huế"]
    home.locator("[data-chart] .main-svg").first.wait_for()


@pytest.mark.parametrize("language", WORDS)
def test_a_map_is_shown(visited: Visit, language: str) -> None:
    _home(visited, language)
    shown = _follow(visited, language, WORDS[language]["map"])
    assert shown.locator(".one-map:visible").count() == 1
    assert shown.locator(".one-map.map-0").is_visible()


@pytest.mark.parametrize("language", WORDS)
def test_chosen_provinces_are_compared(visited: Visit, language: str) -> None:
    _home(visited, language)
    shown = _follow(visited, language, WORDS[language]["compare"])
    address = visited.page.url
    shown.get_by_label(WORDS[language]["place"]).select_option(label="Cần Thơ")
    assert shown.locator("table.compared thead th").all_text_contents() == ["Đà Nẵng", "Cần Thơ"]
    assert WORDS[language]["score"] in shown.locator("table.compared-years").inner_text()
    chart = shown.locator(".comparison .main-svg").first
    chart.wait_for()
    widths = [part.evaluate("part => part.clientWidth") for part in (chart, shown.locator("main"))]
    assert widths[0] > widths[1] / 2
    assert visited.page.url == address


def test_the_catalogue_leads_to_a_figure_on_another_page(visited: Visit) -> None:
    more = visited.page.locator(".page:visible nav .more")
    more.locator("summary").click()
    more.get_by_role("link", name="Danh mục nội dung", exact=True).click()
    link = _shown(visited, "vi").locator("a[href$='-budget-yearly_plan']")
    link.first.click()
    assert _shown(visited, "vi").locator("[id$='-budget-yearly_plan']").is_visible()


def test_an_address_opens_its_page_whole(
    browser: Browser, visited: Visit, single_file: str
) -> None:
    _follow(visited, "vi", WORDS["vi"]["compare"])
    again = Visit(browser.new_page(), visited.page.url)
    _shown(again, "vi").locator(".comparison .main-svg").first.wait_for()
    assert again.complaints == []
    again.page.close()
