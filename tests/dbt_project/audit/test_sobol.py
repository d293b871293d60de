"""Indices of functions whose indices are known exactly."""

from __future__ import annotations

import numpy as np
import pytest

from dbt_project.audit.sobol import Matrix, sobol_indices

EXPONENT = 14
CLOSE = 0.01


def ishigami(points: Matrix) -> Matrix:
    """sin x1 + 7 sin² x2 + 0.1 x3⁴ sin x1 on (-π, π)³."""
    x = 2 * np.pi * points - np.pi
    first = np.sin(x[:, 0])
    return (first + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * first)[:, None]


def sobol_g(points: Matrix) -> Matrix:
    """The product of (|4 x - 2| + a) / (1 + a) for a = 0, 1, 4.5, 9, 99."""
    a = np.array([0, 1, 4.5, 9, 99])
    return np.prod((np.abs(4 * points - 2) + a) / (1 + a), axis=1)[:, None]


def test_ishigami() -> None:
    a, b = 7.0, 0.1
    of_1 = 0.5 * (1 + b * np.pi**4 / 5) ** 2
    of_2 = a**2 / 8
    of_13 = b**2 * np.pi**8 * (1 / 18 - 1 / 50)
    total = of_1 + of_2 + of_13
    indices = sobol_indices(ishigami, {"1": [0], "2": [1], "3": [2]}, exponent=EXPONENT, seed=1)
    first = [indices[name].first[0] for name in "123"]
    assert first == pytest.approx([of_1 / total, of_2 / total, 0], abs=CLOSE)
    whole = [indices[name].total[0] for name in "123"]
    expected = [(of_1 + of_13) / total, of_2 / total, of_13 / total]
    assert whole == pytest.approx(expected, abs=CLOSE)


def test_sobol_g() -> None:
    own = 1 / (3 * (1 + np.array([0, 1, 4.5, 9, 99])) ** 2)
    total = np.prod(1 + own) - 1
    groups = {str(place): [place] for place in range(5)}
    by_place = sobol_indices(sobol_g, groups, exponent=EXPONENT, seed=2018)
    for place, variance in enumerate(own):
        indices = by_place[str(place)]
        assert indices.first[0] == pytest.approx(variance / total, abs=CLOSE)
        others = np.prod(1 + np.delete(own, place))
        assert indices.total[0] == pytest.approx(variance * others / total, abs=CLOSE)


def test_a_group_moves_as_a_whole_and_what_does_not_vary_has_no_index() -> None:
    def model(points: Matrix) -> Matrix:
        sums = points[:, 0] + points[:, 1]
        return np.column_stack([sums, np.ones(len(points))])

    indices = sobol_indices(model, {"both": [0, 1], "none": [2]}, exponent=8, seed=3)
    assert indices["both"].first[0] == pytest.approx(1, abs=1e-9)
    assert indices["none"].total[0] == pytest.approx(0, abs=1e-9)
    assert np.isnan(indices["both"].first[1])
