"""CSV files: the grid of the form's sheet saved as text, in UTF-8, comma, semicolon or tab."""

from __future__ import annotations

import csv
import io

from ingestion.readers.grid import LONGEST_TEXT, Cell, Document, Grid, UnreadableFile

_DELIMITERS = ",;\t"


def read_delimited(content: bytes) -> Document:
    """The one grid of a CSV file; raises ``UnreadableFile`` when it is not UTF-8 text."""
    if b"\x00" in content:
        raise UnreadableFile("not_a_table")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise UnreadableFile("not_utf8") from wrong
    delimiter = max(_DELIMITERS, key=text[:2_000].count)
    grid = Grid("CSV")
    try:
        for row, values in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            for column, value in enumerate(values, 1):
                if stripped := value.strip():
                    grid.cells[row, column] = Cell(stripped[:LONGEST_TEXT])
    except csv.Error as wrong:
        raise UnreadableFile("not_a_table") from wrong
    return Document([grid])
