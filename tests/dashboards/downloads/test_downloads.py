"""The files an audience may take: the figures of the marts, described, and nothing that runs."""

from __future__ import annotations

import codecs
import csv
import hashlib
import json
from pathlib import Path

import duckdb
import pytest

from dashboards.marts.audiences import table
from tests.dashboards.downloads.workbook_reading import FORMULA


def _rows(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


@pytest.mark.parametrize("kind", ["public", "leadership"])
def test_files_hold_the_columns_of_the_table_and_no_others(written: Path, kind: str) -> None:
    files = sorted((written / kind / "data").glob("mart_*.csv"))
    assert files
    for file in files:
        shown = set(table().columns(file.stem, kind))
        counts = [line.counts for line in table().of_mart(file.stem) if line.counts]
        statuses = {status for one in counts for status in one.statuses}
        assert set(_rows(file)[0]) <= shown | statuses, file


def test_all_formats_hold_the_same_rows(written: Path) -> None:
    data = written / "leadership" / "data"
    for file in data.glob("mart_*.csv"):
        header, *rows = _rows(file)
        listed = json.loads(file.with_suffix(".json").read_text("utf-8"))
        assert listed[0] == header
        with duckdb.connect() as connection:
            stored = connection.execute(
                f"select * from read_parquet('{file.with_suffix('.parquet')}')"
            ).fetchall()
        assert len(rows) == len(stored) == len(listed) - 1
        if "score" in header:
            place = header.index("score")
            scores = [None if row[place] is None else float(row[place]) for row in stored]
            assert scores == [row[place] for row in listed[1:]]
            assert scores == [float(row[place]) if row[place] else None for row in rows]


def test_text_that_looks_like_a_formula_stays_text(written: Path) -> None:
    data = written / "leadership" / "data"
    names = {row[2] for row in _rows(data / "mart_published_grade.csv")}
    shown = {row[3] for row in _rows(data / "mart_csi_ranking.csv")}
    assert f"'{FORMULA}" in shown
    assert not [name for name in names | shown if name[:1] in set("=+@-")]


def test_the_package_describes_every_file_by_its_hash(written: Path) -> None:
    for kind in ("public", "leadership", "province-VN34-48"):
        data = written / kind / "data"
        package = json.loads((data / "datapackage.json").read_text("utf-8"))
        named = {resource["path"]: resource for resource in package["resources"]}
        assert {*named, "datapackage.json"} == {path.name for path in data.iterdir()}
        assert len({resource["name"] for resource in named.values()}) == len(named)
        for name, resource in named.items():
            content = (data / name).read_bytes()
            assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        fields = {
            field["name"]: field["type"]
            for field in named["mart_csi_ranking.csv"]["schema"]["fields"]
        }
        assert (fields["score"], fields["rank"], fields["is_merged"]) == (
            *("number", "integer", "boolean"),
        )


def test_the_package_says_what_tables_and_columns_are(written: Path) -> None:
    data = written / "public" / "data"
    package = json.loads((data / "datapackage.json").read_text("utf-8"))
    assert "Số liệu mẫu" in package["description"]
    assert "Synthetic data" in package["description"]
    tables = [resource for resource in package["resources"] if "schema" in resource]
    assert {one["format"] for one in tables} == {"csv"}
    assert {one["path"] for one in tables} == {file.name for file in data.glob("[md]*.csv")}
    for one in tables:
        assert one["description"]
        assert all(field["description"] for field in one["schema"]["fields"]), one["name"]
    (ranking,) = (one for one in tables if one["path"] == "mart_csi_ranking.csv")
    assert ranking["schema"]["primaryKey"] == ["method", "geography", "unit_id", "index_year"]
    units = {field["name"]: field.get("unit") for field in ranking["schema"]["fields"]}
    assert (units["score"], units["rank"], units["unit_id"]) == (
        *("points", "place in a ranking", None),
    )
    others = [one for one in package["resources"] if "schema" not in one]
    assert {one["type"] for one in others} == {"file"}


def test_the_package_names_its_source_and_that_no_licence_was_set(written: Path) -> None:
    """An id of the Open Definition's list is what the standard asks for; a licence is not made
    up."""
    package = json.loads((written / "public" / "data" / "datapackage.json").read_text("utf-8"))
    (licence,) = package["licenses"]
    assert licence["name"] == "notspecified"
    assert "Chưa quy định giấy phép sử dụng số liệu" in licence["title"]
    (source,) = package["sources"]
    assert "Báo cáo mẫu do máy sinh ra" in source["title"]
    assert "bản phát hành 1" in package["citation"]


def test_the_page_says_on_what_terms_and_links_every_file(written: Path) -> None:
    page = (written / "public" / "downloads.html").read_text("utf-8")
    for words in ("Chưa quy định giấy phép sử dụng số liệu", "Báo cáo mẫu do máy sinh ra"):
        assert words in page
    english = (written / "public" / "en" / "downloads.html").read_text("utf-8")
    assert "No licence has been set for the data" in english
    for file in (written / "public" / "data").iterdir():
        assert f'href="data/{file.name}"' in page


def test_excel_is_told_that_the_letters_are_utf8_and_machines_too(written: Path) -> None:
    """Codes alone need no mark, and a mark would become part of SDMX's first column."""
    for kind in ("public", "leadership", "province-VN34-48"):
        data = written / kind / "data"
        package = json.loads((data / "datapackage.json").read_text("utf-8"))
        declared = {one["path"]: one.get("encoding") for one in package["resources"]}
        for file in data.glob("mart_*.csv"):
            assert file.read_bytes().startswith(codecs.BOM_UTF8)
            assert file.read_bytes().count(codecs.BOM_UTF8) == 1
            assert declared[file.name] == "utf-8"
        assert (data / "csi_sdmx.csv").read_bytes().isascii()
    with duckdb.connect() as connection:
        file = written / "public" / "data" / "mart_csi_ranking.csv"
        read = connection.execute(f"select method, unit_id from read_csv('{file}')").fetchall()
    assert ("CSI-R1", "VN34-48") in read
