"""One cell into one typed value, by the kind its contract states. Nothing is guessed: a cell that
does not read as its kind is ``unreadable`` and keeps its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

from ingestion.contract import Option
from ingestion.readers.grid import Cell
from ingestion.vietnamese import (
    fold,
    is_not_applicable,
    parse_date,
    parse_number,
    parse_yes_no,
)

Status = Literal["reported", "not_applicable", "not_reported", "unreadable"]
# Far above any real figure, and sums of thousands of them still fit a 64-bit integer.
_LARGEST = Decimal(10) ** 15


class Value(NamedTuple):
    """A typed value: ``number`` for count, number, money (whole đồng) and yes/no (1, 0); ``text``
    for the rest (an option's code, an ISO date). ``problem`` comes from the reader."""

    status: Status
    raw_text: str | None = None
    number: Decimal | None = None
    text: str | None = None
    problem: str | None = None


class Lists(NamedTuple):
    """What typing needs beside the cell: the closed lists, and how many đồng one unit is."""

    options: Mapping[str, tuple[Option, ...]]
    money_multiplier: Decimal = Decimal(1)


def type_value(kind: str, cell: Cell | None, lists: Lists, list_name: str | None = None) -> Value:
    """The value of a cell under a kind of field."""
    if cell is None:
        return Value("not_reported")
    raw = cell.raw_text
    if cell.problem:
        return Value("unreadable", raw, problem=cell.problem)
    if kind not in ("text", "choice") and is_not_applicable(raw):
        return Value("not_applicable", raw)
    if kind == "choice":
        return Value("reported", raw, text=_option_code(raw, lists.options[list_name or ""]))
    if kind == "money":
        return _money(cell, lists.money_multiplier)
    return _READERS[kind](cell)


def _option_code(raw: str, options: tuple[Option, ...]) -> str:
    """The code of the option the sender chose; the text itself when it is none of them."""
    wanted = fold(raw)
    for option in options:
        if wanted in (fold(option.label.vi), fold(option.label.en), fold(option.code)):
            return option.code
    return raw


def _text(cell: Cell) -> Value:
    return Value("reported", cell.raw_text, text=cell.raw_text)


def _number(cell: Cell) -> Value:
    number = cell.number if cell.number is not None else parse_number(cell.raw_text)
    if number is None or abs(number) >= _LARGEST:
        return Value("unreadable", cell.raw_text)
    return Value("reported", cell.raw_text, number=number)


def _count(cell: Cell) -> Value:
    value = _number(cell)
    if value.number is not None and value.number != value.number.to_integral_value():
        return Value("unreadable", cell.raw_text)
    return value


def _money(cell: Cell, multiplier: Decimal) -> Value:
    value = _number(cell)
    if value.number is None:
        return value
    dong = value.number * multiplier
    if dong != dong.to_integral_value() or abs(dong) >= _LARGEST:
        return Value("unreadable", cell.raw_text)
    return value._replace(number=dong)


def _yes_no(cell: Cell) -> Value:
    answer = parse_yes_no(cell.raw_text)
    if answer is None:
        return Value("unreadable", cell.raw_text)
    return Value("reported", cell.raw_text, number=Decimal(int(answer)))


def _unit(cell: Cell) -> Value:
    """A province's official code; a spreadsheet drops the leading zero of ``01``."""
    code = cell.raw_text.zfill(2) if cell.raw_text.isdigit() else cell.raw_text
    return Value("reported", cell.raw_text, text=code)


def _date(cell: Cell) -> Value:
    day = parse_date(cell.raw_text)
    if day is None:
        return Value("unreadable", cell.raw_text)
    return Value("reported", cell.raw_text, text=day.isoformat())


_READERS: dict[str, Callable[[Cell], Value]] = {
    "text": _text,
    "count": _count,
    "number": _number,
    "yes_no": _yes_no,
    "unit": _unit,
    "date": _date,
}
