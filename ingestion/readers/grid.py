"""What every reader returns: sheets of cells, each cell with its address and raw text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from ingestion.language.vietnamese import label_key

# As many letters as a cell of a spreadsheet holds.
LONGEST_TEXT = 32_767
# Far longer and wider than any form: rows and columns with anything in them.
MOST_ROWS, MOST_COLUMNS = 50_000, 400
_ERRORS = frozenset(
    {"#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!"}
)
_LONGEST_LABEL = 300
# Problems by which a sender took back what is in a cell.
STRUCK = ("struck_out", "struck_part")
TAKEN_BACK = (*STRUCK, "crossed_out")
# NUL, and a surrogate, which is half a letter: Python reads both from a file that names them, and
# nothing else can hold them.
_HALF_LETTER = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True)
class Cell:
    """One value as sent. ``number`` is set where the file holds a number, not a text of one, and
    ``number_format`` says how the sender saw it ("" for the general one). ``is_date``: the file
    holds a day and ``raw_text`` is its ISO form; ``is_clock``: it holds a time of day. ``font`` is
    known of texts that may be written in an old font. ``problem`` says why no value can be trusted,
    ``figure_problem`` why no figure, day or choice can, where a text still may: keys
    ``rule.reader.<problem>`` of the catalogue of messages. ``is_unseen``: nobody who opens the file
    sees the value. ``is_no_text`` is what a document holds instead of a text: a truth value, or a
    number nobody writes as one (``1e308``)."""

    raw_text: str
    number: Decimal | None = None
    problem: str | None = None
    number_format: str = ""
    font: str = ""
    is_date: bool = False
    is_clock: bool = False
    figure_problem: str | None = None
    is_unseen: bool = False
    is_no_text: bool = False

    @property
    def quoted(self) -> str:
        """The text as its sender knows it: a day is written day first."""
        text = self.raw_text
        return f"{text[8:10]}/{text[5:7]}/{text[:4]}{text[10:]}" if self.is_date else text


Place = tuple[int, int]
"""A row and a column of a grid, both from 1."""


class Merge(NamedTuple):
    """A range of cells merged into one; its text is in the first cell."""

    top: int
    left: int
    bottom: int
    right: int


class Aside(NamedTuple):
    """A text that lies on a sheet but in none of its cells: a note at a place, a box with its
    corner there, or, without a place, the header or footer of the printed pages."""

    text: str
    place: Place | None


@dataclass
class Pointers:
    """The JSON pointers (RFC 6901) of a grid read from a document: of each row, and the member each
    column stands for, by first row from which it does."""

    rows: dict[int, str] = field(default_factory=dict)
    columns: dict[int, dict[int, str]] = field(default_factory=dict)

    def at(self, row: int, column: int) -> str:
        """The pointer of a place: that of its row, and the member below it."""
        tops = [top for top in self.columns if top <= row]
        member = self.columns[max(tops)].get(column) if tops else None
        base = self.rows.get(row, "")
        return f"{base}/{member}" if member else base


@dataclass
class Grid:
    """One sheet: cells by (row, column), both from 1, which of them are merged and hidden; the row
    in which a text file ends before its row does; the texts beside the cells; of a
    text file how many cells each row has, empty ones counted, by its number."""

    title: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: tuple[Merge, ...] = ()
    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    pointers: Pointers | None = None
    cut_row: int | None = None
    asides: tuple[Aside, ...] = ()
    widths: tuple[int, ...] = ()

    def address(self, row: int, column: int) -> str:
        """Where a sender finds the place: ``D15``, or in a file without cells its pointer."""
        return self.pointers.at(row, column) if self.pointers else address(row, column)

    def text(self, row: int, column: int) -> str:
        """The raw text at a place; empty where there is none."""
        cell = self.cells.get((row, column))
        return cell.raw_text if cell else ""

    def merge_at(self, row: int, column: int) -> Merge | None:
        """The merged range a place lies in."""
        for merge in self._merges_by_row.get(row, ()):
            if merge.left <= column <= merge.right:
                return merge
        return None

    def _is_below_merge(self, place: Place) -> bool:
        """Whether a place is another one of a merged range than that which shows its text."""
        merge = self.merge_at(*place)
        return merge is not None and place != (merge.top, merge.left)

    @cached_property
    def _merges_by_row(self) -> dict[int, list[Merge]]:
        """The merged ranges of each row that holds anything, or in which one begins."""
        rows = sorted({*self.rows, *(merge.top for merge in self.merges)})
        by_row: dict[int, list[Merge]] = {}
        for merge in self.merges:
            for row in rows[bisect_left(rows, merge.top) : bisect_right(rows, merge.bottom)]:
                by_row.setdefault(row, []).append(merge)
        return by_row

    @property
    def rows(self) -> list[int]:
        """The rows that hold anything, in order."""
        return sorted({row for row, _ in self.cells})

    @cached_property
    def labels(self) -> dict[str, list[tuple[int, int]]]:
        """The places of each text that may be a label, by its key, in reading order; what lies
        below a merged range is seen by nobody and names nothing."""
        places: dict[str, list[tuple[int, int]]] = {}
        for place, cell in sorted(self.cells.items(), key=lambda item: item[0]):
            text = cell.raw_text
            is_short = len(text) <= _LONGEST_LABEL and not text.isdecimal()
            if cell.number is None and is_short and not self._is_below_merge(place):
                places.setdefault(label_key(text), []).append(place)
        return places


class Converted(NamedTuple):
    """A text put from an old encoding into Unicode: where it is, the encoding, the text as it was
    in the file."""

    sheet: str
    cell: str
    encoding: str
    sent: str


@dataclass
class Document:
    """A file as read: its sheets, the contract id kept in its properties, and the first text of
    each old encoding that was converted."""

    grids: list[Grid]
    contract_property: str | None = None
    converted: list[Converted] = field(default_factory=list)


def whole_letters(text: str) -> str:
    """A text with the replacement character in place of every half of a letter."""
    return _HALF_LETTER.sub("\ufffd", text)


def is_error(text: str) -> bool:
    """Whether a text is what a spreadsheet shows for an error, or for a figure wider than its
    column (``#####``), as it is copied and saved."""
    return text.startswith("#") and (text.upper() in _ERRORS or not text.strip("#"))


def column_letter(column: int) -> str:
    """``1`` → ``A``, ``27`` → ``AA``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """The address of a cell as a spreadsheet shows it, such as ``D15``."""
    return f"{column_letter(column)}{row}"
