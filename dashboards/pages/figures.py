"""The figures of a line as text: a share with its parts, a count, money, yes or no."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Protocol

from dashboards.looks.locale import cut, language, number, percent, plain, signed, text
from ingestion.forms.contract import Form, IndicatorSheet, load_contracts

SHARE, COUNT, RANGE, YES_NO, MONEY = "share", "count", "range", "yes_no", "money"
_KINDS = {"ratio": SHARE, "number": RANGE, "yes_no": YES_NO, "money": MONEY, "count": COUNT}


class WritableFigure(Protocol):
    """What a figure needs to be written."""

    @property
    def total(self) -> Decimal | None:
        """The sum."""

    @property
    def denominator(self) -> Decimal | None:
        """The whole, if any."""

    @property
    def share(self) -> Decimal | None:
        """Sum over whole."""

    @property
    def lowest(self) -> Decimal | None:
        """The lowest of an agency."""

    @property
    def highest(self) -> Decimal | None:
        """The highest of an agency."""


@dataclass(frozen=True)
class Written:
    """A figure as text: the figure itself, and the parts it was made from."""

    main: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class LineOfForm:
    """One line that a page shows: its name in the language spoken, and what kind of figure."""

    line: str
    breakdown: str
    name: str
    kind: str


def is_form(name: str) -> bool:
    """Whether a form has this name."""
    return name in load_contracts().latest()


@cache
def form(name: str) -> Form:
    """The latest contract of a form."""
    return load_contracts().latest()[name]


def groups_of(name: str) -> list[tuple[str, list[LineOfForm]]]:
    """The groups of a form's lines in the order of the form, each with its title."""
    groups: list[tuple[str, list[LineOfForm]]] = []
    for sheet in form(name).sheets:
        if isinstance(sheet, IndicatorSheet):
            for key, title in sheet.groups.items():
                lines = [
                    LineOfForm(line.code, "-", line.label.in_language(language()), kind)
                    for line in sheet.lines
                    if line.group == key and (kind := _KINDS.get(line.kind))
                ]
                groups.append((title.in_language(language()), lines))
    return groups


def choice(name: str, kind: str, code: str) -> str:
    """The name of a code in one of a form's lists."""
    options = (option for option in form(name).lists[kind] if option.code == code)
    option = next(options, None)
    return option.label.in_language(language()) if option else code


def write(kind: str, figure: WritableFigure | None) -> Written:
    """A figure in words; a missing one is a dash."""
    if figure is None or figure.total is None:
        return Written(text("page.none"))
    return _WRITERS[kind](figure)


def value_in_words(kind: str, value: Decimal) -> str:
    """A single value of a kind of figure."""
    if kind == SHARE:
        return percent(value)
    return number(_millions(value)) if kind == MONEY else plain(value)


def change(kind: str, now: WritableFigure | None, before: WritableFigure | None) -> str:
    """How a figure moved, as the difference of the two as they are written; a dash where one of
    them is not shown."""
    if now is None or before is None or kind == RANGE:
        return text("page.none")
    if now.total is None or before.total is None:
        return text("page.none")
    if kind == SHARE:
        if now.share is None or before.share is None:
            return text("page.none")
        return text("page.figure.points", change=signed(cut(now.share) - cut(before.share)))
    if kind == MONEY:
        return signed(_millions(now.total) - _millions(before.total))
    return signed(now.total.to_integral_value() - before.total.to_integral_value())


def _share(figure: WritableFigure) -> Written:
    whole = figure.denominator
    parts = () if whole is None else (plain(figure.total or Decimal(0)), plain(whole))
    if figure.share is None:
        return Written(text("page.none"), parts)
    return Written(percent(figure.share), parts)


def _range(figure: WritableFigure) -> Written:
    if figure.lowest is None or figure.highest is None:
        return Written(text("page.none"))
    low, high = plain(figure.lowest), plain(figure.highest)
    return Written(low if low == high else f"{low}–{high}")


def _money(figure: WritableFigure) -> Written:
    return Written(number(_millions(figure.total or Decimal(0))), (text("page.figure.million"),))


def _millions(dong: Decimal) -> Decimal:
    return (dong / 1_000_000).quantize(Decimal(1))


def _count(figure: WritableFigure) -> Written:
    return Written(plain(figure.total or Decimal(0)))


_WRITERS: dict[str, Callable[[WritableFigure], Written]] = {
    SHARE: _share,
    RANGE: _range,
    MONEY: _money,
    COUNT: _count,
    YES_NO: _count,
}
