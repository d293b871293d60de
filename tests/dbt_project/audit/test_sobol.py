"""Indices of functions whose indices are known exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from dbt_project.audit.sobol import Matrix, Model, sobol_indices

EXPONENT = 14
CLOSE = 0.005


def ishigami(points: Matrix) -> Matrix:
    """sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 on (-π, π)³."""
    x = 2 * np.pi * points - np.pi
    first = np.sin(x[:, 0])
    return (first + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * first)[:, None]


def sobol_g(points: Matrix) -> Matrix:
    """The product of (|4 x - 2| + a) / (1 + a) for a = 0, 1, 4.5, 9, 99."""
    a = np.array([0, 1, 4.5, 9, 99])
    return np.prod((np.abs(4 * points - 2) + a) / (1 + a), axis=1)[:, None]


def additive(points: Matrix) -> Matrix:
    """A sum whose parts have variances of 16 : 4 : 1 : 0."""
    return (points @ np.array([4.0, 2.0, 1.0, 0.0]))[:, None]


def _assert_indices(model: Model, first: Sequence[float], total: Sequence[float]) -> None:
    """Each estimate is close to what is known, lies within its interval, and is in order."""
    groups = {str(place): [place] for place in range(len(first))}
    for seed in (1, 2018):
        by_place = sobol_indices(model, groups, exponent=EXPONENT, seed=seed)
        for place, known in enumerate(zip(first, total, strict=True)):
            indices = by_place[str(place)]
            assert (indices.first[0], indices.total[0]) == pytest.approx(known, abs=CLOSE)
            assert 0 <= indices.first[0] <= indices.total[0] <= 1
            for value, (lower, upper) in (
                (indices.first, indices.first_interval),
                (indices.total, indices.total_interval),
            ):
                assert lower[0] <= value[0] <= upper[0] < lower[0] + 0.05


def test_ishigami() -> None:
    a, b = 7.0, 0.1
    of_1 = 0.5 * (1 + b * np.pi**4 / 5) ** 2
    of_2 = a**2 / 8
    of_13 = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    all_of_it = of_1 + of_2 + of_13
    _assert_indices(
        ishigami,
        [of_1 / all_of_it, of_2 / all_of_it, 0],
        [(of_1 + of_13) / all_of_it, of_2 / all_of_it, of_13 / all_of_it],
    )


def test_sobol_g() -> None:
    own = 1 / (3 * (1 + np.array([0, 1, 4.5, 9, 99])) ** 2)
    all_of_it = np.prod(1 + own) - 1
    with_others = [own[n] * np.prod(1 + np.delete(own, n)) / all_of_it for n in range(len(own))]
    _assert_indices(sobol_g, (own / all_of_it).tolist(), with_others)


def test_a_sum_has_no_more_in_all_than_alone() -> None:
    shares = [16 / 21, 4 / 21, 1 / 21, 0]
    _assert_indices(additive, shares, shares)


def test_intervals_hold_what_is_known_of_a_few_points() -> None:
    # With 2 ** 8 points estimates are some hundredths off: the intervals say so.
    held = []
    for seed in range(40):
        indices = sobol_indices(additive, {str(n): [n] for n in range(4)}, exponent=8, seed=seed)
        for place, known in enumerate([16 / 21, 4 / 21, 1 / 21]):
            lower, upper = indices[str(place)].first_interval
            held.append(lower[0] <= known <= upper[0])
    assert np.mean(held) >= 0.9


def test_no_estimate_is_out_of_order_where_its_resamples_are_not() -> None:
    # What hardly matters has estimates around 0, half of them below it.
    def ranks(points: Matrix) -> Matrix:
        is_first = points[:, 0] + 0.01 * (points[:, 1] > points[:, 2]) > 0.5
        return is_first.astype(np.float64)[:, None]

    for seed in range(20):
        indices = sobol_indices(ranks, {"0": [0], "1": [1], "2": [2]}, exponent=8, seed=seed)
        for one in indices.values():
            assert 0 <= one.first[0] <= one.total[0] <= 1


def test_what_is_exchanged_between_points_that_mean_the_same_is_not_run_again() -> None:
    runs = []

    def steps(points: Matrix) -> Matrix:
        runs.append(len(points))
        return (np.floor(points[:, 0] * 2) + points[:, 1])[:, None]

    def plain(points: Matrix) -> Matrix:
        return np.column_stack([(np.floor(points[:, 0] * 2) + 0.5) / 2, points[:, 1:]])

    groups = {"step": [0], "line": [1]}
    each = sobol_indices(steps, groups, exponent=8, seed=3)
    fewer = sobol_indices(steps, groups, exponent=8, seed=3, plain=plain)
    assert runs[:6] == [256] * 6
    assert runs[6:] == [256, 256, runs[8], runs[8], 256, 256]
    assert 96 < runs[8] < 160
    assert repr(fewer) == repr(each)


def test_a_group_moves_as_a_whole_and_what_does_not_vary_has_no_index() -> None:
    def model(points: Matrix) -> Matrix:
        sums = points[:, 0] + points[:, 1]
        return np.column_stack([sums, np.ones(len(points))])

    indices = sobol_indices(model, {"both": [0, 1], "none": [2]}, exponent=8, seed=3)
    assert indices["both"].first[0] == pytest.approx(1, abs=0.001)
    assert indices["none"].total[0] == pytest.approx(0, abs=1e-9)
    assert np.isnan(indices["both"].first[1])
