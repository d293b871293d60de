"""Rules across the cells of one report: the ratios of indicator sheets, and the checks the forms'
rule files ask for. Only cells without a finding of their own take part."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from expectations.checks import PLACE, checks_of
from expectations.rule_book import RequiredWhenCheck, RowCheck, RuleBook
from ingestion.contract import INDICATOR_TABLE, NUMERIC_KINDS, TOTAL_ROW_KEY
from ingestion.frames import Batch

_ROW = ["submission_id", "table", "row_key"]
_COLUMN = ["submission_id", "table", "field"]
_ROW_PROBLEMS = ("ROW-DUPLICATE", "ROW-UNKNOWN", "COLUMN-MISSING")


def report_checks(batch: Batch, clean: pl.DataFrame, rule_book: RuleBook) -> Iterator[pl.DataFrame]:
    """The checks across the cells of each report. ``clean`` are the cells of the batch that have no
    finding of their own."""
    yield _ratios(clean)
    forms = batch.headers.select("submission_id", "form")
    for rule, check in rule_book.with_checks():
        of_form = forms.filter(form=rule.form)
        mine = clean.filter(table=check.table).join(
            of_form, on="submission_id", how="semi", maintain_order="left"
        )
        match check.kind:
            case "row":
                yield _rows(mine, rule.code, check)
            case "required_when":
                yield _required_when(mine, rule.code, check)
            case "total_row":
                whole = batch.problems.filter(pl.col("code").is_in(_ROW_PROBLEMS))
                yield _totals(
                    mine.join(whole, on="submission_id", how="anti", maintain_order="left"),
                    batch.cells.filter(table=check.table),
                    rule.code,
                )


def _ratios(clean: pl.DataFrame) -> pl.DataFrame:
    reported = clean.filter(table=INDICATOR_TABLE, status="reported")
    below = reported.filter(field="denominator").select(*_ROW, denominator="number")
    values = reported.filter(field="value").join(below, on=_ROW, maintain_order="left")
    return checks_of(
        values,
        "RATIO-ORDER",
        "at_most",
        left_number=pl.col("number"),
        right_number=pl.col("denominator"),
    )


def _rows(cells: pl.DataFrame, code: str, check: RowCheck) -> pl.DataFrame:
    wanted = set(check.fields)
    number = pl.col("number")
    sums = (
        cells.filter(
            pl.col("field").is_in(wanted),
            pl.col("status") == "reported",
            pl.col("row_key") != TOTAL_ROW_KEY,
        )
        .group_by(_ROW, maintain_order=True)
        .agg(
            left=number.filter(pl.col("field").is_in(check.left)).sum(),
            right=number.filter(pl.col("field").is_in(check.right)).sum(),
            filled=pl.len(),
        )
        .filter(pl.col("filled") == len(wanted))
    )
    places = cells.filter(field=check.left[0]).join(sums, on=_ROW, maintain_order="left")
    return checks_of(
        places,
        code,
        check.operator,
        left_number=pl.col("left"),
        right_number=pl.col("right"),
    )


def _totals(clean: pl.DataFrame, cells: pl.DataFrame, code: str) -> pl.DataFrame:
    """A column is compared when all its cells could be read; a blank cell adds nothing."""
    is_total = pl.col("row_key") == TOTAL_ROW_KEY
    written = cells.filter(~is_total).group_by(_COLUMN).agg(all_cells=pl.len())
    sums = (
        clean.filter(~is_total)
        .group_by(_COLUMN)
        .agg(total=pl.col("number").sum(), clean_cells=pl.len())
        .join(written, on=_COLUMN)
        .filter(pl.col("clean_cells") == pl.col("all_cells"))
    )
    totals = clean.filter(
        is_total, pl.col("status") == "reported", pl.col("kind").is_in(NUMERIC_KINDS)
    )
    return checks_of(
        totals.join(sums, on=_COLUMN, maintain_order="left"),
        code,
        "equals",
        left_number=pl.col("number"),
        right_number=pl.col("total"),
    )


def _required_when(cells: pl.DataFrame, code: str, check: RequiredWhenCheck) -> pl.DataFrame:
    answer = 1 if check.answer == "yes" else 0
    when = cells.filter(
        pl.col("field") == check.when_field,
        pl.col("status") == "reported",
        pl.col("number") == answer,
        pl.col("row_key") != TOTAL_ROW_KEY,
    )
    asked = cells.filter(field=check.field).join(when, on=_ROW, how="semi", maintain_order="left")
    return checks_of(
        asked.select(*PLACE, "raw_text"), code, "present", left_text=pl.col("raw_text")
    )
