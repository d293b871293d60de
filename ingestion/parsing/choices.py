"""Which entry of a closed list a sender chose."""

from __future__ import annotations

import re

from ingestion.forms.contract import Option
from ingestion.language.vietnamese import fold, label_key, tidy

# What may stand between answers that are written one after the other; folding makes blanks of line
# breaks and dashes.
_SEPARATORS = re.compile(r"[,;/+&.•]")
_AND = {"va", "and"}


def option_code(raw: str, options: tuple[Option, ...]) -> str:
    """The code of the option the sender chose, whatever numbers or marks of footnotes surround it,
    or of the one that joins the options written one after the other; the text itself when it is
    none of them."""
    for key in (fold, label_key):
        chosen = key(raw)
        for option in options:
            if chosen in (key(option.label.vi), key(option.label.en), key(option.code)):
                return option.code
    joined = (option.code for option in options if option.joins and _joins(option, raw, options))
    return next(joined, tidy(raw))


def _joins(joining: Option, raw: str, options: tuple[Option, ...]) -> bool:
    parts = [option.label for option in options if option.code in joining.joins]
    return any(
        _holds_just(fold(raw), [fold(part.in_language(language)) for part in parts])
        for language in ("vi", "en")
    )


def _holds_just(words: str, labels: list[str]) -> bool:
    """Whether a text is these labels in any order, each once, and what separates them."""
    for label in labels:
        before, found, behind = words.partition(label)
        if not found:
            return False
        words = f"{before} {behind}"
    return set(_SEPARATORS.sub(" ", words).split()) <= _AND
