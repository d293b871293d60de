"""A spreadsheet's number format taken apart: its up to four sections, what each is for and of what
it consists (ECMA-376, 18.8.31)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

Role = Literal[
    "digit", "point", "comma", "percent", "exponent", "fraction", "text", "general", "literal"
]  # fmt: skip
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*+)"?|\\(?P<escaped>.)|_.|\*(?P<fill>.)|\[\$(?P<symbol>[^\[\]-]*+)[^\[\]]*\]'
    r"|\[(?P<bracket>[^\[\]]*)\]|(?P<general>General)|(?P<digit>[0#?])|(?P<point>\.)|(?P<comma>,)"
    r"|(?P<percent>%)|(?P<exponent>E[+-])|(?P<fraction>/)|(?P<text>@)|(?P<bare>.)",
    re.IGNORECASE | re.DOTALL,
)
_ROLES: tuple[Role, ...] = (
    "digit", "point", "comma", "percent", "exponent", "fraction", "text", "general",
)  # fmt: skip
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
# Colours by their names, and by their numbers as a spreadsheet counts them.
_COLOURS = {
    "black": "000000", "white": "FFFFFF", "red": "FF0000", "green": "00FF00", "blue": "0000FF",
    "yellow": "FFFF00", "magenta": "FF00FF", "cyan": "00FFFF",
}  # fmt: skip
_NUMBERED = re.compile(r"color ?(\d{1,2})")
# How often a fill character is shown: as often as the column is wide, which nobody knows here.
_FILL = 3
_REMEMBERED = 512


class Token(NamedTuple):
    """A piece of a section: what it is for, and the text it shows."""

    role: Role
    text: str = ""


class Section(NamedTuple):
    """One of the up to four parts of a format, on which numbers it says it is used, and the colour
    it shows them in (RGB as hexadecimal digits; None for that of the cell)."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None
    is_currency: bool = False
    colour: str | None = None

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

    def count(self, role: Role) -> int:
        """How many tokens of a role it has."""
        return sum(token.role == role for token in self.tokens)

    @property
    def words(self) -> str:
        """The words of the section, letters put in one by one joined; a blank where the number
        is."""
        return "".join(t.text if t.role == "literal" else " " for t in self.tokens).strip()


@lru_cache(maxsize=_REMEMBERED)
def sections(number_format: str) -> tuple[Section, ...]:
    """The sections of a format; one of ``General`` where it has none for figures."""
    return tuple(map(_section, section_texts(number_format)[:4]))


def section_texts(number_format: str) -> list[str]:
    """The sections of a format as they are written, between its semicolons; at least one."""
    texts = [""]
    for match in _TOKEN.finditer(number_format):
        if match["bare"] == ";":
            texts.append("")
        else:
            texts[-1] += match.group()
    return texts


def _section(text: str) -> Section:
    tokens: list[Token] = []
    section = Section(())
    for match in _TOKEN.finditer(text):
        group = match.lastgroup
        found = match[group] if group else " "
        if group == "bracket":
            section = _with_bracket(section, found.strip())
        elif group is None or group in ("quoted", "escaped", "symbol", "bare"):
            tokens.append(Token("literal", found))
            is_currency = section.is_currency or (group == "symbol" and bool(found.strip()))
            section = section._replace(is_currency=is_currency)
        elif group == "fill":
            tokens.append(Token("literal", found * _FILL if found.strip() else " "))
        else:
            role = next(role for role in _ROLES if role == group)
            tokens.append(Token(role, "%" if group == "percent" else found))
    return section._replace(tokens=tuple(tokens))


def _with_bracket(section: Section, written: str) -> Section:
    """A section with the condition or the colour that stands in brackets."""
    if stated := _CONDITION.fullmatch(written):
        return section._replace(condition=(stated[1], Decimal(stated[2])))
    name = written.casefold()
    if numbered := _NUMBERED.fullmatch(name):
        name = dict(enumerate(_COLOURS, 1)).get(int(numbered[1]), "")
    return section._replace(colour=_COLOURS.get(name, section.colour))
