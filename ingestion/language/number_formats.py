"""What a person sees of a stored value: a spreadsheet's number format applied to it, as ECMA-376
(18.8.31) describes. Only what a reader of figures needs is kept: the text, whether its digits are
those of the number, by which factor they were changed, and the words around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import NamedTuple

from ingestion.language.format_sections import Role, Section, Token, sections

# Where digits do not lie each in its place: no format, powers of ten, fractions.
_UNPLACED: tuple[Role, ...] = ("general", "exponent", "fraction")
# A number whose groups of three are kept apart by a sign of the format's own.
_IN_GROUPS = re.compile(
    r"[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,2}(?:,\d{3}){2,}|[1-9]\d*(?:[ \u00a0\u202f]\d{3})+"
)
_GROUP = 3
# Wholes, a blank, and a fraction.
_WITH_WHOLES = re.compile(r"\s*[0#?]+\s+[#?]+/[#?]+\s*")
_DIGITS_BELOW = 9
_NO_SECTION = "####"
# The raised digit of square and cubic metres is their unit's.
_OF_MEASURE = re.compile("(?<=m)[²³]")


class Shown(NamedTuple):
    """A stored number as it is seen. ``has_own_digits``: its digits and its sign are shown, and
    nothing else that reads as a digit or breaks them apart; ``factor``: what they were multiplied
    by (100 for a per cent, a thousandth for hidden thousands); ``words``: the texts a format puts
    around them; ``is_percent``: a per cent sign is shown, multiplied or not; ``is_currency``: the
    format names what is beside the number a currency; ``colour``: that of the format, None for the
    cell's own; ``rounded``: the number with the decimals that are shown, None where a format has no
    places for them."""

    text: str
    has_own_digits: bool
    factor: Decimal
    words: str
    is_percent: bool
    is_currency: bool = False
    colour: str | None = None
    rounded: Decimal | None = None

    @property
    def is_unseen(self) -> bool:
        """Whether nothing is seen at all."""
        return not self.text.strip()


def shown_number(number: Decimal, number_format: str) -> Shown:
    """A number as its format shows it, grouped and with a decimal comma as in Vietnam.

    >>> shown_number(Decimal(12), '0" nghìn"').text
    '12 nghìn'
    """
    parts = sections(number_format or "General")
    ways = [_shown_by(one, number, is_signed) for one, is_signed in _candidates(number, parts)]
    if not ways:  # a spreadsheet fills the cell with these where no section is for the number
        return Shown(_NO_SECTION, False, Decimal(1), "", False)
    if any(way != ways[0] for way in ways) or _is_spoilt(parts):
        return ways[-1]._replace(has_own_digits=False)
    return ways[0]


def _is_spoilt(parts: tuple[Section, ...]) -> bool:
    """Whether texts and figures share a section, or texts have one that is not the last: each
    program makes something else of it."""
    mixed = any(one.count("text") and (one.count("digit") or one.count("general")) for one in parts)
    return mixed or any(one.count("text") for one in parts[:-1])


def _shown_by(section: Section, number: Decimal, is_signed: bool) -> Shown:
    if any(section.count(role) for role in _UNPLACED):
        return _unplaced(number, section, is_signed)
    factor = Decimal(100) ** section.count("percent") / Decimal(1000) ** _hidden_thousands(section)
    whole, decimals = _digits_of(abs(number) * factor, section)
    characters = list(_placed(section, whole, decimals))
    if number < 0 and is_signed:
        characters.insert(0, ("-", True))
    is_negative = number < 0 and bool((whole + decimals).strip("0"))
    return Shown(
        "".join(char for char, _ in characters),
        section.count("point") <= 1
        and _has_own_digits(characters)
        and _count_minus(characters) == is_negative,
        factor,
        section.words,
        "%" in (char for char, _ in characters),
        section.is_currency,
        section.colour,
        (Decimal(f"{whole or 0}.{decimals or 0}") / factor).copy_sign(number),
    )


def shown_text(text: str, number_format: str) -> str:
    """A text as its format shows it: within the words of the section for texts, if there is one."""
    section = _for_texts(number_format)
    if section is None:
        return text
    return "".join(text if token.role == "text" else token.text for token in section.tokens)


def colour_of_text(number_format: str, *, is_moment: bool) -> str | None:
    """The colour in which a format shows a text, or a day or time of day; None for that of the
    cell."""
    section = sections(number_format)[0] if is_moment else _for_texts(number_format)
    return section.colour if section else None


def _for_texts(number_format: str) -> Section | None:
    parts = sections(number_format or "General")
    return parts[-1] if len(parts) > 3 or parts[-1].count("text") else None


def _candidates(number: Decimal, parts: tuple[Section, ...]) -> list[tuple[Section, bool]]:
    """The sections a number may be shown by, and of each whether it shows the sign by itself. Where
    some sections have a condition, programs differ on the numbers the others are for: all in front
    of the first whose condition holds may be used."""
    numeric = [one for one in parts[:3] if not one.count("text")] or [_for_figures(parts[0])]
    if any(section.condition for section in numeric):
        return list(_until_one_holds(number, numeric))
    if number < 0 and len(numeric) > 1:
        return [(numeric[1], False)]
    if number == 0 and len(numeric) > 2:
        return [(numeric[2], True)]
    return [(numeric[0], True)]


def _for_figures(section: Section) -> Section:
    """A section for texts as a figure is shown by it, where a format has no other."""
    tokens = (Token("general") if one.role == "text" else one for one in section.tokens)
    return section._replace(tokens=tuple(tokens))


def _until_one_holds(number: Decimal, parts: list[Section]) -> Iterator[tuple[Section, bool]]:
    for section in parts:
        if section.condition is None or section.holds(number):
            yield section, not section.is_for_negatives
        if section.condition is None and section is not parts[0] and number < 0:
            yield section, False  # or the minus is left out, as in a second section without any
        if section.holds(number):
            return


def _unplaced(number: Decimal, section: Section, is_signed: bool) -> Shown:
    """A number in no format, in powers of ten or as a fraction, between the words of its
    section."""
    factor = Decimal(100) ** section.count("percent")
    size = abs(number) * factor
    if section.count("exponent"):
        figure, is_same = _in_powers(size, section)
    elif section.count("fraction"):
        figure, is_same = _as_fraction(size, section)
    else:
        figure, is_same = f"{size:f}", True
    before: list[str] = ["-"] if number < 0 and is_signed else []
    behind: list[str] = []
    texts = before
    for token in section.tokens:
        if token.role in ("general", "digit"):
            texts = behind
        elif token.role in ("literal", "percent"):
            texts.append(token.text)
    text = "".join([*before, figure.replace(".", ","), *behind])
    has_other_digit = _holds_digit(_OF_MEASURE.sub("", section.words))
    front = "".join(before)
    is_general = section.count("general") == 1 and not section.count("digit")
    is_same = is_same and not has_other_digit and (is_general or not section.count("general"))
    is_same = is_same and section.count("point") <= 1
    has_own_digits = (
        is_same and _minus_signs(front) == (number < 0) and not front.endswith((".", ","))
    )
    return Shown(
        text, has_own_digits, factor, section.words, "%" in text, section.is_currency,
        section.colour,
    )  # fmt: skip


def _in_powers(size: Decimal, section: Section) -> tuple[str, bool]:
    """A number of no sign in powers of ten, and whether that is the number itself. Several digits
    in front of the point are a step of the exponent (``##0.0E+0``)."""
    roles = [token.role for token in section.tokens]
    mantissa = roles[: roles.index("exponent")]
    whole, _, decimals = "".join("." if r == "point" else "0" for r in mantissa
                                 if r in ("digit", "point")).partition(".")  # fmt: skip
    step = max(len(whole), 1)
    power = size.adjusted() // step * step if size else 0
    shown = _rounded(size.scaleb(-power), len(decimals))
    return f"{shown:f}E{power:+d}", shown.scaleb(power) == size


def _as_fraction(size: Decimal, section: Section) -> tuple[str, bool]:
    """A number of no sign as a fraction, and whether that is a whole number and the number itself.
    A blank in front of the numerator is behind the wholes, without which all is in the
    fraction."""
    written = "".join(token.text for token in section.tokens)
    places = len(written.partition("/")[2].strip())
    fraction = Fraction(size).limit_denominator(max(10 ** min(places, _DIGITS_BELOW) - 1, 1))
    if not _WITH_WHOLES.fullmatch(written):
        return f"{fraction.numerator}/{fraction.denominator}", False
    whole, rest = divmod(fraction, 1)
    shown = f"{whole} {rest.numerator}/{rest.denominator}" if rest else f"{whole}"
    return shown, not rest and whole == size


def _hidden_thousands(section: Section) -> int:
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


def _digits_of(number: Decimal, section: Section) -> tuple[str, str]:
    """The digits in front of the point and behind it, rounded to the places there are."""
    places = 0
    is_behind = False
    for token in section.tokens:
        is_behind = is_behind or token.role == "point"
        places += is_behind and token.role == "digit"
    rounded = _rounded(number, places)
    whole, _, decimals = f"{rounded:f}".partition(".")
    return whole.lstrip("0"), decimals


def _rounded(number: Decimal, places: int) -> Decimal:
    """A number with so many decimals, rounded as a spreadsheet rounds; of any size."""
    digits = Context(prec=max(number.adjusted(), 0) + places + 2, rounding=ROUND_HALF_UP)
    return number.quantize(Decimal(1).scaleb(-places), context=digits)


def _placed(section: Section, whole: str, decimals: str) -> Iterator[tuple[str, bool]]:
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


def _is_grouped(section: Section) -> bool:
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
    if own and own[0] > 0 and characters[own[0] - 1] in ((".", False), (",", False)):
        return False  # ``.5`` is half of one
    beside = "".join(" " if is_own else char for char, is_own in characters)
    if not own or _holds_digit(_OF_MEASURE.sub("", beside)):
        return False
    within = characters[own[0] : own[-1] + 1]
    if all(is_own for _, is_own in within):
        return True
    return bool(_IN_GROUPS.fullmatch("".join(char for char, _ in within)))


def _count_minus(characters: list[tuple[str, bool]]) -> int:
    """How many minus signs, or brackets that stand for one, are in front of the digits."""
    text = "".join(char for char, _ in characters)
    return _minus_signs(re.split(r"\d", text, maxsplit=1)[0])


def _minus_signs(front: str) -> int:
    return front.count("-") + front.count("\u2212") + front.rstrip().endswith("(")


def _holds_digit(text: str) -> bool:
    return any(char.isnumeric() for char in text)
