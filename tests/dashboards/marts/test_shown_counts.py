"""No page and no file calls a number small that is not; small and hidden are two marks on both."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dashboards.marts.audiences import PUBLIC, opened_for
from ingestion.messages import text
from tests.dashboards.contributions import contribute, share_out
from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build
from tests.dashboards.released import written_release

SHOWN_FROM = 5
# Incidents and handled ones by type and period, which ten units share evenly; of ``ALONE`` one unit
# reports all. 4 and 5 stand at the border; in 2023 thirty incidents have four that were handled; in
# every first half-year phishing is small.
COUNTS = {
    ("Từ chối dịch vụ", "TYPE-01"): {2022: (1240,) * 2, 2023: (1241,) * 2, 2024: (1242,) * 2,
                                     2025: (1243,) * 2},
    ("Tấn công giả mạo", "TYPE-02"): {2022: (60, 60), 2023: (61, 61), 2024: (62, 62),
                                      2025: (63, 63)},
    ("Thay đổi giao diện", "TYPE-03"): {2022: (6, 6), 2023: (5, 5), 2024: (4, 4), 2025: (3, 3)},
    ("Mã hóa dữ liệu", "TYPE-04"): {2022: (30, 30), 2023: (31, 4), 2024: (32, 32),
                                    2025: (33, 33)},
}  # fmt: skip
ALONE = ("TYPE-02", "2023")
HALVES = {"TYPE-01": (600, 600), "TYPE-02": (2, 1), "TYPE-03": (0, 0), "TYPE-04": (12, 12)}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of these counts."""
    folder = tmp_path_factory.mktemp("small")
    published = _published(folder)
    return written_release(published, folder / "releases")


def _published(folder: Path) -> Path:
    published = build(folder / "published.duckdb", codes=("48",))
    rows = [
        (period, kind, year, code, name, *counts)
        for (name, code), by_year in COUNTS.items()
        for year, of_year in by_year.items()
        for period, kind, counts in (
            (f"{year}", "year", of_year),
            (f"{year}-S1", "half-year", HALVES[code]),
        )
    ]
    with duckdb.connect(str(published)) as connection:
        connection.execute("delete from marts.mart_incident_total")
        connection.executemany(
            "insert into marts.mart_incident_total (period, period_kind, index_year, incident_type,"
            " incident_type_name, units, reports, incidents, handled, is_synthetic)"
            " values (?, ?, ?, ?, ?, 34, 60, ?, ?, true)",
            rows,
        )
        connection.execute(
            "insert into marts.mart_directive_total (form, period, period_kind, index_year, line,"
            " breakdown, units, total, denominator, share) values"
            " ('websites', '2025', 'year', 2025, 'licensed', 'news', 34, 3, 60, 0.05)"
        )
        share_out(connection)
        connection.execute(
            "delete from marts.mart_country_contribution where line = ? and period = ?", ALONE
        )
        for counted in ("incidents", "handled"):
            cell = "incident_types 2023 TYPE-02 -"
            contribute(
                connection,
                cell,
                counted,
                {"unit 0": COUNTS["Tấn công giả mạo", "TYPE-02"][2023][0]},
            )
        connection.execute(
            "insert into marts.mart_incident_count select * replace"
            " ('TYPE-02' as incident_type, 'Tấn công giả mạo' as incident_type_name)"
            " from marts.mart_incident_count"
        )
    return published


@pytest.mark.parametrize(("language", "hidden"), [("vi", "giữ kín"), ("en", "hidden")])
def test_no_cell_of_the_page_calls_a_number_small_that_is_not(
    written: Path, language: str, hidden: str
) -> None:
    page = Page(written / "public" / ("en" if language == "en" else "") / "incidents.html")
    shown = next(t for t in page.tables if any("Từ chối dịch vụ" in row for row in t.rows))
    cells = [
        (cell.replace(".", "").replace(",", ""), COUNTS[key][year][0])
        for key in COUNTS
        for year, cell in zip(COUNTS[key], shown.row(key[0])[1:], strict=True)
    ]
    assert [cell for cell, _ in cells if cell == "<5"] == ["<5", "<5"]
    assert {count for cell, count in cells if cell == "<5"} == {4, 3}
    assert {count for cell, count in cells if cell == hidden} == {61}
    assert all(cell == str(count) for cell, count in cells if cell not in ("<5", hidden))
    assert page.text.count("<5") == 3, "two cells, and the note that says what it is"
    assert text("page.count_note.small", language) in page.text
    assert text("page.count_note.hidden", language) in page.text


def test_the_sentence_of_the_page_is_of_the_numbers_that_are_shown(written: Path) -> None:
    public = Page(written / "public" / "incidents.html").text
    assert (
        "Trong các loại sự cố có công bố số liệu năm 2025, nhiều nhất là từ chối dịch vụ (1.243)."
        in public
    )
    leadership = Page(written / "leadership" / "incidents.html").text
    assert "Năm 2025 các cơ quan ghi nhận 1.342 sự cố" in leadership
    assert "<5" not in leadership


def test_types_that_are_equally_frequent_are_named_together(written: Path) -> None:
    page = Page(written / "leadership" / "province" / "VN34-48.html").text
    assert "nhiều nhất là từ chối dịch vụ và tấn công giả mạo (7.000.000)." in page


def test_no_page_of_the_public_says_small_elsewhere(written: Path) -> None:
    saying = {
        path.relative_to(written / "public").as_posix()
        for path in (written / "public").rglob("*.html")
        if "<5" in Page(path).text
    }
    names = {"incidents.html", "management.html", "programme.html", "websites.html"}
    assert saying == names | {f"en/{name}" for name in names}
    with opened_for(written.parents[1] / "published.duckdb", PUBLIC) as connection:
        small = connection.execute(
            "select line, breakdown from visible.mart_directive_total"
            " where total_status = 'small' order by line"
        ).fetchall()
    assert small == [("cybercrime_cases", "-"), ("licensed", "news"), ("pilot_agencies", "-")]


@pytest.mark.parametrize(("language", "hidden"), [("", "giữ kín"), ("en", "hidden")])
def test_of_a_share_each_part_has_its_own_mark(written: Path, language: str, hidden: str) -> None:
    page = Page(written / "public" / language / "websites.html")
    marked = [cell for t in page.tables for row in t.rows for cell in row if hidden in cell]
    assert marked == [f"2025: {hidden} <5 / 60"]
    leadership = Page(written / "leadership" / language / "websites.html").text
    assert hidden not in leadership
    assert "3 / 60" in leadership


def test_the_chart_draws_no_line_over_hidden_years(written: Path) -> None:
    drawn = _chart(written / "public" / "incidents.html")
    assert drawn["Tấn công giả mạo"] == {2022: 60, 2023: None, 2024: 62, 2025: 63}
    assert drawn["Mã hóa dữ liệu"] == {2022: 30, 2023: 31, 2024: 32, 2025: 33}
    assert drawn["Thay đổi giao diện"] == {2022: 6, 2023: 5, 2024: None, 2025: None}
    page = Page(written / "public" / "incidents.html").text
    assert text("page.incidents.gaps", "vi") in page
    assert "Biểu đồ ghi tên 3 loại có tổng số được nêu lớn nhất; nét mảnh là 1 loại khác." in page
    assert "để trống" not in Page(written / "leadership" / "incidents.html").text


def _chart(page: Path) -> dict[str, dict[int, int | None]]:
    source = page.read_text(encoding="utf-8")
    start = source.index('id="chart-incidents"')
    spec = json.loads(source[source.index(">", start) + 1 : source.index("</script>", start)])
    assert not any(trace.get("connectgaps") for trace in spec["data"])
    return {trace["name"]: dict(zip(trace["x"], trace["y"], strict=True)) for trace in spec["data"]}


def _files(data: Path, mart: str) -> Iterator[list[dict[str, object]]]:
    """The rows of a mart as each of its files has them."""
    with (data / f"{mart}.csv").open(encoding="utf-8-sig", newline="") as lines:
        yield [
            {name: (int(cell) if cell.isdigit() else cell or None) for name, cell in row.items()}
            for row in csv.DictReader(lines)
        ]
    header, *rows = json.loads((data / f"{mart}.json").read_text("utf-8"))
    yield [dict(zip(header, row, strict=True)) for row in rows]
    with duckdb.connect() as connection:
        result = connection.execute(f"select * from read_parquet('{data / f'{mart}.parquet'}')")
        names = [column[0] for column in result.description or ()]
        yield [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def test_every_file_has_both_marks_and_each_is_true(written: Path) -> None:
    codes = {code: by_year for (_, code), by_year in COUNTS.items()}
    for rows in _files(written / "public" / "data", "mart_incident_total"):
        assert len(rows) == 32
        statuses = set()
        for row in rows:
            code, year = str(row["incident_type"]), int(str(row["index_year"]))
            counts = codes[code][year] if row["period_kind"] == "year" else HALVES[code]
            for name, count in zip(("incidents", "handled"), counts, strict=True):
                status = row[f"{name}_status"]
                statuses.add(status)
                assert row[name] == (count if status == "shown" else None)
                assert status != "small" or count < SHOWN_FROM
                assert (status != "shown") is (
                    0 < count < SHOWN_FROM or (code, str(row["period"])) == ALONE
                )
        assert statuses == {"shown", "small", "hidden"}


def test_sdmx_says_primary_and_secondary_confidentiality(written: Path) -> None:
    file = written / "public" / "data" / "incidents_sdmx.csv"
    assert file.read_bytes().isascii()
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    observations = {
        (row["INCIDENT_TYPE"], row["INDICATOR"], row["TIME_PERIOD"]): (
            *(row["FREQ"], row["OBS_VALUE"], row["OBS_STATUS"], row["CONF_STATUS"]),
        )
        for row in rows
    }
    assert len(observations) == len(rows) == 64
    assert observations["TYPE-03", "INCIDENTS", "2024"] == ("A", "", "Q", "A")
    assert observations["TYPE-03", "INCIDENTS", "2023"] == ("A", "5", "A", "F")
    assert observations["TYPE-02", "INCIDENTS", "2023"] == ("A", "", "Q", "C")
    assert observations["TYPE-04", "INCIDENTS", "2023"] == ("A", "31", "A", "F")
    assert observations["TYPE-04", "HANDLED", "2023"] == ("A", "", "Q", "A")
    assert observations["TYPE-02", "INCIDENTS", "2025-S1"] == ("S", "", "Q", "A")
    assert not (written / "province-VN34-48" / "data" / "incidents_sdmx.csv").exists()
