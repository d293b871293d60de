"""What a person sees of a stored value: a spreadsheet's number format applied to it, as ECMA-376
(18.8.31) describes. Only what a reader of figures needs is kept: the text, whether its digits are
those of the number, by which factor they were changed, and the words around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

_Role = Literal[
    "digit", "point", "comma", "percent", "exponent", "fraction", "text", "general", "literal"
]  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*+)"?|\\(?P<escaped>.)|_.|\*(?P<fill>.)|\[\$(?P<symbol>[^\[\]-]*+)[^\[\]]*\]'
    r"|\[(?P<bracket>[^\[\]]*)\]|(?P<general>General)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)"
    r"|(?P<percent>%)|(?P<exponent>E[+-])|(?P<fraction>/)|(?P<text>@)|(?P<bare>.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
# Enough for every digit of a stored number and a hundred times it.
_EXACT = Context(prec=60, rounding=ROUND_HALF_UP)
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\[\]]*\]|_.|\*.')
_LOCALE = re.compile(r"\[\$-([0-9A-Fa-f]{1,8})\]")
# The calendars of a locale's tag that count years as here (0x00, and the Gregorian ones).
# Numbers 14 and 22 of ECMA-376, 18.8.30.
_BY_LANGUAGE = ("mm-dd-yy", "m/d/yy h:mm")
_GREGORIAN = {"00", "01", "02", "09", "0A", "0B", "0C"}
_CLOCK = re.compile(r"h{1,2}[:.]m{1,2}(?:[:.]s{1,2})?|m{1,2}[:.]s{1,2}")
# The day of the month; ``ddd`` and ``dddd`` are days of the week.
_DAY = re.compile(r"(?<!d)dd?(?!d)")
_REMEMBERED = 512
# Where digits do not lie each in its place: no format, powers of ten, fractions.
_UNPLACED: tuple[_Role, ...] = ("general", "exponent", "fraction")
# A number whose groups of three are kept apart by a sign of the format's own.
_IN_GROUPS = re.compile(
    r"[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:,\d{3}){2,}|[1-9]\d*(?:[ \u00a0\u202f]\d{3})+"
)
_GROUP = 3
# How often a fill character is shown: as often as the column is wide, which nobody knows here.
_FILL = 3
_NO_SECTION = "####"
# The raised digit of square and cubic metres is their unit's.
_OF_MEASURE = re.compile("(?<=m)[²³]")


class Shown(NamedTuple):
    """A stored number as it is seen. ``has_own_digits``: its digits and its sign are shown, and
    nothing else that reads as a digit or breaks them apart; ``factor``: what they were multiplied
    by (100 for a per cent, a thousandth for hidden thousands); ``words``: the texts a format puts
    around them; ``is_percent``: a per cent sign is shown, multiplied or not; ``is_currency``: the
    format names what is beside the number a currency."""

    text: str
    has_own_digits: bool
    factor: Decimal
    words: str
    is_percent: bool
    is_currency: bool = False

    @property
    def is_unseen(self) -> bool:
        """Whether nothing is seen at all."""
        return not self.text.strip()


class _Token(NamedTuple):
    role: _Role
    text: str = ""


class _Section(NamedTuple):
    """One of the up to four parts of a format, and on which numbers it says it is used."""

    tokens: tuple[_Token, ...]
    condition: tuple[str, Decimal] | None
    is_currency: bool

    def holds(self, number: Decimal) -> bool:
        """Whether the section's own condition holds for a number."""
        if self.condition is None:
            return False
        sign, limit = self.condition
        return {
            "<": number < limit,
            "<=": number <= limit,
            ">": number > limit,
            ">=": number >= limit,
            "=": number == limit,
            "<>": number != limit,
        }[sign]

    @property
    def is_for_negatives(self) -> bool:
        """Whether its condition holds for no number above zero, so that it leaves the sign out."""
        if self.condition is None:
            return False
        sign, limit = self.condition
        return sign in ("<", "<=", "=") and limit <= 0

    def count(self, role: _Role) -> int:
        """How many tokens of a role it has."""
        return sum(token.role == role for token in self.tokens)


def shown_number(number: Decimal, number_format: str) -> Shown:
    """A number as its format shows it, grouped and with a decimal comma as in Vietnam.

    >>> shown_number(Decimal(12), '0" nghìn"').text
    '12 nghìn'
    """
    ways = [
        _shown_by(one, number, is_signed)
        for one, is_signed in _candidates(number, _sections(number_format or "General"))
    ]
    if not ways:  # a spreadsheet fills the cell with these where no section is for the number
        return Shown(_NO_SECTION, False, Decimal(1), "", False)
    if any(way != ways[0] for way in ways):
        return ways[-1]._replace(has_own_digits=False)
    return ways[0]


def _shown_by(section: _Section, number: Decimal, is_signed: bool) -> Shown:
    if any(section.count(role) for role in _UNPLACED):
        return _plain(number, section)
    factor = Decimal(100) ** section.count("percent") / Decimal(1000) ** _hidden_thousands(section)
    whole, decimals = _digits_of(abs(number) * factor, section)
    characters = list(_placed(section, whole, decimals))
    if number < 0 and is_signed:
        characters.insert(0, ("-", True))
    is_negative = number < 0 and bool((whole + decimals).strip("0"))
    return Shown(
        "".join(char for char, _ in characters),
        _has_own_digits(characters) and _shows_minus(characters) == is_negative,
        factor,
        _words(section),
        "%" in (char for char, _ in characters),
        section.is_currency,
    )


def shown_text(text: str, number_format: str) -> str:
    """A text as its format shows it: within the words of the section for texts, if there is one."""
    sections = _sections(number_format or "General")
    section = sections[3] if len(sections) > 3 else sections[-1]
    if len(sections) <= 3 and not section.count("text"):
        return text
    return "".join(text if token.role == "text" else token.text for token in section.tokens)


@lru_cache(maxsize=_REMEMBERED)
def shows_day(number_format: str) -> bool:
    """Whether a date's format shows its day and month as they are counted here, and no digit that
    is not the date's; a year may be left out (``5-Jun``), a day never (``Jun-25`` would be the
    first of June)."""
    shape = _shape_of_moment(number_format)
    if shape is None:
        return False
    without_clock = _CLOCK.sub("", shape)
    return "m" in without_clock and bool(_DAY.search(without_clock))


@lru_cache(maxsize=_REMEMBERED)
def shows_month_first(number_format: str) -> bool:
    """Whether a date's format shows its month in digits before its day in digits, and the year not
    before both. The formats of a spreadsheet's own that follow the language of whoever opens it
    show the day first here."""
    shape = None if number_format in _BY_LANGUAGE else _shape_of_moment(number_format)
    parts = re.findall(r"y+|m+|d+", _CLOCK.sub("", shape or ""))
    order = "".join(part[0] for part in parts if part[0] == "y" or len(part) <= 2)
    month, day = order.find("m"), order.find("d")
    if month < 0 or day < 0:
        return False
    return day < month if order.startswith("yd") else month < day and not order.startswith("y")


@lru_cache(maxsize=_REMEMBERED)
def shows_month(number_format: str) -> bool:
    """Whether a date's format shows its month and its year, and no digit that is not the date's."""
    shape = _shape_of_moment(number_format)
    return shape is not None and "m" in _CLOCK.sub("", shape) and "yy" in shape


@lru_cache(maxsize=_REMEMBERED)
def shows_clock(number_format: str) -> bool:
    """Whether a format shows the hour and the minutes of a time of day, and no digit besides."""
    shape = _shape_of_moment(number_format)
    return shape is not None and bool(re.search(r"h[^a-z]*m", shape))


def _shape_of_moment(number_format: str) -> str | None:
    """The letters of a date's format; None where it depends on a condition, counts years by another
    calendar or shows digits of its own."""
    literal = "".join(m["quoted"] or m["escaped"] or "" for m in _TOKEN.finditer(number_format))
    calendars = [match[1][-6:-4] for match in _LOCALE.finditer(number_format)]
    is_other = any(one.upper() not in _GREGORIAN for one in calendars if one)
    if _holds_digit(literal) or is_other or re.search(r"\[[<>=]|^b[12]", number_format, re.I):
        return None
    return _LITERAL.sub("", number_format.split(";")[0]).casefold()


@lru_cache(maxsize=_REMEMBERED)
def _sections(number_format: str) -> tuple[_Section, ...]:
    texts = [""]
    for match in _TOKEN.finditer(number_format):
        if match["bare"] == ";":
            texts.append("")
        else:
            texts[-1] += match.group()
    return tuple(map(_section, texts[:4]))


def _section(text: str) -> _Section:
    tokens: list[_Token] = []
    condition, is_currency = None, False
    for match in _TOKEN.finditer(text):
        group = match.lastgroup
        found = match[group] if group else " "
        if group == "bracket":
            stated = _CONDITION.fullmatch(found.strip())
            condition = (stated[1], Decimal(stated[2])) if stated else condition
        elif group is None or group in ("quoted", "escaped", "symbol", "bare"):
            tokens.append(_Token("literal", found))
            is_currency = is_currency or (group == "symbol" and bool(found.strip()))
        elif group == "fill":
            tokens.append(_Token("literal", found * _FILL if found.strip() else " "))
        else:
            tokens.append(_Token(_role(group), "%" if group == "percent" else found))
    return _Section(tuple(tokens), condition, is_currency)


def _role(group: str) -> _Role:
    roles: tuple[_Role, ...] = (
        "digit", "point", "comma", "percent", "exponent", "fraction", "text", "general",
    )  # fmt: skip
    return next(role for role in roles if role == group)


def _candidates(number: Decimal, sections: tuple[_Section, ...]) -> list[tuple[_Section, bool]]:
    """The sections a number may be shown by, and of each whether it shows the sign by itself. Where
    some sections have a condition, programs differ on the numbers the others are for: all in front
    of the first whose condition holds may be used."""
    numeric = [one for one in sections[:3] if not one.count("text")] or [_section("General")]
    if any(section.condition for section in numeric):
        return list(_until_one_holds(number, numeric))
    if number < 0 and len(numeric) > 1:
        return [(numeric[1], False)]
    if number == 0 and len(numeric) > 2:
        return [(numeric[2], True)]
    return [(numeric[0], True)]


def _until_one_holds(number: Decimal, sections: list[_Section]) -> Iterator[tuple[_Section, bool]]:
    for section in sections:
        if section.condition is None or section.holds(number):
            yield section, not section.is_for_negatives
        if section.holds(number):
            return


def _plain(number: Decimal, section: _Section) -> Shown:
    """A number as it is, between the words of its section: in no format, or in powers of ten."""
    before: list[str] = []
    behind: list[str] = []
    texts = before
    for token in section.tokens:
        if token.role in ("general", "digit"):
            texts = behind
        elif token.role in ("literal", "percent"):
            texts.append(token.text)
    words = _words(section)
    factor = Decimal(100) ** section.count("percent")
    figure = f"{number * factor:f}".replace(".", ",")
    text = "".join([*before, figure, *behind])
    is_plain = not _holds_digit(_OF_MEASURE.sub("", words))
    return Shown(text, is_plain, factor, words, "%" in text, section.is_currency)


def _hidden_thousands(section: _Section) -> int:
    """How many steps of a thousand a section hides: commas behind its last whole digit, or behind
    its last decimal."""
    hidden = commas = 0
    for token in section.tokens:
        if token.role == "comma":
            commas += 1
        elif token.role == "point":
            hidden, commas = hidden + commas, 0
        elif token.role == "digit":
            commas = 0
    return hidden + commas if section.count("digit") else 0


def _digits_of(number: Decimal, section: _Section) -> tuple[str, str]:
    """The digits in front of the point and behind it, rounded to the places there are."""
    places = 0
    is_behind = False
    for token in section.tokens:
        is_behind = is_behind or token.role == "point"
        places += is_behind and token.role == "digit"
    rounded = number.quantize(Decimal(1).scaleb(-places), context=_EXACT)
    whole, _, decimals = f"{rounded:f}".partition(".")
    return whole.lstrip("0"), decimals


def _placed(section: _Section, whole: str, decimals: str) -> Iterator[tuple[str, bool]]:
    """The characters a section shows, and of each whether it belongs to the number itself."""
    kinds = [token.text for token in section.tokens if token.role == "digit"]
    after_point = len(decimals)
    before_point = len(kinds) - after_point
    required = "".join(kinds[:before_point]).find("0")
    least = before_point - required if required >= 0 else 0
    whole = whole.zfill(least)
    is_grouped = _is_grouped(section)
    spent = 0
    for token in section.tokens:
        if token.role == "digit" and spent < before_point:
            spent += 1
            left = before_point - spent
            start = 0 if spent == 1 else len(whole) - left - 1
            part = whole[max(start, 0) : max(len(whole) - left, 0)]
            for at, digit in enumerate(part, len(whole) - left - len(part)):
                behind = len(whole) - at
                if is_grouped and at > 0 and behind % _GROUP == 0:
                    yield ".", True
                yield digit, True
        elif token.role == "digit":
            rest = decimals[spent - before_point :]
            spent += 1
            if token.text == "0" or rest.strip("0"):
                yield rest[0], True
        elif token.role == "point":
            yield ",", True
        elif token.role in ("literal", "percent"):
            yield from ((char, token.role == "percent") for char in token.text)


def _is_grouped(section: _Section) -> bool:
    """Whether a comma lies between digits in front of the point."""
    seen_digit = seen_comma = False
    for token in section.tokens:
        if token.role == "point":
            return False
        if token.role == "digit":
            if seen_comma:
                return True
            seen_digit = True
        seen_comma = seen_comma or (token.role == "comma" and seen_digit)
    return False


def _has_own_digits(characters: list[tuple[str, bool]]) -> bool:
    """Whether the digits seen are the number's: some, no other ones, none of them broken apart by
    anything but blanks or points between groups of three, and no sign that is not its own."""
    own = [at for at, (char, is_own) in enumerate(characters) if is_own and char.isdigit()]
    beside = "".join(" " if is_own else char for char, is_own in characters)
    if not own or _holds_digit(_OF_MEASURE.sub("", beside)):
        return False
    within = characters[own[0] : own[-1] + 1]
    if all(is_own for _, is_own in within):
        return True
    return bool(_IN_GROUPS.fullmatch("".join(char for char, _ in within)))


def _shows_minus(characters: list[tuple[str, bool]]) -> bool:
    """Whether a minus, or the bracket that stands for one, is in front of the digits."""
    text = "".join(char for char, _ in characters)
    front = re.split(r"\d", text, maxsplit=1)[0].rstrip()
    return "-" in front or "\u2212" in front or front.endswith("(")


def _holds_digit(text: str) -> bool:
    return any(char.isnumeric() for char in text)


def _words(section: _Section) -> str:
    """The words of a section, letters put in one by one joined; a blank where the number is."""
    return "".join(t.text if t.role == "literal" else " " for t in section.tokens).strip()
