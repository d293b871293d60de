"""Which counts give somebody away, and what the public sees of a table that has one."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path

import duckdb
import hypothesis.strategies as st
import pytest
from hypothesis import given

from dashboards.marts.audiences import LEADERSHIP, PUBLIC, opened_for
from dashboards.marts.disclosure import is_unsafe, rules
from ingestion.messages import text
from tests.dashboards.contributions import contribute
from tests.dashboards.published_marts import build

Added = Sequence[int]


def _parts(added: Added) -> dict[str, float]:
    return {f"unit {place}": float(amount) for place, amount in enumerate(added)}


@pytest.mark.parametrize(
    ("added", "unsafe"),
    [
        ((), False),
        ((0, 0, 0), False),
        ((1, 1, 1), True),  # 3 and 4 are small, whoever shares them
        ((1, 1, 1, 1), True),
        ((1, 1, 1, 1, 1), False),
        ((5,), True),
        ((5, 5), True),  # each computes the other
        ((5, 5, 0), True),  # who adds nothing is no contributor
        ((5, 5, 1), False),
        ((100, 50, 9), True),  # the second computes the first to within 9 %
        ((100, 50, 10), False),
        ((1000, 1, 98, 1), True),
    ],
)
def test_a_count_is_safe_from_three_contributors_on_if_none_dominates(
    added: Added, unsafe: bool
) -> None:
    assert is_unsafe(_parts(added)) is unsafe


@given(st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=3), max_size=5))
def test_what_is_safe_against_units_is_safe_against_their_agencies(
    units: Sequence[Sequence[int]],
) -> None:
    agencies = [amount for unit in units for amount in unit]
    if not is_unsafe(_parts([sum(unit) for unit in units])):
        assert not is_unsafe(_parts(agencies))


def test_every_rule_has_a_source_and_says_what_was_chosen() -> None:
    lines = (files("dashboards.marts") / "disclosure_rules.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(lines.splitlines()):
        assert row["source"], row
        assert row["mark"] in {"verified", "rule_verified_value_chosen", "chosen"}, row


def test_the_mark_names_the_number_that_counts_are_shown_from() -> None:
    for language in ("vi", "en"):
        assert text("page.count.small", language) == f"<{rules().shown_from}"


Counts = Mapping[str, tuple[Added, Added]]  # by period: who adds what to incidents and to handled


def _public(folder: Path, counts: Counts) -> dict[str, tuple[object, ...]]:
    """What the public is shown of one type: incidents and handled, each as figure or mark."""
    published = build(folder / "published.duckdb", codes=("48",))
    with duckdb.connect(str(published)) as connection:
        connection.execute("delete from marts.mart_incident_total")
        connection.execute("delete from marts.mart_country_contribution")
        for period, pair in counts.items():
            kind = "half-year" if "-" in period else "year"
            connection.execute(
                "insert into marts.mart_incident_total"
                " (period, period_kind, index_year, incident_type, incidents, handled)"
                " values (?, ?, 2025, 'TYPE-01', ?, ?)",
                [period, kind, *(sum(added) for added in pair)],
            )
            for counted, added in zip(("incidents", "handled"), pair, strict=True):
                cell = f"incident_types {period} TYPE-01 -"
                contribute(connection, cell, counted, _parts(added))
    with opened_for(published, LEADERSHIP) as connection:
        assert {"shown"} == {
            status
            for row in connection.execute(
                "select incidents_status, handled_status from visible.mart_incident_total"
            ).fetchall()
            for status in row
        }
    with opened_for(published, PUBLIC) as connection:
        rows = connection.execute(
            "select period, incidents_status, incidents, handled_status, handled"
            " from visible.mart_incident_total"
        ).fetchall()
    for _, *marked in rows:
        for mark, figure in (marked[:2], marked[2:]):
            assert (figure is None) == (mark != "shown")
    return {
        row[0]: tuple(row[n] if row[n] != "shown" else row[n + 1] for n in (1, 3)) for row in rows
    }


def test_a_count_of_few_is_hidden_and_not_called_small(tmp_path: Path) -> None:
    shown = _public(tmp_path, {"2025": ((40, 30, 0), (4, 0, 0)), "2024": ((9, 9, 9), (5, 0, 0))})
    assert shown == {"2025": ("hidden", "small"), "2024": (27, "hidden")}


def test_four_is_small_and_five_is_shown(tmp_path: Path) -> None:
    shown = _public(tmp_path, {"2025": ((9, 9, 9), (2, 1, 1)), "2024": ((9, 9, 9), (3, 1, 1))})
    assert shown == {"2025": (27, "small"), "2024": (27, 5)}


def test_nothing_handled_of_a_few_is_hidden_with_them(tmp_path: Path) -> None:
    shown = _public(tmp_path, {"2025": ((2, 1, 0), (0, 0, 0)), "2024": ((9, 8, 0), (0, 0, 0))})
    assert shown == {"2025": ("small", "small"), "2024": ("hidden", "hidden")}


def test_a_count_of_whom_nobody_knows_is_hidden(tmp_path: Path) -> None:
    published = build(tmp_path / "published.duckdb", codes=("48",))
    with duckdb.connect(str(published)) as connection:
        connection.execute("delete from marts.mart_country_contribution")
    with opened_for(published, PUBLIC) as connection:
        found = connection.execute(
            "select distinct incidents, incidents_status from visible.mart_incident_total"
        ).fetchall()
    assert found == [(None, "hidden")]


EVEN = (20, 20, 20)


def test_a_small_half_year_hides_nothing_of_its_year(tmp_path: Path) -> None:
    shown = _public(tmp_path, {"2025-S1": ((3, 0, 0), (0, 0, 0)), "2025": (EVEN, EVEN)})
    assert shown == {"2025-S1": ("small", "small"), "2025": (60, 60)}


def test_the_other_half_of_a_year_that_is_shown_is_hidden_with_a_small_one(tmp_path: Path) -> None:
    """Neither is called small: 3 and 57 would follow from 60 and "below 5", nearly."""
    halves = {"2025-S1": ((3, 0, 0), (0, 0, 0)), "2025-S2": ((17, 20, 20), (0, 0, 0))}
    shown = _public(tmp_path, {**halves, "2025": (EVEN, (0, 0, 0))})
    assert {period: pair[0] for period, pair in shown.items()} == {
        "2025-S1": "hidden",
        "2025-S2": "hidden",
        "2025": 60,
    }


def test_a_half_year_is_hidden_where_the_rest_of_the_year_is_one_units(tmp_path: Path) -> None:
    """Nobody reports the second half: whoever subtracts would have the 9 of one unit."""
    shown = _public(tmp_path, {"2025-S1": ((20, 20, 11), EVEN), "2025": (EVEN, EVEN)})
    assert shown["2025-S1"][0] == "hidden"
    assert shown["2025"][0] == 60
