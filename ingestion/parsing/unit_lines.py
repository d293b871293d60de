"""Units that a sender states beside a table (``Đơn vị tính: triệu đồng``), compared with the unit
the report declares: where they differ nobody can say which one the figures are in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from decimal import Decimal

from ingestion.forms.contract import IndicatorSheet, RegisterSheet
from ingestion.forms.header import load_header
from ingestion.language.numbers import stated_unit
from ingestion.language.vietnamese import fold
from ingestion.messages import text as message
from ingestion.parsing.shape import Problem
from ingestion.parsing.table_search import Table, answer_place
from ingestion.readers.grid import Grid, Place

_MARKER = re.compile(r"(?:^|\W)(don vi tinh|don vi tien te|don vi tien|dvt|don vi(?=:)|unit(?=:))")
# Words that are as often before the name of a body as before a unit.
_OF_BODIES_TOO = ("don vi",)
_IN_BRACKETS = re.compile(r"\(([^()]+)\)$")
_LONGEST_LINE = 200


def unit_lines(
    table: Table,
    sheet: IndicatorSheet | RegisterSheet,
    money_unit: Decimal,
    read: Collection[Place],
) -> Iterator[Problem]:
    """The texts on a table's sheet that state another unit than the report does. ``read`` holds the
    places of labels and answers, which say no such thing; on a sheet without money, where nothing
    declares a unit, things are counted one by one."""
    grid = table.grid
    asked = money_unit if sheet.has_money else Decimal(1)
    for (row, column), cell in sorted(grid.cells.items(), key=lambda item: item[0]):
        # A unit in a label makes it another label, which is said of its column.
        if cell.number is not None or row == table.top or (row, column) in read:
            continue
        unit = unit_stated(grid, row, column, with_more=not sheet.has_money)
        if unit is not None and unit != asked:
            place, declared = grid.address(row, column), _label(asked, sheet)
            yield Problem("UNIT-LINE", grid.title, place, declared, cell.raw_text)


def states_unit(grid: Grid, place: Place) -> bool:
    """Whether a text says in which unit figures are."""
    return grid.cells[place].number is None and unit_stated(grid, *place) is not None


def unit_of_title(
    table: Table, sheet: IndicatorSheet | RegisterSheet, money_unit: Decimal
) -> Iterator[Problem]:
    """Another unit in the title of a table's sheet (``Số liệu (tỷ đồng)``)."""
    asked = money_unit if sheet.has_money else Decimal(1)
    brackets = _IN_BRACKETS.search(fold(table.grid.title))
    unit = stated_unit(brackets[1]) if brackets else None
    if unit is not None and unit != asked:
        place = table.grid.address(*next(iter(table.labels.values())))
        yield Problem("UNIT-LINE", table.grid.title, place, _label(asked, sheet), table.grid.title)


def unit_stated(grid: Grid, row: int, column: int, *, with_more: bool = False) -> Decimal | None:
    """The unit a text states: behind its marker, in the cell beside one that is only a marker, in
    brackets at its end, or as the whole text."""
    text = fold(grid.text(row, column))
    if len(text) > _LONGEST_LINE:
        return None
    marker = _MARKER.search(text)
    if marker and marker[1] not in _OF_BODIES_TOO:
        stated = text[marker.end() :].strip(" :()")
        beside = grid.text(*answer_place(grid, row, column))
        return stated_unit(stated or beside, with_more=with_more, is_marked=True)
    brackets = _IN_BRACKETS.search(text)
    words = text[marker.end() :].strip(" :") if marker else brackets[1] if brackets else text
    # One letter is more often an abbreviation, or points of a mark, than a unit.
    return stated_unit(words) if sum(char.isalpha() for char in words) > 1 else None


def _label(unit: Decimal, sheet: IndicatorSheet | RegisterSheet) -> str:
    """What the report declares, in its own words."""
    if not sheet.has_money:
        return message("form.counted_one_by_one")
    options = load_header().lists["money_unit"]
    return next((one.label.vi for one in options if one.code == str(unit)), str(unit))
