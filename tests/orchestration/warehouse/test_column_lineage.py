"""From which columns a column is made, as its SQL says."""

from pathlib import Path

import pytest

from orchestration.warehouse import column_lineage
from orchestration.warehouse.column_lineage import LineageBook

SCORED = """
with scored as (
    select o.unit_id, o.points * w.weight as weighed, 'CSI' as method
    from "working"."staging"."observed" as o
    join "working"."reference"."weights" as w using (indicator)
)
select unit_id, sum(weighed) as score, count(*) as indicators, method
from scored group by unit_id, method
"""
COLUMNS = {
    "staging.observed": ["unit_id", "indicator", "points"],
    "reference.weights": ["indicator", "weight"],
}


def test_a_column_leads_to_the_columns_it_is_computed_from() -> None:
    assert column_lineage.column_lineage(SCORED, COLUMNS) == {
        "unit_id": [("staging.observed", "unit_id")],
        "score": [("reference.weights", "weight"), ("staging.observed", "points")],
        "indicators": [],
        "method": [],
    }


def test_all_columns_of_a_table_are_found_by_their_names() -> None:
    found = column_lineage.column_lineage('select * from "working"."staging"."observed"', COLUMNS)
    assert found == {name: [("staging.observed", name)] for name in COLUMNS["staging.observed"]}


def test_what_nobody_can_read_has_no_lineage() -> None:
    assert column_lineage.column_lineage("select from where", COLUMNS) == {}


def test_lineage_is_read_once_for_the_same_sql(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = LineageBook(tmp_path, dict(COLUMNS))
    first = book.of("marts.scored", SCORED, list(COLUMNS))
    book.keep()
    again = LineageBook(tmp_path, dict(COLUMNS))
    with monkeypatch.context() as reading:
        reading.setattr(column_lineage, "lineage", None)
        assert again.of("marts.scored", SCORED, list(COLUMNS)) == first
    shorter = SCORED.replace("o.points * w.weight", "o.points")
    assert again.of("marts.scored", shorter, list(COLUMNS))["score"] == [
        ("staging.observed", "points")
    ]


def test_another_column_of_a_parent_is_seen(tmp_path: Path) -> None:
    book = LineageBook(tmp_path, dict(COLUMNS))
    everything = 'select * from "working"."staging"."observed"'
    book.of("marts.copy", everything, ["staging.observed"])
    book.built("staging.observed", ["unit_id"])
    found = book.of("marts.copy", everything, ["staging.observed"])
    assert found == {"unit_id": [("staging.observed", "unit_id")]}
