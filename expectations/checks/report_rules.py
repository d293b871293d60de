"""Rules across the cells of one report: the ratios of indicator sheets, and the checks the forms'
rule files ask for. Only cells without a finding of their own take part."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from expectations.book.rule_book import RuleBook
from expectations.checks.check_frame import checks_of
from expectations.checks.row_rules import (
    at_least_one,
    dates,
    different,
    recent,
    required_when,
    row_count,
    same_rows,
    sums,
    with_rows,
)
from expectations.checks.series_rules import in_latest_codes
from ingestion.forms.contract import INDICATOR_TABLE, NUMERIC_KINDS, TOTAL_ROW_KEY, Contracts
from ingestion.forms.header import HEADER_TABLE
from ingestion.submissions.frames import Batch

_ROW = ["submission_id", "table", "row_key"]
_COLUMN = ["submission_id", "table", "field"]
_SHAPE_PROBLEMS = ("ROW-DUPLICATE", "ROW-UNKNOWN", "COLUMN-MISSING", "SHEET-MISSING")


def report_checks(
    batch: Batch, clean: pl.DataFrame, rule_book: RuleBook, contracts: Contracts
) -> Iterator[pl.DataFrame]:
    """The checks across the cells of each report. ``clean`` are the cells of the batch that have no
    finding of their own. Rules name columns and lines by the codes of the latest version."""
    yield _ratios(clean)
    yield _own_totals(clean, batch, rule_book)
    forms = batch.headers.select("submission_id", "form")
    cells = clean.filter(pl.col("table") != HEADER_TABLE)
    in_tables = with_rows(in_latest_codes(cells, contracts))
    sent = set(forms["form"])
    for rule, check in rule_book.with_checks():
        if rule.form not in sent:
            continue
        of_form = forms.filter(form=rule.form)
        both = in_tables.join(of_form, on="submission_id", how="semi", maintain_order="left")
        mine = both.filter(table=check.table)
        match check.kind:
            case "row":
                yield sums(mine, rule.code, check)
            case "required_when":
                yield required_when(mine, rule.code, check)
            case "at_least_one":
                yield at_least_one(mine, rule.code, check)
            case "different":
                yield from different(mine, rule.code, check)
            case "dates":
                yield dates(mine, rule.code, check)
            case "recent":
                yield from recent(mine, batch.headers, rule.code, check)
            case "row_count":
                lines = both.filter(table=INDICATOR_TABLE)
                yield row_count(_whole(mine, batch), _whole(lines, batch), rule.code, check)
            case "same_rows":
                pair = both.filter(pl.col("table").is_in([check.table, check.other]))
                of_all = batch.problems.filter(code="SHEET-LEFT-OUT")
                asked = pair.join(of_all, on="submission_id", how="anti", maintain_order="left")
                yield from same_rows(_whole(asked, batch), rule.code, check)
            case "total_row":
                yield _totals(
                    _whole(
                        clean.filter(table=check.table).join(
                            of_form, on="submission_id", how="semi", maintain_order="left"
                        ),
                        batch,
                    ),
                    batch.cells.filter(table=check.table),
                    rule.code,
                )


def _own_totals(clean: pl.DataFrame, batch: Batch, rule_book: RuleBook) -> pl.DataFrame:
    """The total rows of registers whose forms have none, against the sums of their counts and
    amounts."""
    with_rule = {check.table for _, check in rule_book.with_checks() if check.kind == "total_row"}
    summed = pl.col("kind").is_in(["count", "money"])
    free = ~pl.col("table").is_in([*with_rule, HEADER_TABLE, INDICATOR_TABLE]) & summed
    return _totals(_whole(clean.filter(free), batch), batch.cells.filter(free), "TOTAL-SUM")


def _whole(cells: pl.DataFrame, batch: Batch) -> pl.DataFrame:
    """The cells of reports no table of which lost a row or a column."""
    broken = batch.problems.filter(pl.col("code").is_in(_SHAPE_PROBLEMS))
    return cells.join(broken, on="submission_id", how="anti", maintain_order="left")


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
