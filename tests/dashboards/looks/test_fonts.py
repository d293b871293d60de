"""The font of the pages: every letter of Vietnamese, small enough, the same every time."""

from __future__ import annotations

import base64
import re
import unicodedata
from io import BytesIO
from itertools import product

import pytest
from fontTools.ttLib import TTFont

from dashboards.looks.fonts import FAMILY, font_style_sheet
from dashboards.looks.theme import FONT
from ingestion.messages import catalogue

_BASES = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


@pytest.fixture(scope="module")
def font() -> TTFont:
    match = re.search(r"base64,([^\"]+)", font_style_sheet())
    assert match
    return TTFont(BytesIO(base64.b64decode(match[1])))


def test_the_font_carries_every_letter_of_vietnamese(font: TTFont) -> None:
    letters = {unicodedata.normalize("NFC", base + tone) for base, tone in product(_BASES, _TONES)}
    letters |= set("đ₫")
    both_cases = letters | {letter.upper() for letter in letters}
    assert {letter for letter in both_cases if ord(letter) not in font.getBestCmap()} == set()


def test_the_font_carries_what_the_pages_say_but_their_marks(font: TTFont) -> None:
    letters = {
        letter
        for language in ("vi", "en")
        for key, text in catalogue(language).items()
        if key.startswith("page.")
        for letter in text
    }
    marks = {letter for letter in letters if unicodedata.category(letter) in {"So", "Sm", "Cc"}}
    assert {letter for letter in letters - marks if ord(letter) not in font.getBestCmap()} == set()


def test_digits_are_of_one_width_and_weights_go_from_regular_to_bold(font: TTFont) -> None:
    cmap, widths = font.getBestCmap(), font["hmtx"]
    assert len({widths[cmap[ord(digit)]][0] for digit in "0123456789"}) == 1
    (axis,) = font["fvar"].axes
    assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", 400, 700)


def test_the_font_is_light_keeps_its_licence_and_is_asked_for_first(font: TTFont) -> None:
    assert len(font_style_sheet()) < 60_000
    assert "Open Font License" in font["name"].getDebugName(13)
    assert FONT.startswith(f"'{FAMILY}'")


def test_the_same_package_gives_the_same_bytes() -> None:
    first = font_style_sheet()
    font_style_sheet.cache_clear()
    assert font_style_sheet() == first
