"""The queries of ``docs/queries.md`` run as they are printed, and answer what they promise."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.home.home import Home
from tests.end_to_end.homes import AS_OF, SampleHome

PAGE = Path(__file__).parents[2] / "docs" / "queries.md"
QUERIES: dict[str, str] = dict(
    re.findall(r"^## (.+?)\n.*?```sql\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL | re.MULTILINE)
)
Row = dict[str, Any]


def answer(season: SampleHome, title: str) -> list[Row]:
    """The rows of a query, from the database that it names."""
    query, home = QUERIES[title], Home(season.folder)
    database = home.computed if query.startswith("-- computed.duckdb") else home.published
    with duckdb.connect(str(database), read_only=True) as connection:
        result = connection.execute(query)
        columns = [column[0] for column in result.description or ()]
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]


@pytest.mark.parametrize("title", QUERIES)
def test_every_query_of_the_page_has_an_answer(season: SampleHome, title: str) -> None:
    assert answer(season, title)


def test_a_rank_has_its_range_or_says_why_not(season: SampleHome) -> None:
    years = answer(season, "A rank with its range, 2018 to 2025")
    assert [row["index_year"] for row in years] == list(range(2018, 2026))
    for row in years:
        assert row["interval_status"] == "computed"
        assert row["rank_best"] <= row["rank_worst"] <= row["ranked_units"]
        assert row["score_lower"] <= row["score"] <= row["score_upper"]
        assert row["no_interval_reason"] is None
    assert {row["is_own_method"] for row in years} == {True}


def test_whoever_is_late_has_passed_a_deadline(season: SampleHome) -> None:
    late = answer(season, "Who is late")
    assert {row["status"] for row in late} == {"late", "missing"}
    assert max(row["deadline"] for row in late) <= date.fromisoformat(AS_OF)


def test_a_cell_moves_points_of_a_unit(season: SampleHome) -> None:
    moved = answer(season, "What a cell moved")
    assert len({(row["submission_id"], row["sheet"], row["cell"]) for row in moved}) == 1
    assert all(0 <= row["points"] <= row["max_points"] for row in moved)
    assert any(row["rank"] for row in moved)


def test_the_parts_of_a_change_add_up(season: SampleHome) -> None:
    for row in answer(season, "Why a score changed"):
        parts = sum((row[name] for name in row if name.startswith("part_")), Decimal(0))
        assert abs(parts - row["change"]) < Decimal("0.000001")


def test_every_column_says_what_it_means(season: SampleHome) -> None:
    undescribed = season.query(
        "select count(*) from duckdb_columns() where not internal and comment is null"
    )
    assert undescribed == [(0,)]
    schemas = season.query("select distinct schema_name from duckdb_tables()")
    assert schemas == [("marts",)]
    assert all(row["comment"] for row in answer(season, "What a column means"))
