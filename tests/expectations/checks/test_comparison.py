"""Great Expectations compares; when it cannot, that is neither a pass nor a finding."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from expectations.checks import comparison
from expectations.checks.check_frame import CHECKS, checks_of
from expectations.checks.comparison import EXPECTATIONS, evaluate
from ingestion.submissions.frame_columns import NUMBER
from tests.expectations.builders import (
    BUDGET,
    INCIDENTS,
    SECURITY,
    codes_and_cells,
    file_of,
    judge,
    put,
)

NUMBERS = ("at_least", "at_most", "less_than", "equals")


def checks(operator: Any, left: list[Any], right: list[Any] | None = None) -> pl.DataFrame:
    """One check per pair, of submissions s0, s1, …"""
    kind, dtype = ("number", NUMBER) if operator in NUMBERS else ("text", pl.String())
    frame = pl.DataFrame(
        {
            "submission_id": [f"s{n}" for n in range(len(left))],
            "left": pl.Series(left, dtype=dtype),
            "right": pl.Series(right or [None] * len(left), dtype=dtype),
        }
    )
    sides = {f"left_{kind}": pl.col("left"), f"right_{kind}": pl.col("right")}
    return checks_of(frame, "CELL-RANGE", operator, **sides)


BIG = Decimal(10) ** 17


COMPARISONS: list[tuple[str, list[Any], list[Any] | None, list[str]]] = [
    ("present", ["a", None, ""], None, ["s1"]),
    ("absent", ["a", None], None, ["s0"]),
    ("unique", ["a", "b", "a"], None, ["s0", "s2"]),
    ("in_list", ["x=1", "x=3"], None, ["s1"]),
    ("same_text", ["a", "a"], ["a", "b"], ["s1"]),
    ("different", ["a", "a"], ["b", "a"], ["s1"]),
    ("at_least", [0, -1, 1], [0, 0, 0], ["s1"]),
    ("at_most", [BIG, BIG + 1], [BIG, BIG], ["s1"]),
    ("less_than", [1, 2], [2, 2], ["s1"]),
    ("equals", [Decimal("0.1"), BIG + 1], [Decimal("0.1"), BIG], ["s1"]),
]


@pytest.mark.parametrize(("operator", "left", "right", "broken"), COMPARISONS)
def test_an_operator_compares(
    operator: str, left: list[Any], right: list[Any] | None, broken: list[str]
) -> None:
    outcome = evaluate(checks(operator, left, right), {"x=1", "x=2"})
    assert outcome.failed["submission_id"].to_list() == broken
    assert not outcome.crashed
    assert not outcome.crashes


def test_every_operator_is_tried_above() -> None:
    assert {case[0] for case in COMPARISONS} == set(EXPECTATIONS)


@pytest.mark.parametrize(
    ("operator", "left", "right", "crashed", "broken"),
    [
        ("at_most", [2, None, 1], [1, 1, 1], {"s1"}, ["s0"]),
        ("in_list", ["x=1", None, "x=2"], None, {"s1"}, ["s2"]),
        ("unique", ["a", "b", None, "a"], None, {"s2"}, ["s0", "s3"]),
    ],
)
def test_what_cannot_be_compared_is_a_crash_of_the_report_it_is_of(
    operator: str, left: list[Any], right: list[Any] | None, crashed: set[str], broken: list[str]
) -> None:
    outcome = evaluate(checks(operator, left, right), {"x=1"})
    assert outcome.failed["submission_id"].to_list() == broken
    assert outcome.crashed == crashed
    assert [(crash.operator, crash.is_theirs) for crash in outcome.crashes] == [(operator, True)]


def test_an_operator_nothing_can_evaluate_is_no_report_s_fault() -> None:
    outcome = evaluate(checks("unheard_of", ["a", "b"]))
    assert outcome.failed.is_empty()
    (crash,) = outcome.crashes
    assert (crash.submission_ids, crash.is_theirs) == ({"s0", "s1"}, False)


def test_no_checks_give_no_findings() -> None:
    outcome = evaluate(CHECKS.to_frame())
    assert outcome.failed.is_empty()
    assert not outcome.crashed


@pytest.mark.parametrize(
    "answer",
    [
        {"element_count": 1, "unexpected_count": 0, "unexpected_index_list": []},
        {"element_count": 2, "unexpected_count": 1, "unexpected_index_list": []},
        {"element_count": 2, "unexpected_count": 1, "unexpected_index_list": [0]},
        {},
    ],
)
def test_an_answer_that_does_not_add_up_is_not_trusted(answer: dict[str, Any]) -> None:
    result = SimpleNamespace(
        exception_info={"raised_exception": False}, result=answer, success=True
    )
    with pytest.raises((comparison.NotEvaluatedError, KeyError)):
        comparison._trusted_positions(result, 2)


def test_a_crash_of_one_expectation_is_a_tool_error_of_whom_it_concerns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind, settings = EXPECTATIONS["equals"]
    monkeypatch.setitem(EXPECTATIONS, "equals", (kind, {**settings, "column_A": "right_number_"}))
    files = [file_of(INCIDENTS), file_of(BUDGET, change=put("", "scope", "Của tỉnh"))]
    judged = judge(files)
    assert judged.verdicts["verdict"].to_list() == ["tool_error", "held"]
    assert codes_and_cells(judged) == [("CELL-LIST", "B9")]
    assert [crash.operator for crash in judged.crashes] == ["equals"]


def test_no_verdict_rests_on_a_validator_that_cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise RuntimeError("no context")

    monkeypatch.setattr(comparison, "_frames", broken)
    judged = judge([file_of(SECURITY), b"nothing of ours"])
    assert judged.verdicts["verdict"].to_list() == ["tool_error", "tool_error"]
    assert judged.findings.is_empty()


def test_the_import_is_light() -> None:
    code = (
        "import sys, expectations.validation, expectations.wording.descriptions;"
        "print(sorted({'great_expectations', 'pandas', 'dagster'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"
