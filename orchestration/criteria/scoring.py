"""How a criterion is scored, read from the words of its column "Cách xác định và tính điểm".

The published ways are a ratio a/b, the ratio to the best unit, steps by count, a choice of options,
yes or no, and one point each up to a limit. Words that are none of these are refused; no way to
score is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from ingestion.language.numbers import parse_number
from ingestion.language.vietnamese import fold

_NUMBER = r"\d+(?:[.,]\d+)?"
_FULL = r"diem toi da"
# What a and b are, and the two ways to write a/b of the maximum; every part must be one of these.
_MEANING = re.compile(r"[ab]\s*[=:]\s*[^=:]*[^\W\d][^=:]*")
_RATIO = re.compile(rf"(?:(?:ty le|diem)[^=/*]*=\s*)?(?:a\s*/\s*b|ty le)(?:\s*[*x×]\s*{_FULL})?")
_TO_BEST = re.compile(
    rf"(?:diem\s*=\s*)?(?:gia tri|so)[^/=]*?(?:/|chia cho)\s*(?:gia tri|so)?\s*lon nhat"
    rf"(?:\s*[*x×]\s*{_FULL})?"
)
_EACH = re.compile(
    rf"moi\s+(?:({_NUMBER})\s+)?([^\d%;]*?)(?:duoc\s+)?({_NUMBER})\s*diem\s*,?\s*"
    rf"(?:toi da|khong qua)\s*({_NUMBER})(?:\s*diem)?"
)
_STEP = re.compile(
    rf"(?:tu|>=|≥)?\s*({_NUMBER})\s*([^\d=:;,.]*?)\s*(?:tro len)?\s*[=:]\s*({_NUMBER})\s*(?:diem)?"
)
_OPTION = re.compile(r"([^=:;]+?)\s*[=:]\s*([^=:;]+?)\s*")
_POINTS = re.compile(rf"({_NUMBER})\s*(?:diem)?|(?:(\d+)\s*/\s*(\d+)\s*[*x×]\s*)?({_FULL})")
_THRESHOLD = re.compile(r"(duoi|tren|tu|den|it hon|nhieu hon|it nhat|[<>≤≥])\s*=?\s*\d")


class NotUnderstood(Exception):
    """The words are none of the published ways, or give more points than the maximum."""


@dataclass(frozen=True)
class Scoring:
    """A way to score in the words of ``node_rule``, with the points of steps and options as
    (value from, option, points)."""

    normalisation: str
    pooling: str
    goalpost_hi: Decimal | None = None
    steps: list[tuple[Decimal, str | None, Decimal]] = field(default_factory=list)


def read_scoring(words: str, maximum: Decimal) -> Scoring:
    """The way to score; raises ``NotUnderstood``."""
    folded = fold(words).replace("–", "-")
    parts = [part.strip().rstrip(".") for part in re.split(r"[;\n]", folded) if part.strip()]
    formulas = [part for part in parts if not _MEANING.fullmatch(part)]
    if formulas and all(_RATIO.fullmatch(part) for part in formulas):
        return Scoring("ratio", "pooled")
    if len(parts) == 1 and _TO_BEST.fullmatch(parts[0]):
        return Scoring("ratio_to_best", "sum")
    if len(parts) == 1 and (each := _EACH.fullmatch(parts[0])):
        return _each(each, maximum, words)
    return _listed(words, maximum)


def _each(each: re.Match[str], maximum: Decimal, words: str) -> Scoring:
    """So many points for each, or each few, up to the maximum; points that are taken off are none
    of the published ways."""
    every, points, most = _number(each[1] or "1"), _number(each[3]), _number(each[4])
    if points <= 0 or every <= 0 or most != maximum or re.search(r"\btru\b", each[2]):
        raise NotUnderstood(words)
    return Scoring("cap", "sum", goalpost_hi=most / points * every)


def _listed(words: str, maximum: Decimal) -> Scoring:
    """Steps (``4 cuộc = 20; 3 cuộc = 15``), yes or no, or options with their points."""
    parts = [part.strip().rstrip(".") for part in re.split(r"[;\n]", words) if part.strip()]
    by_count = [_STEP.fullmatch(fold(part)) for part in parts]
    if parts and all(by_count):
        steps = sorted((_number(m[1]), None, _number(m[3])) for m in by_count if m)
        return _within(Scoring("steps", "sum", steps=list(steps)), maximum, words)
    if fold(words).replace(" ", "").rstrip(".") == "co/khong":
        return Scoring("yes_no", "share_of_agencies")
    by_option = [_OPTION.fullmatch(part) for part in parts]
    if len(parts) < 2 or not all(by_option):
        raise NotUnderstood(words)
    options = [(m[1].strip(), _points(m[2], maximum)) for m in by_option if m]
    if any(_THRESHOLD.search(fold(name)) for name, _ in options):
        raise NotUnderstood(words)
    if {fold(name): points for name, points in options} == {"co": maximum, "khong": Decimal(0)}:
        return Scoring("yes_no", "share_of_agencies")
    numbered = sorted(options, key=lambda option: option[1])
    choice = [(Decimal(place), name, points) for place, (name, points) in enumerate(numbered, 1)]
    return _within(Scoring("choice", "share_of_agencies", steps=choice), maximum, words)


def _points(words: str, maximum: Decimal) -> Decimal:
    """``5``, ``5 điểm``, ``Điểm tối đa`` or ``1/2 * Điểm tối đa``."""
    found = _POINTS.fullmatch(fold(words))
    if found is None or (found[3] and _number(found[3]) == 0):
        raise NotUnderstood(words)
    if found[1]:
        return _number(found[1])
    return maximum * _number(found[2]) / _number(found[3]) if found[2] else maximum


def _within(scoring: Scoring, maximum: Decimal, words: str) -> Scoring:
    points = [step[2] for step in scoring.steps]
    values = {step[0] for step in scoring.steps}
    if max(points) != maximum or len(values) != len(points):
        raise NotUnderstood(words)
    return scoring


def _number(text: str) -> Decimal:
    number = parse_number(text)
    if number is None:
        raise NotUnderstood(text)
    return number
