"""The one place that speaks to Great Expectations: checks in, failed checks out.

The checks of one operator are one batch with one expectation, whatever forms and rules they come
from. Positions of failures are joined back to the checks in Polars. What Great Expectations could
not evaluate is reported as crashed: it is neither a failure nor a pass. Not here: which checks a
rule makes of a report (``cell_rules`` to ``across_rules``), and words for a reader.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Sequence
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

# A check of no report, which every operator can evaluate.
_HARMLESS = pl.DataFrame(
    [{"left_number": 1, "right_number": 1, "left_text": "a", "right_text": "a"}], CHECKS
)
# Checks that are compared with each other are evaluated together.
_COMPARED_WITHIN = {"unique": "left_text"}


class NotEvaluatedError(Exception):
    """Great Expectations gave no trustworthy answer to a part of the checks."""


@dataclass(frozen=True)
class Crash:
    """Checks of one operator that could not be evaluated: of which submissions, and the kind of
    error, never its message, which may quote a cell. ``is_theirs`` where other checks of the
    operator could be: what was sent is the reason, not the validator as a whole."""

    operator: str
    error: str
    submission_ids: frozenset[str]
    is_theirs: bool


@dataclass(frozen=True)
class CheckOutcome:
    """The checks that failed, and those that could not be evaluated."""

    failed: pl.DataFrame
    crashes: tuple[Crash, ...]

    @property
    def crashed(self) -> frozenset[str]:
        """The submissions whose checks could not all be evaluated."""
        return frozenset[str]().union(*(crash.submission_ids for crash in self.crashes))


def merged(outcomes: Sequence[CheckOutcome]) -> CheckOutcome:
    """Several outcomes as one."""
    return CheckOutcome(
        pl.concat([CHECKS.to_frame(), *(outcome.failed for outcome in outcomes)]),
        tuple(crash for outcome in outcomes for crash in outcome.crashes),
    )


def evaluate(checks: pl.DataFrame, entries: Collection[str] = ()) -> CheckOutcome:
    """Let Great Expectations compare both sides of every check. ``entries`` are the ``list=entry``
    pairs that ``in_list`` allows. A report whose checks cannot be evaluated costs itself."""
    parts = checks.partition_by("operator", maintain_order=True)
    return merged([_evaluated(part, part["operator"][0], entries) for part in parts])


def _evaluated(part: pl.DataFrame, operator: str, entries: Collection[str]) -> CheckOutcome:
    try:
        return CheckOutcome(part[_positions_of_failures(part, operator, entries)], ())
    except Exception as error:  # whatever stops the validator is the validator's, not a finding
        whole = Crash(operator, type(error).__name__, frozenset(part["submission_id"]), False)
    try:
        _positions_of_failures(_HARMLESS, operator, entries)
    except Exception:
        return CheckOutcome(CHECKS.to_frame(), (whole,))
    column = _COMPARED_WITHIN.get(operator, "submission_id")
    return _by_halves(part.partition_by(column, maintain_order=True), operator, entries)


def _by_halves(groups: list[pl.DataFrame], operator: str, entries: Collection[str]) -> CheckOutcome:
    """Groups of checks evaluated in ever smaller parts, until what cannot be is one of them."""
    part = pl.concat(groups)
    try:
        return CheckOutcome(part[_positions_of_failures(part, operator, entries)], ())
    except Exception as error:
        if len(groups) == 1:
            names = frozenset(part["submission_id"])
            return CheckOutcome(
                CHECKS.to_frame(), (Crash(operator, type(error).__name__, names, True),)
            )
    half = len(groups) // 2
    return merged([_by_halves(some, operator, entries) for some in (groups[:half], groups[half:])])


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
