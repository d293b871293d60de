"""Numbers as reports write them: Vietnamese (``1.865.270``, ``94,59``) or English (``1,865,270``,
``94.59``), with a per cent sign, with a unit of money, or behind a spreadsheet's number format."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from ingestion.language.vietnamese import fold, tidy

NumberFormat = Literal["vi", "en"]

_GROUPED = r"-?[1-9][0-9]{{0,2}}({0}[0-9]{{3}})+({1}[0-9]+)?"
_PLAIN = r"-?[0-9]+({1}[0-9]+)?"
_WRITTEN: dict[NumberFormat, re.Pattern[str]] = {
    "vi": re.compile(f"{_GROUPED}|{_PLAIN}".format(r"\.", ",")),
    "en": re.compile(f"{_GROUPED}|{_PLAIN}".format(",", r"\.")),
}
# A decimal point as machines write it, where no Vietnamese group of thousands can be meant.
_MACHINE = re.compile(r"-?[0-9]+\.([0-9]{1,2}|[0-9]{4,})|-?0\.[0-9]+")
_WITH_UNIT = re.compile(r"(-?\d[\d.,\s]*+)([^\d\s.,%].*)")
_SCALES = {"nghin": 10**3, "ngan": 10**3, "trieu": 10**6, "tr": 10**6, "ty": 10**9, "ti": 10**9}
_DONG = {"dong", "d", "vnd", "₫"}
_QUOTED = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\[\]-]*+)[^\[\]]*\]')
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_HIDDEN_THOUSANDS = re.compile(r"[0#?](,++)(?=[^0#?]*$)")
_FOREIGN = re.compile(r"[$€£¥]|usd|eur|us\$")


def parse_number(text: str, number_format: NumberFormat = "vi") -> Decimal | None:
    """A number written in the given format; None for any other text.

    In the Vietnamese format a dot before exactly three digits groups thousands (``1.234``) unless
    all before it is zero (``0.123``); any other single dot, as machines write it, is a decimal
    point. In the English format a comma only ever groups thousands.
    """
    compact = _compact(text)
    number = _strict(compact, number_format)
    if number is None and _MACHINE.fullmatch(compact):
        return Decimal(compact)
    return number


def other_reading(text: str, number_format: NumberFormat) -> Decimal | None:
    """The number the text would be in the other format; None where it would not be one."""
    return _strict(_compact(text), "en" if number_format == "vi" else "vi")


def reads_strictly(text: str, number_format: NumberFormat) -> bool:
    """Whether the text is a number of this format, machines' decimal points apart."""
    return _strict(_compact(text), number_format) is not None


def _compact(text: str) -> str:
    return "".join(tidy(text).split()).replace("\u2212", "-")


def _strict(compact: str, number_format: NumberFormat) -> Decimal | None:
    if not compact.isascii() or not _WRITTEN[number_format].fullmatch(compact):
        return None
    group, point = (".", ",") if number_format == "vi" else (",", ".")
    return Decimal(compact.replace(group, "").replace(point, "."))


def without_percent_sign(text: str) -> tuple[str, bool]:
    """The text without the per cent sign behind it, and whether it had one."""
    stripped = tidy(text).rstrip("%\uff05")
    return stripped.strip(), stripped != tidy(text)


def split_unit(text: str) -> tuple[str, int | None] | None:
    """A figure and the unit of money written behind it, in đồng: ``1,5 tỷ đồng`` → (``1,5``,
    10^9). The unit is None where it is mixed (``1 tỷ 500 triệu``); None for all else."""
    match = _WITH_UNIT.fullmatch(tidy(text))
    if match is None:
        return None
    figure, unit = match[1].rstrip(), _unit(match[2])
    if unit is not None:
        return figure, unit
    words = re.split(r"[\s\d.,]+", fold(match[2]))
    return (figure, None) if any(word in _SCALES or word in _DONG for word in words) else None


def _unit(text: str) -> int | None:
    """How many đồng a unit in words is; None where a word is no unit of money."""
    words = fold(text).replace(".", " ").split()
    if not words or not all(word in _SCALES or word in _DONG for word in words):
        return None
    unit = 1
    for word in words:
        unit *= _SCALES.get(word, 1)
    return unit


def is_percent_format(number_format: str) -> bool:
    """Whether a spreadsheet shows a number times a hundred, with a per cent sign."""
    return "%" in number_format and "%" in _QUOTED.sub("", number_format)


def shown_unit(number_format: str, stated: Decimal) -> Decimal | None:
    """The unit of money, in đồng, in which a cell's figure is meant by what its format shows, where
    the report states the unit ``stated``; None where the format shows another currency."""
    if not number_format:
        return stated
    first = number_format.split(";")[0]
    quoted = _QUOTED.findall(first)
    literal = " ".join("".join(parts) for parts in quoted)
    bare = _BRACKETS.sub("", _QUOTED.sub("", first))
    symbols = [symbol for *_, symbol in quoted if symbol.strip()]
    if _FOREIGN.search(fold(f"{literal} {bare}")) or any(_unit(one) is None for one in symbols):
        return None
    hidden = _HIDDEN_THOUSANDS.search(bare)
    scale = Decimal(1000) ** (len(hidden[1]) if hidden else 0)
    words = [word for word in re.split(r"[\s/().,]+", fold(literal + " ")) if word]
    units = [word for word in words if word in _SCALES or word in _DONG]
    named = _unit(" ".join(units)) if units else None
    return (stated if named is None else Decimal(named)) / scale
