"""The audit of a small index: what it must say where the answer is plain."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata

from dbt_project.audit.assessments import Tables
from dbt_project.audit.sensitivity import ranks_of, sensitivity
from dbt_project.audit.statistics import statistics

UNITS = 12


def tables(*, width: float, twin: bool) -> dict[str, pd.DataFrame]:
    """An index of three indicators below the root; ``a`` decides, ``c`` never varies, and ``b`` is
    a's twin or runs against it."""
    steps = np.linspace(0, 1, UNITS)
    values = {"a": steps, "b": steps if twin else 1 - steps, "c": np.full(UNITS, 0.5)}
    weights = {"a": 2.0, "b": 1.0, "c": 1.0}
    scores = sum(weights[node] * values[node] for node in values) / 4
    order = (-scores).argsort().argsort() + 1
    cases = pd.DataFrame(
        {
            "method": "M", "geography": "G", "index_year": 2024, "is_latest": True,
            "unit_id": [f"u{place}" for place in range(UNITS)], "rank_of_unit": order,
            "normalised": scores, "assessment_number": 1, "is_synthetic": False,
            "case_number": range(1, UNITS + 1),
        }
    )  # fmt: skip
    cells = pd.DataFrame(
        [(1, place + 1, node, x[place]) for node, x in values.items() for place in range(UNITS)],
        columns=["scheme_number", "case_number", "node_id", "x"],
    )
    nodes = pd.DataFrame(
        [("M", "root", None, 1, 1)]
        + [("M", node, "root", 2, place) for place, node in enumerate("abc", start=2)],
        columns=["method", "node_id", "parent_id", "node_level", "sort_order"],
    )
    rules = pd.DataFrame(
        [("M", "root", 1.0, "arithmetic", None, None, None)]
        + [("M", node, weight, None, None, None, "f") for node, weight in weights.items()],
        columns=["method", "node_id", "weight", "aggregation", "power", "member_floor", "form"],
    )
    rule = {"method": "M", "seed": 1, "weight_width": width, "smallest_value": 0.01}
    columns = ["method", "source", "choice", "probability"]
    return {
        "int_assessed_units": cases,
        "int_replicate_cells": cells,
        "int_replicates": pd.DataFrame(
            [(1, "method", "method")], columns=["scheme_number", "normalisation", "missing"]
        ),
        "node": nodes,
        "node_rule": rules,
        "uncertainty_rule": pd.DataFrame(
            [{**rule, "design_exponent": 10, "interval_from": 0.05, "interval_to": 0.95}]
        ),
        "uncertainty_choice": pd.DataFrame([], columns=columns),
    }


def _value(report: pd.DataFrame, statistic: str, node: str, other: str = "-") -> float:
    (row,) = report.query(
        "statistic == @statistic and node_id == @node and other_id == @other"
    ).itertuples()
    return float(row.value)


def test_twins_silent_indicators_and_weights_are_named() -> None:
    report = statistics(tables(width=0.25, twin=True))
    assert _value(report, "weight", "a") == 0.5
    assert _value(report, "correlation", "a", "b") == 1
    assert _value(report, "spread", "c") == 0
    assert _value(report, "importance", "c") == 0
    assert _value(report, "importance_share", "a") == pytest.approx(0.5, abs=0.01)
    assert _value(report, "component_share", "root", "1") == 1
    assert _value(report, "left_out_shift", "a") == 0  # its twin ranks the units as it does


def test_leaving_out_what_decides_turns_the_ranking_round() -> None:
    report = statistics(tables(width=0.25, twin=False))
    # 1 to 12 become 12 to 1: the mean of 11, 9, …, 1, 1, …, 9, 11.
    assert _value(report, "left_out_shift", "a") == 6
    assert _value(report, "correlation_with_index", "b") == -1


def test_weights_explain_everything_where_nothing_else_is_uncertain() -> None:
    report = sensitivity(tables(width=0.9, twin=False))
    shift = report[report["unit_id"] == "-"].set_index("source")
    assert shift.loc["weights", "first_order"] == pytest.approx(1, abs=0.02)
    assert shift.loc["normalisation", "total_order"] == 0


def test_what_was_computed_of_the_same_inputs_is_kept_and_equals_what_is_computed() -> None:
    given = tables(width=0.9, twin=False)
    computed = sensitivity(given)
    pd.testing.assert_frame_equal(sensitivity(given, before=computed), computed)
    marked = computed.assign(first_order=-1.0)
    assert (sensitivity(given, before=marked)["first_order"] == -1).all()


@pytest.mark.parametrize(
    ("table", "column"), [("uncertainty_rule", "seed"), ("int_replicate_cells", "x")]
)
def test_nothing_is_kept_of_other_inputs(table: str, column: str) -> None:
    given = tables(width=0.9, twin=False)
    marked = sensitivity(given).assign(first_order=-1.0)
    changed = {**given, table: given[table].assign(**{column: given[table][column] * 2})}
    pd.testing.assert_frame_equal(sensitivity(changed, before=marked), sensitivity(changed))


def test_what_never_varies_has_no_index() -> None:
    assert len(sensitivity(tables(width=0.25, twin=True))) == 0


def test_shares_that_so_few_points_do_not_settle_are_left_out() -> None:
    given = tables(width=0.9, twin=False)
    settled = sensitivity(given)
    widths = settled["total_order_upper"] - settled["total_order_lower"]
    assert (widths[settled["unit_id"] != "-"] <= 0.04).all()
    assert settled["unit_id"].nunique() > 1
    rule = given["uncertainty_rule"].assign(design_exponent=5)
    few = sensitivity({**given, "uncertainty_rule": rule})
    assert few["unit_id"].nunique() < settled["unit_id"].nunique()


def test_ranks_of_runs_are_those_of_scipy() -> None:
    """Ties share the best rank; who has no score comes last."""
    scores = np.random.default_rng(7).integers(0, 9, (400, 12)).astype(float)
    scores[:100] += np.random.default_rng(8).random((100, 12))
    scores[scores == 8] = np.nan
    lost = np.where(np.isnan(scores), np.inf, -scores)
    assert (ranks_of(scores) == rankdata(lost, method="min", axis=1)).all()


def test_no_ranked_unit_is_no_audit() -> None:
    nothing: Tables = {
        name: table.iloc[:0] if name == "int_assessed_units" else table
        for name, table in tables(width=0.25, twin=True).items()
    }
    assert len(statistics(nothing)) == len(sensitivity(nothing)) == 0
