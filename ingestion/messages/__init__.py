"""The one catalogue of texts a person reads: ``vi.po`` and ``en.po``, by stable keys.

A key stands for one text in both languages; values are put in by name (``str.format``). Words that
depend on a number are written ``{count} {count:file was|files were} changed``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import polib

LANGUAGES = ("vi", "en")
_FOLDER = Path(__file__).parent


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every text of one language by key."""
    entries = polib.pofile(str(_FOLDER / f"{language}.po"))
    return {entry.msgid: entry.msgstr for entry in entries if entry.msgstr}


def text(key: str, language: str = "vi", **values: object) -> str:
    """The text under ``key``; raises ``KeyError`` when the catalogue has none."""
    message = catalogue(language)[key]
    if "|" in message:
        return _SENTENCES.format(message, **values)
    return message.format(**values)


class _Sentences(Formatter):
    """``str.format``, and the first of two forms of a word for one, the second for any other."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """A value, or a word that depends on it."""
        one, has_forms, others = format_spec.partition("|")
        if not has_forms:
            return format(value, format_spec)
        return one if str(value) == "1" else others


_SENTENCES = _Sentences()
