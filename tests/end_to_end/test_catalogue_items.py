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
_COUNTED = r"số lượng|số báo cáo|Báo cáo: \d|\d / \d|\d trên \d"
_ANSWERED = rf"số đơn vị trả lời có|{_COUNTED}"
# How a unit of the catalogue is written beside a figure; an item without a unit is counted.
WRITTEN = {
    "": rf"\d %|{_COUNTED}",
    "%": r"\d %",
    "count": _COUNTED,
    "VND": r"\d triệu đồng",
    "days": "[Ss]ố ngày",
    "hours": "giờ",
    "minutes": "phút",
    "rank": r"[Hh]ạng",
    "points": "[Đđ]iểm",
    "grade steps": "loại",
    "grade A-E": r"^[A-E] \|.*Công bố",
    **dict.fromkeys(("0/1", "yes/no", "yes/no + text", "boolean"), _ANSWERED),
}
NOT_COMPUTED = {"S1-08": "per 1,000 km", "S3-12": "%", "S4-03": "per 100,000"}
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


def _beside(found: Addressed, place: int) -> str:
    """The words beside a cell of an addressed row: its own, those that name the row, the head of
    its column, the caption of the table."""
    assert found.table is not None
    head = found.table.rows[0]
    of_column = head[place] if place < len(head) else ""
    return " | ".join([found.cells[place], *found.cells[:2], of_column, found.table.caption])


def _figures(found: Addressed) -> list[str]:
    """Each figure of an addressed row with the words beside it; what is no row as a whole."""
    if not found.cells:
        return [found.text] if _has_figure(found.text) else []
    return [
        _beside(found, place)
        for place, cell in enumerate(found.cells)
        if place and (_has_figure(cell) or re.fullmatch("[A-E]", cell))
    ]


def _units(item_id: str) -> list[str]:
    """The units of an item, one by one."""
    return re.split(r"; | / | \(", UNITS[item_id].removesuffix(" of cable when length is known)"))


def _stands_for_a_unit(page: Page, found: Addressed) -> bool:
    """Whether a table of the units below has a figure in the column of this line."""
    assert found.table is not None
    for below in page.tables[page.tables.index(found.table) + 1 :]:
        if "figures" not in below.classes.split():
            return False
        heads = [" ".join(head.rsplit(", ", 1)) for head in below.rows[0]]
        if found.cells[0] in heads:
            place = heads.index(found.cells[0])
            return any(_has_figure(row[place]) for row in below.rows[1:])
    return False


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
    units = [one for one in _units(item_id) if one != NOT_COMPUTED.get(item_id)]
    assert item.reason or units == _units(item_id), "what of it is not computed says why"
    for_units, texts = [], []
    for anchor in place.anchors:
        page, found = next(
            (page, page.addressed[anchor]) for page in pages if anchor in page.addressed
        )
        figures = _figures(found)
        assert figures, anchor
        for figure in figures:
            assert _PERIOD.search(figure), (anchor, figure)
        assert any(re.search(words, one) for words in WRITTEN.values() for one in figures), anchor
        texts += figures
        if anchor.startswith("figure-"):
            for_units.append(_stands_for_a_unit(page, found))
    assert any(for_units) or not for_units
    for unit in units:
        assert any(re.search(WRITTEN[unit], one) for one in texts), (unit, texts)


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
