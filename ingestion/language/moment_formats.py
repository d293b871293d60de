"""What a person sees of a day or a time of day: which of its parts a spreadsheet's number format
shows (ECMA-376, 18.8.31), and whether it shows anything that makes another moment of them."""

from __future__ import annotations

import re
from functools import lru_cache

from ingestion.language.format_sections import section_texts
from ingestion.language.vietnamese import tidy

_LITERAL = re.compile(
    r'"([^"]*+)"?|\\(.)|\[\$([^\[\]-]*+)[^\[\]]*\]|\[[^\[\]]*\]|_.|\*(.)', re.DOTALL
)
# The tag of a locale by its number, or by its name and, behind a comma, numerals and calendar.
_BY_NUMBER = re.compile(r"\[\$[^\[\]-]*+-([0-9A-Fa-f]{1,8})\]")
_BY_NAME = re.compile(r"\[\$[^\[\]-]*+-([A-Za-z]+(?:-[A-Za-z]+)*+)(?:,([0-9A-Fa-f]{1,4}))?\]")
# The calendars of a locale's tag that count years as here (0x00, and the Gregorian ones).
_GREGORIAN = {"00", "01", "02", "09", "0A", "0B", "0C"}
# Languages whose years are counted otherwise where no calendar is named: Thai, Arabic of Saudi
# Arabia, Persian, Dari, Pashto.
_OWN_YEARS = {"041E", "0401", "0429", "048C", "0463", "th", "th-th", "ar-sa", "fa", "fa-ir",
              "prs-af", "ps-af"}  # fmt: skip
# Numbers 14 and 22 of ECMA-376, 18.8.30.
_BY_LANGUAGE = ("mm-dd-yy", "m/d/yy h:mm")
_PLAIN_PARTS = re.compile(r"am/pm|a/p|(?<=s)[.,]0{1,3}")
# Other letters than these count the years of an era or a reign, or name a weekday; a digit is the
# format's own.
_LETTERS = re.compile(r"[dmyhs\W_]*")
# Colours and locales begin a format: elsewhere they spoil it.
_BEFORE_TAGS = re.compile(r"(?:\[[^\[\]]*\]| )*")
# Hours beyond a day, which stand in brackets.
_HOURS = re.compile(r"\[(h{1,2})\]", re.IGNORECASE)
_PARTS = re.compile(r"y+|m+|d+|h+|s+")
# Days of eight digits, in which the parts run into each other.
_EIGHT_DIGITS = ("yyyymmdd", "ddmmyyyy")
# Three or four letters of a day are one of the week; five of a month are its first letter, which
# three months have.
_OF_MONTH, _IN_DIGITS, _IN_FULL = 2, 2, 4
# Words and signs that only part a moment; any other one may say something else of it.
_PLAIN_WORDS = {"ngày", "tháng", "năm", "thứ", "lúc", "giờ", "phút", "giây", "h", "g", "p", "t"}
_WORD, _PLAIN_SIGNS = re.compile(r"[^\W\d_]+"), set(" .,:;/-()")
_REMEMBERED = 512


@lru_cache(maxsize=_REMEMBERED)
def shows_day(number_format: str) -> bool:
    """Whether a date's format shows its day and month as they are counted here, and nothing that
    makes another day of them; a year may be left out (``5-Jun``), a day never (``Jun-25`` would be
    the first of June). A year of two digits stands behind them: ``26/02/11`` reads as the 26th."""
    parts = _parts_of_moment(number_format)
    if _has_short_year_in_front(parts):
        return False
    has_month = any(one[0] == "m" and len(one) <= _IN_FULL for one in parts)
    return has_month and any(one[0] == "d" and len(one) <= _OF_MONTH for one in parts)


@lru_cache(maxsize=_REMEMBERED)
def shows_month_first(number_format: str) -> bool:
    """Whether a date's format shows its month in digits before its day in digits, and the year not
    before both. The formats of a spreadsheet's own that follow the language of whoever opens it
    show the day first here."""
    parts = () if number_format in _BY_LANGUAGE else _parts_of_moment(number_format)
    order = "".join(one[0] for one in parts if one[0] == "y" or len(one) <= _IN_DIGITS)
    month, day = order.find("m"), order.find("d")
    if month < 0 or day < 0:
        return False
    return day < month if order.startswith("yd") else month < day and not order.startswith("y")


@lru_cache(maxsize=_REMEMBERED)
def shows_month(number_format: str) -> bool:
    """Whether a date's format shows its month and its year but no day, and nothing that makes
    others of them."""
    parts = _parts_of_moment(number_format)
    if any(one[0] == "d" for one in parts):
        return False
    has_month = any(one[0] == "m" and len(one) <= _IN_FULL for one in parts)
    return has_month and any(one[0] == "y" and len(one) > 1 for one in parts)


def _has_short_year_in_front(parts: tuple[str, ...]) -> bool:
    """Whether a year without its century stands before the day or the month."""
    kinds = [one[0] if one[0] != "y" or len(one) > _IN_DIGITS else "short" for one in parts]
    return "short" in kinds and bool({"d", "m"}.intersection(kinds[kinds.index("short") :]))


@lru_cache(maxsize=_REMEMBERED)
def shows_clock(number_format: str) -> bool:
    """Whether a format shows the hour and the minutes of a time of day, and nothing that makes
    another time of them."""
    parts = _parts_of_moment(number_format)
    return any(one[0] == "h" for one in parts) and any(one[0] == "n" for one in parts)


@lru_cache(maxsize=_REMEMBERED)
def _parts_of_moment(number_format: str) -> tuple[str, ...]:
    """The parts a format shows, in their order and as it writes them, minutes as ``n``; none where
    it shows anything that makes another moment of them."""
    shape = _shape_of_moment(number_format)
    parts = _PARTS.findall(shape or "")
    if shape and shape.strip() not in _EIGHT_DIGITS and _runs_together(shape):
        return ()
    beside = zip(["", *parts], parts, [*parts[1:], ""], strict=False)
    named = tuple(
        "n" * len(one) if one[0] == "m" and (before[:1] == "h" or after[:1] == "s") else one
        for before, one, after in beside
    )
    kinds = [one[0] if one[0] != "d" or len(one) <= _OF_MONTH else "w" for one in named]
    is_day_as_clock = ":" in (shape or "") and not {"h", "s"}.intersection(kinds)
    is_twice = len(set(kinds)) < len(kinds) or max(map(len, named), default=0) > _IN_FULL + 1
    return () if is_day_as_clock or is_twice else named


def _runs_together(shape: str) -> bool:
    """Whether two parts in digits stand side by side without a sign between them."""
    found = [(one.start(), one.end(), len(one[0]), one[0][0]) for one in _PARTS.finditer(shape)]
    digits = [(start, end) for start, end, size, kind in found if size <= _IN_DIGITS or kind == "y"]
    ends = {end for _, end in digits}
    return any(start in ends for start, _ in digits)


def _shape_of_moment(number_format: str) -> str | None:
    """The letters of a date's format; None where it depends on a condition, counts years by another
    calendar, or shows digits or words of its own."""
    if re.search(r"\[[<>=]|^b[12]", number_format, re.I) or _has_own_years(number_format):
        return None
    section = _HOURS.sub(r"\1", section_texts(number_format)[0])
    words = "".join("".join(found.groups("")) for found in _LITERAL.finditer(section))
    if not _only_parts(words):
        return None
    tags = [found.start() for found in _LITERAL.finditer(section) if found[0].startswith("[")]
    if tags and _BEFORE_TAGS.fullmatch(section[: max(tags)]) is None:
        return None
    shape = _PLAIN_PARTS.sub("", _LITERAL.sub(_sign, section).casefold())
    return shape if _LETTERS.fullmatch(shape) and "@" not in shape else None


def _sign(literal: re.Match[str]) -> str:
    """What a literal is between two parts: a colon, however it is written, or a gap."""
    return ":" if "".join(literal.groups("")).strip() == ":" else " "


def _has_own_years(number_format: str) -> bool:
    """Whether a locale's tag names another calendar, or a language that has one of its own."""
    tags = [(tag[2:4], tag[4:]) for found in _BY_NUMBER.finditer(number_format)
            for tag in [found[1].upper().zfill(8)]]  # fmt: skip
    tags += [
        ((found[2] or "").upper().zfill(2)[-2:], found[1].casefold())
        for found in _BY_NAME.finditer(number_format)
    ]
    return any(
        calendar not in _GREGORIAN or (calendar == "00" and language in _OWN_YEARS)
        for calendar, language in tags
    )


def _only_parts(words: str) -> bool:
    """Whether the words of a format only stand between the parts of a moment."""
    plain = tidy(words).casefold()
    signs = _WORD.sub("", plain)
    return set(_WORD.findall(plain)) <= _PLAIN_WORDS and set(signs) <= _PLAIN_SIGNS
