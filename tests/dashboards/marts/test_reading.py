"""What a release is about, and whose rows a province may see as its own."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from dashboards.marts.audiences import PUBLIC, Audience, opened_for
from dashboards.marts.reading import NoCompleteYearError, Subject, subject_of
from tests.dashboards.published_marts import build

METHOD = "CSI-R1"


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A snapshot of two units: 2018 to 2024 restated, 2025 complete, 2026 in progress."""
    return build(tmp_path / "published.duckdb", codes=("48", "12"))


def subject_after(published: Path, *statements: str) -> Subject:
    with duckdb.connect(str(published)) as connection:
        for statement in statements:
            connection.execute(statement)
    return subject_of(published, METHOD)


def test_a_release_is_about_the_latest_complete_year_of_its_own_borders(published: Path) -> None:
    subject = subject_after(published)
    assert (subject.geography, subject.year) == ("VN34", 2025)
    assert subject.units == ("VN34-12", "VN34-48")
    assert subject.is_synthetic


@pytest.mark.parametrize(
    ("statement", "year"),
    [
        ("update marts.mart_csi_ranking set season = 'complete' where index_year = 2026", 2026),
        ("update marts.mart_csi_ranking set is_restated = false where index_year = 2024", 2025),
        ("update marts.mart_csi_ranking set is_restated = index_year != 2022", 2022),
    ],
)
def test_later_years_count_before_earlier_and_restated_ones_never(
    published: Path, statement: str, year: int
) -> None:
    assert subject_after(published, statement).year == year


def test_one_synthetic_row_makes_the_release_synthetic(published: Path) -> None:
    real = "update marts.mart_csi_ranking set is_synthetic = "
    assert not subject_after(published, real + "false").is_synthetic
    assert subject_after(published, real + "unit_id = 'VN34-12' and index_year = 2025").is_synthetic


def test_without_a_complete_year_there_is_nothing_to_release(published: Path) -> None:
    with pytest.raises(NoCompleteYearError):
        subject_after(published, "update marts.mart_csi_ranking set season = 'in_progress'")
    with pytest.raises(NoCompleteYearError):
        subject_of(published, "CSI-R9")


@pytest.mark.parametrize(
    ("audience", "own"),
    [
        (Audience("province", "VN34-48"), {"VN34-48", "VN63-48", "VN63-49"}),
        (Audience("province", "VN63-48"), {"VN63-48"}),
        (PUBLIC, set()),
    ],
)
def test_a_province_owns_its_rows_and_those_of_the_units_it_was_made_from(
    published: Path, audience: Audience, own: set[str]
) -> None:
    with opened_for(published, audience) as connection:
        assert {unit for (unit,) in connection.execute("from own_unit").fetchall()} == own
