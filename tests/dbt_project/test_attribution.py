"""The parts of a change, by the models' own SQL, against Shapley values by brute force."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from itertools import permutations
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orchestration.warehouse.dbt_runner import environment, invoke_dbt
from tests.dbt_project.conftest import Query
from tests.kept import dbt_target

EXAMPLES = settings(
    max_examples=25, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
EXACT = Fraction(1, 10**9)
UNITS = ("a", "b", "c", "old")
METHODS = ("M", "N")
State = tuple[str, str, int, str]
States = dict[State, Decimal]
Compute = Callable[[States], dict[str, list[dict[str, Any]]]]
TABLES = """
attach ':memory:' as working;
use working;
create schema intermediate;
create schema method;
create table method.node as select m.method, 'root' as node_id, cast(null as varchar) as parent_id
    from (values ('M'), ('N')) as m (method);
create table method.node_rule as select m.method, 'root' as node_id, 'none' as normalisation,
    'best_rank' as tie_rule from (values ('M'), ('N')) as m (method);
create table intermediate.int_score_states (method varchar, geography varchar, unit_id varchar,
    index_year integer, vintage varchar, score decimal(38, 12));
create table intermediate.int_score_comparisons as select * from (values
    ('M', 'G', 'a', 2025, 'M', 'a', 2024), ('M', 'G', 'a', 2025, 'N', 'a', 2024),
    ('M', 'G', 'a', 2025, 'M', 'old', 2024), ('M', 'G', 'a', 2025, 'N', 'old', 2024)
) as c (method, geography, unit_id, index_year, from_method, from_unit_id, from_year);
"""


@pytest.fixture(scope="module")
def compute(tmp_path_factory: pytest.TempPathFactory) -> Compute:
    """The two models, compiled once by dbt, on a database in memory."""
    database = tmp_path_factory.mktemp("parts") / "working.duckdb"
    duckdb.connect(str(database)).close()
    models = ("int_score_parts", "int_rank_parts")
    with environment(CSI_WAREHOUSE=str(database)):
        compiled = invoke_dbt(["compile", "--select", *models], dbt_target()).results
    queries = {result.node.name: result.node.compiled_code for result in compiled}

    def run(states: States) -> dict[str, list[dict[str, Any]]]:
        with duckdb.connect() as connection:
            connection.execute(TABLES)
            rows = [
                (method, "O" if unit == "old" else "G", unit, year, vintage, score)
                for (method, unit, year, vintage), score in states.items()
            ]
            if rows:
                connection.executemany(
                    "insert into intermediate.int_score_states values (?, ?, ?, ?, ?, ?)", rows
                )
            parts = {}
            for name in models:
                result = connection.execute(queries[name])
                columns = [column[0] for column in result.description or ()]
                parts[name] = [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
        return parts

    return run


def score_states() -> st.SearchStrategy[States]:
    """Scores of four units in two years, methods and states of the data; the old unit has no later
    year, and any state may be missing."""
    keys = [
        (method, unit, year, vintage)
        for method in METHODS
        for unit in UNITS
        for year in (2024, 2025)
        for vintage in ("first", "now")
        if unit != "old" or year == 2024
    ]
    score = st.decimals(0, 100, places=2)
    return st.dictionaries(st.sampled_from(keys), score, min_size=len(keys) // 2)


def shapley(value: Callable[[frozenset[str]], Fraction | None], causes: str) -> Any:
    """Parts by cause, averaged over the orders without a gap; None if there is no such order."""
    totals, possible = dict.fromkeys(causes, Fraction(0)), 0
    for order in permutations(causes):
        values = [value(frozenset(order[:taken])) for taken in range(len(causes) + 1)]
        if None in values:
            continue
        possible += 1
        for place, cause in enumerate(order):
            totals[cause] += (values[place + 1] or 0) - (values[place] or 0)
    return {cause: total / possible for cause, total in totals.items()} if possible else None


@EXAMPLES
@given(states=score_states())
def test_parts_of_a_score(compute: Compute, states: States) -> None:
    rows = {
        (row["from_method"], row["from_unit_id"]): row for row in compute(states)["int_score_parts"]
    }
    for method in METHODS:
        for unit in ("a", "old"):

            def value(changed: frozenset[str], m: str = method, u: str = unit) -> Fraction | None:
                score = states.get(
                    ("M" if "m" in changed else m, "a" if "g" in changed else u,
                     2025 if "o" in changed else 2024, "now" if "d" in changed else "first")
                )  # fmt: skip
                return None if score is None else Fraction(score)

            expected = shapley(value, "omgd")
            row = rows.get((method, unit))
            assert (row is None) == (expected is None)
            if row is not None:
                names = {"o": "own_values", "m": "method", "g": "geography", "d": "data"}
                parts = {cause: Fraction(row[f"part_{name}"]) for cause, name in names.items()}
                assert all(abs(parts[c] - expected[c]) < EXACT for c in names)
                whole = Fraction(row["to_value"]) - Fraction(row["from_value"])
                assert abs(sum(parts.values()) - whole) < EXACT


@EXAMPLES
@given(states=score_states())
def test_parts_of_a_rank(compute: Compute, states: States) -> None:
    def value(changed: frozenset[str]) -> Fraction | None:
        vintage = "now" if "d" in changed else "first"
        own = states.get(("M", "a", 2025 if "o" in changed else 2024, vintage))
        year = 2025 if "x" in changed else 2024
        others = [states.get(("M", unit, year, vintage)) for unit in ("b", "c")]
        if own is None:
            return None
        return Fraction(1 + sum(other is not None and other > own for other in others))

    expected = shapley(value, "oxd")
    rows = compute(states)["int_rank_parts"]
    assert len(rows) == (0 if expected is None else 1)
    for row in rows:
        names = {"o": "own_values", "x": "others_values", "d": "data"}
        parts = {cause: Fraction(row[f"part_{name}"]) for cause, name in names.items()}
        assert all(abs(parts[c] - expected[c]) < EXACT for c in names)
        assert abs(sum(parts.values()) - (row["to_value"] - row["from_value"])) < EXACT


def test_later_values_are_those_of_the_ranking(query: Query) -> None:
    assert query(
        """select count(*) from marts.mart_csi_attribution as parts
        inner join marts.mart_csi_ranking as ranking using (method, unit_id, index_year)
        where to_value != case measure when 'rank' then rank else score end"""
    ) == [(0,)]


def test_points_of_the_indicators_add_up_to_the_change(query: Query) -> None:
    """A year with a year before it: the points of 17 indicators make the change of the score."""
    rows = query(
        """select unit_id, sum(points_change) from marts.mart_csi_change_by_indicator
        where method = 'CSI-R1' and index_year = 2025 and from_year = 2018
        group by unit_id order by unit_id"""
    )
    changes = dict(
        query("""select unit_id, score_change from marts.mart_csi_trend
        where method = 'CSI-R1' and index_year = 2025""")
    )
    assert [unit for unit, _ in rows] == ["VN34-12", "VN34-24"]
    assert all(abs(change - changes[unit]) <= Decimal("0.01") for unit, change in rows)
