"""Corrections laid over typed rows before they are validated: what was sent stays in the raw store,
and a corrected value passes or fails like any other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from ingestion.forms.contract import INDICATOR_TABLE, Contracts, Form
from ingestion.forms.header import dong_of
from ingestion.language.vietnamese import parse_date, tidy
from ingestion.parsing.columns import Habit
from ingestion.parsing.values import Reading, Value, type_value
from ingestion.readers.grid import Cell
from ingestion.readers.returned_sheets import UNCONFIRMED
from ingestion.submissions.decisions import (
    Correction,
    Decision,
    Typed,
    holds_for,
    is_about,
    lapse,
    order_of,
)
from ingestion.submissions.frame_columns import CELL_KEY, CELLS
from ingestion.submissions.frames import Batch

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
    schema = {name: CELLS[name] for name in (*CELL_KEY, *_VALUE)}
    new = pl.DataFrame(rows, schema=schema, orient="row").with_columns(corrected=pl.lit(True))
    joined = batch.cells.join(
        new, on=list(CELL_KEY), how="left", suffix="_new", maintain_order="left"
    )
    values = [
        pl.when("corrected").then(f"{name}_new").otherwise(name).alias(name) for name in _VALUE
    ]
    cells = joined.with_columns(values).select(batch.cells.columns)
    counts = dict(new.group_by("submission_id").len().iter_rows())
    return Corrected(Batch(cells, batch.problems, batch.headers), counts)


def lapses(
    batch: Batch, decisions: Sequence[Decision], contracts: Contracts
) -> list[dict[str, Any]]:
    """The events by which corrections end: a later revision of the batch, as it was sent, has
    another value in the place. The same value spelt differently is not another value."""
    events = []
    for decision in decisions:
        what = decision.what
        if not isinstance(what, Correction):
            continue
        base = order_of(what.revision, what.report_date)
        headers = batch.headers.filter(is_about(what.report))
        standing = {
            row["submission_id"] for row in _unchanged_cells(batch, headers, what, contracts)
        }
        for row in headers.iter_rows(named=True):
            order = order_of(row["revision"], row["report_date"])
            first = decision.lapsed_at is None or order < decision.lapsed_at
            if order > base and row["submission_id"] not in standing and first:
                events.append(lapse(decision.decision_id, row["submission_id"], order))
    return events


def _replacements(
    batch: Batch, decision: Decision, contracts: Contracts
) -> Iterator[tuple[object, ...]]:
    what = decision.what
    if not isinstance(what, Correction):
        return
    for row in _unchanged_cells(batch, holds_for(decision, batch.headers), what, contracts):
        unit = what.money_unit or row["money_unit"]
        value = read_as_sent(what.new, what, contracts[row["contract_id"]], row["kind"], unit)
        yield (*(row[name] for name in CELL_KEY), *(getattr(value, name) for name in _VALUE))


def _unchanged_cells(
    batch: Batch, headers: pl.DataFrame, what: Correction, contracts: Contracts
) -> Iterator[dict[str, Any]]:
    """The cells of these submissions that say the value a correction expects, each with the unit
    of money of its report."""
    place = batch.cells.filter(table=what.table, row_key=what.row_key, field=what.field)
    units = headers.select("submission_id", "money_unit")
    for row in place.join(units, on="submission_id").iter_rows(named=True):
        value = Value(*(row[name] for name in _VALUE))
        if is_unchanged(what, value, contracts[row["contract_id"]], row["kind"], row["money_unit"]):
            yield row


def is_unchanged(
    what: Correction, value: Value, form: Form, kind: str, money_unit: str | None
) -> bool:
    """Whether a cell says the value a correction expects, however it is spelt: the same number,
    option or day, or the same text where it could not be read surely. The mark with which a value
    comes back in a returned workbook is no part of what it says."""
    if (value.raw_text or "").startswith(UNCONFIRMED):
        text = (value.raw_text or "").removeprefix(UNCONFIRMED).strip()
        value = read_as_sent(text, what, form, kind, money_unit)
    expected = what.was
    if expected is None:
        read = read_as_sent(what.expected, what, form, kind, money_unit)
        expected = Typed(status=read.status, number=read.number, text=read.text)
    if "unreadable" in (expected.status, value.status):
        sent, day = value.raw_text or "", parse_date(what.expected)
        return tidy(sent) == tidy(what.expected) or (day is not None and day == parse_date(sent))
    return expected == Typed(status=value.status, number=value.number, text=value.text)


def read_as_sent(
    text: str, what: Correction, form: Form, kind: str, money_unit: str | None
) -> Value:
    """A text as the reader would type it in a correction's place, had the sender written it."""
    habit = Habit(form.number_format or "vi", form.number_format is None)
    cell = Cell(text) if text else None
    return type_value(
        kind, cell, Reading(form.lists, dong_of(money_unit), habit), _list_of(what, form)
    )


def _list_of(what: Correction, form: Form) -> str | None:
    """The closed list of the place, where it has one."""
    if what.table == INDICATOR_TABLE:
        sheets = [sheet for sheet in form.sheets if sheet.kind == "indicator"]
        lists = {line.code: line.list for sheet in sheets for line in sheet.lines}
        return lists.get(what.row_key) if what.field == "value" else None
    fields = [f for s in form.registers if s.table == what.table for f in s.fields]
    return next((field.list for field in fields if field.code == what.field), None)
