"""Secrecy markings: a file that bears one is put apart; nothing of it is read, shown or sent on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ingestion.landing.unreadable import UnreadableFile
from ingestion.readers.grid import Document

# As it is stamped, or behind its label in any letters. "Mật" in a list of kinds is no marking.
_STAMP = re.compile("(TUYỆT|TỐI) MẬT|MẬT")
_LABELLED = re.compile("(độ mật|mức độ mật) ?[:-] ?((tuyệt|tối) )?mật", re.IGNORECASE)


def refuse_secret(document: Document) -> None:
    """Raise ``UnreadableFile`` for a document with the marking MẬT, TỐI MẬT or TUYỆT MẬT in a cell,
    a note, a text box, or the header or footer of its pages."""
    for text in _texts(document):
        line = " ".join(unicodedata.normalize("NFC", text).split()).strip("*-–[]() ")
        if _STAMP.fullmatch(line) or _LABELLED.fullmatch(line):
            raise UnreadableFile("secret")


def _texts(document: Document) -> Iterator[str]:
    for grid in document.grids:
        yield from (cell.raw_text for cell in grid.cells.values() if len(cell.raw_text) < 60)
        yield from (line for aside in grid.asides for line in aside.text.splitlines())
