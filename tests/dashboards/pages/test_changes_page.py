"""What changed since the release before: on each release but the first, for each reader as far as
they may know it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboards.release_record.manifest import Record, read_manifest
from dashboards.releases.writing import draft_release
from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build
from tests.dashboards.released import AS_OF, written_release

CODES = ("46", "48", "12")


def _write(home: Path, published: Path, release_id: str, record: Record) -> Path:
    as_of = AS_OF if release_id == "one" else date(2026, 8, 1)
    return written_release(published, home, as_of=as_of, release_id=release_id, record=record)


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two releases: in the second Huế has another score and rank, and Lai Châu a rank."""
    folder = tmp_path_factory.mktemp("two")
    published = build(folder / "published.duckdb", codes=CODES)
    first = {"content": "aaaaaaaa1", "method": "mmmmmmmm1"}
    _write(folder / "releases", published, "one", Record(first, waivers=("D1", "D2")))
    with duckdb.connect(str(published)) as connection:
        for statement in (
            "set score = 83.00, grade = 'A', rank = 1 where unit_id = 'VN34-46'",
            "set rank = 2 where unit_id = 'VN34-48'",
            "set rank = 3, grade = 'D', not_ranked_reason = null where unit_id = 'VN34-12'",
        ):
            connection.execute(f"update marts.mart_csi_ranking {statement} and index_year = 2025")
    second = Record(first | {"content": "bbbbbbbb1"}, waivers=("D2", "D7"))
    _write(folder / "releases", published, "two", second)
    return folder


def _page(home: Path, release_id: str, folder: str) -> Page:
    return Page(home / "releases" / release_id / folder / "changes.html")


def test_a_first_release_says_that_there_is_none_before_it(two: Path) -> None:
    for folder in ("leadership", "public"):
        page = _page(two, "one", folder)
        assert "Đây là bản phát hành đầu tiên" in page.text
        assert page.tables == []
    assert "This is the first release" in _page(two, "one", "public/en").text


def test_units_that_moved_stand_by_their_rank_with_both_ends(two: Path) -> None:
    page = _page(two, "two", "public")
    assert "So với bản one (số liệu đến 15/07/2026):" in page.text
    assert "2 địa phương đổi điểm, 3 đổi hạng, 2 đổi loại." in page.text
    assert page.table("moved").rows[1:] == [
        ["Huế", "2 → 1", "79,04 → 83,00", "+3,96", "B → A"],
        ["Đà Nẵng", "1 → 2", "82,13", "0,00", "A"],
        ["Lai Châu", "– → 3", "– → 44,00", "–", "– → D"],
    ]
    assert _page(two, "two", "public/en").table("moved").rows[1][2] == "79.04 → 83.00"


def test_what_the_release_was_made_from_stands_beside_what_was_before(two: Path) -> None:
    facts = _page(two, "two", "leadership").table("facts")
    assert facts.row("Bản phát hành")[1:] == ["one", "two", "có"]
    assert facts.row("Số liệu đến ngày")[1:] == ["15/07/2026", "01/08/2026", "có"]
    assert facts.row("Số liệu đã tính")[1:] == ["aaaaaaaa", "bbbbbbbb", "có"]
    assert facts.row("Định nghĩa phương pháp")[1:] == ["mmmmmmmm", "mmmmmmmm", "không"]
    assert facts.row("Địa giới")[1:] == ["địa giới 34 tỉnh, thành"] * 2 + ["không"]
    manifest = read_manifest(two / "releases" / "two")
    assert manifest
    assert manifest.before == "one"


def test_waivers_are_for_leadership_and_a_province_reads_the_public_page(two: Path) -> None:
    leadership = _page(two, "two", "leadership").text
    assert "Mới có hiệu lực: D7" in leadership
    assert "Không còn hiệu lực: D1" in leadership
    assert "D7" not in _page(two, "two", "public").source
    own = two / "releases" / "two" / "province-VN34-48"
    assert not list(own.rglob("changes.html"))
    assert "../public/changes.html" in (own / "index.html").read_text("utf-8")


def test_nobody_moves_between_years(two: Path, tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    before = _write(releases, two / "published.duckdb", "one", Record())
    manifest = json.loads((before / "manifest.json").read_text("utf-8"))
    manifest |= {"index_year": 2024, "geography": "VN63"}
    (before / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with draft_release(
        two / "published.duckdb",
        releases,
        as_of=AS_OF,
        method="CSI-R1",
        release_id="two",
        workers=1,
    ) as draft:
        assert draft.before == "one"
        (folder,) = releases.glob(".draft-*")
        page = Page(folder / "public" / "changes.html")
    assert "bản trước xếp hạng năm 2024, phương pháp CSI-R1, địa giới 63 tỉnh, thành" in page.text
    assert ["Năm xếp hạng", "2024", "2025", "có"] in page.table("facts").rows
    assert len(page.tables) == 1


def test_a_preview_is_compared_with_no_other(two: Path, tmp_path: Path) -> None:
    for release_id in ("one", "two"):
        folder = _write(tmp_path, two / "published.duckdb", release_id, Record(is_preview=True))
    assert "Đây là bản phát hành đầu tiên" in Page(folder / "public" / "changes.html").text
