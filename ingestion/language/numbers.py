"""Numbers as reports write them: Vietnamese (``1.865.270``, ``94,59``) or English (``1,865,270``,
``94.59``), with a per cent sign or a unit of money, as texts or as a spreadsheet shows them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from ingestion.language.counted_things import names_only_things
from ingestion.language.number_formats import Shown
from ingestion.language.vietnamese import fold, tidy

NumberFormat = Literal["vi", "en"]

# As many as all tables keep: a figure with more digits than they can hold would stop a whole batch.
DECIMALS = 12
_GROUPED = r"-?[1-9][0-9]{{0,2}}({0}[0-9]{{3}})+({1}[0-9]+)?"
_PLAIN = r"-?[0-9]+({1}[0-9]+)?"
_WRITTEN: dict[NumberFormat, re.Pattern[str]] = {
    "vi": re.compile(f"{_GROUPED}|{_PLAIN}".format(r"\.", ",")),
    "en": re.compile(f"{_GROUPED}|{_PLAIN}".format(",", r"\.")),
}
# Blanks between groups of three, and nowhere else: ``3 4`` is two figures.
_BLANK_GROUPS = re.compile(r"(-?[1-9][0-9]{0,2})((?: [0-9]{3})+)((?:[.,][0-9]+)?)")
# A decimal point as machines write it, where no Vietnamese group of thousands can be meant.
_MACHINE = re.compile(r"-?[0-9]+\.([0-9]{1,2}|[0-9]{4,})|-?0\.[0-9]+")
_ENDED = re.compile(r"^(-?[0-9]+)\.$")
# One program shows it as a dash, another not at all.
_SOFT_HYPHEN = "\u00ad"
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_WITH_UNIT = re.compile(r"(-?\d[\d.,\s]*+)([^\d\s.,%].*)")
SCALES = {
    **dict.fromkeys(("nghin", "ngan", "ngin", "nghind", "k"), 10**3),
    **dict.fromkeys(("trieu", "tr", "trd"), 10**6),
    **dict.fromkeys(("ty", "ti", "tyd", "tid"), 10**9),
}
DONG = {"dong", "d", "vnd", "₫"}
CURRENCIES = {
    "usd", "eur", "jpy", "cny", "rmb", "thb", "krw", "gbp", "aud", "sgd", "chf", "euro", "won",
    "yen", "dola", "do", "dollar", *"$€£¥฿",
}  # fmt: skip
_A_YEAR = re.compile(r"/ ?nam\b")
_MARK = re.compile(r"[^\W\d_]+|[^\w\s().,;:/'\"+%*=-]")
# Signs of a number: a minus, or the dash in the place of a zero.
_SIGNS = dict.fromkeys(map(ord, "-\u2212\u2013"), " ")
_OTHER_SIGN = re.compile("[+*=]")
_SIGN_BEHIND = re.compile("\\d[^\\d]*[-\u2212\u2013]")
_END_OF_A_NUMBER = "000"


def parse_number(text: str, number_format: NumberFormat = "vi") -> Decimal | None:
    """A number written in the given format; None for any other text.

    In the Vietnamese format a dot before exactly three digits groups thousands (``1.234``) unless
    all before it is zero (``0.123``); any other single dot, as machines write it, is a decimal
    point. In the English format a comma only ever groups thousands. ``000`` is no way to write
    nothing: it is the end of a number that something has cut.
    """
    compact = _compact(text)
    if compact == _END_OF_A_NUMBER:
        return None
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
    """A text without the blanks of one number: those between groups of three digits, and one behind
    its minus; without the full stop behind it, its wide digits plain ones. A line break, or any
    other blank, parts two figures; ``+24`` may be an increase and stays as it is."""
    figure = tidy(text.replace(_SOFT_HYPHEN, "?")).translate(_WIDE_DIGITS).replace("\u2212", "-")
    figure = re.sub(r"^- (?=[0-9])", "-", figure)
    figure = _ENDED.sub(r"\1", figure)
    grouped = _BLANK_GROUPS.fullmatch(figure)
    return grouped[1] + grouped[2].replace(" ", "") + grouped[3] if grouped else figure


def _strict(compact: str, number_format: NumberFormat) -> Decimal | None:
    if not compact.isascii() or not _WRITTEN[number_format].fullmatch(compact):
        return None
    group, point = (".", ",") if number_format == "vi" else (",", ".")
    return Decimal(compact.replace(group, "").replace(point, "."))


def without_percent_sign(text: str) -> tuple[str, bool]:
    """The text without the per cent sign behind it, and whether it had one."""
    plain = tidy(text)
    stripped = plain.removesuffix("%")
    return stripped.strip(), stripped != plain


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
    return (figure, None) if any(word in SCALES or word in DONG for word in words) else None


def _unit(text: str) -> int | None:
    """How many đồng a unit in words is; None where a word is no unit of money."""
    words = fold(text).replace(".", " ").split()
    if not words or not all(word in SCALES or word in DONG for word in words):
        return None
    unit = 1
    for word in words:
        unit *= SCALES.get(word, 1)
    return unit


def shown_unit(shown: Shown, stated: Decimal) -> Decimal | None:
    """The unit of money, in đồng, in which a stored figure is meant by what its cell shows, where
    the report states the unit ``stated``; None where the cell shows anything else beside it, such
    as another currency."""
    if _OTHER_SIGN.search(shown.words) or _SIGN_BEHIND.search(shown.text):
        return None
    marks = _marks(shown.words)
    unit = _unit(" ".join(marks)) if marks else stated
    return None if unit is None else unit * shown.factor


def shows_plain_figure(shown: Shown) -> bool:
    """Whether nothing beside a count, an amount or a rate makes it another one: no ``nghìn``, no
    currency, no ``>``, nothing of which that cannot be said. Names of what is counted (``12 máy``)
    change nothing, and neither does a minus in front, which belongs to the number."""
    if shown.is_currency or _SIGN_BEHIND.search(shown.text):
        return False
    return names_only_things(shown.words.translate(_SIGNS))


def _marks(words: str) -> list[str]:
    """The words and signs beside an amount, without punctuation, the sign of a per cent and what
    says that it is a year's."""
    return _MARK.findall(_A_YEAR.sub("", fold(words)))
