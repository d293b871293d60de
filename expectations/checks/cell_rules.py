"""Rules on one cell, and the problems of shape the reader found. One cause gives one finding: a
value that could not be read is not also called missing or too large."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from expectations.book.rule_book import RuleBook
from expectations.checks.check_frame import checks_of
from expectations.checks.limits import with_limits
from ingestion.forms.contract import INDICATOR_TABLE, TOTAL_ROW_KEY, Contracts
from ingestion.forms.header import HEADER_TABLE
from ingestion.submissions.frames import Batch

# Why a cell has no value, by the rule that says so; all else is CELL-ERROR.
_CODES = {
    **dict.fromkeys(
        (
            "struck_out", "struck_part", "crossed_out", "repeated", "raised_part", "unseen_part",
            "symbol_font", "foreign_format", "covered", "conditional_look", "shown_otherwise",
            "day_not_shown", "clock_not_shown",
        ),
        "CELL-SHOWN",
    ),
    "not_text": "CELL-NOT-TEXT",
    "nil_in_words": "CELL-NIL",
    "other_label": "ROW-LABEL",
    "two_readings": "CELL-AMBIGUOUS",
    "percent_mixed": "CELL-AMBIGUOUS",
    "percent_or_share": "CELL-AMBIGUOUS",
    "other_unit": "CELL-UNIT",
    "too_much_money": "CELL-UNIT",
    "merged": "CELL-MERGED",
    "legacy_text": "CELL-ENCODING",
}  # fmt: skip
# Problems beside which a value's text says what a person sees: of the cell, or as label of its row.
_SEEN_OTHERWISE = ("shown_otherwise", "other_unit", "other_label")
_IS_READ = pl.col("raw_text").is_not_null() & pl.col("problem").is_null()
_IS_TOTAL = pl.col("has_total") & (pl.col("row_key") == TOTAL_ROW_KEY)
_VALUE = pl.coalesce(pl.col("text"), pl.col("number").cast(pl.String()))


def cell_checks(batch: Batch, contracts: Contracts, rule_book: RuleBook) -> Iterator[pl.DataFrame]:
    """The checks of every rule that looks at one cell or at the shape of a file."""
    cells = with_limits(batch.cells, contracts)
    yield from _shape(batch, rule_book)
    in_unit = pl.col("problem").is_in(["other_unit", "too_much_money"])
    yield checks_of(
        cells.filter(pl.col("raw_text").is_not_null()).join(
            batch.headers.select("submission_id", "money_unit"),
            on="submission_id",
            maintain_order="left",
        ),
        "CELL-ERROR",
        "absent",
        left_text=pl.col("problem"),
        expected_key=pl.when(in_unit).then("money_unit").otherwise("problem"),
        expected_text=pl.when(pl.col("problem").is_in(_SEEN_OTHERWISE)).then("text"),
    ).with_columns(code=pl.col("left_text").replace_strict(_CODES, default="CELL-ERROR"))
    typed = cells.filter(_IS_READ, pl.col("status") != "not_applicable")
    yield checks_of(typed, "CELL-TYPE", "present", left_text=_VALUE, expected_key=pl.col("kind"))
    yield from _required(cells, batch, contracts)
    yield from _limits(cells)
    held = batch.headers.select("submission_id", held=pl.col("revision").cast(pl.String()))
    yield checks_of(
        cells.filter(table=HEADER_TABLE, field="revision", status="reported").join(
            held, on="submission_id", maintain_order="left"
        ),
        "CELL-RANGE",
        "present",
        left_text=pl.col("held"),
        expected_key=pl.lit("revision"),
    )


def _shape(batch: Batch, rule_book: RuleBook) -> Iterator[pl.DataFrame]:
    is_key = pl.col("code").is_in(["HIDDEN-CONTENT", "FILE-UNREADABLE", "REGISTER-UNUSABLE"])
    found = set(batch.problems["code"])
    # A register has a place for each line and column.
    line = pl.when(code="REGISTER-UNUSABLE").then(pl.col("row_number").cast(pl.String()))
    for code in (code for code in rule_book if code in found):
        yield checks_of(
            batch.problems.filter(code=code).with_columns(row_key=line),
            code,
            "absent",
            left_text=pl.col("code"),
            sent=pl.col("found"),
            expected_key=pl.when(is_key).then("expected"),
            expected_text=pl.when(~is_key).then("expected"),
            limit_number=pl.col("size"),
        )


def _required(cells: pl.DataFrame, batch: Batch, contracts: Contracts) -> Iterator[pl.DataFrame]:
    """Required cells must be filled. A missing column is reported once, as COLUMN-MISSING, and a
    missing row once for all its cells; a total nobody wrote is not asked for."""
    not_applicable = cells.filter(field="value", status="not_applicable", may_not_apply=True)
    asked = (
        cells.filter("required", ~_IS_TOTAL, pl.col("status") != "unreadable")
        .join(
            not_applicable.select("submission_id", "row_key", field=pl.lit("denominator")),
            on=["submission_id", "row_key", "field"],
            how="anti",
            maintain_order="left",
        )
        .with_columns(
            answer=pl.when(
                (pl.col("status") == "reported")
                | ((pl.col("status") == "not_applicable") & pl.col("may_not_apply"))
            ).then("raw_text")
        )
    )
    in_a_row = (pl.col("table") == HEADER_TABLE) | pl.col("row_number").is_not_null()
    has_place = (pl.col("table") == HEADER_TABLE) | pl.col("cell").is_not_null()
    missing_rows = asked.filter(~in_a_row).unique(
        ["submission_id", "table", "row_key"], keep="first", maintain_order=True
    )
    blank = asked.filter(in_a_row, has_place).with_columns(lacking="kind")
    for frame in (blank, missing_rows.with_columns(lacking=pl.lit("row"))):
        yield checks_of(
            frame,
            "CELL-REQUIRED",
            "present",
            left_text=pl.col("answer"),
            expected_key=pl.col("lacking"),
        )
    yield checks_of(
        _registers(batch, contracts),
        "CELL-REQUIRED",
        "present",
        left_text=pl.col("first_row"),
    )


def _registers(batch: Batch, contracts: Contracts) -> pl.DataFrame:
    """Every register a report should hold, with the key of its first row; a register that was found
    and holds no row at all reports nothing."""
    registers = pl.DataFrame(
        [
            (form.contract_id, sheet.table, sheet.name, sheet.row_key[0], sheet.title.vi)
            for form in contracts.values()
            for sheet in form.registers
            if not sheet.may_be_empty
        ],
        schema=["contract_id", "table", "sheet", "field", "title"],
        orient="row",
        schema_overrides=dict.fromkeys(
            ("contract_id", "table", "sheet", "field", "title"), pl.String
        ),
    )
    missing = batch.problems.filter(pl.col("code").is_in(["SHEET-MISSING", "SHEET-LEFT-OUT"]))
    first_rows = (
        batch.cells.filter(pl.col("table") != INDICATOR_TABLE, pl.col("row_key") != TOTAL_ROW_KEY)
        .group_by("submission_id", "table", maintain_order=True)
        .agg(first_row=pl.col("row_key").first())
    )
    return (
        batch.headers.select("submission_id", "contract_id")
        .join(registers, on="contract_id", maintain_order="left")
        .join(
            missing.select("submission_id", title="expected"),
            on=["submission_id", "title"],
            how="anti",
            maintain_order="left",
        )
        .join(first_rows, on=["submission_id", "table"], how="left", maintain_order="left")
    )


def _limits(cells: pl.DataFrame) -> Iterator[pl.DataFrame]:
    reported = cells.filter(pl.col("status") == "reported")
    numbers = reported.filter(pl.col("number").is_not_null())
    yield checks_of(
        numbers.filter(pl.col("minimum").is_not_null()),
        "CELL-RANGE",
        "at_least",
        left_number=pl.col("number"),
        right_number=pl.col("minimum"),
    )
    yield checks_of(
        numbers.filter(pl.col("maximum").is_not_null()),
        "CELL-RANGE",
        "at_most",
        left_number=pl.col("number"),
        right_number=pl.col("maximum"),
    )
    yield checks_of(
        reported.filter(pl.col("list_name").is_not_null()),
        "CELL-LIST",
        "in_list",
        left_text=pl.concat_str("list_name", "text", separator="="),
    )
