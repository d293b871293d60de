"""The one place that speaks to Great Expectations: checks in, failed checks out.

The checks of one operator are one batch with one expectation, whatever forms and rules they come
from. Positions of failures are joined back to the checks in Polars. What Great Expectations could
not evaluate is reported as crashed: it is neither a failure nor a pass. Not here: which checks a
rule makes of a report (``cell_rules`` to ``across_rules``), and words for a reader.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

import polars as pl

from expectations.checks.check_frame import CHECKS

_COMPLETE = {
    "result_format": "COMPLETE",
    "return_unexpected_index_query": False,
    "partial_unexpected_count": 0,
}
_ABOUT_BLANKS = ("present", "absent")
_LEFT = {"column": "left_text"}
_LEFT_FIRST = {"column_A": "left_number", "column_B": "right_number", "ignore_row_if": "neither"}
_RIGHT_FIRST = {"column_A": "right_number", "column_B": "left_number", "ignore_row_if": "neither"}
_SAME = {"column_A": "left_text", "column_B": "right_text", "ignore_row_if": "neither"}
_UNLIKE = {"column_list": ["left_text", "right_text"], "ignore_row_if": "never"}
_A_OVER_B = "ExpectColumnPairValuesAToBeGreaterThanB"

# The expectation that makes the comparison of each operator.
EXPECTATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "present": ("ExpectColumnValuesToNotBeNull", _LEFT),
    "absent": ("ExpectColumnValuesToBeNull", _LEFT),
    "unique": ("ExpectColumnValuesToBeUnique", _LEFT),
    "in_list": ("ExpectColumnValuesToBeInSet", _LEFT),
    "at_least": (_A_OVER_B, {**_LEFT_FIRST, "or_equal": True}),
    "at_most": (_A_OVER_B, {**_RIGHT_FIRST, "or_equal": True}),
    "less_than": (_A_OVER_B, {**_RIGHT_FIRST, "or_equal": False}),
    "equals": ("ExpectColumnPairValuesToBeEqual", _LEFT_FIRST),
    "different": ("ExpectSelectColumnValuesToBeUniqueWithinRecord", _UNLIKE),
    "same_text": ("ExpectColumnPairValuesToBeEqual", _SAME),
}


class NotEvaluatedError(Exception):
    """Great Expectations gave no trustworthy answer to a part of the checks."""


@dataclass(frozen=True)
class Crash:
    """A part of the checks that could not be evaluated: its operator and the kind of error, never
    its message, which may quote a cell."""

    operator: str
    error: str


@dataclass(frozen=True)
class CheckOutcome:
    """The checks that failed, the submissions whose checks could not all be evaluated, and why."""

    failed: pl.DataFrame
    crashed: frozenset[str]
    crashes: tuple[Crash, ...]


def merged(outcomes: list[CheckOutcome]) -> CheckOutcome:
    """Several outcomes as one."""
    return CheckOutcome(
        pl.concat([CHECKS.to_frame(), *(outcome.failed for outcome in outcomes)]),
        frozenset[str]().union(*(outcome.crashed for outcome in outcomes)),
        tuple(crash for outcome in outcomes for crash in outcome.crashes),
    )


def evaluate(checks: pl.DataFrame, entries: Collection[str] = ()) -> CheckOutcome:
    """Let Great Expectations compare both sides of every check. ``entries`` are the ``list=entry``
    pairs that ``in_list`` allows."""
    failed, crashed, crashes = [CHECKS.to_frame()], set[str](), []
    for part in checks.partition_by("operator", maintain_order=True):
        operator = part["operator"][0]
        try:
            positions = _positions_of_failures(part, operator, entries)
        except Exception as error:  # whatever stops the validator is the validator's, not a finding
            crashes.append(Crash(operator, type(error).__name__))
            crashed.update(part["submission_id"])
        else:
            failed.append(part[positions])
    return CheckOutcome(pl.concat(failed), frozenset(crashed), tuple(crashes))


def _positions_of_failures(
    part: pl.DataFrame, operator: str, entries: Collection[str]
) -> list[int]:
    # Imported here, because it takes seconds; as Any, because its stubs do not know its own names.
    gx: Any = import_module("great_expectations")
    kind, settings = EXPECTATIONS[operator]
    allowed = {"value_set": sorted(entries)} if operator == "in_list" else {}
    asked = getattr(gx.expectations, kind)(**settings, **allowed, meta={"operator": operator})

    sides = [name for key, name in settings.items() if key.startswith("column")]
    columns = [side for name in sides for side in (name if isinstance(name, list) else [name])]
    if operator not in _ABOUT_BLANKS and any(part.select(columns).null_count().row(0)):
        raise NotEvaluatedError("a side to compare is missing")
    batch = _frames().get_batch(batch_parameters={"dataframe": part.select(columns).to_pandas()})
    suite = gx.ExpectationSuite(name=operator, expectations=[asked])
    results = batch.validate(suite, result_format=_COMPLETE).results
    by_operator = {result.expectation_config.meta["operator"]: result for result in results}
    return _trusted_positions(by_operator[operator], part.height)


def _trusted_positions(result: Any, asked: int) -> list[int]:
    """The positions of a result; raises ``NotEvaluatedError`` unless every row was compared."""
    info = result.exception_info
    nested = [entry for entry in info.values() if isinstance(entry, dict)]
    if any(entry.get("raised_exception") for entry in [info, *nested]):
        raise NotEvaluatedError("an exception inside the expectation")
    answer = result.result
    positions = [int(position) for position in answer["unexpected_index_list"]]
    if (
        answer["element_count"] != asked
        or answer.get("missing_count")
        or answer["unexpected_count"] != len(positions)
        or result.success == bool(positions)
    ):
        raise NotEvaluatedError("not every row was compared")
    return sorted(positions)


@cache
def _frames() -> Any:
    """The batch definition all frames go through: one ephemeral context per process."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    gx: Any = import_module("great_expectations")
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("submissions").add_dataframe_asset("checks")
    return asset.add_batch_definition_whole_dataframe("all")
