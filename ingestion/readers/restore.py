"""Texts of old encodings put into Unicode where official words prove the conversion; where nothing
proves it the cell is marked and its report held. A text is never passed on as letters that only an
old font shows right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from ingestion.readers.grid import Cell, Converted, Document, Grid, address
from ingestion.readers.legacy import (
    Encoding,
    converted,
    encoding_of_font,
    foreign_words,
    holds_legacy,
    is_beyond_latin,
    may_be_legacy,
)

_FONT_ENCODINGS: tuple[Encoding, ...] = ("TCVN3", "VNI")


class Words(Protocol):
    """What knows official words."""

    def prove(self, text: str) -> bool:
        """Whether a text is, or holds, an official word."""
        ...


@dataclass(frozen=True)
class _Suspect:
    """A text that may be of an old encoding. ``certain``: it is no Unicode Vietnamese as it stands;
    ``proved``: the encodings in which it shows an official word."""

    grid: Grid
    place: tuple[int, int]
    cell: Cell
    readings: dict[Encoding, str]
    certain: bool
    proved: frozenset[Encoding]


def restore(document: Document, words: Words) -> Document:
    """The document with its old texts converted, each kind of conversion noted once, or marked
    ``legacy_text``. Proof in one cell serves the whole file; texts that could be Unicode too are
    converted with the rest only where the file holds no Unicode Vietnamese."""
    suspects = list(_suspects(document, words))
    if not suspects:
        return document
    proved = {encoding for suspect in suspects for encoding in suspect.proved}
    without_font = {e for s in suspects if not encoding_of_font(s.cell.font) for e in s.proved}
    all_old = not any(
        is_beyond_latin(cell.raw_text) for grid in document.grids for cell in grid.cells.values()
    )
    recorded: set[Encoding] = set()
    for suspect in suspects:
        candidates = proved if suspect.certain else without_font
        usable = suspect.proved or candidates & set(suspect.readings)
        cells, cell = suspect.grid.cells, suspect.cell
        if len({suspect.readings[name] for name in usable}) == 1 and (
            suspect.certain or suspect.proved or all_old
        ):
            encoding = min(usable)
            cells[suspect.place] = replace(cell, raw_text=suspect.readings[encoding])
            if encoding not in recorded:
                recorded.add(encoding)
                place = address(*suspect.place)
                conversion = Converted(suspect.grid.title, place, encoding, cell.raw_text)
                document.converted.append(conversion)
        elif suspect.certain or usable:
            cells[suspect.place] = replace(cell, problem="legacy_text")
    return document


def _suspects(document: Document, words: Words) -> Iterator[_Suspect]:
    for grid in document.grids:
        for place, cell in grid.cells.items():
            text = cell.raw_text
            if text.isascii() or cell.problem or not may_be_legacy(text) or words.prove(text):
                continue
            by_font = encoding_of_font(cell.font)
            certain = by_font is not None or bool(foreign_words(text))
            readings = _readings(cell, (by_font,) if by_font else _FONT_ENCODINGS)
            proved = frozenset(name for name, read in readings.items() if words.prove(read))
            if readings or (certain and holds_legacy(text)):
                yield _Suspect(grid, place, cell, readings, certain, proved)


def _readings(cell: Cell, encodings: tuple[Encoding, ...]) -> dict[Encoding, str]:
    readings: dict[Encoding, str] = {}
    for name in encodings:
        read = converted(cell.raw_text, name, cell.font)
        if read is not None and read != cell.raw_text:
            readings[name] = read
    return readings
