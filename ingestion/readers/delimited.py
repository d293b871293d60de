"""CSV files: the grid of the form's sheet saved as text, comma, semicolon, tab or bar between its
cells, in Unicode, or in an old encoding where official words prove which."""

from __future__ import annotations

import csv
import io
import re
from collections import deque
from collections.abc import Iterator

from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import trim
from ingestion.readers.grid import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Converted,
    Document,
    Grid,
    address,
    is_error,
)
from ingestion.readers.legacy import Encoding, decoded
from ingestion.readers.plain_text import is_marked, text_of, without_end_marks
from ingestion.readers.restore import Words

_DELIMITERS = ",;\t|"
# A first line for the spreadsheet that opens the file: which sign parts its cells.
_STATED = re.compile(r'"?sep=([,;\t|])"?[ \t]*(?:\r\n|\r|\n)', re.IGNORECASE)
# Of these a text has none.
_CONTROL = re.compile("[\x01-\x08\x0e-\x19\x1b-\x1f]")
_OLD_ENCODINGS: tuple[Encoding, ...] = ("Windows-1258", "TCVN3", "VNI")
_LEAST_PROOF = 2
_SHEET = "CSV"
# A row of the widest spreadsheet parts its cells 16,383 times, most of them empty.
_MOST_PARTED = 20_000
# Cells that hold anything: twenty in each row of the longest form.
_MOST_CELLS = 1_000_000


def read_delimited(content: bytes, words: Words | None = None) -> Document:
    """The one grid of a CSV file; raises ``UnreadableFile`` when it is not text, or neither Unicode
    nor proved by official words to be in an old encoding, or far larger than any form."""
    try:
        if not is_marked(content):
            content = without_end_marks(content)
            _refuse_zero_bytes(content)
        return Document([_grid(text_of(content))])
    except UnicodeDecodeError as wrong:
        document = _from_old_encoding(content, words) if words else None
        if document is None and wrong.reason == "unexpected end of data":
            document = Document([_grid(content.decode("utf-8-sig", "ignore"), is_cut=True)])
        if document is None:
            raise UnreadableFile("not_utf8") from wrong
        return document


def _refuse_zero_bytes(content: bytes) -> None:
    """A text with zeros in it, where a copy was broken off, is told from what is no text."""
    before, zero, _ = content.partition(b"\x00")
    if not zero:
        return
    try:
        rest = content.replace(b"\x00", b"").decode("utf-8")
    except UnicodeDecodeError as wrong:
        raise UnreadableFile("not_a_table") from wrong
    if _CONTROL.search(rest):
        raise UnreadableFile("not_a_table")
    raise UnreadableFile("zero_bytes", line=before.count(b"\n") + 1)


def _grid(text: str, *, is_cut: bool = False) -> Grid:
    """The grid of a text; ``is_cut`` where it ended within a letter."""
    stated = _STATED.match(text)
    text = text[stated.end() :] if stated else text
    delimiter = stated[1] if stated else max(_DELIMITERS, key=text[:2_000].count)
    grid = Grid(_SHEET)
    widths = [0]
    try:
        # Line ends as they are: one within quotes belongs to its cell.
        for row, values in enumerate(csv.reader(_lines(text, delimiter), delimiter=delimiter), 1):
            widths.append(len(values))
            for column, value in enumerate(values, 1):
                if trimmed := trim(value):
                    if row > MOST_ROWS or column > MOST_COLUMNS or len(grid.cells) >= _MOST_CELLS:
                        if len(grid.cells) >= _MOST_CELLS:
                            raise UnreadableFile("too_large")
                        place = address(row, column)
                        raise UnreadableFile("far_cell", column=_SHEET, value=place)
                    problem = "error" if is_error(trimmed) else None
                    grid.cells[row, column] = Cell(trimmed, problem=problem)
    except csv.Error as wrong:
        raise UnreadableFile("not_a_table") from wrong
    grid.widths = tuple(widths)
    if is_cut or (len(widths) > 2 and _ends_early(text, widths, delimiter)):
        grid.cut_row = len(widths) - 1
    return grid


def _lines(text: str, delimiter: str) -> Iterator[str]:
    """The lines of a text, those of old Macintosh files too, which end with a carriage return;
    refused before they are parted where there would be more cells than any spreadsheet has."""
    for line in io.StringIO(text.replace("\r", "\n") if "\n" not in text else text, newline=""):
        if line.count(delimiter) > _MOST_PARTED:
            raise UnreadableFile("too_large")
        yield line


def _ends_early(text: str, widths: list[int], delimiter: str) -> bool:
    """Whether a file ends within its last row: in a cell still quoted; without a line end, in fewer
    cells than the row before; or between the two characters of a line end."""
    is_within_line_end = text.endswith("\r") and "\r\n" in text
    is_open = not text.endswith(("\n", "\r"))
    if is_within_line_end or (is_open and widths[-1] < widths[-2]):
        return True
    try:
        deque(csv.reader(_lines(text, delimiter), delimiter=delimiter, strict=True), maxlen=0)
    except csv.Error as wrong:
        return str(wrong) == "unexpected end of data"
    return False


def _from_old_encoding(content: bytes, words: Words) -> Document | None:
    """The file in the one old encoding in which most of its texts are official words."""
    candidates: list[tuple[int, Encoding, Grid, tuple[int, int]]] = []
    for encoding in _OLD_ENCODINGS:
        text = decoded(content, encoding)
        if text is None:
            continue
        grid = _grid(text)
        proofs = [place for place, cell in grid.cells.items() if words.prove(cell.raw_text)]
        if len(proofs) >= _LEAST_PROOF:
            candidates.append((len(proofs), encoding, grid, proofs[0]))
    candidates.sort(key=lambda candidate: candidate[0], reverse=True)
    if not candidates or (len(candidates) > 1 and candidates[0][0] == candidates[1][0]):
        return None
    _, encoding, grid, place = candidates[0]
    conversion = Converted(grid.title, address(*place), encoding, grid.text(*place))
    return Document([grid], converted=[conversion])
