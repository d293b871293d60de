"""Every way of writing × every field of every form: a cell is read as a person sees it, or held; it
is never accepted with another value. A share of it every time, all of it at night."""

from __future__ import annotations

import io
import random
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from ingestion.forms.contract import TOTAL_ROW_KEY, load_contracts
from ingestion.forms.header import HEADER_TABLE, dong_of
from ingestion.parsing.pool import read_report
from ingestion.parsing.report import Report, TypedCell
from tests.ingestion.parsing.value_forms import writings
from tests.ingestion.parsing.value_forms.writings import HELD, Writing

FILES = sorted((Path(__file__).parent / "kept_files").glob("*.xlsx"))
_SHARE, _ALL = 4, 60


@cache
def _base(path: Path) -> tuple[bytes, Report]:
    content = path.read_bytes()
    return content, read_report(content)


@cache
def _of_kind(kind: str) -> tuple[Writing, ...]:
    return tuple(writings.of_kind(kind))


def _open_cells(report: Report) -> list[TypedCell]:
    """The cells that can be written otherwise without moving any other: no keys, totals, header or
    people."""
    form = load_contracts()[report.contract_id or ""]
    keys = {(s.table, code) for s in form.registers for code in s.row_key}
    personal = {(s.table, f.code) for s in form.registers for f in s.fields if f.personal}
    personal |= {(line.code, "value") for line in form.lines if line.personal}
    return [
        cell
        for cell in report.cells
        if cell.cell
        and cell.table != HEADER_TABLE
        and cell.row_key != TOTAL_ROW_KEY
        and (cell.table, cell.field) not in keys | personal
        and (cell.row_key, cell.field) not in personal
    ]


def _writings(report: Report, cell: TypedCell) -> tuple[Writing, ...]:
    if cell.kind != "choice":
        return _of_kind(cell.kind)
    form = load_contracts()[report.contract_id or ""]
    lists = {(s.table, f.code): f.list for s in form.registers for f in s.fields}
    lists |= {(s.table, line.code): line.list
              for s in form.sheets if s.kind == "indicator" for line in s.lines}  # fmt: skip
    name = lists.get((cell.table, cell.field)) or lists[cell.table, cell.row_key]
    first, second, *_ = form.lists[name or ""]
    return tuple(writings.of_choice(first.label.vi, first.code, second.label.vi))


def _is_right(cell: TypedCell, writing: Writing, unit: Decimal) -> bool:
    """Whether a cell is read as a person sees it, or, where that may be, held."""
    value: Any = writing.value
    if cell.value.status == "unreadable":
        return not writing.is_plain
    if value is HELD or cell.value.status != "reported":
        return False
    if isinstance(value, int | float | Decimal):
        return cell.value.number == Decimal(str(value)) * (unit if cell.kind == "money" else 1)
    return cell.value.text == value


_TURNS = [
    pytest.param(turn, marks=[pytest.mark.nightly] if turn >= _SHARE else [])
    for turn in range(_ALL)
]


@pytest.mark.parametrize("turn", _TURNS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_way_of_writing_becomes_another_value(path: Path, turn: int) -> None:
    chance = random.Random(f"{path.stem} {turn}")
    content, report = _base(path)
    book, written = load_workbook(io.BytesIO(content)), {}
    columns: set[tuple[str, str]] = set()
    for cell in chance.sample(open_cells := _open_cells(report), len(open_cells)):
        # One strange cell a column: those of a column say together how it is written.
        if (cell.table, cell.field) in columns and cell.field not in ("value", "denominator"):
            continue
        columns.add((cell.table, cell.field))
        if ways := _writings(report, cell):
            writing = chance.choice(ways)
            writing.write(book[cell.sheet][cell.cell])
            written[cell.sheet, cell.cell] = writing
    stream = io.BytesIO()
    book.save(stream)
    again = read_report(stream.getvalue())
    read = {(cell.sheet, cell.cell): cell for cell in again.cells}
    unit = dong_of(report.money_unit)
    wrong = [
        (*place, writing.kind, writing.name, read[place].value if place in read else "lost")
        for place, writing in written.items()
        if place not in read or not _is_right(read[place], writing, unit)
    ]
    assert wrong == []
