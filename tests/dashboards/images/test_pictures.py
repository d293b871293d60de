"""The charts as files: there for whoever may open their page, the same bytes every time, and text
in them is text."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from dashboards.releases.writing import write_release
from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build

HOSTILE = "$\\frac{1}{0}$ <script>alert(1)</script> & \"'"
BEGINS = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}
NAMES = {"ranking", "change", "map", "pillars", "incidents"}


def _written(folder: Path) -> Path:
    published = build(folder / "published.duckdb", codes=("48", "14"), hostile_name=HOSTILE)
    write_release(
        published,
        folder / "releases",
        as_of=date(2026, 7, 15),
        method="CSI-R1",
        release_id="1",
        workers=1,
    )
    return folder / "releases" / "1"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release in which a name is a formula and a script."""
    return _written(tmp_path_factory.mktemp("pictures"))


@pytest.mark.parametrize("language", ["", "en"])
def test_every_chart_is_there_in_every_format(written: Path, language: str) -> None:
    files = list((written / "public" / language / "images").iterdir())
    drawings = {f"{name}{suffix}" for name in NAMES for suffix in (".png", ".svg")}
    assert {file.name for file in files} == {*drawings, "charts.pdf"}
    for file in files:
        content = file.read_bytes()
        assert content.startswith(BEGINS[file.suffix])
        assert len(content) < 300_000, file
    booklet = (written / "public" / language / "images" / "charts.pdf").read_bytes()
    assert booklet.count(b"/Type /Page ") == len(NAMES)


def test_pictures_are_of_what_everybody_may_see(written: Path) -> None:
    """The counts of one to four incidents are hidden, for leaders too."""
    assert not list((written / "leadership").rglob("images"))
    said = Page(written / "public" / "images" / "incidents.svg").text
    assert "Từ chối dịch vụ" in said
    assert "</script><img" not in said


def test_a_name_is_neither_formula_nor_markup(written: Path) -> None:
    picture = Page(written / "public" / "images" / "ranking.svg")
    assert HOSTILE in picture.text
    assert "script" not in {tag for tag, _ in picture.elements}


def test_a_picture_says_what_kind_of_number_it_shows_in_its_language(written: Path) -> None:
    said = Page(written / "public" / "images" / "ranking.svg").text
    assert "không phải công bố chính thức. Số liệu mẫu" in said
    assert "Bản công khai · Bản phát hành 1 · Số liệu đến 15/07/2026" in said
    assert "82,13" in said
    english = Page(written / "public" / "en" / "images" / "ranking.svg").text
    assert "82.13" in english
    assert "82,13" not in english


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("public/index.html", "ranking"),
        ("public/en/index.html", "change"),
        ("leadership/pillars.html", "pillars"),
        ("leadership/en/map.html", "map"),
        ("leadership/incidents.html", "incidents"),
        ("leadership/downloads.html", "change"),
    ],
)
def test_a_page_leads_to_the_pictures_in_its_language(written: Path, page: str, name: str) -> None:
    path = written / page
    links = {a["href"] for tag, a in Page(path).elements if tag == "a" and "download" in a}
    reached = {(path.parent / link).resolve() for link in links}
    images = written / "public" / ("en" if "/en/" in page else "") / "images"
    assert {images / file for file in (f"{name}.png", f"{name}.svg", "charts.pdf")} <= reached


def test_the_same_figures_give_the_same_bytes(written: Path, tmp_path: Path) -> None:
    hashes = [
        {
            file.relative_to(release): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in release.rglob("images/*")
        }
        for release in (written, _written(tmp_path))
    ]
    assert hashes[0] == hashes[1]
