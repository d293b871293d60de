"""Remarks in brackets behind the labels of a letter's columns and lines. A form is recognised
without them, and some make another one of it: ``Số lượng (nghìn)``, ``Số lượng (kỳ trước)``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from ingestion.forms.contract import NUMERIC_KINDS
from ingestion.language.counted_things import is_thing
from ingestion.language.vietnamese import fold, label_key, tidy
from ingestion.messages import text as message
from ingestion.parsing.letter_search import Letter
from ingestion.parsing.shape import Problem
from ingestion.parsing.unit_lines import unit_stated

_IN_BRACKETS = re.compile(r"\(([^()]*+)\)")
# The number of a column, how it is computed from others, the mark of a footnote.
_OF_FORMS = re.compile(r"(?:\d{1,2}(?: ?[-=+] ?\d{1,2})*+|[a-z]|\*{0,3})")
_CHANGES_NOTHING = ("neu co",)


def label_problems(letter: Letter, money_unit: str | None) -> Iterator[Problem]:
    """The columns whose label says in brackets that they hold something else than the form asks
    for: of figures anything but what is counted one by one, of money another unit than the report
    declares (``money_unit``; None where it declares none yet), of texts a unit."""
    table = letter.table
    for code, place in table.labels.items():
        field, label = letter.register.field(code), table.grid.text(*place)
        if label_key(label) in map(label_key, letter.layout.columns[code]):
            continue
        if field.kind == "money":
            is_other = any(
                _is_other_money(remark, money_unit) for remark in _IN_BRACKETS.findall(label)
            )
        elif field.kind in NUMERIC_KINDS:
            is_other = any(map(_is_other_count, _IN_BRACKETS.findall(label)))
        else:
            is_other = unit_stated(label, "") is not None
        if is_other:
            at = table.grid.address(*place)
            yield Problem("COLUMN-MISSING", table.grid.title, at, field.label.vi, label)
    yield from _units_of_lines(letter)


def _units_of_lines(letter: Letter) -> Iterator[Problem]:
    """The units that stand in brackets in the cells of lines, whose figures count things one by
    one; quoted alone, for such a cell may name people."""
    places = {
        (line.grid.title, line.label): line.grid
        for several in letter.lines.values()
        for line in several
    }
    for (title, place), grid in places.items():
        for remark in _IN_BRACKETS.findall(grid.text(*place)):
            if unit_stated(f"({remark})", "") not in (None, Decimal(1)):
                declared = message("form.counted_one_by_one")
                yield Problem("UNIT-LINE", title, grid.address(*place), declared, remark)


def _is_other_money(remark: str, money_unit: str | None) -> bool:
    unit = unit_stated(f"({remark})", "")
    if unit is None:
        return _is_other_count(remark)
    return money_unit is not None and unit != Decimal(money_unit)


def _is_other_count(remark: str) -> bool:
    words = fold(remark)
    is_of_form = _OF_FORMS.fullmatch(tidy(remark).casefold())
    return not (is_of_form or words in _CHANGES_NOTHING or is_thing(words))
