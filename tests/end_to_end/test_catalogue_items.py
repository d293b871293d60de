"""Every item of the catalogue, none left out: its figure with unit and period stands on the page
that the catalogue names, for at least one unit of the sample, or it is not carried and says why."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from dashboards.marts.audiences import LEADERSHIP
from dashboards.marts.catalogue import CatalogueItem
from dashboards.marts.reading import marts_for, subject_of
from dashboards.pages import SITE
from dashboards.pages.item_places import place_of
from orchestration.reference.seeds import seed_rows
from tests.dashboards.html_pages import Addressed, Page
from tests.end_to_end.homes import SampleHome

IDS = [row["item_id"] for row in seed_rows("reference/catalogue")]
UNITS = {row["item_id"]: row["unit"] for row in seed_rows("reference/catalogue")}
MEASURES = (
    *("%", "số lượng", "số đơn vị trả lời có", "triệu đồng", "thấp nhất đến cao nhất"),
    *("số báo cáo", "Phải nộp:", "báo cáo được miễn", "nhóm", "Hạng"),
)
_PERIOD = re.compile(r"(?:\d\d/\d\d/)?20\d\d(?:-20\d\d)?")
_LABEL = re.compile(r"(?:6 tháng (?:đầu|cuối) )?(?:\d\d/\d\d/)?20\d\d(?:-20\d\d)?: ")


@dataclass(frozen=True)
class Release:
    """The leaders' copy of the release of the sample, and its catalogue by item."""

    folder: Path
    items: Mapping[str, CatalogueItem]
    units: tuple[str, ...]

    def pages(self, name: str, *, is_per_unit: bool) -> list[Page]:
        keys = self.units if is_per_unit else ("",)
        return [_page(self.folder.parent / SITE.path(LEADERSHIP, name, key)) for key in keys]


_page = cache(Page)


@pytest.fixture(scope="module")
def release(season: SampleHome) -> Release:
    published = season.folder / "warehouse" / "published.duckdb"
    subject = subject_of(published, "CSI-R1")
    with marts_for(published, LEADERSHIP, subject) as marts:
        items = {item.item_id: item for item in marts.rows(CatalogueItem)}
    leaders = season.folder / "releases" / "current" / LEADERSHIP.folder
    return Release(leaders, items, subject.units)


def _has_figure(text: str) -> bool:
    """Whether a text has a figure beside the periods that its columns are labelled with."""
    without_labels = _LABEL.sub("", text)
    return bool(re.search(r"(?<![\w/])\d[\d.,]*", _PERIOD.sub("", without_labels)))


def _has_period(found: Addressed) -> bool:
    table = found.table
    around = [found.text, found.heading]
    around += [table.caption, *table.rows[0]] if table else []
    return any(_PERIOD.search(words) for words in around)


def _stands_for_a_unit(page: Page, found: Addressed) -> bool:
    """Whether the table of the units below has a figure in the column of this line."""
    assert found.table is not None
    place = found.table.rows.index(found.cells)
    below = page.tables[page.tables.index(found.table) + 1]
    if "figures" not in below.classes.split():
        return False
    return any(_has_figure(row[place]) for row in below.rows[1:])


@pytest.mark.parametrize("item_id", IDS)
def test_the_figure_of_an_item_is_seen_or_it_is_not_carried(release: Release, item_id: str) -> None:
    item = release.items[item_id]
    place = place_of(item)
    if place is None:
        assert item.status == "out_of_reach"
        assert item.reason
        assert item.reason_vi
        return
    pages = release.pages(place.page, is_per_unit=place.is_per_unit)
    for_units, texts = [], []
    for anchor in place.anchors:
        page, found = next(
            (page, page.addressed[anchor]) for page in pages if anchor in page.addressed
        )
        assert any(map(_has_figure, found.cells[1:] or [found.text])), anchor
        assert _has_period(found), anchor
        texts.append(found.text)
        assert any(measure in found.text for measure in MEASURES), anchor
        if anchor.startswith("figure-"):
            for_units.append(_stands_for_a_unit(page, found))
    assert any(for_units) or not for_units
    if UNITS[item_id] == "%" and for_units:
        assert any("%" in text for text in texts)


@pytest.mark.parametrize("copy", ["leadership", "public"])
def test_the_catalogue_leads_to_the_figure_of_each_item(
    release: Release, season: SampleHome, copy: str
) -> None:
    folder = season.folder / "releases" / "current" / copy
    catalogue = _page(folder / "catalogue.html")
    links = [
        a["href"] for tag, a in catalogue.elements if tag == "a" and "#" in a.get("href", "")[1:]
    ]
    carried = [item for item in release.items.values() if place_of(item)]
    assert len(links) == len(carried) if copy == "leadership" else 0 < len(links) < len(carried)
    for link in links:
        path, _, anchor = link.partition("#")
        assert anchor in _page((folder / path).resolve()).addressed, link


@pytest.mark.parametrize(
    ("text", "has_one"),
    [
        ("Đội ứng cứu số lượng 2024: 63 2025: –", True),
        ("Đội ứng cứu số lượng 2024: – 2025: –", False),
        ("Chỉ tiêu % 18/11/2014: – 2021-2025: –", False),
        ("6 tháng cuối 2025: –", False),
        ("6 tháng cuối 2025: 0 % 0 / 12", True),
    ],
)
def test_a_period_is_no_figure(text: str, *, has_one: bool) -> None:
    assert _has_figure(text) is has_one
