"""The sentences, counts and short lists of the pages of the sample, recomputed from the marts in
both languages and for every audience by code that knows nothing of the pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dashboards.html_pages import Page
from tests.end_to_end.homes import SampleHome

YEAR = 2025
SCOPE = f"method = 'CSI-R1' and geography = 'VN34' and index_year = {YEAR}"
HEADLINE = {
    "vi": "Hạng {rank}/{ranked}, loại {grade}. {score} điểm.",
    "en": "Rank {rank} of {ranked}, grade {grade}. {score} points.",
}
ON_YEAR = {
    "vi": "So với {before}: {change} điểm ({then} → {score}), hạng {rank_then} → {rank},",
    "en": "On {before}: {change} points ({then} → {score}), rank {rank_then} → {rank},",
}
GRADES = {
    "vi": ("giữ loại {grade}.", "đổi loại {then} → {grade}."),
    "en": ("still grade {grade}.", "grade {then} → {grade}."),
}
OWED = {"vi": "Năm 2025 phải nộp {n} báo cáo", "en": "{n} reports are owed for 2025"}
COUNTS = {
    "vi": {
        "accepted": "{} được chấp nhận đúng hạn hoặc không có hạn",
        "late": "{} được chấp nhận nhưng nộp muộn",
        "held": "{} đã nộp, chờ chỉnh sửa",
        "missing": "{} chưa nộp",
        "due": "{} chưa đến hạn",
    },
    "en": {
        "accepted": "{} accepted in time or without a deadline",
        "late": "{} accepted but late",
        "held": "{} sent, to be mended",
        "missing": "{} not sent",
        "due": "{} not yet due",
    },
}
# Reports of a unit of today: its own, and those of the units it was made from.
REPORTS = """
    select coalesce(lineage.successor_unit_id, reports.unit_id) as unit_id, reports.status,
        reports.index_year, reports.is_owed, reports.next_step, reports.submission_id
    from marts.mart_report_status as reports
    left join marts.dim_unit_lineage as lineage using (unit_id)
"""


@pytest.fixture(scope="module")
def marts(season: SampleHome) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect(str(season.folder / "warehouse/published.duckdb"), read_only=True)
    yield connection
    connection.close()


@pytest.fixture(scope="module")
def released(season: SampleHome) -> Path:
    return season.folder / "releases" / "current"


def rows(marts: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    result = marts.execute(query)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def written(number: Decimal, language: str, *, signed: bool = False) -> str:
    text = f"{abs(number):.2f}"
    text = text.replace(".", ",") if language == "vi" else text
    sign = ("−" if number < 0 else "+" if number > 0 else "") if signed else ""
    return sign + text


def pages_of(released: Path, unit: str) -> list[tuple[str, Path]]:
    """Every copy of a province's page, with its language."""
    of_audiences = [
        (language, released / audience / folder / "province" / f"{unit}.html")
        for audience in ("leadership", "public")
        for language, folder in (("vi", ""), ("en", "en"))
    ]
    own = released / f"province-{unit}"
    return [*of_audiences, ("vi", own / "index.html"), ("en", own / "en" / "index.html")]


def test_where_a_province_stands_and_how_it_changed_on_the_year(
    marts: duckdb.DuckDBPyConnection, released: Path
) -> None:
    units = rows(
        marts,
        f"""
        select own.unit_id, own.rank, own.ranked_units, own.grade, own.score,
            earlier.rank as rank_then, earlier.grade as grade_then, earlier.score as score_then
        from marts.mart_csi_ranking as own
        left join marts.mart_csi_ranking as earlier
            on own.unit_id = earlier.unit_id and own.method = earlier.method
                and own.geography = earlier.geography and earlier.index_year = {YEAR - 1}
                and earlier.rank is not null
        where own.method = 'CSI-R1' and own.geography = 'VN34' and own.index_year = {YEAR}
        """,
    )
    assert len(units) == 34
    for unit in units:
        for language, path in pages_of(released, unit["unit_id"]):
            text = Page(path).text
            headline = HEADLINE[language].format(
                rank=unit["rank"],
                ranked=unit["ranked_units"],
                grade=unit["grade"],
                score=written(unit["score"] or Decimal(0), language),
            )
            assert (headline in text) == (unit["rank"] is not None), path
            if unit["rank"] is None or unit["rank_then"] is None:
                assert not re.search(rf"(So với|On) {YEAR - 1}: [−+\d]", text), path
                continue
            then = written(unit["score_then"], language)
            now = written(unit["score"], language)
            change = round(unit["score"], 2) - round(unit["score_then"], 2)
            same, other = GRADES[language]
            is_same = unit["grade"] == unit["grade_then"]
            assert (
                ON_YEAR[language].format(
                    before=YEAR - 1,
                    change=written(change, language, signed=True),
                    then=then,
                    score=now,
                    rank_then=unit["rank_then"],
                    rank=unit["rank"],
                )
                + " "
                + (same if is_same else other).format(grade=unit["grade"], then=unit["grade_then"])
            ) in text, path


def test_reports_are_counted_alike_wherever_they_are_counted(
    marts: duckdb.DuckDBPyConnection, released: Path
) -> None:
    """On the province's page in words and in its table, and on the page of all reports."""
    of_unit: dict[str, Counter[str]] = {}
    for row in rows(marts, REPORTS):
        if row["is_owed"] and row["index_year"] == YEAR:
            of_unit.setdefault(row["unit_id"], Counter())[row["status"]] += 1
    for unit, counts in of_unit.items():
        if not unit or not unit.startswith("VN34"):
            continue
        for language, path in pages_of(released, unit):
            if "public" in path.parts:
                assert "tasks-heading" not in Page(path).source
                continue
            page = Page(path)
            parts = [
                COUNTS[language][status].format(counts[status])
                for status in ("accepted", "late", "held", "missing", "due")
                if counts[status]
            ]
            sentence = f"{OWED[language].format(n=counts.total())}: {', '.join(parts)}."
            assert sentence in page.text, path
            in_table = Counter[str]()
            lines = page.table("reports").rows
            year = lines.index(next(line for line in lines if line[0].startswith(str(YEAR))))
            for line in lines[year + 1 :]:
                if len(line) == 1:
                    break
                numbers = [int(cell) for cell in line[1:6]]
                for status, number in zip(
                    ("accepted", "late", "held", "missing", "due"), numbers, strict=True
                ):
                    in_table[status] += number
            assert in_table == counts, path
    national = sum(of_unit.values(), Counter[str]())
    page = Page(released / "leadership" / "reporting.html")
    assert f"Năm {YEAR} phải nộp {national.total()} báo cáo" in page.text


def test_every_report_that_needs_something_done_is_a_task(
    marts: duckdb.DuckDBPyConnection, released: Path
) -> None:
    expected = Counter[str](
        row["unit_id"]
        for row in rows(marts, REPORTS)
        if row["next_step"] and (row["index_year"] or 0) >= YEAR and row["unit_id"]
    )
    for unit in (f for f in expected if f.startswith("VN34")):
        page = Page(released / "leadership" / "province" / f"{unit}.html")
        tasks = [
            line
            for table in page.tables
            if {"tasks", "more-tasks"} & {*table.classes.split()}
            for line in table.rows[1:]
        ]
        assert len(tasks) == expected[unit]


def test_the_index_waits_for_the_reports_whose_data_it_lacks(
    marts: duckdb.DuckDBPyConnection, released: Path
) -> None:
    """Those of provinces without a rank first, then whoever holds more; with what the others
    bring, a province has all its data."""
    effects = rows(
        marts,
        f"""
        select submission_id, unit_id, data_share, is_unranked from marts.mart_held_effect
        where {SCOPE} order by is_unranked desc, data_share desc
        """,
    )
    assert effects
    source = Page(released / "leadership" / "quality.html").source
    cards = re.findall(r'<h3><a href="submission/(\w+)\.html"', source)
    assert sorted(cards) == sorted(one["submission_id"][:12] for one in effects)
    by_key = {one["submission_id"][:12]: one for one in effects}
    order = [(not by_key[key]["is_unranked"], -by_key[key]["data_share"]) for key in cards]
    assert order == sorted(order)


def test_the_weakest_pillar_is_the_one_with_the_lowest_median(
    marts: duckdb.DuckDBPyConnection, released: Path
) -> None:
    nodes = rows(
        marts,
        f"""
        select node_name_vi, node_name_en, median_share from marts.mart_csi_pillar_median
        where {SCOPE} and node_kind = 'pillar' order by median_share
        """,
    )
    weakest, strongest = nodes[0], nodes[-1]
    vietnamese = Page(released / "leadership" / "pillars.html").text
    assert f"Trụ cột mạnh nhất là {strongest['node_name_vi']} (" in vietnamese
    assert f"yếu nhất là {weakest['node_name_vi']} (" in vietnamese
    english = Page(released / "leadership" / "en" / "pillars.html").text
    assert f"Strongest: {strongest['node_name_en']} (" in english
    assert f"Weakest: {weakest['node_name_en']} (" in english
