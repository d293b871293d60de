"""Rules about the delivery of a report: whose it was, and whether it came in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

from expectations.checks.check_frame import checks_of, days
from expectations.checks.register_rules import Register, bound_reports
from expectations.checks.unit_versions import valid_on
from ingestion.landing.senders import is_address
from ingestion.submissions.frames import Batch


def sender_checks(
    batch: Batch, deliveries: pl.DataFrame, register: Register | None
) -> Iterator[pl.DataFrame]:
    """Whose delivery it was, and whether it came in time (strictly before the deadline). A report
    that names an unknown agency gets that finding only, none about its sender; an agency that
    ended before its last day on time is not late, nor is one that the duty binds by assumption."""
    delivered = batch.headers.join(deliveries, on="submission_id", maintain_order="left")
    named = delivered.drop_nulls(["sender", "agency_id"]).with_columns(
        sender_called="sender", agency_called="agency_id"
    )
    dated = delivered.drop_nulls(["received_on", "deadline"])
    if register is not None:
        named = named.join(register.agencies, on="agency_id", how="semi", maintain_order="left")
        named = _called(_called(named, "sender_called", register), "agency_called", register)
        ends = register.agencies.group_by("agency_id").agg(
            ends=pl.col("valid_to").fill_null(date.max).max()
        )
        dated = dated.join(ends, on="agency_id", how="left", maintain_order="left")
        last_day = pl.col("deadline").dt.offset_by("-1d")
        dated = dated.filter(pl.col("ends").is_null() | (pl.col("ends") >= last_day))
        dated = bound_reports(dated, register)
    by_mail = is_address(pl.col("sender"))
    yield checks_of(
        named.filter(by_mail),
        "SENDER-UNKNOWN",
        "present",
        left_text=pl.lit(None, pl.String()),
        sent=pl.col("sender"),
        expected_text=pl.col("agency_id"),
    )
    yield checks_of(
        named.filter(~by_mail),
        "SENDER-NOT-ENTITLED",
        "same_text",
        left_text=pl.col("sender"),
        right_text=pl.col("agency_id"),
        sent=pl.col("sender_called"),
        expected_text=pl.col("agency_called"),
    )
    yield checks_of(
        dated,
        "DEADLINE-LATE",
        "less_than",
        left_number=days("received_on"),
        right_number=days("deadline"),
        sent=pl.col("received_on").dt.strftime("%d/%m/%Y"),
        limit_day=pl.col("deadline"),
    )


def _called(delivered: pl.DataFrame, column: str, register: Register) -> pl.DataFrame:
    """The frame with the ids of a column written as the agency was called on the day of receipt,
    the id behind the name; one that was none on that day as it is called at last."""
    last = register.agencies.sort("valid_from", nulls_last=False)
    lines = last.select(
        "valid_from",
        "valid_to",
        pl.col("agency_id").alias(column),
        called=pl.format("{} ({})", "agency_name", "agency_id"),
    )
    asked = delivered.select(column, "received_on").unique()
    dated = asked.join(lines, on=column).with_columns(is_then=valid_on("received_on"))
    named = dated.sort("is_then", "valid_from", nulls_last=False, maintain_order=True)
    named = named.unique([column, "received_on"], keep="last", maintain_order=True)
    return (
        delivered.join(
            named.select(column, "received_on", "called"),
            on=[column, "received_on"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        .with_columns(pl.coalesce("called", column).alias(column))
        .drop("called")
    )
