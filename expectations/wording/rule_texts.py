"""What a rule asks, in words without the values of a finding."""

from __future__ import annotations

from string import Formatter

from expectations.book.rule_book import load_rule_book
from expectations.wording.descriptions import wording_key
from ingestion.messages import catalogue


def rule_in_words(code: str, part: str, language: str) -> str:
    """What is wrong where a rule of the book is broken (``part`` problem), or how that is mended
    (fix); empty for a code that is in it no more."""
    rule = load_rule_book().get(code)
    if rule is None:
        return ""
    return without_values(catalogue(language)[wording_key(rule, part, language)])


def without_values(wording: str) -> str:
    """The words of a rule with an ellipsis for each value that a finding would put in."""
    parts = Formatter().parse(wording)
    return "".join(literal + ("" if name is None else "…") for literal, name, _, _ in parts)
