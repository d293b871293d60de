"""Which rules hold for a report: those switched on and valid at the end of its period."""

from __future__ import annotations

import polars as pl

from expectations.book.rule_book import RuleBook
from expectations.checks.unit_versions import valid_on


def checks_in_force(
    checks: pl.DataFrame, headers: pl.DataFrame, rule_book: RuleBook
) -> pl.DataFrame:
    """The checks of rules that hold for their reports; ``headers`` has ``submission_id`` and
    ``period_end``. A report whose period cannot be read is judged by every rule that is on."""
    off = [code for code, rule in rule_book.items() if not rule.is_on]
    checks = checks.filter(~pl.col("code").is_in(off)) if off else checks
    if not any(rule.valid_from or rule.valid_to for rule in rule_book.values()):
        return checks
    validity = pl.DataFrame(
        [(rule.code, rule.valid_from, rule.valid_to) for rule in rule_book.values()],
        schema={"code": pl.String(), "valid_from": pl.Date, "valid_to": pl.Date},
        orient="row",
    )
    return (
        checks.join(validity, on="code", how="left", maintain_order="left")
        .join(
            headers.select("submission_id", "period_end").unique("submission_id"),
            on="submission_id",
            how="left",
            maintain_order="left",
        )
        .filter(pl.col("period_end").is_null() | valid_on("period_end"))
        .select(checks.columns)
    )
