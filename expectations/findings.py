"""Findings as rows of a frame: one per rule and place, in a fixed order. Not here: what a finding
says (``wording/``)."""

from __future__ import annotations

import polars as pl

from expectations.book.rule_book import RuleBook
from expectations.checks.check_frame import EXPECTED
from expectations.checks.finding_frame import FINDINGS, in_order
from expectations.checks.rules_in_force import with_severity
from ingestion.submissions.frame_columns import CELL_KEY


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
