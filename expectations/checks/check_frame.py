"""A check: one rule applied to one place, as a row of a long frame.

Polars chooses the places a rule applies to and works out the two sides; whether they agree is left
to the expectation of the operator (``suites.py``).
"""

from __future__ import annotations

from typing import Literal

import polars as pl

from ingestion.submissions.frames import NUMBER

Operator = Literal[
    "present", "absent", "at_least", "at_most", "less_than", "equals", "same_text", "in_list",
    "unique", "different",
]  # fmt: skip

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
        "expected": pl.String(),
    }
)


def checks_of(frame: pl.DataFrame, code: str, operator: Operator, **given: pl.Expr) -> pl.DataFrame:
    """One check per row of ``frame``, at the place the row names. ``given`` holds the sides
    (``left_number`` …) and, where the sides do not say it, what was ``expected``."""
    known = {name: pl.col(name) for name in PLACE if name in frame.columns}
    if "raw_text" in frame.columns:
        known["sent"] = pl.col("raw_text")
    known |= {"code": pl.lit(code), "operator": pl.lit(operator)} | given
    return frame.select(
        known.get(name, pl.lit(None)).cast(dtype).alias(name) for name, dtype in CHECKS.items()
    )


def all_checks(frames: list[pl.DataFrame]) -> pl.DataFrame:
    """Many frames of checks as one."""
    return pl.concat([CHECKS.to_frame(), *frames])


def days(column: str) -> pl.Expr:
    """A date as a number, so that dates are compared like numbers."""
    return pl.col(column).cast(pl.Int32())


def shortest(number: pl.Expr) -> pl.Expr:
    """An exact number as text, without the zeros behind its point."""
    return number.cast(pl.String()).str.strip_chars_end("0").str.strip_chars_end(".")
