"""How a cell looks to whoever opens the file: struck out, raised, unseen, in a font of symbols, or
changed by a conditional format. A figure is what a person sees of it, so looks decide whether the
stored value can be taken (ECMA-376, 18.8.22 font, 18.4.4 run, 18.3.1.18 conditional formatting).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, cast

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.worksheet.worksheet import Worksheet

_SYMBOL_FONTS = ("wingdings", "webdings", "marlett", "zapf dingbats", "zapfdingbats", "opensymbol")
# The first colours of every theme: that of the paper and that of the ink.
_OF_THEME = {0: "FFFFFF", 1: "000000"}
_HEX = re.compile("(?:[0-9A-Fa-f]{2}){3,4}")
_WHITE, _BLACK = 1.0, 0.0
# White on light yellow has 1.1; grey that is still read has more.
_LEAST_CONTRAST = 1.25
# Letters smaller than this many points are not seen.
_SMALLEST_SEEN = 2.0
_RAISED = ("superscript", "subscript")
_RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Look(NamedTuple):
    """How a cell is seen, and what follows for its value: ``problem`` holds it whatever is asked,
    ``figure_problem`` where a figure, day or choice is (keys of ``rule.reader``)."""

    number_format: str = ""
    font: str = ""
    problem: str | None = None
    figure_problem: str | None = None
    is_unseen: bool = False


class _Letters(NamedTuple):
    """The look of some letters of a cell, or of all of them."""

    font: str
    is_struck: bool
    is_raised: bool
    is_unseen: bool


class Looks:
    """The looks of a workbook's cells, each style worked out once."""

    def __init__(self) -> None:
        self._by_style: dict[int, Look] = {}

    def of(self, stored: Any) -> Look:
        """The look of a cell of openpyxl, of one with runs that of its runs together."""
        if isinstance(stored.value, CellRichText):
            return _combined(stored, [one for text, one in _runs(stored) if text.strip()])
        style = stored.style_id
        if style not in self._by_style:
            self._by_style[style] = _combined(stored, [_letters_of_cell(stored)])
        return self._by_style[style]


def seen_text(stored: Any) -> str:
    """The letters of a cell of openpyxl with runs, raised digits as the letters that look so, so
    that ``12`` with a raised 1 never becomes 121."""
    return "".join(
        text.translate(_RAISED_DIGITS) if one.is_raised else text for text, one in _runs(stored)
    )


def _combined(stored: Any, letters: list[_Letters]) -> Look:
    """A struck part is what its sender took back and holds the cell; a raised one may be the number
    of a note, so that no figure is taken."""
    letters = letters or [_letters_of_cell(stored)]
    struck, unseen = [one.is_struck for one in letters], [one.is_unseen for one in letters]
    shape = stored.number_format
    figure_problem = None
    if any(one.is_raised for one in letters):
        figure_problem = "raised_part"
    elif any(unseen) and not all(unseen):
        figure_problem = "unseen_part"
    elif any(one.font.casefold().startswith(_SYMBOL_FONTS) for one in letters):
        figure_problem = "symbol_font"
    return Look(
        "" if shape == "General" else shape,
        letters[0].font,
        "struck_out" if all(struck) else "struck_part" if any(struck) else None,
        figure_problem,
        all(unseen),
    )


def _letters_of_cell(stored: Any) -> _Letters:
    font, fill = stored.font, stored.fill
    paper = fill.fgColor if getattr(fill, "patternType", None) == "solid" else None
    is_unseen = _is_unseen(font.color, paper, font.sz)
    return _Letters(font.name or "", bool(font.strike), font.vertAlign in _RAISED, is_unseen)


def _runs(stored: Any) -> Iterator[tuple[str, _Letters]]:
    """The runs of a text with their looks; one without a look of its own has that of the cell."""
    whole = _letters_of_cell(stored)
    fill = stored.fill
    paper = fill.fgColor if getattr(fill, "patternType", None) == "solid" else None
    for part in cast(Iterable[str | TextBlock], stored.value):
        if isinstance(part, str):
            yield part, whole
        else:
            font = cast(Any, part.font)
            yield (
                part.text,
                _Letters(
                    font.rFont or whole.font,
                    bool(font.strike),
                    font.vertAlign in _RAISED,
                    _is_unseen(font.color, paper, font.sz),
                ),
            )


def _is_unseen(ink: Any, paper: Any, size: float | None) -> bool:
    """Whether letters have no size, or hardly another colour than what they are on."""
    if size is not None and size < _SMALLEST_SEEN:
        return True
    light = _luminance(ink) if ink is not None else _BLACK
    behind = _luminance(paper) if paper is not None else _WHITE
    if light is None or behind is None:
        return ink is not None and ink == paper
    darker, lighter = sorted((light, behind))
    return (lighter + 0.05) / (darker + 0.05) < _LEAST_CONTRAST


def _luminance(colour: Any) -> float | None:
    """The relative luminance of a colour as WCAG 2 defines it; None where only a theme knows it."""
    code = None
    if colour.type == "rgb":
        code = colour.rgb
    elif colour.type == "indexed" and colour.indexed < len(COLOR_INDEX):
        code = COLOR_INDEX[colour.indexed]
    elif colour.type == "theme" and not colour.tint:
        code = _OF_THEME.get(colour.theme)
    if not isinstance(code, str) or not _HEX.fullmatch(code):
        return None
    parts = (int(code[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def changed_by_condition(sheet: Worksheet) -> list[Any]:
    """The ranges in which a conditional format strikes out, hides or rewrites what cells show."""
    return [
        area
        for ranges, rules in _conditional_formats(sheet)
        if any(_changes_sight(rule.dxf) for rule in rules)
        for area in ranges.ranges
    ]


def _conditional_formats(sheet: Worksheet) -> Iterator[tuple[Any, list[Any]]]:
    for one in cast(Any, sheet).conditional_formatting:
        yield one.sqref, list(one.rules)


def _changes_sight(look: Any) -> bool:
    if look is None:
        return False
    if look.numFmt is not None:
        return True
    font = look.font
    paper = look.fill.bgColor if look.fill is not None else None
    return font is not None and (bool(font.strike) or _is_unseen(font.color, paper, None))
