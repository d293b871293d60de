"""The picture of all scores: what its brackets say of the pairs."""

from __future__ import annotations

from decimal import Decimal
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from dashboards.charts.order import ScoreRange, level_runs, order_chart

_PAIRS = list(combinations(range(7), 2))


@given(st.integers(0, 7), st.sets(st.sampled_from(_PAIRS)))
def test_a_bracket_joins_all_neighbours_that_cannot_be_told_apart_and_no_others(
    units: int, level: set[tuple[int, int]]
) -> None:
    runs = level_runs(units, lambda one, other: (one, other) in level)
    whole = [
        (first, last)
        for first, last in combinations(range(units), 2)
        if all(pair in level for pair in combinations(range(first, last + 1), 2))
    ]
    longest = [
        run
        for run in whole
        if not any(run != one and one[0] <= run[0] and run[1] <= one[1] for one in whole)
    ]
    assert runs == longest


def test_brackets_of_one_column_touch_no_common_row() -> None:
    ranges = [ScoreRange(str(place), Decimal(90 - place), None) for place in range(6)]
    chart = order_chart(ranges, lambda one, other: abs(one - other) < 3)
    assert chart is not None
    assert len(chart.brackets) == 4
    for one, other in combinations(chart.brackets, 2):
        assert one.x != other.x or one.bottom < other.top or other.bottom < one.top


def test_a_score_lies_within_its_interval_and_the_picture_within_its_width() -> None:
    ends = (Decimal("61.20"), Decimal("99.99"))
    chart = order_chart(
        [ScoreRange("1 A", Decimal("80.00"), ends), ScoreRange("2 B", Decimal("61.20"), None)],
        lambda one, other: False,
    )
    assert chart is not None
    first, second = chart.marks
    assert first.ends is not None
    assert first.ends[0] < first.x < first.ends[1] <= chart.width
    assert second.x == first.ends[0]
    assert second.ends is None
    assert chart.brackets == ()
    assert [label for label, _ in chart.ticks] == ["60", "70", "80", "90", "100"]


def test_one_unit_has_no_order() -> None:
    assert order_chart([ScoreRange("1 A", Decimal(80), None)], lambda one, other: True) is None
