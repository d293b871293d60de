"""The font of the pages: Noto Sans from its package, cut down to the letters that Vietnamese and
English need, and embedded in a style sheet, so that a page reads the same on every machine.

A page on a USB stick may not load a font from a neighbouring folder in every browser; one that is
part of a style sheet it may.
"""

from __future__ import annotations

import base64
from functools import cache
from io import BytesIO

import fontpkg

FAMILY = "Noto Sans"
_WEIGHTS = (400, 700)
_LETTERS = (
    *range(0x20, 0x7F),  # Latin
    *range(0xA0, 0x100),  # its letters with marks
    *(0x102, 0x103, 0x110, 0x111, 0x128, 0x129, 0x168, 0x169),  # Ă ă Đ đ Ĩ ĩ Ũ ũ
    *(0x1A0, 0x1A1, 0x1AF, 0x1B0),  # Ơ ơ Ư ư
    *(0x300, 0x301, 0x303, 0x309, 0x323),  # tone marks that stand alone
    *range(0x1EA0, 0x1EFA),  # Vietnamese
    *range(0x2010, 0x2028),  # dashes, quotation marks
    *(0x202F, 0x20AB, 0x2212),  # narrow space, ₫, minus
)
_FEATURES = ("ccmp", "locl", "mark", "mkmk", "kern", "tnum")
_NAMES = (0, 1, 2, 13, 14)  # copyright, family, style, licence


@cache
def font_style_sheet() -> str:
    """A style sheet that brings the font; the same text for the same package."""
    font = base64.b64encode(_cut_down()).decode()
    low, high = _WEIGHTS
    return (
        f'@font-face {{ font-family: "{FAMILY}"; font-weight: {low} {high}; font-display: swap;'
        f' src: url("data:font/woff;base64,{font}") format("woff"); }}\n'
    )


def _cut_down() -> bytes:
    """The font as WOFF: our letters, weights from regular to bold, one width, no hints."""
    # Heavy to import, and needed where a release is written only.
    from fontTools.subset import Options, Subsetter
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    font = TTFont(fontpkg.path(FAMILY), recalcTimestamp=False)
    options = Options()
    options.layout_features = list(_FEATURES)
    options.name_IDs = list(_NAMES)
    options.hinting = False
    cut = Subsetter(options)
    cut.populate(unicodes=_LETTERS)
    cut.subset(font)
    font = instantiateVariableFont(font, {"wdth": 100, "wght": _WEIGHTS})
    font.flavor = "woff"
    written = BytesIO()
    font.save(written)
    return written.getvalue()
