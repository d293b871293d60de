"""The published distributions come out of the warehouse as they were published."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.dbt_project.conftest import Query

PROVINCES = {
    2018: {"B": 11, "C": 44, "D": 8},
    2019: {"A": 3, "B": 32, "C": 1, "C|D": 27},  # 28 in C or D, one of them known
    2020: {"A": 7, "B|C": 56},
}
MINISTRIES = {
    2018: {"B": 4, "D": 4},
    2019: {"A": 1, "B": 14, "C": 8, "D": 3},
    2020: {"A": 2},
}


def _distribution(query: Query, entity_type: str, year: int) -> Counter[str]:
    rows = query(
        f"""select grades, best_grade, worst_grade from marts.mart_published_grade
        where entity_type = '{entity_type}' and index_year = {year}"""
    )
    for grades, best, worst in rows:
        assert (best, worst) == (grades[0], grades[-1])
    return Counter(grades for grades, _, _ in rows)


@pytest.mark.parametrize("year", PROVINCES)
def test_provinces(query: Query, year: int) -> None:
    assert _distribution(query, "province", year) == PROVINCES[year]


@pytest.mark.parametrize("year", MINISTRIES)
def test_ministries(query: Query, year: int) -> None:
    assert _distribution(query, "ministry", year) == MINISTRIES[year]


def test_every_row_of_the_source_is_there(query: Query) -> None:
    assert query("select count(*) from marts.mart_published_grade") == [(225,)]
    assert query("select count(*) from published.csi_published") == [(225,)]


@pytest.mark.parametrize(
    ("unit_id", "grades"),
    [
        ("VN63-46", ["B", "B", "A"]),  # Thừa Thiên Huế
        ("VN63-12", ["D", "C|D", "B|C"]),  # Lai Châu
        ("VN63-62", ["C", "C|D", "B|C"]),  # Kon Tum
    ],
)
def test_provinces_of_the_founding_documents(query: Query, unit_id: str, grades: list[str]) -> None:
    rows = query(
        f"""select grades from marts.mart_published_grade
        where unit_id = '{unit_id}' order by index_year"""
    )
    assert [row[0] for row in rows] == grades


def test_none_of_the_d_of_2018_reached_b_and_no_b_fell_below(query: Query) -> None:
    rows = query(
        """select before.grades, after.best_grade, after.worst_grade
        from marts.mart_published_grade as before
        inner join marts.mart_published_grade as after using (unit_id)
        where before.index_year = 2018 and after.index_year = 2019
        and before.entity_type = 'province'"""
    )
    assert not [row for row in rows if row[0] == "D" and row[1] <= "B"]
    assert not [row for row in rows if row[0] == "B" and row[2] > "B"]


def test_contradicting_sources_stay_beside_the_grade(query: Query) -> None:
    notes: dict[int, str] = dict(
        query(
            """select distinct index_year, conflict_note from marts.mart_published_grade
            where entity_type = 'province'"""
        )
    )
    assert "15% for D" in notes[2018]
    assert "12 provinces had B" in notes[2019]
    assert "61% for B" in notes[2020]
