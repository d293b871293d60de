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

MODELS = [
    "path:models/intermediate/measurement",
    "path:models/intermediate/uncertainty",
    "path:models/marts/uncertainty",
]
# The hand-made season has four old provinces and two new ones.
FEW_UNITS = "update method.uncertainty_rule set minimum_units = 2"


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


@pytest.fixture(scope="module")
def few(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Query:
    """The hand-made season under a rule that two units are enough."""
    return recomputed(built, tmp_path_factory.mktemp("few"), FEW_UNITS)


def test_without_uncertainty_every_replicate_is_the_published_ranking(
    built: Built, tmp_path: Path
) -> None:
    query = recomputed(
        built,
        tmp_path,
        f"""{FEW_UNITS}; update method.uncertainty_rule set weight_width = 0, replicates = 3,
            earlier_replicates = 2;
        delete from method.uncertainty_choice; delete from method.measurement_evidence""",
    )
    rows = query(
        """select score, score_lower_by_method, score_median_by_method, score_upper_by_method,
            rank, rank_best, rank_worst, score_lower, interval_status
        from marts.mart_csi_uncertainty"""
    )
    ranked = query(
        "select count(*) from marts.mart_csi_ranking"
        " where method in (select method from method.uncertainty_rule) and rank is not null"
    )
    assert ranked == [(len(rows),)]
    for score, lower, median, upper, rank, best, worst, by_error, status in rows:
        assert (lower, median, upper) == (score, score, score)
        assert (best, worst) == (rank, rank)
        assert (by_error, status) == (None, "error_not_known")
    pairs = query(
        "select distinct probability_above, probability_tied from marts.mart_csi_pairwise"
    )
    assert {(above, tied) for above, tied in pairs} <= {(0, 0), (1, 0), (0, 1)}
    changed = query(
        """select count(*), count(case when verdict = 'error_not_known' then 1 end),
            count(case when score_change != change_lower_by_method
                or score_change != change_upper_by_method then 1 end)
        from marts.mart_csi_change_uncertainty"""
    )
    [(changes, without_verdict, differing)] = changed
    assert changes == without_verdict > 0
    assert differing == 0


def test_fewer_than_ten_units_have_no_interval_and_the_reason_is_said(query: Query) -> None:
    assert query("select count(*) from marts.mart_csi_uncertainty") == [(0,)]
    assert query("select count(*) from marts.mart_csi_change_uncertainty") == [(0,)]
    reasons = query(
        """select distinct interval_status, no_interval_reason from marts.mart_csi_ranking
        where method = 'CSI-R1' and rank is not null"""
    )
    assert reasons == [("none", "too_few_units")]


def test_every_ranked_year_is_assessed_and_the_latest_of_each_geography_compared(
    few: Query,
) -> None:
    ranked = few(
        """select distinct geography, index_year from marts.mart_csi_ranking
        where method = 'CSI-R1' and rank is not null order by all"""
    )
    assessed = few(
        "select distinct geography, index_year from marts.mart_csi_uncertainty order by all"
    )
    assert assessed == ranked
    compared = few("select distinct geography, index_year from marts.mart_csi_pairwise order by 1")
    assert compared == [("VN34", 2025), ("VN63", 2024)]


def test_what_a_unit_cannot_be_told_apart_from_is_what_its_pairs_say(few: Query) -> None:
    rows = few(
        """select certainty.units_above, certainty.units_below, certainty.units_not_told_apart,
            count(case when pairs.verdict = 'below' then 1 end),
            count(case when pairs.verdict = 'above' then 1 end),
            count(case when pairs.verdict = 'not_told_apart' then 1 end)
        from marts.mart_csi_uncertainty as certainty
        inner join marts.mart_csi_pairwise as pairs
            using (method, geography, index_year, unit_id)
        group by method, geography, index_year, unit_id, certainty.units_above,
            certainty.units_below, certainty.units_not_told_apart"""
    )
    assert rows
    for *shown, above, below, level in rows:
        assert tuple(shown) == (above, below, level)


def test_not_to_be_told_apart_goes_both_ways(few: Query) -> None:
    assert few(
        """select count(*) from marts.mart_csi_pairwise as one
        inner join marts.mart_csi_pairwise as other
            on one.unit_id = other.other_unit_id and one.other_unit_id = other.unit_id
            and one.method = other.method and one.geography = other.geography
        where (one.verdict = 'not_told_apart') != (other.verdict = 'not_told_apart')
            or (one.verdict = 'above') != (other.verdict = 'below')"""
    ) == [(0,)]


def test_ranks_have_probabilities_that_add_up(few: Query) -> None:
    totals = few(
        """select distinct sum(probability), max(probability_within)
        from marts.mart_csi_rank_probability group by method, geography, index_year, unit_id"""
    )
    assert totals == [(Decimal(1), Decimal(1))]


def test_one_of_two_units_is_above_or_they_tie(few: Query) -> None:
    rows = few(
        """select distinct one.probability_above + other.probability_above + one.probability_tied
        from marts.mart_csi_pairwise as one
        inner join marts.mart_csi_pairwise as other
            on one.unit_id = other.other_unit_id and one.other_unit_id = other.unit_id
            and one.index_year = other.index_year and one.method = other.method"""
    )
    assert rows == [(Decimal(1),)]
