"""How light the colours of a workbook are: written out, counted in its palette, or taken from its
theme and made lighter or darker there (ECMA-376, 18.8.19 and 18.8.27 colours, 20.1.6.2 theme)."""

from __future__ import annotations

import colorsys
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.xml.functions import fromstring

WHITE, BLACK = 1.0, 0.0
# The colours of a theme in the order in which cells count them.
_OF_THEME = (
    "lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6",
    "hlink", "folHlink",
)  # fmt: skip
_USUAL = {"lt1": "FFFFFF", "dk1": "000000"}
# Behind the palette: the colours of the system's letters and of its paper.
_OF_SYSTEM = {64: "000000", 65: "FFFFFF"}
# Most workbooks have the theme of the program that made them.
_REMEMBERED = 8
_HEX = re.compile("(?:[0-9A-Fa-f]{2}){3,4}")


class Colours:
    """The colours of one workbook, by its theme (the bytes of that part, None where it has none)
    and its palette."""

    def __init__(self, theme: bytes | None, palette: Sequence[str] = COLOR_INDEX) -> None:
        self._theme = _USUAL | (_colours_of(theme) if theme else {})
        self._palette = palette

    def luminance(self, colour: Any) -> float | None:
        """The relative luminance of a colour of openpyxl as WCAG 2 defines it, 0 for black and 1
        for white; None where nobody knows the colour."""
        code = self._code(colour)
        if not isinstance(code, str) or not _HEX.fullmatch(code):
            return None
        parts = [int(code[-6:][at : at + 2], 16) / 255 for at in (0, 2, 4)]
        red, green, blue = (_linear(part) for part in _tinted(parts, colour.tint or 0.0))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def _code(self, colour: Any) -> str | None:
        if colour.type == "rgb":
            return str(colour.rgb)
        if colour.type == "indexed":
            is_counted = colour.indexed < min(len(self._palette), min(_OF_SYSTEM))
            return self._palette[colour.indexed] if is_counted else _OF_SYSTEM.get(colour.indexed)
        if colour.type == "theme" and colour.theme < len(_OF_THEME):
            return self._theme.get(_OF_THEME[colour.theme])
        return None


@lru_cache(maxsize=_REMEMBERED)
def _colours_of(theme: bytes) -> dict[str, str]:
    """The colours of a theme by their names; those of the system as they were when it was saved."""
    try:
        root = fromstring(theme)
    except ParseError:
        return {}
    found = {}
    for node in root.iter():
        name = node.tag.rpartition("}")[2]
        if name in _OF_THEME and len(node):
            found[name] = node[0].get("lastClr") or node[0].get("val") or ""
    return found


def _tinted(parts: list[float], tint: float) -> Sequence[float]:
    """A colour made lighter (up to 1) or darker (down to -1)."""
    if not tint:
        return parts
    hue, light, saturation = colorsys.rgb_to_hls(*parts)
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return colorsys.hls_to_rgb(hue, min(max(light, 0.0), 1.0), saturation)


def _linear(part: float) -> float:
    part = min(max(part, 0.0), 1.0)
    return part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4
