"""Every way of writing × every field of every form: a cell is read as a person sees it, or held; it
is never accepted with another value. A share of it every time, all of it at night."""

from __future__ import annotations

import io
import random
from dataclasses import replace
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
from tests.libreoffice import Resave

FILES = sorted((Path(__file__).parent / "kept_files").glob("*.xlsx"))
_SHARE, _ALL = 4, 60
# What LibreOffice does not write again as it read it, or in one of the ways it may be taken.
_DROPPED = {
    *("raised", "lowered"),
    *writings.FOREIGN,
    *(f"as {shape}" for shape in (*writings.UNSURE, *writings.UNKNOWN_DAYS)),
}


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


def _filled(path: Path, turn: int) -> tuple[bytes, dict[tuple[str, str], Writing]]:
    """A report with a way of writing chosen for one cell of every column and every line, and which
    was put where."""
    chance = random.Random(f"{path.stem} {turn}")
    content, report = _base(path)
    book, written = load_workbook(io.BytesIO(content)), {}
    columns: set[tuple[str, str]] = set()
    open_cells = _open_cells(report)
    for cell in chance.sample(open_cells, len(open_cells)):
        # One strange cell a column: those of a column say together how it is written.
        if (cell.table, cell.field) in columns and cell.field not in ("value", "denominator"):
            continue
        columns.add((cell.table, cell.field))
        if ways := _writings(report, cell):
            writing = chance.choice(ways)
            writing.write(book[cell.sheet][cell.cell])
            written[cell.sheet, cell.cell or ""] = writing
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue(), written


def _wrong(
    content: bytes, written: dict[tuple[str, str], Writing], unit: Decimal
) -> list[tuple[object, ...]]:
    """The places read as something else than a person sees there, or not at all."""
    read = {(cell.sheet, cell.cell): cell for cell in read_report(content).cells}
    return [
        (*place, writing.kind, writing.name, read[place].value if place in read else "lost")
        for place, writing in written.items()
        if place not in read or not _is_right(read[place], writing, unit)
    ]


_TURNS = [
    pytest.param(turn, marks=[pytest.mark.nightly] if turn >= _SHARE else [])
    for turn in range(_ALL)
]


@pytest.mark.parametrize("turn", _TURNS)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_way_of_writing_becomes_another_value(path: Path, turn: int) -> None:
    content, written = _filled(path, turn)
    assert _wrong(content, written, dong_of(_base(path)[1].money_unit)) == []


@pytest.mark.nightly
def test_nor_does_it_when_libreoffice_saved_it_again(tmp_path: Path, resaved: Resave) -> None:
    """What LibreOffice drops (a raised cell) is gone for a person too: such ways are left out."""
    filled = {
        f"{path.stem}.{turn}": _filled(path, turn) for path in FILES for turn in range(_SHARE)
    }
    resaved_files = resaved({name: content for name, (content, _) in filled.items()}, tmp_path)
    units = {path.stem: dong_of(_base(path)[1].money_unit) for path in FILES}
    wrong = {}
    for name, content in resaved_files.items():
        kept = {
            place: replace(writing, is_plain=False)
            for place, writing in filled[name][1].items()
            if writing.name not in _DROPPED
        }
        wrong[name] = _wrong(content, kept, units[name.rpartition(".")[0]])
    assert {name: places for name, places in wrong.items() if places} == {}


def _worked_out(path: Path, number_format: str) -> tuple[bytes, set[tuple[str, str]]]:
    """A report whose counts are formulas shown in one number format, and where they are."""
    content, report = _base(path)
    book, places = load_workbook(io.BytesIO(content)), set()
    for cell in _open_cells(report):
        if cell.kind == "count" and cell.cell:
            stored = book[cell.sheet][cell.cell]
            stored.value, stored.number_format = "=1200+34", number_format
            places.add((cell.sheet, cell.cell))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue(), places


@pytest.mark.nightly
def test_a_formula_is_read_as_its_result_is_shown(tmp_path: Path, resaved: Resave) -> None:
    path = next(path for path in FILES if path.stem.startswith("information_systems"))
    shapes = dict(enumerate((*writings.SAME, *writings.OTHER)))
    filled = {str(number): _worked_out(path, shape) for number, shape in shapes.items()}
    saved = resaved({name: content for name, (content, _) in filled.items()}, tmp_path)
    for name, content in saved.items():
        places, shape = filled[name][1], shapes[int(name)]
        cells = [c for c in read_report(content).cells if (c.sheet, c.cell) in places]
        assert len(cells) == len(places)
        is_same = shape in writings.SAME
        read = {cell.value.number if cell.value.status == "reported" else None for cell in cells}
        assert read <= ({Decimal(1234), None} if is_same else {None}), shape
