"""Findings as rows of a frame: one per rule and place, in a fixed order. Not here: what a finding
says (``wording/``)."""

from __future__ import annotations

import polars as pl

from expectations.book.rule_book import RuleBook
from expectations.checks.check_frame import EXPECTED
from expectations.checks.rules_in_force import with_severity
from ingestion.submissions.frames import CELL_KEY, NUMBER

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


def findings_of(failed: pl.DataFrame, headers: pl.DataFrame, rule_book: RuleBook) -> pl.DataFrame:
    """The failed checks as findings: one per rule and place, ordered by submission, sheet, row and
    column. ``headers`` has ``submission_id`` and ``period_end``. ``waived_by`` is empty until
    waivers are applied (``book/waivers.py``)."""
    # Numbers are what was expected where the check names nothing else but that rows were counted.
    counts_rows = pl.col("expected_key").eq_missing("row_count")
    is_of_numbers = pl.all_horizontal(pl.col(list(EXPECTED)).is_null()) | counts_rows
    limited = is_of_numbers & pl.col("right_number").is_not_null()
    findings = (
        with_severity(failed, headers, rule_book)
        .with_columns(
            computed=pl.when(is_of_numbers).then("left_number"),
            limit_number=pl.when(limited).then("right_number").otherwise("limit_number"),
            limit_operator=pl.when(limited).then("operator").otherwise("limit_operator"),
            waived_by=pl.lit(None, pl.String()),
        )
        .unique(
            [*CELL_KEY, "code", "sheet", "cell"],
            keep="first",
            maintain_order=True,
        )
    )
    return in_order(findings).select(*FINDINGS)


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
