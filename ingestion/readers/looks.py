"""How a cell looks to whoever opens the file: struck or crossed out, raised, unseen, in a font of
symbols, repeated to the width of its column. A figure is what a person sees of it, so looks decide
whether the stored value can be taken (ECMA-376, 18.8.22 font, 18.4.4 run, 18.8.4 border).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, cast

from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles.colors import Color
from openpyxl.styles.numbers import BUILTIN_FORMATS

from ingestion.language.format_sections import sections
from ingestion.readers.colours import BLACK, WHITE, Colours

_SYMBOL_FONTS = (
    "wingdings", "webdings", "marlett", "zapf dingbats", "zapfdingbats", "opensymbol", "dingbats",
    "monotype sorts", "bookshelf symbol", "redacted",
)  # fmt: skip
# White on light yellow has 1.1; grey that is still read has more.
_LEAST_CONTRAST = 1.25
# Letters smaller than this many points are not seen.
_SMALLEST_SEEN = 2.0
_RAISED = ("superscript", "subscript")
# Number 44 of ECMA-376, 18.8.30, whose semicolons openpyxl leaves out.
_MISPRINTED = {
    BUILTIN_FORMATS[44]: r'_("$"* #,##0.00_);_("$"* \(#,##0.00\);_("$"* "-"??_);_(@_)',
}
_RAISED_DIGITS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Look(NamedTuple):
    """How a cell is seen, and what follows for its value: ``problem`` holds it whatever is asked,
    ``figure_problem`` where a figure, day or choice is (keys of ``rule.reader``). In
    ``unseen_inks``, colours of its number format (RGB), it is not seen."""

    number_format: str = ""
    font: str = ""
    problem: str | None = None
    figure_problem: str | None = None
    is_unseen: bool = False
    unseen_inks: frozenset[str] = frozenset()


class _Letters(NamedTuple):
    """The look of some letters of a cell, or of all of them."""

    font: str
    is_struck: bool
    is_raised: bool
    is_unseen: bool


class Looks:
    """The looks of a workbook's cells, each style worked out once."""

    def __init__(self, colours: Colours) -> None:
        self._colours = colours
        self._by_style: dict[int, Look] = {}

    def of(self, stored: Any) -> Look:
        """The look of a cell of openpyxl, of one with runs that of its runs together."""
        if isinstance(stored.value, CellRichText):
            runs = [one for text, one in self._runs(stored) if text.strip()]
            return self._look(stored, runs or [self._letters_of(stored)])
        style = stored.style_id
        if style not in self._by_style:
            self._by_style[style] = self._look(stored, [self._letters_of(stored)])
        return self._by_style[style]

    def seen_text(self, stored: Any) -> str:
        """The letters of a cell of openpyxl with runs, raised digits as the letters that look so,
        so that ``12`` with a raised 1 never becomes 121."""
        return "".join(
            text.translate(_RAISED_DIGITS) if one.is_raised else text
            for text, one in self._runs(stored)
        )

    def _look(self, stored: Any, letters: list[_Letters]) -> Look:
        look = _combined(stored, letters)
        if "[" not in look.number_format:
            return look
        inks = {one.colour for one in sections(look.number_format) if one.colour}
        paper = _paper(stored)
        unseen = (ink for ink in inks if is_unseen(Color(rgb=f"FF{ink}"), paper, self._colours))
        return look._replace(unseen_inks=frozenset(unseen))

    def _letters_of(self, stored: Any) -> _Letters:
        font = stored.font
        unseen = is_unseen(font.color, _paper(stored), self._colours, font.sz)
        return _Letters(font.name or "", bool(font.strike), font.vertAlign in _RAISED, unseen)

    def _runs(self, stored: Any) -> Iterator[tuple[str, _Letters]]:
        """The runs of a text with their looks; one without a look of its own has that of the
        cell."""
        whole = self._letters_of(stored)
        for part in cast(Iterable[str | TextBlock], stored.value):
            if isinstance(part, str):
                yield part, whole
                continue
            font = cast(Any, part.font)
            unseen = is_unseen(font.color, _paper(stored), self._colours, font.sz)
            is_raised = font.vertAlign in _RAISED
            yield (
                part.text,
                _Letters(font.rFont or whole.font, bool(font.strike), is_raised, unseen),
            )


def is_unseen(ink: Any, paper: Any, colours: Colours, size: float | None = None) -> bool:
    """Whether letters have no size (in points), or hardly another colour than what they are on;
    ``ink`` and ``paper`` are colours of openpyxl, None for black and white."""
    if size is not None and size < _SMALLEST_SEEN:
        return True
    light = colours.luminance(ink) if ink is not None else BLACK
    behind = colours.luminance(paper) if paper is not None else WHITE
    if light is None or behind is None:
        return ink is not None and ink == paper
    darker, lighter = sorted((light, behind))
    return (lighter + 0.05) / (darker + 0.05) < _LEAST_CONTRAST


def _paper(stored: Any) -> Any:
    fill = stored.fill
    return fill.fgColor if getattr(fill, "patternType", None) == "solid" else None


def _combined(stored: Any, letters: list[_Letters]) -> Look:
    """A struck part is what its sender took back and holds the cell; a raised one may be the number
    of a note, so that no figure is taken."""
    struck, unseen = [one.is_struck for one in letters], [one.is_unseen for one in letters]
    shape = _MISPRINTED.get(stored.number_format, stored.number_format)
    figure_problem = None
    if any(one.is_raised for one in letters):
        figure_problem = "raised_part"
    elif any(unseen) and not all(unseen):
        figure_problem = "unseen_part"
    elif any(one.font.casefold().startswith(_SYMBOL_FONTS) for one in letters):
        figure_problem = "symbol_font"
    elif stored.alignment.horizontal == "fill":
        figure_problem = "repeated"
    elif shape == "General" and stored._style.numFmtId:
        figure_problem = "foreign_format"
    problem = "struck_out" if all(struck) else "struck_part" if any(struck) else None
    return Look(
        "" if shape == "General" else shape,
        letters[0].font,
        problem or ("crossed_out" if _is_crossed_out(stored.border) else None),
        figure_problem,
        all(unseen),
    )


def _is_crossed_out(border: Any) -> bool:
    """Whether a line is drawn from corner to corner."""
    is_drawn = border.diagonal is not None and border.diagonal.style is not None
    return is_drawn and bool(border.diagonalUp or border.diagonalDown)
