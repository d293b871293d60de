"""The workbooks of a release, as other programs read them: every value as the mart has it and of
its type, also one that no spreadsheet has."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from dashboards.releases import write_release
from dashboards.workbooks import write_workbook
from tests.dashboards.published_marts import build
from tests.dashboards.workbook_reading import assert_holds_the_marts
from tests.libreoffice import resaved

_MOMENTS = (
    datetime(2026, 7, 9, 8, 30),
    datetime(2026, 7, 9),
    datetime(2026, 7, 9, 23, 59, 59),
    datetime(1900, 2, 28, 7, 5),
    datetime(9999, 12, 31, 23, 59),
)
_DAYS = (date(1, 1, 1), date(1900, 2, 28), date(1900, 3, 1), date(9999, 12, 31))
_AMOUNTS = (10**15 - 1, 10**15, 2**53 + 1, -(2**63), 2**63 - 1, -1, 0)
_TEXTS = (
    "dòng một\ndòng hai\r\ndòng ba",
    " khoảng trắng hai đầu ",
    "chuông\x07 và ký tự \ufffe không có trong XML",
    "_x000D_ và _x0041_ là chữ",
    "<b>&amp;</b> ]]> \"'",
    '=HYPERLINK("http://example.org","x")',
    "+84 24 3943 4567",
    "2026-07-09",
    "0123",
    "1e5",
    "TRUE",
    "ế" * 32_767,
    "𝄞" * 20_000,
)

_STRANGE: dict[str, tuple[object, ...]] = {
    "mart_obligation_status.told_at": _MOMENTS,
    "mart_obligation_status.period_start": _DAYS,
    "mart_budget_share.all_total_it_budget": _AMOUNTS,
    "mart_finding.sent": _TEXTS,
}


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release whose marts hold what is hard to write into a cell."""
    folder = tmp_path_factory.mktemp("strange")
    published = build(folder / "published.duckdb", codes=("48", "14"))
    with duckdb.connect(str(published)) as connection:
        for place, values in _STRANGE.items():
            mart, _, column = place.partition(".")
            for value in values:
                connection.execute(
                    f"insert into marts.{mart} select * replace ($value as {column})"
                    f" from marts.{mart} limit 1",
                    {"value": value},
                )
    write_release(
        published, folder / "releases", as_of=date(2026, 7, 15), release_id="1", workers=1
    )
    return folder / "releases" / "1"


def test_another_program_reads_what_the_marts_hold(strange: Path) -> None:
    workbooks = sorted(strange.glob("*/data/csi.xlsx"))
    assert [workbook.parts[-3] for workbook in workbooks] == [
        *("leadership", "province-VN34-14", "province-VN34-48", "public")
    ]
    for workbook in workbooks:
        assert_holds_the_marts(workbook, workbook.parent)


def test_libreoffice_opens_it_and_sees_the_same(strange: Path, tmp_path: Path) -> None:
    data = strange / "leadership" / "data"
    resaved({"csi": (data / "csi.xlsx").read_bytes()}, tmp_path)
    assert_holds_the_marts(tmp_path / "out" / "csi.xlsx", data)


@pytest.mark.parametrize("kind", ["TIME", "TIMESTAMP WITH TIME ZONE", "DOUBLE", "BLOB", "DATE[]"])
def test_a_type_nobody_has_said_how_to_write_is_not_guessed(kind: str, tmp_path: Path) -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema visible")
        connection.execute(f"create table visible.mart (value {kind})")
        with pytest.raises(ValueError, match="value"):
            write_workbook(tmp_path / "csi.xlsx", connection, {"mart": {"value": kind}})
