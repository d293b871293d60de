"""Rules across the cells of one row, as the forms' rule files ask for them. An indicator sheet is
one row whose fields are its lines. Only cells without a finding of their own take part."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from expectations.book.check_kinds import (
    AtLeastOneCheck,
    DatesCheck,
    DifferentCheck,
    RecentCheck,
    RequiredWhenCheck,
    RowCheck,
    RowCountCheck,
    SameRowsCheck,
)
from expectations.checks.check_frame import PLACE, checks_of, days
from ingestion.forms.contract import INDICATOR_TABLE, TOTAL_ROW_KEY
from ingestion.language.vietnamese import fold, name_key

_ROW = ["submission_id", "table", "row"]
_REPORTED = pl.col("status") == "reported"


def with_rows(cells: pl.DataFrame) -> pl.DataFrame:
    """The cells of tables (``in_latest_codes``) with the ``row`` they are in and what they are
    ``named`` in it; total rows and the notes beside a line's figure are left out."""
    on_a_line = pl.col("table") == INDICATOR_TABLE
    figures = cells.filter(
        pl.when(on_a_line)
        .then(pl.col("field") == "value")
        .otherwise(pl.col("row_key") != TOTAL_ROW_KEY)
    )
    return figures.with_columns(
        row=pl.when(on_a_line).then(pl.lit("")).otherwise("row_key"),
        named=pl.when(on_a_line).then("latest_row").otherwise("latest_field"),
    )


def sums(cells: pl.DataFrame, code: str, check: RowCheck) -> pl.DataFrame:
    """The sum of some fields against the sum of others, in rows where all are filled."""
    fields = {*check.left, *check.right}
    number = pl.col("number")
    added = (
        cells.filter(_REPORTED, pl.col("named").is_in(fields))
        .group_by(_ROW, maintain_order=True)
        .agg(
            left=number.filter(pl.col("named").is_in(check.left)).sum(),
            right=number.filter(pl.col("named").is_in(check.right)).sum(),
            filled=pl.len(),
        )
        .filter(pl.col("filled") == len(fields))
    )
    places = cells.filter(named=check.left[0]).join(added, on=_ROW, maintain_order="left")
    return checks_of(
        places, code, check.operator, left_number=pl.col("left"), right_number=pl.col("right")
    )


def required_when(cells: pl.DataFrame, code: str, check: RequiredWhenCheck) -> pl.DataFrame:
    """A field that must be filled because of another's answer."""
    answered = (
        pl.col("text").is_in(check.among)
        if check.among
        else pl.col("number") == (1 if check.answer == "yes" else 0)
    )
    when = cells.filter(_REPORTED, answered, pl.col("named") == check.when_field)
    asked = cells.filter(named=check.field).join(when, on=_ROW, how="semi", maintain_order="left")
    return checks_of(
        asked.select(*PLACE, "raw_text"), code, "present", left_text=pl.col("raw_text")
    )


def at_least_one(cells: pl.DataFrame, code: str, check: AtLeastOneCheck) -> pl.DataFrame:
    """One of several yes/no questions is answered with yes."""
    answers = (
        cells.filter(pl.col("named").is_in(check.fields))
        .group_by(_ROW, maintain_order=True)
        .agg(yes=pl.col("number").sum())
    )
    places = cells.filter(named=check.fields[0]).join(answers, on=_ROW, maintain_order="left")
    return checks_of(places, code, "at_least", left_number=pl.col("yes"), right_number=pl.lit(1))


def different(cells: pl.DataFrame, code: str, check: DifferentCheck) -> list[pl.DataFrame]:
    """A name that must be another than those beside it, however both are spelt."""
    key = pl.col("text").map_elements(name_key, return_dtype=pl.String())
    names = cells.filter(_REPORTED, pl.col("named").is_in(check.fields)).with_columns(name=key)
    mine = names.filter(named=check.field)
    others = (
        names.filter(named=other).select(*_ROW, other="name", shown="text")
        for other in check.others
    )
    return [
        checks_of(
            mine.join(other, on=_ROW, maintain_order="left"),
            code,
            "different",
            left_text=pl.col("name"),
            right_text=pl.col("other"),
            limit_operator=pl.lit("different"),
            expected_text=pl.col("shown"),
        )
        for other in others
    ]


def dates(cells: pl.DataFrame, code: str, check: DatesCheck) -> pl.DataFrame:
    """One day is not after another."""
    read = _dated(cells.filter(_REPORTED))
    first = read.filter(named=check.earlier).select(*_ROW, first="day")
    later = read.filter(named=check.later).join(first, on=_ROW, maintain_order="left")
    return checks_of(
        later,
        code,
        "at_least",
        left_number=days("day"),
        right_number=days("first"),
        limit_operator=pl.lit("at_least"),
        limit_day=pl.col("first"),
    )


def recent(
    cells: pl.DataFrame, headers: pl.DataFrame, code: str, check: RecentCheck
) -> list[pl.DataFrame]:
    """A day that must lie in the last months of the period and not after the report."""
    rows = _rows_where(cells, check.where)
    asked = (
        cells.filter(named=check.field)
        .drop_nulls("cell")
        .join(rows, on=_ROW, how="semi", maintain_order="left")
        .join(
            headers.select("submission_id", "period_end", "report_date"),
            on="submission_id",
            maintain_order="left",
        )
        .drop_nulls("period_end")
        .with_columns(
            since=pl.col("period_end").dt.offset_by("1d").dt.offset_by(f"-{check.months}mo")
        )
    )
    since = {"limit_operator": pl.lit("at_least"), "limit_day": pl.col("since")}
    read = _dated(asked.filter(_REPORTED))
    return [
        checks_of(asked, code, "present", left_text=pl.col("raw_text"), **since),
        checks_of(
            read,
            code,
            "at_least",
            left_number=days("day"),
            right_number=days("since"),
            **since,
        ),
        checks_of(
            read.drop_nulls("report_date"),
            code,
            "at_most",
            left_number=days("day"),
            right_number=days("report_date"),
            limit_operator=pl.lit("at_most"),
            limit_day=pl.col("report_date"),
        ),
    ]


def row_count(
    cells: pl.DataFrame, lines: pl.DataFrame, code: str, check: RowCountCheck
) -> pl.DataFrame:
    """A line of the indicator sheet against the number of rows of a register, some of them only
    where there are any: an empty register is told once. ``lines`` are the cells of the form's
    indicator sheets."""
    if check.where:
        filled = cells.select("submission_id").unique()
        lines = lines.join(filled, on="submission_id", how="semi", maintain_order="left")
    counted = _rows_where(cells, check.where).group_by("submission_id").agg(rows=pl.len())
    stated = lines.filter(_REPORTED, pl.col("named") == check.line).join(
        counted, on="submission_id", how="left", maintain_order="left"
    )
    return checks_of(
        stated,
        code,
        "equals",
        left_number=pl.col("number"),
        right_number=pl.col("rows").fill_null(0),
        expected_key=pl.lit(check.kind),
    )


def same_rows(cells: pl.DataFrame, code: str, check: SameRowsCheck) -> list[pl.DataFrame]:
    """Two registers of one report about the same things. ``cells`` are those of whole
    reports."""
    key = pl.col("text").map_elements(fold, return_dtype=pl.String())
    named = cells.filter(_REPORTED, pl.col("named") == check.key).with_columns(key=key)
    mine, others = named.filter(table=check.table), named.filter(table=check.other)
    if check.agree is None:
        return [_listed(one, other, code) for one, other in ((mine, others), (others, mine))]
    by_key = ["submission_id", "key"]
    sides = [
        cells.filter(_REPORTED, table=table, named=field).join(
            keys.select(*_ROW, "key"), on=_ROW, maintain_order="left"
        )
        for table, field, keys in zip(
            (check.table, check.other), check.agree, (mine, others), strict=True
        )
    ]
    other = sides[1].select(*by_key, other="text", shown="raw_text")
    return [
        checks_of(
            sides[0].join(other, on=by_key, maintain_order="left"),
            code,
            "same_text",
            left_text=pl.col("text"),
            right_text=pl.col("other"),
            expected_text=pl.col("shown"),
        )
    ]


def _listed(rows: pl.DataFrame, others: pl.DataFrame, code: str) -> pl.DataFrame:
    """Each row is one of the others."""
    keys = others.select("submission_id", "key", other="key").unique(maintain_order=True)
    places = rows.join(keys, on=["submission_id", "key"], how="left", maintain_order="left")
    return checks_of(places, code, "present", left_text=pl.col("other"))


def _rows_where(cells: pl.DataFrame, where: Mapping[str, tuple[str, ...]]) -> pl.DataFrame:
    rows = cells.select(_ROW).unique(maintain_order=True)
    for field, codes in where.items():
        chosen = cells.filter(_REPORTED, pl.col("text").is_in(codes), pl.col("named") == field)
        rows = rows.join(chosen, on=_ROW, how="semi", maintain_order="left")
    return rows


def _dated(cells: pl.DataFrame) -> pl.DataFrame:
    return cells.with_columns(day=pl.col("text").str.to_date("%Y-%m-%d", strict=False)).drop_nulls(
        "day"
    )
