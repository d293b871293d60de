"""The one catalogue of texts a person reads: ``vi.po`` and ``en.po``, by stable keys.

A key stands for one text in both languages; values are put in by name (``str.format``).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

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
    return catalogue(language)[key].format(**values)
