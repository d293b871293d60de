"""A release is whole, frozen, self-contained, and switched to in one step."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboards.marts.reading import NoCompleteYearError
from dashboards.releases import building
from dashboards.releases.writing import write_release
from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build

AS_OF = date(2026, 7, 15)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The marts of two units: enough for how a release is written."""
    return build(tmp_path_factory.mktemp("few") / "published.duckdb", codes=("48", "12"))


def _write(published: Path, releases: Path, release_id: str = "2025.1") -> Path:
    """The folder of a release, written by this process."""
    write_release(
        published, releases, as_of=AS_OF, method="CSI-R1", release_id=release_id, workers=1
    )
    return releases / release_id


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_manifest_names_the_release_and_hashes_every_file(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    contents = _contents(release)
    del contents["manifest.json"]
    assert manifest["files"] == {
        name: hashlib.sha256(content).hexdigest() for name, content in contents.items()
    }
    assert manifest["release_id"] == "2025.1"
    assert manifest["as_of"] == "2026-07-15"
    assert (manifest["method"], manifest["geography"]) == ("CSI-R1", "VN34")
    assert manifest["index_year"] == 2025
    assert manifest["is_synthetic"] is True


def test_every_unit_has_a_page_ranked_or_not(release: Path) -> None:
    for folder in ("public", "leadership", "public/en", "leadership/en"):
        pages = sorted(path.name for path in (release / folder / "province").iterdir())
        assert len(pages) == 34
        assert "VN34-12.html" in pages


def test_same_marts_give_the_same_bytes_however_many_write_them(few: Path, tmp_path: Path) -> None:
    alone = _write(few, tmp_path / "alone")
    write_release(
        few, tmp_path / "two", as_of=AS_OF, method="CSI-R1", release_id="2025.1", workers=2
    )
    assert _contents(tmp_path / "two" / "2025.1") == _contents(alone)


def test_a_release_that_is_there_is_not_written_again(few: Path, tmp_path: Path) -> None:
    page = write_release(
        few, tmp_path, as_of=AS_OF, method="CSI-R1", release_id="2025.1", workers=1
    )
    page.write_text("as it was", encoding="utf-8")
    assert write_release(few, tmp_path, as_of=AS_OF, method="CSI-R1", release_id="2025.1") == page
    assert page.read_text(encoding="utf-8") == "as it was"


def test_a_folder_without_manifest_is_written_anew(few: Path, tmp_path: Path) -> None:
    (tmp_path / "2025.1").mkdir()
    (tmp_path / "2025.1" / "left-over.html").touch()
    folder = _write(few, tmp_path)
    assert (folder / "manifest.json").is_file()
    assert not (folder / "left-over.html").exists()


def test_current_follows_the_release_asked_for(few: Path, tmp_path: Path) -> None:
    for release_id in ("2025.1", "2025.2", "2025.1"):
        _write(few, tmp_path, release_id)
        current = tmp_path / "current"
        assert current.readlink() == Path(release_id)
        assert (current / "leadership" / "index.html").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2025.1", "2025.2", "current"]


def test_a_failure_leaves_the_release_in_force(
    few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write(few, tmp_path)

    def fail(*arguments: object) -> str:
        raise OSError("disk full")

    monkeypatch.setattr(building, "render", fail)
    with pytest.raises(OSError, match="disk full"):
        _write(few, tmp_path, "2025.2")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2025.1", "current"]
    assert (tmp_path / "current").readlink() == Path("2025.1")


def test_without_a_complete_year_nothing_is_written(tmp_path: Path) -> None:
    published = build(tmp_path / "published.duckdb", codes=("48",))
    with duckdb.connect(str(published)) as con:
        con.execute("update marts.mart_csi_ranking set season = 'in_progress'")
    with pytest.raises(NoCompleteYearError):
        write_release(
            published, tmp_path / "releases", as_of=AS_OF, method="CSI-R1", release_id="2025.1"
        )
    assert not (tmp_path / "releases").exists()


@pytest.mark.parametrize("release_id", ["../2025", "a/b", "", ".hidden", "current"])
def test_a_release_id_cannot_leave_its_folder(
    published: Path, tmp_path: Path, release_id: str
) -> None:
    with pytest.raises(ValueError, match="name"):
        write_release(published, tmp_path, as_of=AS_OF, method="CSI-R1", release_id=release_id)
    assert list(tmp_path.iterdir()) == []


def test_no_page_loads_anything_from_outside_its_folder(
    release: Path, pages: dict[Path, Page]
) -> None:
    for path, page in pages.items():
        assert page.open == []
        for address in page.loaded:
            assert address == "data:," or (path.parent / address).is_file(), address
        policy = next(a for _, a in page.elements if "http-equiv" in a)["content"]
        assert policy.startswith("default-src 'none'")
        assert "http" not in policy
    (style,) = (release / "shared").glob("style.*.css")
    assert "url(" not in style.read_text(encoding="utf-8")


def test_no_script_is_written_into_a_page(pages: dict[Path, Page]) -> None:
    for page in pages.values():
        for tag, attributes in page.elements:
            assert not [name for name in attributes if name.startswith("on")]
            assert not attributes.get("href", "").startswith("javascript:")
            if tag == "script":
                assert attributes.get("src") or attributes["type"] == "application/json"


def test_only_pages_with_charts_load_the_library_of_charts(pages: dict[Path, Page]) -> None:
    """It takes a telephone seconds."""
    for path, page in pages.items():
        loads = any("plotly" in one.get("src", "") for _, one in page.elements)
        draws = any({"data-chart", "data-compare"} & one.keys() for _, one in page.elements)
        assert loads == draws, path


def test_every_link_between_pages_leads_somewhere(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        for tag, attributes in page.elements:
            address = attributes.get("href", "")
            if tag == "a" and not address.startswith(("#", "https://example.org")):
                target, _, anchor = address.partition("#")
                there = pages.get((path.parent / target).resolve())
                assert there or (path.parent / target).is_file(), address
                if target.endswith("compare.html") and there:
                    units = {one["value"] for name, one in there.elements if name == "option"}
                    assert {*anchor.split(",")} <= units, address
                else:
                    assert not anchor or (there and anchor in there.addressed), address
