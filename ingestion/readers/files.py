"""Which reader a file needs, judged by its bytes and never by its name."""

from __future__ import annotations

import re
from dataclasses import replace

from ingestion.home.regular_files import LARGEST_FILE
from ingestion.landing.containers import open_container
from ingestion.landing.kinds import ZIP, kind_of
from ingestion.landing.register_faults import received_agencies
from ingestion.landing.sources import is_register
from ingestion.landing.unreadable import UnreadableFile
from ingestion.readers.delimited import read_delimited
from ingestion.readers.grid import LONGEST_TEXT, Document, whole_letters
from ingestion.readers.json_document import begins_json, read_json, refuse_other_json
from ingestion.readers.restore import Words, restore
from ingestion.readers.secrecy import refuse_secret

# Lines through letters that are letters themselves, as chat programs write them.
_STRUCK_LETTER = re.compile("[\u0335-\u0338]")


def read_document(content: bytes, words: Words | None = None) -> Document:
    """The cells of a workbook, CSV or JSON file; raises ``UnreadableFile`` with the reason. With
    official words, texts of old encodings are converted or marked."""
    if not content.strip():
        raise UnreadableFile("empty")
    if len(content) > LARGEST_FILE:
        raise UnreadableFile("over_limit", size=len(content))
    if is_register(content):
        received_agencies(content)  # says what is wrong with one that cannot be used
        raise UnreadableFile("register.not_from_here")
    if (why := kind_of(content)) is not None:
        open_container(content)  # says which limit it is beyond, if that is why it was not opened
        raise why
    if content.startswith(ZIP):
        from ingestion.readers.workbook import read_workbook

        document = read_workbook(content)
    elif begins_json(content):
        document = read_json(content)
    else:
        refuse_other_json(content)
        document = read_delimited(content, words)
    _mark_unfit_texts(document)
    if words:
        document = restore(document, words)
    refuse_secret(document)
    return document


def _mark_unfit_texts(document: Document) -> None:
    """Make a text with half a letter whole, cut one longer than any cell of a spreadsheet, and mark
    their cells: nothing behind the readers meets such a text, and its sender gets a finding."""
    for grid in document.grids:
        for place, cell in grid.cells.items():
            text = cell.raw_text
            if len(text) > LONGEST_TEXT:
                cell = replace(cell, raw_text=text[:LONGEST_TEXT], problem="too_long")
            if _STRUCK_LETTER.search(text) and cell.problem is None:
                cell = replace(cell, problem="struck_part")
            whole = whole_letters(cell.raw_text)
            if whole != cell.raw_text:
                cell = replace(cell, raw_text=whole, problem="broken_letter")
            grid.cells[place] = cell
