"""What a returned workbook brings back beside the report: values nobody has confirmed yet, and the
sheets of ours that the reader passes by, with the explanations a sender wrote there."""

from __future__ import annotations

import json
from typing import NamedTuple

from ingestion.language.vietnamese import printable, tidy
from ingestion.messages import text as message
from ingestion.readers.grid import Document, Grid

RETURN_SHEET, CHECK_SHEET, FORMS_SHEET = "Cần sửa", "Kiểm tra", "Biểu mẫu"
_PASSED_BY = ((CHECK_SHEET, "self_check.title"), (FORMS_SHEET, "form_list.title"))
# Before a value that came back because it could not be read surely; no figure begins so.
UNCONFIRMED = "(?)"
_LONGEST_KEY = 2_000


class Explanation(NamedTuple):
    """Why a sender says a finding is no mistake: the rule, the cell it was found at (empty where
    it was several, or the whole file), and the words."""

    code: str
    table: str
    row_key: str
    field: str
    words: str


def place_key(table: str, row_key: str, field: str) -> str:
    """How a returned workbook keeps which cell a line is about, whatever is moved in it."""
    return json.dumps([table, row_key, field], ensure_ascii=False)


def take_own_sheets(document: Document) -> list[Explanation]:
    """Take our own sheets out of a document, and return the explanations on them. A sheet is ours
    by its title and the text of its first cell; a sender's sheet of that name stays."""
    explanations: list[Explanation] = []
    kept = []
    for grid in document.grids:
        if _is(grid, RETURN_SHEET, "return.title"):
            explanations += _explanations(grid)
        elif not any(_is(grid, title, key) for title, key in _PASSED_BY):
            kept.append(grid)
    document.grids[:] = kept
    return explanations


def _is(grid: Grid, title: str, key: str) -> bool:
    return tidy(grid.title) == title and tidy(grid.text(1, 1)) == message(key)


def _explanations(grid: Grid) -> list[Explanation]:
    labels = [message(f"return.column.{name}") for name in ("code", "explanation", "key")]
    top = next((row for row in grid.rows if _column(grid, row, labels[1])), None)
    columns = [_column(grid, top, label) for label in labels] if top else []
    if top is None or not all(columns):
        return []
    explanations = []
    for row in grid.rows:
        code, words, key = (tidy(grid.text(row, column)) for column in columns)
        if row > top and code and printable(words):
            explanations.append(Explanation(code, *_place(key), printable(words)))
    return explanations


def _column(grid: Grid, row: int, label: str) -> int:
    """The column of a label in a row; 0 where the row does not have it."""
    return next(
        (c for (r, c), cell in grid.cells.items() if r == row and cell.raw_text == label), 0
    )


def _place(key: str) -> tuple[str, str, str]:
    try:
        parts = json.loads(key) if len(key) < _LONGEST_KEY else None
    except ValueError:
        parts = None
    if not isinstance(parts, list) or [type(part) for part in parts] != [str, str, str]:
        return "", "", ""
    return parts[0], parts[1], parts[2]
