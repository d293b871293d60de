"""The unit that a text beside a table says its figures are in: ``triệu đồng``, ``1.000 đ``, ``số
liệu ghi theo nghìn đồng``."""

from __future__ import annotations

import re
from decimal import Decimal

from ingestion.language.counted_things import is_thing
from ingestion.language.numbers import CURRENCIES, DONG, SCALES
from ingestion.language.vietnamese import fold, tidy

# Words of units that are other words alone (``trạm``, ``văn bản``), by what they make of the next.
_BEFORE_SCALES = {"chuc": 10, "tram": 100, "van": 10**4}
# The same in their tones, by which nobody takes them for the other words.
_TONED = {"chục": 10, "tá": 12, "trăm": 100, "vạn": 10**4}
_PERCENT = re.compile(r"(?:t[yi] le )?(?:(?P<hundredth>%|phan tram|per ?cent)|‰|phan ng(?:hin|an))")
PERCENT, _PER_THOUSAND = Decimal("0.01"), Decimal("0.001")
_ENGLISH = {
    **dict.fromkeys(("dozen", "dozens"), 12),
    **dict.fromkeys(("hundred", "hundreds"), 100),
    **dict.fromkeys(("thousand", "thousands"), 10**3),
    **dict.fromkeys(("million", "millions", "mil", "mn"), 10**6),
    **dict.fromkeys(("billion", "billions", "bn"), 10**9),
}
# Short for a unit where a word for money follows, and with it in one word.
_BEFORE_DONG = {"n": 10**3, "ng": 10**3, "m": 10**6, "t": 10**9, "b": 10**9}
_JOINED = {"ngd": 10**3, "kd": 10**3, "kvnd": 10**3, "trvnd": 10**6, "mvnd": 10**6}
_NUMERALS = {"mot": 1, "muoi": 10}
_FACTORS = (
    SCALES | _BEFORE_SCALES | _ENGLISH | _BEFORE_DONG | _JOINED | _NUMERALS | dict.fromkeys(DONG, 1)
)
# Not ``tỷ``: it begins ``tỷ lệ``.
_CLEAR_SCALES = ("nghin", "ngan", "trieu")
# What may follow ``đồng`` and changes nothing.
_OF_VIETNAM = (["viet", "nam"], ["vn"], ["chan"])
# ``đô``, which without its mark is also ``do``.
_OF_DOLLARS = ("la", "my", "uc", "sing")
# Currencies that are people and places too (``Đỗ``, ``Yên``).
_NAMES_TOO = ("do", "yen", "won")
_TIMES_FIGURE = re.compile(r"([x×*] ?)?(\d[\d.,]*(?: 000)*(?:\^\d{1,2})?) ?(?=[^\d.,^]|$)")
# The same behind the unit: ``đồng x 1.000``.
_TIMES_BEHIND = re.compile(r" ?[x×*] ?(10{0,2}(?:[., ]?000)*+|10\^\d{1,2})$")
_POWER = re.compile(r"10{0,2}(?:[., ]?000)*")
_RAISED = re.compile("(?<=10)[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
# A sentence that says what every figure is to be multiplied with.
_TO_MULTIPLY = re.compile(
    r"\b(?:nhan (?:voi|len)|chia cho) (?:10\^\d{1,2}|10{0,2}(?:[., ]?000)+)"
    r"(?: (?:dong|lan))?[ .)]*$"
)
_MARK = re.compile(r"[^\W\d_]+|[^\w\s().,;:/'\"+%*=-]")
_PART = re.compile(r"[;()/+&]|,(?!\d)| va ")
_IN_WORDS = re.compile(
    r"\b((?:(?:chuc|tram|van|nghin|ngan|trieu|ty|ti) ){1,4}(?:dong|vnd)|trd|tyd|tid)\b(?! bao\b)"
)
_LONGEST_WORD = 20
# Words before a unit that make an amount of it, or say how it is rounded.
_OF_AMOUNTS = {
    "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi", "linh", "le", "vai",
    "may", "hang", "nhieu", "ruoi", "tren", "duoi", "khoang", "gan", "hon", "den",
}  # fmt: skip


def stated_unit(text: str, *, with_more: bool = False, is_marked: bool = False) -> Decimal | None:
    """The unit that a text states, as how many of what is counted: 10^6 for ``triệu đồng``, 1000
    for ``1.000 đ``; None for a text that states none, 0 for one that cannot be compared (another
    currency; two units; behind a mark such as ``Đơn vị tính``, more words). ``with_more`` lets
    words follow (``nghìn thuê bao``).

    >>> stated_unit("trăm triệu đồng")
    Decimal('100000000')
    """
    words = _RAISED.sub(lambda found: "^" + found[0].translate(_LOWERED), fold(text))
    if _TO_MULTIPLY.search(words):
        return Decimal(0)
    if (unit := _unit_in_tones(text)) is not None:
        return unit
    if percent := _PERCENT.fullmatch(words):
        return PERCENT if percent["hundredth"] else _PER_THOUSAND
    if not is_marked:
        return _unit_of(words, with_more=with_more, is_marked=False)
    if words in _BEFORE_SCALES:  # without its tones it may be this unit
        return Decimal(0)
    units, names_dong = set(), False
    for part in map(str.strip, _PART.split(words)):
        if part == "vnd":
            names_dong = True  # of whatever unit stands before it
            continue
        unit = _unit_of(part, with_more=with_more, is_marked=True)
        units.add(unit_in_words(part) if unit is None else unit)
    return Decimal(1) if names_dong and units <= {None} else _the_one(units)


def _unit_in_tones(text: str) -> Decimal | None:
    """The unit of ``trăm`` and ``chục máy``: of a unit that only its tones tell from other words,
    alone or before what is counted."""
    first, _, things = tidy(text).casefold().partition(" ")
    is_unit = first in _TONED and (not things or is_thing(fold(things)))
    return Decimal(_TONED[first]) if is_unit else None


def unit_in_words(text: str) -> Decimal | None:
    """The unit that a sentence names without a figure before it (``số liệu ghi theo nghìn đồng``);
    0 where it names two, None where it names none."""
    words = fold(text)
    units: set[Decimal | None] = set()
    for found in _IN_WORDS.finditer(words):
        before = words[max(found.start() - _LONGEST_WORD, 0) : found.start()]
        last = (before.split() or [""])[-1] if before.endswith(" ") else ""
        if not last[-1:].isdigit() and last not in _OF_AMOUNTS:
            units.add(_product(found[1].split()))
    return _the_one(units)


def _the_one(units: set[Decimal | None]) -> Decimal | None:
    stated = units - {None}
    return next(iter(stated), None) if len(stated) < 2 else Decimal(0)


def _unit_of(words: str, *, with_more: bool, is_marked: bool) -> Decimal | None:
    factor, is_times = Decimal(1), False
    if leading := _TIMES_FIGURE.match(words):
        number = _power_of_ten(leading[2])
        if number is None:  # an amount, and no unit
            return None
        factor, is_times, words = number, bool(leading[1]), words[leading.end() :]
    if times := _TIMES_BEHIND.search(words):
        factor, is_times = factor * (_power_of_ten(times[1]) or 1), True
        words = words[: times.start()]
    marks = [mark for mark in _MARK.findall(words) if mark != "of"]
    known = _known(marks)
    rest = marks[len(known) :]
    if (known or is_marked or _is_currency(marks)) and _begins_with_currency(rest):
        return Decimal(0)
    if not known:
        return _of_things(factor, is_times, with_more=with_more, is_marked=is_marked)
    if rest and rest not in _OF_VIETNAM and not _is_money(known):
        if known[0] not in _CLEAR_SCALES or not (is_marked or is_thing(" ".join(rest))):
            return None
        return factor * _product(known) if with_more else Decimal(0)
    return factor * _product(known)


def _power_of_ten(figure: str) -> Decimal | None:
    """A figure as what it makes of a unit: ``1.000``, or ``000``, which stands for it."""
    if figure and not figure.strip("0"):
        return Decimal(10) ** len(figure)
    base, _, exponent = figure.partition("^")
    if base == "10" and exponent:
        return Decimal(10) ** int(exponent)
    return Decimal(10) ** figure.count("0") if _POWER.fullmatch(figure) else None


def _known(marks: list[str]) -> list[str]:
    """The words of a unit of money that a text begins with."""
    known: list[str] = []
    for mark, after in zip(marks, [*marks, ""][1:], strict=True):
        is_unit = mark in SCALES or mark in _ENGLISH or mark in _JOINED or mark in DONG
        is_before = (mark in _BEFORE_SCALES or mark in _NUMERALS) and after in _FACTORS
        if not (is_unit or is_before or (mark in _BEFORE_DONG and after in DONG)):
            break
        known.append(mark)
    return known


def _is_money(known: list[str]) -> bool:
    """Whether words can be nothing but a unit of money: thousands or more, of đồng."""
    return len(known) > 1 and known[-1] in ("dong", "vnd")


def _is_currency(words: list[str]) -> bool:
    """Whether words name a currency and nothing else."""
    is_clear = words[:1] and (words[0] not in _NAMES_TOO or words[:2] == ["do", "la"])
    return bool(is_clear) and all(word in CURRENCIES or word in _OF_DOLLARS for word in words)


def _begins_with_currency(words: list[str]) -> bool:
    if words[:1] == ["do"]:
        return words[1:2] == [] or words[1] in _OF_DOLLARS
    return bool(words) and words[0] in CURRENCIES


def _of_things(
    factor: Decimal, is_times: bool, *, with_more: bool, is_marked: bool
) -> Decimal | None:
    """The unit of ``1.000`` and ``1.000 người`` behind a mark, and of ``x 1.000`` alone."""
    if factor == 1 or not (is_times or is_marked):
        return None
    return factor if with_more else Decimal(0)


def _product(words: list[str]) -> Decimal:
    product = Decimal(1)
    for word in words:
        product *= _FACTORS[word]
    return product
