"""The statistics of the audit, against numbers worked by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dbt_project.audit.structure import alpha, components, correlation_ratio, correlations
from dbt_project.audit.tree import evaluate, tree_of


def test_correlations_use_the_rows_where_both_are_there() -> None:
    values = np.array([[1, 2, 5], [2, 4, 5], [3, np.nan, 5], [4, 8, 5.0]])
    matrix = correlations(values)
    assert matrix[0, 1] == pytest.approx(1)
    assert np.isnan(matrix[0, 2])


def test_importance_is_all_nothing_or_a_part() -> None:
    x = np.linspace(-1, 1, 41)
    assert correlation_ratio(x, 3 * x + 1) == pytest.approx(1, abs=1e-6)
    assert correlation_ratio(x, x**2) > 0.9  # no linear correlation at all
    assert correlation_ratio(np.ones(41), x) == 0
    alternating = np.where(np.arange(41) % 2, 1.0, -1.0)
    assert correlation_ratio(x, alternating) < 0.1
    assert np.isnan(correlation_ratio(x, np.ones(41)))


def test_alpha_of_a_mean_correlation() -> None:
    # Three indicators, each pair correlated 0.5: 3 * 0.5 / (1 + 2 * 0.5).
    matrix = np.full((3, 3), 0.5)
    np.fill_diagonal(matrix, 1)
    assert alpha(matrix) == pytest.approx(0.75)
    assert np.isnan(alpha(np.array([[1.0]])))


def test_components_of_two_correlated_indicators() -> None:
    shares, loadings = components(np.array([[1, 0.6], [0.6, 1]]))
    assert shares == pytest.approx([0.8, 0.2])
    assert loadings[:, 0] == pytest.approx([np.sqrt(0.8), np.sqrt(0.8)])


def test_the_tree_is_that_of_the_method() -> None:
    rows = pd.DataFrame(
        [
            ("p", "root", 2, 1, 1.0, 1.0, 0, False),
            ("a", "p", 3, 2, 1.0, 1.0, 0, True),
            ("b", "p", 3, 3, 3.0, 1.0, 0, True),
            ("c", "root", 2, 4, 1.0, 1.0, 0, True),
        ],
        columns=[
            "node_id", "parent_id", "node_level", "sort_order", "weight", "power", "member_floor",
            "is_indicator",
        ],
    )  # fmt: skip
    tree = tree_of(rows, "root")
    assert tree.indicators == ("a", "b", "c")
    assert tree.whole_share("b") == pytest.approx(0.375)
    assert tree.pillars == {"p": ["a", "b"], "root": ["c"]}
    weights = np.array([[tree.shares[node] for node in tree.nodes]])
    assert tree.columns == ("a", "b", "c", "p")
    values = np.array([[0, 1, 0.5, np.nan], [0.2, np.nan, 0.6, np.nan], [0.2, 1, 0.6, 0]])
    # p = 0.75 and 0.2 (its other child is not there), and 0 where it is missing and earns nothing.
    assert evaluate(tree, values, weights)[0] == pytest.approx([0.625, 0.4, 0.3])
    # Geometric, 0 counts as 0.25: p = 0.25 ** 0.25, root (p * 0.5) ** 0.5.
    geometric = evaluate(tree, values, weights, smallest=0.25)
    assert geometric[0, 0] == pytest.approx((0.25**0.25 * 0.5) ** 0.5)
