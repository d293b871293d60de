"""The replicates of the index: what they must come to where nothing, or one thing, is uncertain."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from orchestration.warehouse.dbt_runner import invoke_dbt
from tests.dbt_project.conftest import Built, Query
from tests.kept import dbt_target

MODELS = ["path:models/intermediate/uncertainty", "path:models/marts/uncertainty"]


def recomputed(built: Built, folder: Path, changes: str) -> Query:
    """A copy of the warehouse with other rules of uncertainty, computed again."""
    copy = folder / built.warehouse.name
    shutil.copyfile(built.warehouse, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute(changes)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CSI_WAREHOUSE", str(copy))
        results = invoke_dbt(["run", "--select", *MODELS], dbt_target()).results
    assert {str(result.status) for result in results} == {"success"}

    def query(sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(copy), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    return query


def test_without_uncertainty_every_replicate_is_the_published_ranking(
    built: Built, tmp_path: Path
) -> None:
    query = recomputed(
        built,
        tmp_path,
        """update method.uncertainty_rule set weight_width = 0, replicates = 3, years = 'all';
        delete from method.uncertainty_choice""",
    )
    rows = query(
        """select score, score_lower, score_median, score_upper, rank, rank_best, rank_worst
        from marts.mart_csi_uncertainty"""
    )
    ranked = query(
        "select count(*) from marts.mart_csi_ranking"
        " where method in (select method from method.uncertainty_rule) and rank is not null"
    )
    assert ranked == [(len(rows),)]
    for score, lower, median, upper, rank, best, worst in rows:
        assert (lower, median, upper) == (score, score, score)
        assert (best, worst) == (rank, rank)
    pairs = query(
        "select distinct probability_above, probability_tied from marts.mart_csi_pairwise"
    )
    assert {(above, tied) for above, tied in pairs} <= {(0, 0), (1, 0), (0, 1)}
    changed = query(
        """select count(*) from marts.mart_csi_change_uncertainty
        where score_change != change_lower or score_change != change_upper"""
    )
    assert changed == [(0,)]


def test_only_the_latest_year_of_each_geography_is_assessed(query: Query) -> None:
    rows = query(
        "select distinct geography, index_year from marts.mart_csi_uncertainty order by geography"
    )
    assert rows == [("VN34", 2025), ("VN63", 2024)]


def test_ranks_have_probabilities_that_add_up(query: Query) -> None:
    totals = query(
        """select distinct sum(probability), max(probability_within)
        from marts.mart_csi_rank_probability group by method, geography, index_year, unit_id"""
    )
    assert totals == [(Decimal(1), Decimal(1))]


def test_one_of_two_units_is_above_or_they_tie(query: Query) -> None:
    rows = query(
        """select distinct one.probability_above + other.probability_above + one.probability_tied
        from marts.mart_csi_pairwise as one
        inner join marts.mart_csi_pairwise as other
            on one.method = other.method
            and one.unit_id = other.other_unit_id and one.other_unit_id = other.unit_id
            and one.index_year = other.index_year"""
    )
    assert rows == [(Decimal(1),)]
