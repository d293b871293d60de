"""Values planted in one province's rows are in no file of any other reader."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest

from tests.dashboards.published_marts import build
from tests.dashboards.released import written_release

# Đà Nẵng, made from Đà Nẵng and Quảng Nam; its neighbours are Huế and Quảng Ngãi.
CODES = ("48", "46", "51")
OWNERS = {"leadership", "province-VN34-48"}
AMOUNT = 918_273_645
WORDS = "Chim hoàng yến"
_PLANTED = (
    "update marts.mart_csi_score set numerator = {n}, denominator = {n} + 1, value = {n} + 2,"
    " normalised = 0.918273 where unit_id = 'VN34-48' and node_id in"
    " (select node_id from marts.dim_method_node where node_kind = 'indicator')",
    "update marts.mart_budget_share set total_it_budget_dong = {n}, security_budget_dong = {n} + 1,"
    " all_total_it_budget_dong = {n} + 2 where unit_id = 'VN34-48'",
    "update marts.mart_report_status set agency_name = '{w}', form_title_vi = '{w}',"
    " agency_id = 'AGY-{w}' where unit_id in ('VN34-48', 'VN63-48', 'VN63-49')",
    "update marts.mart_held_submission set unit_id = 'VN34-48', agency_name = '{w}',"
    " returned_workbook = '{w}.xlsx' where unit_id is not null",
    "update marts.mart_finding set unit_id = 'VN34-48', sent = '{w}', problem_vi = '{w}'",
    "update marts.mart_obligation_status set agency_name = '{w}' where unit_id = 'VN34-48'",
    "update marts.mart_incident_count set incidents = {n} where unit_id = 'VN34-48'",
    # A criterion among the pillars, as a mistake of the mart would put it there.
    "insert into marts.mart_csi_pillar_grade (method, geography, unit_id, index_year, node_id,"
    " node_kind, node_sort_order, node_name_vi, node_name_en, grade, is_synthetic) values"
    " ('CSI-R1', 'VN34', 'VN34-48', 2025, 'drills', 'indicator', 9, '{w}', '{w}', 'E', true)",
)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release with canaries in the rows of one province."""
    return _release(tmp_path_factory.mktemp("planted"), _PLANTED)


def _release(folder: Path, statements: Sequence[str]) -> Path:
    """A release of three provinces, after some changes of their rows."""
    published = build(folder / "published.duckdb", codes=CODES)
    with duckdb.connect(str(published)) as connection:
        for statement in statements:
            connection.execute(statement.format(n=AMOUNT, w=WORDS))
    return written_release(published, folder / "releases")


def _ways_to_write() -> list[str]:
    """A canary as a page, a data file or a file name may have it."""
    amounts = [f"{AMOUNT + more}" for more in (0, 1, 2)]
    grouped = [f"{AMOUNT + more:,}" for more in (0, 1, 2)]
    escaped = [json.dumps(WORDS)[1:-1], "0.918273", "0,918273"]
    return [*amounts, *grouped, *(text.replace(",", ".") for text in grouped), WORDS, *escaped]


def _content(path: Path) -> bytes:
    """What a file says, taken out of what packs it."""
    if path.suffix == ".parquet":
        with duckdb.connect() as connection:
            rows = connection.execute(f"select * from read_parquet('{path}')").fetchall()
        return "\n".join(str(value) for row in rows for value in row).encode()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as packed:
            return b"".join(packed.read(name) for name in packed.namelist())
    return path.read_bytes()


def _holding(release: Path) -> Iterator[str]:
    """The folders of the files that hold a canary, in their name or in their content."""
    for path in release.rglob("*"):
        name = path.relative_to(release)
        content = _content(path) if path.is_file() else b""
        if any(way.encode() in content or way in str(name) for way in _ways_to_write()):
            yield name.parts[0]


def test_a_canary_is_in_no_file_of_any_other_reader(planted: Path) -> None:
    assert set(_holding(planted)) == OWNERS


def test_a_canary_is_found_in_every_kind_of_file(planted: Path) -> None:
    own = planted / "province-VN34-48"
    kinds = {
        path.suffix
        for path in own.rglob("*")
        if path.is_file() and any(way.encode() in _content(path) for way in _ways_to_write())
    }
    assert kinds >= {".html", ".csv", ".parquet", ".json", ".xlsx"}


def test_no_file_of_another_reader_depends_on_a_planted_value(
    planted: Path, tmp_path: Path
) -> None:
    """To the last byte, whatever packs it."""
    plain = _release(tmp_path, ())
    compared = [
        path.relative_to(plain)
        for path in plain.rglob("*")
        if path.is_file() and path.relative_to(plain).parts[0] not in {*OWNERS, "manifest.json"}
    ]
    assert {path.suffix for path in compared} >= {".html", ".csv", ".json", ".parquet", ".xlsx"}
    different = [
        path for path in compared if (plain / path).read_bytes() != (planted / path).read_bytes()
    ]
    assert different == []


def test_every_page_is_light_without_the_chart_script(release: Path) -> None:
    shared = sum(
        path.stat().st_size
        for path in (release / "shared").iterdir()
        if not path.name.startswith("plotly.")
    )
    heavy = {
        path.relative_to(release): path.stat().st_size
        for path in release.rglob("*.html")
        if path.stat().st_size + shared >= 200_000
    }
    assert heavy == {}
