"""What the contracts allow in each cell, as a frame to join to cells."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

import polars as pl

from ingestion.forms.contract import (
    INDICATOR_TABLE,
    NUMERIC_KINDS,
    Contracts,
    FieldContract,
    Form,
    IndicatorSheet,
    Line,
)
from ingestion.forms.header import HEADER_TABLE, header_fields, load_header
from ingestion.forms.sheet_columns import line_parts
from ingestion.submissions.frame_columns import NUMBER

_NEVER_BELOW_ZERO = frozenset({"count", "money"})


class Limit(NamedTuple):
    """What one cell may hold. ``line`` is empty but on indicator sheets; ``may_not_apply`` says
    that "not applicable" is an answer; ``has_total`` that the table has a total row."""

    contract_id: str
    table: str
    line: str
    field: str
    required: bool
    may_not_apply: bool
    minimum: Decimal | None
    maximum: Decimal | None
    list_name: str | None
    has_total: bool


_LIMITS = pl.Schema(
    {
        "contract_id": pl.String(),
        "table": pl.String(),
        "line": pl.String(),
        "field": pl.String(),
        "required": pl.Boolean(),
        "may_not_apply": pl.Boolean(),
        "minimum": NUMBER,
        "maximum": NUMBER,
        "list_name": pl.String(),
        "has_total": pl.Boolean(),
    }
)


def with_limits(cells: pl.DataFrame, contracts: Contracts) -> pl.DataFrame:
    """The cells with their limits; raises ``ValueError`` for a cell no contract knows."""
    limits = pl.DataFrame(
        [limit for form in contracts.values() for limit in _of_form(form)],
        schema=_LIMITS,
        orient="row",
    )
    on_a_line = pl.col("table") == INDICATOR_TABLE
    joined = cells.with_columns(line=pl.when(on_a_line).then("row_key").otherwise(pl.lit(""))).join(
        limits, on=["contract_id", "table", "line", "field"], how="left", maintain_order="left"
    )
    if joined["required"].null_count():
        raise ValueError("a report holds cells its contract does not know")
    return joined


def list_entries(contracts: Contracts) -> set[str]:
    """Every allowed ``list=entry``: closed lists of forms and header, and the kinds of period a
    form is sent for."""
    entries = {
        f"{HEADER_TABLE}/{name}={option.code}"
        for name, options in load_header().lists.items()
        for option in options
    }
    for form in contracts.values():
        entries |= {f"{form.contract_id}={kind}" for kind in form.periods}
        for name, options in form.lists.items():
            entries |= {f"{form.contract_id}/{name}={option.code}" for option in options}
    return entries


def _of_form(form: Form) -> Iterator[Limit]:
    for field in header_fields(form):
        yield _of_field(form, HEADER_TABLE, HEADER_TABLE, field, False)
    for sheet in form.sheets:
        if sheet.kind == "register":
            for field in sheet.fields:
                yield _of_field(form, sheet.table, form.contract_id, field, sheet.total_row)
        else:
            for line in sheet.lines:
                yield from _of_line(form, sheet, line)


def _of_field(form: Form, table: str, lists: str, field: FieldContract, has_total: bool) -> Limit:
    lowest = 0 if field.minimum is None and field.kind in _NEVER_BELOW_ZERO else field.minimum
    numeric = field.kind in NUMERIC_KINDS
    return Limit(
        form.contract_id,
        table,
        "",
        field.code,
        field.required,
        False,
        _exact(lowest) if numeric else None,
        _exact(field.maximum) if numeric else None,
        f"{lists}/{field.list}" if field.list else None,
        has_total,
    )


def _of_line(form: Form, sheet: IndicatorSheet, line: Line) -> Iterator[Limit]:
    is_ratio = line.kind == "ratio"
    for part, kind in line_parts(line, sheet):
        is_figure = part in ("value", "denominator")
        numeric = is_figure and kind in NUMERIC_KINDS
        lowest = line.denominator_minimum if part == "denominator" else line.minimum
        yield Limit(
            form.contract_id,
            sheet.table,
            line.code,
            part,
            line.required and is_figure,
            is_ratio and part == "value",
            _exact(lowest) if numeric else None,
            _exact(line.maximum) if numeric and part == "value" else None,
            f"{form.contract_id}/{line.list}" if line.list and part == "value" else None,
            False,
        )


def _exact(limit: float | None) -> Decimal | None:
    return None if limit is None else Decimal(str(limit))
