"""The columns of findings as a frame, and the order they are kept and shown in."""

from __future__ import annotations

import polars as pl

from expectations.checks.check_frame import EXPECTED
from ingestion.submissions.frame_columns import NUMBER

FINDINGS = pl.Schema(
    {
        "submission_id": pl.String(),
        "code": pl.String(),
        "severity": pl.String(),
        "table": pl.String(),
        "sheet": pl.String(),
        "cell": pl.String(),
        "row_key": pl.String(),
        "row_number": pl.Int32(),
        "field": pl.String(),
        "sent": pl.String(),
        "computed": NUMBER,
        **EXPECTED,
        "waived_by": pl.String(),
    }
)


def in_order(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings by submission, sheet, row and column, whatever order they were found in."""
    column = pl.col("cell").str.extract(r"^([A-Z]+)")
    line = pl.when(code="REGISTER-UNUSABLE").then("row_number")
    placed = findings.with_columns(
        _row=pl.col("cell").str.extract(r"(\d+)$").cast(pl.Int32(), strict=False).fill_null(line),
        _width=column.str.len_chars(),
        _column=column,
    )
    order = ["submission_id", "sheet", "_row", "_width", "_column", "code", "row_key", "field"]
    return placed.sort(order, nulls_last=False, maintain_order=True).drop(
        "_row", "_width", "_column"
    )
