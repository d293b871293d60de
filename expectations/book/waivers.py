"""Findings that do not count: waivers in force, by rule and scope."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from ingestion.forms.header import HEADER_TABLE
from ingestion.submissions.decisions import Decision, Waiver, is_about
from ingestion.submissions.frame_columns import REPORT_KEY, VALUE_PLACE

REPORTED = ("submission_id", *REPORT_KEY, "period_end")


def with_waivers(
    findings: pl.DataFrame, headers: pl.DataFrame, decisions: Sequence[Decision]
) -> pl.DataFrame:
    """The findings (or failed checks) with ``waived_by``: the id of the first decision in force
    that waives one, else null. ``headers`` has the columns of ``REPORTED`` for every report among
    them.

    A header line is never waived: without it nobody knows what the report is.
    """
    waivers = [(one.decision_id, one.what) for one in decisions if isinstance(one.what, Waiver)]
    if not waivers:
        return findings.with_columns(waived_by=pl.lit(None, pl.String()))
    keys = headers.select(REPORTED).unique("submission_id", maintain_order=True)
    placed = findings.join(keys, on="submission_id", how="left", maintain_order="left")
    matches = [
        pl.when(_is_waived(waiver)).then(pl.lit(decision_id)) for decision_id, waiver in waivers
    ]
    return placed.with_columns(waived_by=pl.coalesce(matches)).drop(REPORT_KEY, "period_end")


def unwaived(findings: pl.DataFrame) -> pl.DataFrame:
    """The findings that count."""
    return findings.filter(pl.col("waived_by").is_null())


def _is_waived(waiver: Waiver) -> pl.Expr:
    place = {name: getattr(waiver, name) for name in VALUE_PLACE}
    asked = [pl.col(name).eq_missing(value) for name, value in place.items() if value is not None]
    in_header = pl.col("table").eq_missing(pl.lit(HEADER_TABLE))
    of_cell = pl.col("code").str.starts_with("CELL-")
    return pl.all_horizontal(
        pl.col("code") == waiver.rule, is_about(waiver), ~(in_header & of_cell), *asked
    )
