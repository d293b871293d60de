"""Which rules hold for a report, and how grave they are: asked at the end of its period."""

from __future__ import annotations

from datetime import date

import polars as pl

from expectations.book.rule_book import RuleBook
from expectations.checks.unit_versions import valid_on


def checks_in_force(
    checks: pl.DataFrame, headers: pl.DataFrame, rule_book: RuleBook
) -> pl.DataFrame:
    """The checks of rules that hold for their reports; ``headers`` has ``submission_id`` and
    ``period_end``. A report whose period cannot be read is judged by every rule that is on."""
    if rule_book.for_a_time:
        return _checks_on_each_day(checks, headers, rule_book)
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
        .join(_periods(headers), on="submission_id", how="left", maintain_order="left")
        .filter(pl.col("period_end").is_null() | valid_on("period_end"))
        .select(checks.columns)
    )


def with_severity(failed: pl.DataFrame, headers: pl.DataFrame, rule_book: RuleBook) -> pl.DataFrame:
    """Failed checks with the ``severity`` of their rule for the report; ``headers`` as above."""
    severities = {code: str(rule.severity) for code, rule in rule_book.items()}
    severity = pl.col("code").replace_strict(severities, return_dtype=pl.String())
    if not rule_book.for_a_time:
        return failed.with_columns(severity=severity)
    dated = failed.join(_periods(headers), on="submission_id", how="left", maintain_order="left")
    for one in rule_book.for_a_time:
        if one.severity:
            first, last = one.first_day or date.min, one.last_day or date.max
            is_covered = (pl.col("code") == one.code) & pl.col("period_end").is_between(first, last)
            severity = pl.when(is_covered).then(pl.lit(one.severity)).otherwise(severity)
    return dated.with_columns(severity=severity).drop("period_end")


def _checks_on_each_day(
    checks: pl.DataFrame, headers: pl.DataFrame, rule_book: RuleBook
) -> pl.DataFrame:
    """The checks in force where rules hold otherwise for a time: those of each period under the
    book on its last day, in the order they came."""
    dated = checks.with_row_index("_order").join(
        _periods(headers), on="submission_id", how="left", maintain_order="left"
    )
    parts = [
        checks_in_force(part.drop("period_end"), headers, rule_book.on(period_end))
        for (period_end,), part in dated.partition_by("period_end", as_dict=True).items()
    ]
    return pl.concat([dated.drop("period_end").clear(), *parts]).sort("_order").drop("_order")


def _periods(headers: pl.DataFrame) -> pl.DataFrame:
    return headers.select("submission_id", "period_end").unique("submission_id")
