"""A check: one rule applied to one place, as a row of a long frame.

Polars chooses the places a rule applies to and works out the two sides; whether they agree is left
to the expectation of the operator (``comparison.py``).
"""

from __future__ import annotations

from typing import Literal

import polars as pl

from ingestion.submissions.frame_columns import NUMBER

Operator = Literal[
    "present", "absent", "at_least", "at_most", "less_than", "equals", "same_text", "in_list",
    "unique", "different",
]  # fmt: skip

# What a value is compared with, where the two sides of a comparison do not show it to a person: a
# limit and how the value must compare with it; a code with words of its own (``expected_key``); a
# label, title or name as it should be; entries of a register that could be meant; by how many
# powers of ten an amount is off.
EXPECTED = pl.Schema(
    {
        "limit_operator": pl.String(),
        "limit_number": NUMBER,
        "limit_day": pl.Date(),
        "expected_key": pl.String(),
        "expected_text": pl.String(),
        "candidate_ids": pl.List(pl.String()),
        "candidate_names": pl.List(pl.String()),
        "slip_exponent": pl.Int8(),
    }
)
PLACE = ("submission_id", "table", "sheet", "cell", "row_key", "row_number", "field")
CHECKS = pl.Schema(
    {
        "submission_id": pl.String(),
        "code": pl.String(),
        "operator": pl.String(),
        "left_number": NUMBER,
        "right_number": NUMBER,
        "left_text": pl.String(),
        "right_text": pl.String(),
        "table": pl.String(),
        "sheet": pl.String(),
        "cell": pl.String(),
        "row_key": pl.String(),
        "row_number": pl.Int32(),
        "field": pl.String(),
        "sent": pl.String(),
        **EXPECTED,
    }
)


def checks_of(
    frame: pl.DataFrame, code: str, operator: Operator, **values: pl.Expr
) -> pl.DataFrame:
    """One check per row of ``frame``, at the place the row names. ``values`` holds the sides
    (``left_number`` …) and, where the sides do not say it, what was ``EXPECTED``."""
    columns = {name: pl.col(name) for name in PLACE if name in frame.columns}
    if "raw_text" in frame.columns:
        columns["sent"] = pl.col("raw_text")
    columns |= {"code": pl.lit(code), "operator": pl.lit(operator)} | values
    return frame.select(
        columns.get(name, pl.lit(None)).cast(dtype).alias(name) for name, dtype in CHECKS.items()
    )


def all_checks(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Many frames of checks as one."""
    return pl.concat([CHECKS.to_frame(), *frames])


def days(column: str) -> pl.Expr:
    """A date as a number, so that dates are compared like numbers."""
    return pl.col(column).cast(pl.Int32())
