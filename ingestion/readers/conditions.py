"""Whether the condition of a conditional format may hold for a cell. Comparisons of cells, numbers
and texts are worked out as a spreadsheet does; of all else nobody says here that it does not hold.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from decimal import Decimal
from operator import eq, ge, gt, le, lt, ne
from typing import Any, NamedTuple

from ingestion.readers.grid import Cell, Grid, Place

_COMPARISON = re.compile(r"([^<>=]++)(<=|>=|<>|=|<|>)([^<>=]++)")
_REFERENCE = re.compile(r"(\$?)([A-Z]{1,3})(\$?)([0-9]{1,7})")
_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_TEXT = re.compile(r'"([^"]*+)"')
_IS_BLANK = re.compile(r"ISBLANK\(([^()]++)\)|LEN\((?:TRIM\()?([^()]++)\)?\)=0")
_SIGNS: dict[str, Callable[[Any, Any], bool]] = {
    "=": eq, "<>": ne, "<": lt, "<=": le, ">": gt, ">=": ge,
}  # fmt: skip
_OPERATORS = {
    "equal": "=", "notEqual": "<>", "lessThan": "<", "lessThanOrEqual": "<=",
    "greaterThan": ">", "greaterThanOrEqual": ">=",
}  # fmt: skip
# Cells times ranges in which values are looked for again.
_MOST_COMPARED = 500_000
_Operand = Decimal | str | None


class Condition(NamedTuple):
    """A condition as a file states it: the kind of its rule, its operator, formulas and text, and
    the cell for which its formulas are written (None where that is not one cell)."""

    kind: str
    operator: str
    formulas: Sequence[str]
    text: str | None
    origin: Place | None


class _Unknown(Exception):
    """What is asked cannot be worked out here."""


class Repeated:
    """Which cells of some ranges have their value again in them, where a condition asks for it. A
    figure and the text of it may be the same to a spreadsheet or not: both may hold."""

    def __init__(self, condition: Condition, grid: Grid, areas: Sequence[Any]) -> None:
        self._kind, self._grid = condition.kind, grid
        self._number: Counter[str] | None = None
        is_asked = self._kind in ("duplicateValues", "uniqueValues")
        if is_asked and len(areas) * len(grid.cells) <= _MOST_COMPARED:
            cells = (cell for place, cell in grid.cells.items() if any(map(_lies_in(place), areas)))
            self._number = Counter(map(_key, cells))

    def may_hold(self, place: Place) -> bool:
        """Whether the condition may hold for a cell of the ranges, or is none of repetition."""
        if self._number is None:
            return True
        cell = self._grid.cells[place]
        number = self._number[_key(cell)]
        is_figure = cell.number is not None or cell.raw_text.isdecimal()
        return number > 1 if self._kind == "duplicateValues" else number == 1 or is_figure


def _lies_in(place: Place) -> Callable[[Any], bool]:
    row, column = place
    return lambda area: bool(
        area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col
    )


def _key(cell: Cell) -> str:
    return cell.raw_text.strip().casefold()


def may_hold(condition: Condition, grid: Grid, place: Place) -> bool:
    """Whether a condition holds for a cell that is filled in, or nobody can say that it does not.

    >>> filled = Grid("", {(1, 1): Cell("12", Decimal(12))})
    >>> may_hold(Condition("cellIs", "greaterThan", ["100"], None, (1, 1)), filled, (1, 1))
    False
    """
    try:
        return _holds(condition, grid, place)
    except _Unknown:
        return True


def _holds(condition: Condition, grid: Grid, place: Place) -> bool:
    written = grid.cells[place].raw_text.casefold()
    text = (condition.text or "").casefold()
    match condition.kind:
        case "cellIs":
            return _compared_with_limits(condition, grid, place)
        case "expression" if len(condition.formulas) == 1:
            return _is_true(condition.formulas[0], condition, grid, place)
        case "containsText" if text:
            return text in written
        case "notContainsText" if text:
            return text not in written
        case "beginsWith" if text:
            return written.startswith(text)
        case "endsWith" if text:
            return written.endswith(text)
        case "dataBar" | "iconSet":
            return grid.cells[place].number is not None
        case "duplicateValues" | "uniqueValues":
            return True  # ``Repeated`` says of which cells
        case "top10" | "aboveAverage" if grid.cells[place].number is None:
            return False
        case "containsBlanks":
            return False
        case "containsErrors":
            return grid.cells[place].problem is not None
    raise _Unknown


def _compared_with_limits(condition: Condition, grid: Grid, place: Place) -> bool:
    own = _operand_of(grid.cells[place])
    limits = [_operand(formula, condition, grid, place) for formula in condition.formulas]
    match condition.operator, limits:
        case (("between" | "notBetween"), [least, most]):
            is_between = _compare(own, ">=", least) and _compare(own, "<=", most)
            return is_between == (condition.operator == "between")
        case operator, [limit] if operator in _OPERATORS:
            return _compare(own, _OPERATORS[operator], limit)
    raise _Unknown


def _is_true(formula: str, condition: Condition, grid: Grid, place: Place) -> bool:
    formula = formula.strip().removeprefix("=")
    if formula.upper() in ("TRUE", "FALSE"):
        return formula.upper() == "TRUE"
    if blank := _IS_BLANK.fullmatch(formula):
        return _operand(blank[1] or blank[2], condition, grid, place) is None
    if comparison := _COMPARISON.fullmatch(formula):
        left, sign, right = comparison.groups()
        operands = (_operand(side, condition, grid, place) for side in (left, right))
        return _compare(next(operands), sign, next(operands))
    raise _Unknown


def _operand(written: str, condition: Condition, grid: Grid, place: Place) -> _Operand:
    """What a side of a comparison is: a number, a text, or what a cell holds, None if nothing."""
    written = written.strip().removeprefix("=")
    if _NUMBER.fullmatch(written):
        return Decimal(written)
    if text := _TEXT.fullmatch(written):
        return text[1].casefold()
    reference = _REFERENCE.fullmatch(written)
    if reference is None or condition.origin is None:
        raise _Unknown
    column, row = _column(reference[2]), int(reference[4])
    row += 0 if reference[3] else place[0] - condition.origin[0]
    column += 0 if reference[1] else place[1] - condition.origin[1]
    cell = grid.cells.get((row, column))
    return None if cell is None else _operand_of(cell)


def _operand_of(cell: Cell) -> _Operand:
    if cell.number is not None:
        return cell.number
    if cell.problem or cell.is_date or cell.is_clock or cell.raw_text in ("TRUE", "FALSE"):
        raise _Unknown
    return cell.raw_text.casefold()


def _compare(left: _Operand, sign: str, right: _Operand) -> bool:
    """Two values as a spreadsheet compares them: numbers come before texts, nothing is 0 or an
    empty text."""
    if left is None:
        left = "" if isinstance(right, str) else Decimal(0)
    if right is None:
        right = "" if isinstance(left, str) else Decimal(0)
    if isinstance(left, str) and isinstance(right, str) and sign not in ("=", "<>"):
        raise _Unknown  # the order of letters is the spreadsheet's own
    if isinstance(left, str) != isinstance(right, str):
        return _SIGNS[sign](isinstance(left, str), isinstance(right, str))
    return _SIGNS[sign](left, right)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
