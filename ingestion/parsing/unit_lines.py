"""Units that a sender states beside a table (``Đơn vị tính: triệu đồng``), compared with the unit
the report declares: where they differ nobody can say which one the figures are in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from decimal import Decimal

from ingestion.forms.contract import NUMERIC_KINDS, IndicatorSheet, RegisterSheet
from ingestion.forms.header import load_header
from ingestion.language.stated_units import PERCENT, stated_unit, unit_in_words
from ingestion.language.vietnamese import fold, tidy
from ingestion.messages import text as message
from ingestion.parsing.shape import Problem
from ingestion.parsing.table_search import Table, answer_place
from ingestion.readers.grid import Grid, Place

_MARKER = re.compile(
    r"(?:^|\W)(?:don vi (?:tinh|tien te|tien)|d[ ./]{0,2}v[ ./]{0,2}t(?:inh\b|\b|(?=\W?\d))[. ]?)"
)
# Words that are as often before the name of a body, or before how something is counted.
_WEAK_MARKER = re.compile(
    r"(?:^|\W)(?:(?:don vi|d/?v|unit)(?=:)|(?:tinh|ghi) (?:bang|theo)"
    r"|in (?=(?:vnd|thousands?|millions?|billions?|mil|mn|bn)\b))"
)
# Behind the name of a sheet: ``Số liệu nghìn vụ``.
_CLEAR_SCALE = re.compile(r"\b(?:nghin|ngan|trieu) ")
_IN_BRACKETS = re.compile(r"\(([^()]+)\)")
_WORD = re.compile(r"[^\W\d_]+")
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
    first = next(iter(table.labels.values()))
    lines = [(aside.place or first, aside.text, "") for aside in grid.asides]
    # A unit in a label makes it another label, which is said of its column.
    rows = set(table.rows)
    of_columns = {column for row, column in grid.cells if row in rows}
    labels = {place for place in grid.cells if place[0] == table.top and place[1] in of_columns}
    known = labels | set(table.labels.values())
    lines += [
        (place, cell.raw_text, grid.text(*answer_place(grid, *place)))
        for place, cell in sorted(grid.cells.items(), key=lambda item: item[0])
        if cell.number is None and place not in known and place not in read
    ]
    stated = [(place, line, _unit_of(line, beside, sheet)) for place, line, beside in lines]
    stated += [(place, line, _unit_of_note(line)) for place, line in _notes(table, sheet)]
    for place, line, unit in stated:
        if unit not in (None, asked) and not (unit == PERCENT and _has_only_percents(sheet)):
            declared = _label(asked, sheet)
            yield Problem("UNIT-LINE", grid.title, grid.address(*place), declared, line)


def _notes(table: Table, sheet: IndicatorSheet | RegisterSheet) -> Iterator[tuple[Place, str]]:
    """The texts in the column of notes of an indicator sheet."""
    column = table.columns.get("note") if sheet.kind == "indicator" else None
    for row in table.rows if column else ():
        if text := table.grid.text(row, column or 0):
            yield (row, column or 0), text


def _unit_of_note(note: str) -> Decimal | None:
    """The unit that a note says its line is in; a per cent may be how a ratio is counted."""
    unit = unit_stated(note, "", with_more=True)
    return None if unit is None or 0 < unit < 1 else unit


def states_unit(grid: Grid, place: Place) -> bool:
    """Whether a text says in which unit figures are, and nothing else."""
    beside = grid.text(*answer_place(grid, *place))
    return grid.cells[place].number is None and unit_stated(grid.text(*place), beside) is not None


def unit_of_title(
    table: Table, sheet: IndicatorSheet | RegisterSheet, money_unit: Decimal
) -> Iterator[Problem]:
    """Another unit in the title of a table's sheet (``Số liệu tỷ đồng``)."""
    asked = money_unit if sheet.has_money else Decimal(1)
    title = table.grid.title
    unit = _unit_of(title, "", sheet)
    words = fold(title)
    if unit is None and (found := _CLEAR_SCALE.search(words)):
        unit = stated_unit(words[found.start() :], with_more=not sheet.has_money)
    if unit is not None and unit != asked:
        place = table.grid.address(*next(iter(table.labels.values())))
        yield Problem("UNIT-LINE", title, place, _label(asked, sheet), title)


def _unit_of(line: str, beside: str, sheet: IndicatorSheet | RegisterSheet) -> Decimal | None:
    """The unit a text states, among money also in the midst of a sentence."""
    unit = unit_stated(line, beside, with_more=not sheet.has_money)
    is_searched = unit is None and sheet.has_money and len(line) <= _LONGEST_LINE
    return unit_in_words(line) if is_searched else unit


def unit_stated(line: str, beside: str, *, with_more: bool = False) -> Decimal | None:
    """The unit a text states: behind its marker, in the cell beside one that is only a marker, in
    brackets, or as the whole text."""
    text = fold(line)
    if len(text) > _LONGEST_LINE:
        return None
    if marker := _MARKER.search(text):
        stated = _as_written(text[marker.end() :].strip(" :()."), line)
        return stated_unit(stated or beside, with_more=with_more, is_marked=True)
    weak = _WEAK_MARKER.search(text)
    words = [text[weak.end() :].strip(" :.()")] if weak else [*_IN_BRACKETS.findall(text), text]
    if words[-1].strip("()") in ("%", "‰"):
        return stated_unit(words[-1].strip("()"))
    # One letter is more often an abbreviation, or points of a mark, than a unit.
    words = [one for one in words if sum(map(str.isalpha, one)) > 1 or "000" in one]
    units = (stated_unit(_as_written(one, line)) for one in words)
    return next((unit for unit in units if unit is not None), None)


def _has_only_percents(sheet: IndicatorSheet | RegisterSheet) -> bool:
    """Whether every figure of a sheet is one in per cent."""
    asked = sheet.lines if sheet.kind == "indicator" else sheet.fields
    return {one.kind for one in asked} & NUMERIC_KINDS == {"percent"}


def _as_written(stated: str, line: str) -> str:
    """The folded words of a line as it has them, with their tones, where they are plain words."""
    count = len(stated.split())
    last = _WORD.findall(tidy(line))[-count:] if count else []
    written = " ".join(last)
    return written if fold(written) == stated else stated


def _label(unit: Decimal, sheet: IndicatorSheet | RegisterSheet) -> str:
    """What the report declares, in its own words."""
    if not sheet.has_money:
        return message("form.counted_one_by_one")
    options = load_header().lists["money_unit"]
    return next((one.label.vi for one in options if one.code == str(unit)), str(unit))
