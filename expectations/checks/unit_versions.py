"""Which version of a province a code means on a day: ``24`` is ``VN63-24`` (Bắc Giang) until
2025-06-30 and ``VN34-24`` (Bắc Ninh) after it. Codes are never joined without a day, and names are
those of the day."""

from __future__ import annotations

import polars as pl


def valid_on(day: str) -> pl.Expr:
    """Whether ``valid_from`` and ``valid_to`` (both inclusive, null is open) hold the day."""
    after = pl.col("valid_from").is_null() | (pl.col("valid_from") <= pl.col(day))
    before = pl.col("valid_to").is_null() | (pl.col("valid_to") >= pl.col(day))
    return after & before


def with_unit(frame: pl.DataFrame, units: pl.DataFrame, code: str, day: str) -> pl.DataFrame:
    """``frame`` with ``unit_id``, ``unit_official_code``, ``unit_official_name`` of the code on the
    day, and ``unit_called``, its names of whatever day; null where none was valid. Rows keep their
    number and order."""
    numbered = frame.with_row_index("_row")
    versions = units.select(
        pl.col("code").alias(code),
        "unit_id",
        pl.col("code").alias("unit_official_code"),
        pl.col("name_vi_short").alias("unit_official_name"),
        pl.col("called").alias("unit_called"),
        "valid_from",
        "valid_to",
    ).drop_nulls(code)
    matches = (
        numbered.select("_row", code, day)
        .join(versions, on=code)
        .filter(valid_on(day))
        .sort("_row", "valid_from", nulls_last=False)
        .unique("_row", keep="last", maintain_order=True)
        .drop(code, day, "valid_from", "valid_to")
    )
    return numbered.join(matches, on="_row", how="left", maintain_order="left").drop("_row")


def with_name(frame: pl.DataFrame, units: pl.DataFrame, unit: str, day: str) -> pl.DataFrame:
    """``frame`` with ``<unit>_code`` and ``<unit>_name`` of the unit in a column, called as on the
    day; as it was called last where it was none then. Rows keep their number and order."""
    numbered = frame.with_row_index("_row")
    names = units.select(
        pl.col("unit_id").alias(unit),
        pl.col("code").alias(f"{unit}_code"),
        pl.col("name_vi_short").alias(f"{unit}_name"),
        "valid_from",
        "valid_to",
    )
    matches = (
        numbered.select("_row", unit, day)
        .join(names, on=unit)
        .with_columns(is_then=valid_on(day).fill_null(False))
        .sort("_row", "is_then", "valid_from", nulls_last=False)
        .unique("_row", keep="last", maintain_order=True)
        .select("_row", f"{unit}_code", f"{unit}_name")
    )
    return numbered.join(matches, on="_row", how="left", maintain_order="left").drop("_row")


def unit_of_headers(headers: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """``submission_id`` and the ``unit_id`` its header names at the end of its period."""
    return with_unit(headers, units, "unit_code", "period_end").select("submission_id", "unit_id")


def unit_cells(cells: pl.DataFrame, headers: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """The reported cells of kind ``unit`` in tables, with the ``unit_id`` each code means at the
    end of the report's period (null where it means none)."""
    named = cells.filter(kind="unit", status="reported").filter(pl.col("table") != "header")
    days = headers.select("submission_id", "period_end")
    return with_unit(
        named.join(days, on="submission_id", how="left", maintain_order="left"),
        units,
        "text",
        "period_end",
    )
