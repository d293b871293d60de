"""A release is whole, frozen, self-contained, and switched to in one step."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboards import releases as releases_module
from dashboards.marts import NoCompleteYearError
from dashboards.releases import write_release
from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build

AS_OF = date(2026, 7, 15)


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
    pages = sorted(path.name for path in (release / "province").iterdir())
    assert len(pages) == 34
    assert "VN34-12.html" in pages


def test_same_marts_give_the_same_bytes(published: Path, release: Path, tmp_path: Path) -> None:
    again = write_release(published, tmp_path, as_of=AS_OF, release_id="2025.1").parent
    assert _contents(again) == _contents(release)


def test_a_release_that_is_there_is_not_written_again(published: Path, tmp_path: Path) -> None:
    page = write_release(published, tmp_path, as_of=AS_OF, release_id="2025.1")
    page.write_text("as it was", encoding="utf-8")
    assert write_release(published, tmp_path, as_of=AS_OF, release_id="2025.1") == page
    assert page.read_text(encoding="utf-8") == "as it was"


def test_a_folder_without_manifest_is_written_anew(published: Path, tmp_path: Path) -> None:
    (tmp_path / "2025.1").mkdir()
    (tmp_path / "2025.1" / "left-over.html").touch()
    folder = write_release(published, tmp_path, as_of=AS_OF, release_id="2025.1").parent
    assert (folder / "manifest.json").is_file()
    assert not (folder / "left-over.html").exists()


def test_current_follows_the_release_asked_for(published: Path, tmp_path: Path) -> None:
    for release_id in ("2025.1", "2025.2", "2025.1"):
        write_release(published, tmp_path, as_of=AS_OF, release_id=release_id)
        current = tmp_path / "current"
        assert current.readlink() == Path(release_id)
        assert (current / "index.html").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2025.1", "2025.2", "current"]


def test_a_failure_leaves_the_release_in_force(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_release(published, tmp_path, as_of=AS_OF, release_id="2025.1")

    def fail(*arguments: object) -> str:
        raise OSError("disk full")

    monkeypatch.setattr(releases_module, "province_page", fail)
    with pytest.raises(OSError, match="disk full"):
        write_release(published, tmp_path, as_of=AS_OF, release_id="2025.2")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2025.1", "current"]
    assert (tmp_path / "current").readlink() == Path("2025.1")


def test_without_a_complete_year_nothing_is_written(tmp_path: Path) -> None:
    published = build(tmp_path / "published.duckdb")
    with duckdb.connect(str(published)) as con:
        con.execute("update marts.mart_csi_ranking set season = 'in_progress'")
    with pytest.raises(NoCompleteYearError):
        write_release(published, tmp_path / "releases", as_of=AS_OF, release_id="2025.1")
    assert not (tmp_path / "releases").exists()


@pytest.mark.parametrize("release_id", ["../2025", "a/b", "", ".hidden", "current"])
def test_a_release_id_cannot_leave_its_folder(
    published: Path, tmp_path: Path, release_id: str
) -> None:
    with pytest.raises(ValueError, match="name"):
        write_release(published, tmp_path, as_of=AS_OF, release_id=release_id)
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
    assert "url(" not in (release / "static" / "style.css").read_text(encoding="utf-8")


def test_no_script_is_written_into_a_page(pages: dict[Path, Page]) -> None:
    for page in pages.values():
        for tag, attributes in page.elements:
            assert not [name for name in attributes if name.startswith("on")]
            assert not attributes.get("href", "").startswith("javascript:")
            if tag == "script":
                assert attributes.get("src") or attributes["type"] == "application/json"


def test_every_link_between_pages_leads_somewhere(pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        for tag, attributes in page.elements:
            address = attributes.get("href", "")
            if tag == "a" and not address.startswith(("#", "https://example.org")):
                assert (path.parent / address).is_file(), address
