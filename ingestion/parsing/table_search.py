"""Where things lie in a sheet that people have worked on: header lines and tables are found by
their labels wherever they were moved; merged cells are followed; rows that are no data left out."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from ingestion.language.vietnamese import fold, label_key
from ingestion.readers.grid import Cell, Document, Grid, Merge, Place

_MOST_LABEL_ROWS = 5
_ROW_NUMBERS = frozenset({"stt", "tt", "so tt", "so thu tu"})
_NUMBERING = re.compile(r"\(?(\d{1,2}|[a-z])\)?")
_TOTAL_WORDS = frozenset({"tong cong", "tong so", "cong", "tong", "total"})
_FOOT = re.compile(
    r"^\(?(nguoi lap|nguoi tong hop|thu truong|lanh dao|giam doc|pho giam doc|chu tich|chanh van"
    r" phong|truong phong|truong ban|cuc truong|vu truong|chanh thanh tra|xac nhan cua"
    r"|dai dien don vi|ke toan|ghi chu|chu thich|nguon:|noi nhan|ky ten|lap bieu|nguoi kiem tra"
    r"|ky, |\(ky|tm\.|kt\.|tl\.|tuq\.|\./\.|het$|trang \d{1,3}(?: ?/ ?\d{1,3})?$)"
)
# Of these, what is at the foot of a paper and never the name of a thing.
_OF_PAPERS = re.compile(
    r"^\(?(nguoi lap|nguoi tong hop|nguoi kiem tra|lap bieu|thu truong|noi nhan|ky ten|ky, |\(ky"
    r"|tm\.|kt\.|tl\.|tuq\.|\./\.)"
)
_FIGURE = re.compile(r"[\d.,\s%]+")
_WORD = re.compile(r"\w+")
_WORDS_OF_A_DATE = ("ngay", "thang", "nam")


def header_line(grid: Grid, label: str, code: str) -> tuple[int, int] | None:
    """The place of the answer beside a header line's label, or beside its code in a document of
    named members; None where it is not found."""
    places = grid.labels.get(label_key(code if grid.pointers else label))
    return answer_place(grid, *places[0]) if places else None


def answer_place(grid: Grid, row: int, column: int) -> tuple[int, int]:
    """The place to the right of a label, behind the range it is merged over."""
    merge = grid.merge_at(row, column)
    return row, (merge.right if merge else column) + 1


@dataclass
class Table:
    """A table of a contract as found: its grid, the lowest row of its labels, the column and the
    place of each label, labels that appear twice, where its rows would begin again, and the row at
    which what is below the table is known to begin."""

    grid: Grid
    top: int
    columns: dict[str, int]
    labels: dict[str, tuple[int, int]]
    doubles: list[tuple[str, tuple[int, int]]] = field(default_factory=list)
    repeated: frozenset[int] = frozenset()
    end: int | None = None

    @property
    def width(self) -> int:
        """How many of the contract's labels were found."""
        return len(self.columns)

    def own_cell(self, row: int, code: str) -> Cell | None:
        """The cell at a place itself, whatever it is merged with."""
        column = self.columns.get(code)
        return self.grid.cells.get((row, column)) if column else None

    def merge(self, row: int, code: str) -> Merge | None:
        """The merged range of answers a place lies in, where it joins places of several answers:
        several rows that hold anything, or several columns of the contract."""
        column = self.columns.get(code)
        merge = self.grid.merge_at(row, column) if column and self.grid.merges else None
        if merge is None or merge.top <= self.top:
            return None
        columns = sum(merge.left <= other <= merge.right for other in self.columns.values())
        rows = bisect_right(self.rows, merge.bottom) - bisect_left(self.rows, merge.top)
        return merge if columns > 1 or rows > 1 else None

    def joins_columns(self, merge: Merge) -> bool:
        """Whether a merged range lies over several columns of the contract."""
        return sum(merge.left <= other <= merge.right for other in self.columns.values()) > 1

    def place(self, row: int | None, code: str) -> str | None:
        """The address of a column's cell in a row."""
        column = self.columns.get(code)
        return self.grid.address(row, column) if row and column else None

    @cached_property
    def rows(self) -> list[int]:
        """The rows below the labels that hold anything in the table's columns, without repeated
        labels and the line that numbers the columns."""
        columns = set(self.columns.values())
        below = {row for row, column in self.grid.cells if row > self.top and column in columns}
        rows = sorted(row for row in below - self.repeated if self.end is None or row < self.end)
        return rows[1:] if rows and self._numbers_columns(rows[0]) else rows

    def _numbers_columns(self, row: int) -> bool:
        """Whether a row only counts the columns: ``(1) (2) (3)`` or ``A B 1 2 3``."""
        first, last = min(self.columns.values()), max(self.columns.values())
        texts = [self.grid.text(row, column) for column in range(first, last + 1)]
        marks = [_NUMBERING.fullmatch(fold(text)) for text in texts if text]
        if len(marks) < max(3, len(texts) - 1) or not all(marks):
            return False
        counted = [int(mark[1]) for mark in marks if mark and mark[1].isdigit()]
        is_marked = any("(" in text or text.isalpha() for text in texts)
        return counted == list(range(1, len(counted) + 1)) and (is_marked or len(counted) > 3)

    def begins_with_total(self, row: int) -> bool:
        """Whether the first text of a row names it the total, also where it stands before the
        table's own columns, in that of row numbers."""
        columns = range(1, max(self.columns.values()) + 1)
        first = next((text for column in columns if (text := self.grid.text(row, column))), "")
        return is_total(first)

    @cached_property
    def foot(self) -> int | None:
        """The row at which signatures and notes begin: the first below a gap or a total that
        opens as they do, or one that holds nothing else and has no figure below it; None where
        there is none."""
        below = self._texts_below()
        for row, texts in below.items():
            above = below.get(row - 1, [""])
            opens = [opens_the_foot(text) for text in texts]
            is_apart = row - 1 > self.top and (not above[0] or is_total(above[0]))
            if (is_apart and any(opens)) or (all(opens) and self._is_last(row, texts)):
                return row
        return None

    def _is_last(self, row: int, texts: list[str]) -> bool:
        """Whether a row of signers or of a place and day has no figure below it."""
        of_papers = any(_OF_PAPERS.match(fold(text)) or _holds_a_date(fold(text)) for text in texts)
        return of_papers and not any(
            cell.number is not None or _FIGURE.fullmatch(cell.raw_text)
            for (at, _), cell in self.grid.cells.items()
            if at > row
        )

    def _texts_below(self) -> dict[int, list[str]]:
        texts: dict[int, list[str]] = {}
        for row, column in sorted(self.grid.cells):
            if row > self.top:
                texts.setdefault(row, []).append(self.grid.text(row, column))
        return texts

    @cached_property
    def wider_rows(self) -> frozenset[int]:
        """The rows of a text file that hold more cells than its labels do: something in them was
        parted in two, and what is behind it lies below other labels. Empty cells behind every row
        alike are only a delimiter too many."""
        widths = self.grid.widths
        if not widths:
            return frozenset()
        own = {row: widths[row] for row in self.rows if widths[row] > widths[self.top]}
        beyond = {row for row, column in self.grid.cells if column > widths[self.top]}
        is_usual = len({widths[row] for row in self.rows}) == 1
        return frozenset(row for row in own if row in beyond or not is_usual)

    def unknown_labels(self) -> Iterator[tuple[tuple[int, int], str, bool]]:
        """Labels beside the contract's own: place, text, and whether anything is below."""
        own_columns = set(self.columns.values()) | {place[1] for _, place in self.doubles}
        for (row, column), cell in sorted(self.grid.cells.items(), key=lambda item: item[0]):
            text = cell.raw_text
            if row == self.top and column not in own_columns and fold(text) not in _ROW_NUMBERS:
                yield (row, column), text, any((r, column) in self.grid.cells for r in self.rows)

    def stands_for(self, code: str, codes: list[str], column: int) -> bool:
        """Whether a column lies where the one of ``code`` should, between its neighbours."""
        at = codes.index(code)
        before = [self.columns[c] for c in codes[:at] if c in self.columns]
        after = [self.columns[c] for c in codes[at + 1 :] if c in self.columns]
        if after:
            return (before[-1] if before else 0) < column < after[0]
        return bool(before) and column == before[-1] + 1


def opens_the_foot(text: str) -> bool:
    """Whether a text begins a signature or a note, or holds the words of a date in their order."""
    folded = fold(text)
    return bool(_FOOT.match(folded)) or _holds_a_date(folded)


def _holds_a_date(folded: str) -> bool:
    """Whether a text holds the words of a date in their order."""
    words = iter(_WORD.findall(folded))
    return all(word in words for word in _WORDS_OF_A_DATE)


def is_row_number(label: str) -> bool:
    """Whether a label is that of a column which counts the rows (``STT``)."""
    return label_key(label) in _ROW_NUMBERS


def is_total(text: str) -> bool:
    """Whether a row's first text names it the total (``Tổng cộng``)."""
    return label_key(text) in _TOTAL_WORDS


def find_tables(document: Document, labels: Mapping[str, str], title: str) -> list[Table]:
    """Every place that holds at least half of the labels, the best of each sheet: most
    labels first, then the sheet with this title, then in order."""
    tables = [table for grid in document.grids if (table := _best_of(grid, labels))]
    return sorted(tables, key=lambda table: (-table.width, table.grid.title != title))


def _best_of(grid: Grid, labels: Mapping[str, str]) -> Table | None:
    places = {
        code: grid.labels.get(label_key(code if grid.pointers else label), [])
        for code, label in labels.items()
    }
    return table_at(grid, places)


def table_at(grid: Grid, labels: Mapping[str, Sequence[Place]]) -> Table | None:
    """The table of a grid that has most labels in one row, at least half of all; ``labels`` are
    the places where each may stand, by code."""
    by_row: dict[int, dict[str, list[Place]]] = {}
    for code, places_of_code in labels.items():
        for place in places_of_code:
            for row in _label_rows(grid, *place):
                by_row.setdefault(row, {}).setdefault(code, []).append(place)
    enough = {row: codes for row, codes in sorted(by_row.items()) if 2 * len(codes) >= len(labels)}
    if not enough:
        return None
    top = max(enough, key=lambda row: (len(enough[row]), -row))
    places = {code: enough[top][code] for code in labels if code in enough[top]}
    return Table(
        grid,
        top,
        {code: first[1] for code, (first, *_) in places.items()},
        {code: first for code, (first, *_) in places.items()},
        [(code, other) for code, (_, *others) in places.items() for other in others],
        frozenset(row for row in enough if row > top),
    )


def _label_rows(grid: Grid, row: int, column: int) -> range:
    """The rows a label counts for: its own, or those it is merged over."""
    merge = grid.merge_at(row, column)
    last = min(merge.bottom, row + _MOST_LABEL_ROWS) if merge else row
    return range(row, last + 1)
