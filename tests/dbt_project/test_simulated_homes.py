"""What the index says of certainty, held against homes whose truth is known and not told to it."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orchestration.reference.seeds import DBT_PROJECT
from tests.dbt_project.simulated_homes import HOMES, KINDS, SHAPES, Kind, simulate, summary
from tests.kept import kept

PUBLISHED = DBT_PROJECT / "seeds" / "uncertainty" / "error_simulation.csv"
MADE_FROM = (
    "dbt_project/macros",
    "dbt_project/models/intermediate",
    "dbt_project/models/marts/uncertainty",
    "tests/dbt_project/simulated_homes.py",
)
CASES = [(kind.shape, kind.error) for kind in KINDS]


@pytest.fixture(scope="module")
def simulated() -> pl.DataFrame:
    """The summary of all kinds of homes; CSI_KEEP_SIMULATION=1 publishes it in the seed."""
    folder = kept("simulated_homes", MADE_FROM, _simulate)
    rows = pl.read_csv(folder / "summary.csv")
    if os.environ.get("CSI_KEEP_SIMULATION"):
        rows.write_csv(PUBLISHED)
    return rows


def _simulate(folder: Path) -> None:
    summary(simulate(folder, KINDS, HOMES), KINDS).write_csv(folder / "summary.csv")


def _of(simulated: pl.DataFrame, shape: str, error: int) -> dict[str, int]:
    [row] = simulated.filter(shape=shape, error_points=error).to_dicts()
    return row


@pytest.mark.parametrize(("shape", "error"), CASES)
def test_intervals_hold_the_truth_in_nine_of_ten_cases(
    simulated: pl.DataFrame, shape: str, error: int
) -> None:
    row = _of(simulated, shape, error)
    assert row["unit_years"] >= 2000
    assert 0.85 <= row["held_scores"] / row["unit_years"] <= 0.95
    assert 0.85 <= row["held_changes"] / row["changes"] <= 0.95


@pytest.mark.parametrize(("shape", "error"), CASES)
def test_who_stays_is_seldom_called_up_or_down_and_who_moves_mostly_is(
    simulated: pl.DataFrame, shape: str, error: int
) -> None:
    """Moving is by three standard errors of a change."""
    row = _of(simulated, shape, error)
    assert row["still"] >= 2000
    assert row["called_still"] / row["still"] <= 0.06
    assert row["called_moved"] / row["moved"] >= 0.80


def test_where_nobody_moves_hardly_anybody_is_called(tmp_path: Path) -> None:
    """The judgement is over all units of a year together: of 5 homes of 40 units, none to two."""
    kinds = [Kind(shape, 5, 0) for shape in SHAPES]
    rows = summary(simulate(tmp_path, kinds, homes=5), kinds)
    assert (rows["called_still"] / rows["still"]).max() <= 0.02


def test_the_figures_of_the_method_page_are_these(simulated: pl.DataFrame) -> None:
    assert_frame_equal(pl.read_csv(PUBLISHED), simulated)
