"""How a criterion is scored, read from the words of its column "Cách xác định và tính điểm".

The published ways are a ratio a/b, the ratio to the best unit, steps by count, a choice of options,
yes or no, and one point each up to a limit. Words that are none of these are refused; no way to
score is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from ingestion.numbers import parse_number
from ingestion.vietnamese import fold

_NUMBER = r"\d+(?:[.,]\d+)?"
_RATIO = re.compile(r"\ba\s*/\s*b\b|ty le\s*\*\s*diem toi da")
_TO_BEST = re.compile(r"(/|chia cho)\s*(gia tri|so)?\s*lon nhat")
_EACH = re.compile(rf"\bmoi\b.*?({_NUMBER})\s*diem.*?(toi da|khong qua)\s*({_NUMBER})")
_STEP = re.compile(
    rf"(?:tu|>=|≥)?\s*({_NUMBER})\s*([^\d=:;,.]*?)\s*(?:tro len)?\s*[=:]\s*({_NUMBER})\s*(?:diem)?"
)
_OPTION = re.compile(rf"([^=:;]+?)\s*[=:]\s*({_NUMBER})\s*(?:điểm)?\s*", re.IGNORECASE)


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
    if _RATIO.search(folded):
        return Scoring("ratio", "pooled")
    if _TO_BEST.search(folded):
        return Scoring("ratio_to_best", "sum")
    if each := _EACH.search(folded):
        points, most = _number(each[1]), _number(each[3])
        if points <= 0 or most != maximum:
            raise NotUnderstood(words)
        return Scoring("cap", "sum", goalpost_hi=most / points)
    return _listed(words, maximum)


def _listed(words: str, maximum: Decimal) -> Scoring:
    """Steps (``4 cuộc = 20; 3 cuộc = 15``), yes or no, or options with their points."""
    parts = [part.strip() for part in re.split(r"[;\n]", words) if part.strip()]
    by_count = [_STEP.fullmatch(fold(part).rstrip(".")) for part in parts]
    if parts and all(by_count):
        steps = sorted((_number(m[1]), None, _number(m[3])) for m in by_count if m)
        return _within(Scoring("steps", "sum", steps=list(steps)), maximum, words)
    by_option = [_OPTION.fullmatch(part.rstrip(".")) for part in parts]
    if len(parts) < 2 or not all(by_option):
        raise NotUnderstood(words)
    options = [(m[1].strip(), _number(m[2])) for m in by_option if m]
    if {fold(name): points for name, points in options} == {"co": maximum, "khong": Decimal(0)}:
        return Scoring("yes_no", "share_of_agencies")
    numbered = sorted(options, key=lambda option: option[1])
    choice = [(Decimal(place), name, points) for place, (name, points) in enumerate(numbered, 1)]
    return _within(Scoring("choice", "share_of_agencies", steps=choice), maximum, words)


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
