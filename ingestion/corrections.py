"""Corrections laid over typed rows before they are validated: what was sent stays in the raw store,
and a corrected value passes or fails like any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import polars as pl

from ingestion.columns import Habit
from ingestion.contract import INDICATOR_TABLE, Contracts, Form
from ingestion.decisions import Correction, Decision, holds_for, is_about, lapse, order_of
from ingestion.frames import CELLS, Batch
from ingestion.header import load_header
from ingestion.readers.grid import Cell
from ingestion.values import Reading, Value, type_value

_PLACE = ("submission_id", "table", "row_key", "field")
_VALUE = ("status", "raw_text", "number", "text", "problem")


@dataclass(frozen=True)
class Corrected:
    """A batch with its corrections laid over; ``cells`` counts them by submission."""

    batch: Batch
    cells: dict[str, int]


def lay_over(batch: Batch, decisions: Sequence[Decision], contracts: Contracts) -> Corrected:
    """Replace every value that a correction in force expects as it stands; a correction whose value
    is not there changes nothing."""
    rows = [row for decision in decisions for row in _replacements(batch, decision, contracts)]
    if not rows:
        return Corrected(batch, {})
    schema = {name: CELLS[name] for name in (*_PLACE, *_VALUE)}
    new = pl.DataFrame(rows, schema=schema, orient="row").with_columns(corrected=pl.lit(True))
    joined = batch.cells.join(
        new, on=list(_PLACE), how="left", suffix="_new", maintain_order="left"
    )
    values = [
        pl.when("corrected").then(f"{name}_new").otherwise(name).alias(name) for name in _VALUE
    ]
    cells = joined.with_columns(values).select(batch.cells.columns)
    counts = dict(new.group_by("submission_id").len().iter_rows())
    return Corrected(Batch(cells, batch.problems, batch.headers), counts)


def lapses(batch: Batch, decisions: Sequence[Decision]) -> list[dict[str, Any]]:
    """The events by which corrections end: a later revision of the batch, as it was sent, has
    another value in the place."""
    found = []
    for decision in decisions:
        what = decision.what
        if not isinstance(what, Correction):
            continue
        base = order_of(what.revision, what.report_date)
        place = batch.cells.filter(table=what.table, row_key=what.row_key, field=what.field)
        for row in _revisions(batch, what):
            order = order_of(row["revision"], row["report_date"])
            said = place.filter(submission_id=row["submission_id"])["raw_text"].to_list()
            unchanged = bool(said) and (said[0] or "") == what.expected
            first = decision.lapsed_at is None or order < decision.lapsed_at
            if order > base and not unchanged and first:
                found.append(lapse(decision.decision_id, row["submission_id"], order))
    return found


def _revisions(batch: Batch, what: Correction) -> Iterator[dict[str, Any]]:
    return batch.headers.filter(is_about(what.report)).iter_rows(named=True)


def _replacements(
    batch: Batch, decision: Decision, contracts: Contracts
) -> Iterator[tuple[object, ...]]:
    what = decision.what
    if not isinstance(what, Correction):
        return
    headers = holds_for(decision, batch.headers)
    cells = batch.cells.filter(
        pl.col("submission_id").is_in(headers["submission_id"].to_list()),
        pl.col("raw_text").fill_null("") == what.expected,
        table=what.table,
        row_key=what.row_key,
        field=what.field,
    )
    units = dict(headers.select("submission_id", "money_unit").iter_rows())
    for row in cells.iter_rows(named=True):
        form = contracts[row["contract_id"]]
        value = read_as_sent(what, form, row["kind"], units[row["submission_id"]])
        yield (*(row[name] for name in _PLACE), *(getattr(value, name) for name in _VALUE))


def read_as_sent(what: Correction, form: Form, kind: str, money_unit: str | None) -> Value:
    """The new value as the reader would type it, had the sender written it as text."""
    units = {option.code for option in load_header().lists["money_unit"]}
    unit = Decimal(money_unit) if money_unit in units else Decimal(1)
    habit = Habit(form.number_format or "vi", form.number_format is None)
    cell = Cell(what.new) if what.new else None
    return type_value(kind, cell, Reading(form.lists, unit, habit), _list_of(what, form))


def _list_of(what: Correction, form: Form) -> str | None:
    """The closed list of the place, where it has one."""
    if what.table == INDICATOR_TABLE:
        sheets = [sheet for sheet in form.sheets if sheet.kind == "indicator"]
        lists = {line.code: line.list for sheet in sheets for line in sheet.lines}
        return lists.get(what.row_key) if what.field == "value" else None
    fields = [f for s in form.registers if s.table == what.table for f in s.fields]
    return next((field.list for field in fields if field.code == what.field), None)
