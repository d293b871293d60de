"""What the cells of one column say together: how its numbers and per cents are written.

A single cell never decides how it is read. The contract states the number format; where other cells
of the column contradict it, texts with two readings (``1.234``) are in doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Literal, NamedTuple

from ingestion.language.number_formats import shown_number
from ingestion.language.numbers import (
    NumberFormat,
    other_reading,
    parse_number,
    reads_strictly,
    split_unit,
    without_percent_sign,
)
from ingestion.readers.grid import Cell

PercentStyle = Literal["marked", "plain"]
_FIGURES = frozenset({"count", "number", "money", "percent"})


class Habit(NamedTuple):
    """How a column is written. ``doubted`` says that its cells contradict the number format (or
    that none is stated and none shows); ``percent`` is the way most of its per cents are written:
    ``marked`` by sign or format, or ``plain``. ``shown`` says that a cell can be written in this
    number format only."""

    number_format: NumberFormat = "vi"
    doubted: bool = False
    percent: PercentStyle | None = None
    shown: bool = False


def habit_of(
    cells: Iterable[tuple[str, Cell]], stated: NumberFormat | None, unit: Decimal
) -> Habit:
    """The habit of a column's cells, given with their kinds, under the contract's number format
    (None where it states none) and the report's unit of money in đồng."""
    figures = [(kind, cell) for kind, cell in cells if kind in _FIGURES and cell.problem is None]
    texts = [(kind, cell.raw_text) for kind, cell in figures if cell.number is None]
    shown = {shows_format(kind, text, unit) for kind, text in texts if not text.isdecimal()}
    percents = [percent_style(cell) for kind, cell in figures if kind == "percent"]
    marked, plain = percents.count("marked"), percents.count("plain")
    usual: PercentStyle | None = None
    if marked or plain:
        usual = "marked" if marked > plain else "plain"
    if marked == plain and percents:
        usual = next((style for style in percents if style), None)
    if stated is None:
        formats = shown - {None}
        only = next(iter(formats)) if len(formats) == 1 else None
        return Habit(only or "vi", only is None, usual, only is not None)
    return Habit(stated, bool(shown - {None, stated}), usual, stated in shown)


def shows_format(kind: str, text: str, unit: Decimal) -> NumberFormat | None:
    """The one number format the text can be written in, judged by its marks and by what the kind
    allows; None when it can be both or is no number."""
    figure = figure_text(text)
    fits = fits_kind(kind, unit)
    as_vi = parse_number(figure, "vi") if reads_strictly(figure, "vi") else None
    as_en = other_reading(figure, "vi")
    vi, en = as_vi is not None and fits(as_vi), as_en is not None and fits(as_en)
    if vi and not en:
        return "vi"
    return "en" if en and not vi else None


def figure_text(text: str) -> str:
    """The figure of a text, without a per cent sign or a unit of money behind it."""
    figure, _ = without_percent_sign(text)
    split = split_unit(figure)
    return split[0] if split else figure


def fits_kind(kind: str, unit: Decimal) -> Callable[[Decimal], bool]:
    """Whether a number can be one of this kind: counts are whole, money is whole in đồng."""
    if kind == "count":
        return _is_whole
    if kind == "money":
        return lambda number: _is_whole(number * unit)
    return lambda _: True


def _is_whole(number: Decimal) -> bool:
    return number == number.to_integral_value()


def percent_style(cell: Cell) -> PercentStyle | None:
    """How a cell writes its per cent; None for zero, which is the same both ways, and for words."""
    if cell.number is not None:
        if cell.number == 0:
            return None
        shown = shown_number(cell.number, cell.number_format)
        return "marked" if shown.is_percent else "plain"
    figure, signed = without_percent_sign(cell.raw_text)
    number = parse_number(figure)
    if number is None and other_reading(figure, "vi") is None:
        return None
    return None if number == 0 else "marked" if signed else "plain"
