"""A file that was written and cannot be read as it was written stops its release."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest

from dashboards.marts.audiences import PUBLIC
from dashboards.marts.reading import Marts, marts_for, subject_of
from dashboards.release_record.edition import Edition
from dashboards.releases import building
from dashboards.releases.reopening import DamagedRelease, flaws_of_downloads
from dashboards.releases.writing import draft_release, write_release
from tests.dashboards.published_marts import build

AS_OF = date(2026, 7, 15)
Damage = Callable[[Path], None]


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("few") / "published.duckdb", codes=("48",))


@pytest.fixture(scope="module")
def in_force(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of releases with one that is in force; nothing damaged ever joins it."""
    releases = tmp_path_factory.mktemp("releases")
    write_release(few, releases, as_of=AS_OF, method="CSI-R1", release_id="good", workers=1)
    return releases


def _cut(file: Path) -> None:
    """The last bytes did not reach the disk."""
    file.write_bytes(file.read_bytes()[:-20])


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _without_a_line(file: Path) -> None:
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:-2], lines[-1]]))


def _without_a_row(file: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"create table kept as from read_parquet('{file}') offset 1")
        connection.execute(f"copy kept to '{file}' (format parquet)")


def _without_a_sheet_row(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    book.worksheets[2].delete_rows(2)
    book.save(file)


def _with_other_bytes(file: Path) -> None:
    """A sheet whose bytes are not those its archive says."""
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        place = archive.getinfo("xl/worksheets/sheet3.xml").header_offset + 90
    content[place : place + 40] = bytes(40)
    file.write_bytes(bytes(content))


@pytest.mark.parametrize(
    ("name", "damage", "cause"),
    [
        ("mart_csi_ranking.csv", _cut, "EOFError"),
        ("mart_csi_ranking.csv", _empty, "OSError"),
        ("mart_csi_ranking.csv", Path.unlink, "FileNotFoundError"),
        ("mart_csi_ranking.csv", _without_a_line, "method: 8 ≠ 9"),
        ("mart_csi_ranking.parquet", _cut, "ComputeError"),
        ("mart_csi_ranking.parquet", _without_a_row, "method: 8 ≠ 9"),
        ("mart_csi_ranking.json", _cut, "JSONDecodeError"),
        ("mart_csi_ranking.json", _without_a_line, "method: 8 ≠ 9"),
        ("csi.xlsx", _cut, "ZipError"),
        ("csi.xlsx", _without_a_sheet_row, "Chỉ số: 8 ≠ 9"),
        ("csi.xlsx", _with_other_bytes, "XmlError"),
        ("csi_sdmx.csv", _without_a_line, "STRUCTURE: 17 ≠ 18"),
        ("sdmx_structure.xml", _cut, "ExpatError"),
        ("datapackage.json", _cut, "JSONDecodeError"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_what_is_wrong_with_a_download_is_found(
    few: Path, in_force: Path, tmp_path: Path, name: str, damage: Damage, cause: str
) -> None:
    data = tmp_path / "public" / "data"
    shutil.copytree(in_force / "good" / "public" / "data", data)
    with marts_for(few, PUBLIC, subject_of(few, "CSI-R1")) as marts:
        assert list(flaws_of_downloads(marts, tmp_path)) == []
        damage(data / name)
        flaws = list(flaws_of_downloads(marts, tmp_path))
    found = {flaw.file.removeprefix("public/data/"): flaw.cause for flaw in flaws}
    assert found[name] == cause
    assert found.keys() == {name, "datapackage.json"}, "the package names what it should be"


def test_a_download_that_cannot_be_read_again_stops_its_release(
    few: Path, in_force: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = building.write_downloads

    def write_and_damage(marts: Marts, folder: Path, edition: Edition) -> None:
        written(marts, folder, edition)
        if marts.audience == PUBLIC:
            _cut(folder / "public" / "data" / "mart_csi_ranking.csv")

    monkeypatch.setattr(building, "write_downloads", write_and_damage)
    _must_be_refused(few, in_force, "public/data/mart_csi_ranking.csv", "EOFError")


def test_a_page_that_ends_too_early_stops_its_release(
    few: Path, in_force: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered = building.render

    def render(*arguments: object) -> object:
        copy = rendered(*arguments)  # type: ignore[arg-type]
        if arguments[3].name == "compare":  # type: ignore[attr-defined]
            object.__setattr__(copy, "html", copy.html[: len(copy.html) // 2])
        return copy

    monkeypatch.setattr(building, "render", render)
    _must_be_refused(few, in_force, "leadership/compare.html", "EOFError")


def test_a_draft_is_read_again_too(
    few: Path, in_force: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "write_downloads", lambda *_: None)
    with (
        pytest.raises(DamagedRelease),
        draft_release(few, in_force, as_of=AS_OF, method="CSI-R1", release_id="d", workers=1),
    ):
        pass


def _must_be_refused(few: Path, releases: Path, file: str, cause: str) -> None:
    """The refusal names file and cause; the release in force stays, and nothing else remains."""
    with pytest.raises(DamagedRelease) as refused:
        write_release(few, releases, as_of=AS_OF, method="CSI-R1", release_id="bad", workers=1)
    assert refused.value.values["file"] == file
    assert refused.value.values["cause"] == cause
    assert file in refused.value.words("vi")
    assert (releases / "current").readlink().name == "good"
    assert sorted(path.name for path in releases.iterdir()) == ["current", "good"]
