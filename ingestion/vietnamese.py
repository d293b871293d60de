"""Vietnamese text as people write it: names, alphabetical order, numbers, dates, answers."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

_UNIT_PREFIX = re.compile(r"^((tinh|thanh pho|t\.?p)\s+|t\.?p\.\s*)")
_ALPHABET = {letter: rank for rank, letter in enumerate("aăâbcdđeêfghijklmnoôơpqrstuưvwxyz")}
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_YES = {"co", "x", "yes", "true", "1", "da co", "roi"}
_NO = {"khong", "no", "false", "0", "chua", "chua co"}
_NOT_APPLICABLE = {"khong ap dung", "kad", "k/a/d", "n/a", "na", "not applicable"}
_VIETNAMESE_NUMBER = re.compile(r"^-?[1-9][0-9]{0,2}(\.[0-9]{3})+(,[0-9]+)?$|^-?[0-9]+(,[0-9]+)?$")
_PLAIN_NUMBER = re.compile(r"^-?[0-9]+\.([0-9]{1,2}|[0-9]{4,})$|^-?0\.[0-9]+$")
_NUMERIC_DATE = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$")
_WORDED_DATE = re.compile(r"^ngay (\d{1,2}) thang (\d{1,2}) nam (\d{4})$")
# Control characters, and the marks that turn the direction of writing round.
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_ISO_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})( 00:00:00)?$")


def fold(text: str) -> str:
    """Lower-case ASCII letters of a text, spaces and dashes made one: ``Đà Nẵng`` → ``da nang``.

    Tone marks fall away altogether, so both placements (Hòa, Hoà) and both Unicode forms agree.
    """
    decomposed = unicodedata.normalize("NFD", text.casefold().replace("đ", "d").replace("Đ", "d"))
    letters = "".join(char for char in decomposed if not unicodedata.combining(char))
    return re.sub(r"[\s\u00a0]+", " ", re.sub(r"\s*[-–—]\s*", " ", letters)).strip()


def _name_without_prefix(name: str) -> str:
    normal = re.sub(r"\s+", " ", unicodedata.normalize("NFC", name)).strip().casefold()
    return re.sub(r"^((tỉnh|thành phố|t\.?p)\s+|t\.?p\.\s*)", "", normal)


def name_key(name: str) -> str:
    """The key under which two spellings of a province's or agency's name are the same name."""
    return _UNIT_PREFIX.sub("", fold(name))


def sort_key(name: str) -> tuple[tuple[tuple[int, ...], ...], tuple[int, ...], str]:
    """The Vietnamese dictionary order: letters first (đ after d, ă and â after a), then tones.

    "Tỉnh", "Thành phố" and "TP." do not count.
    """
    letters: list[tuple[int, ...]] = []
    tones: list[int] = []
    for word in _name_without_prefix(name).replace("-", " ").split():
        ranks: list[int] = []
        tone = 0
        for char in word:
            base = unicodedata.normalize("NFD", char)
            tone = next((_TONES[mark] for mark in base if mark in _TONES), tone)
            bare = unicodedata.normalize("NFC", "".join(c for c in base if c not in _TONES))
            if bare:
                ranks.append(_ALPHABET.get(bare, 100 + ord(bare[0])))
        letters.append(tuple(ranks))
        tones.append(tone)
    return tuple(letters), tuple(tones), name


def parse_yes_no(text: str) -> bool | None:
    """``Có``/``Không`` and their usual spellings as a truth value; None when it is neither."""
    folded = fold(text)
    return True if folded in _YES else False if folded in _NO else None


def is_not_applicable(text: str) -> bool:
    """Whether a cell says that the line does not apply (``Không áp dụng``)."""
    return fold(text) in _NOT_APPLICABLE


def parse_number(text: str) -> Decimal | None:
    """A number as Vietnamese reports write it: ``1.865.270``, ``94,59``; None when it is none.

    A dot before exactly three digits groups thousands (``1.234``) unless all before it is zero
    (``0.123``); any other single dot, as machines write it, is a decimal point.
    """
    compact = re.sub(r"[\s\u00a0\u202f]", "", text)
    if _VIETNAMESE_NUMBER.match(compact):
        compact = compact.replace(".", "").replace(",", ".")
    elif not _PLAIN_NUMBER.match(compact):
        return None
    try:
        return Decimal(compact)
    except InvalidOperation:
        return None


def parse_date(text: str) -> date | None:
    """A date written day first (``9/8/2019``, ``ngày 9 tháng 8 năm 2019``) or in ISO form; None
    when it is none or does not exist."""
    stripped = text.strip()
    if match := _ISO_DATE.match(stripped):
        year, month, day = (int(part) for part in match.groups()[:3])
    elif match := _NUMERIC_DATE.match(stripped) or _WORDED_DATE.match(fold(stripped)):
        day, month, year = (int(part) for part in match.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_instant(text: str) -> datetime:
    """An ISO instant with its offset, as delivery lists write it; ``ValueError`` without one."""
    instant = datetime.fromisoformat(text.strip())
    if instant.tzinfo is None:
        raise ValueError(f"no offset from UTC: {text!r}")
    return instant


def printable(text: str) -> str:
    """A text safe to print and to keep: no control characters, none that turn the direction of
    writing, no bytes that were no text."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    return _UNPRINTABLE.sub(" ", whole).strip()
