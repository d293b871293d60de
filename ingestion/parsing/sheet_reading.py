"""The cells of one table read under its sheet's contract: where a value is, what is merged, and how
its column is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ingestion.forms.contract import NUMERIC_KINDS
from ingestion.forms.sheet_columns import NOTES
from ingestion.parsing.columns import Habit
from ingestion.parsing.shape import Problem
from ingestion.parsing.sight import shown_figure
from ingestion.parsing.table_search import Table
from ingestion.parsing.values import Reading, Value, type_value
from ingestion.readers.grid import STRUCK, Cell, Merge

# A figure in full, a year left out; the first and the second part of one with a comma, where nobody
# writes a figure of its own with a zero before it.
_FIGURE = re.compile(r"(?!(?:199|20[0-9])[0-9]$)[0-9][0-9.,]*+")
_THOUSANDS, _REST = re.compile(r"-?[0-9]{1,3}"), re.compile(r"0[0-9]{2}")
# Figures of which a format may show fewer decimals.
_FIGURES = frozenset({"count", "money", "number", "percent", "count_or_period"})
# Of a figure, what a spreadsheet's arithmetic may add or take away.
_NOISE = Decimal("1e-9")


@dataclass(frozen=True)
class SheetReading:
    """A table as found, how its file is read, how each of its columns is written, the merged
    answers already reported, and what is worth knowing of values that were read."""

    table: Table
    reading: Reading
    habits: Mapping[str, Habit]
    reported_merges: set[Merge] = field(default_factory=set)
    remarks: list[Problem] = field(default_factory=list)

    def read(
        self, row: int | None, code: str, kind: str, list_name: str | None = None
    ) -> tuple[str | None, Value]:
        """The place and value of a cell. A text merged over several rows holds for each of them; a
        figure merged over several answers belongs to none and is shown once, at the merged cell."""
        place = self.table.place(row, code)
        if row is None:
            return place, Value("not_reported")
        cell = self.table.own_cell(row, code)
        merge = self.table.merge(row, code)
        if merge:
            cell, place = self.table.grid.cells.get(merge[:2]), self.table.grid.address(*merge[:2])
            if cell and (kind in NUMERIC_KINDS or self.table.joins_columns(merge)):
                sent = None if merge in self.reported_merges else cell.raw_text
                self.reported_merges.add(merge)
                return place, Value("unreadable", sent, problem="merged")
        reading = self.reading._replace(habit=self.habits.get(code, self.reading.habit))
        value = type_value(kind, cell, reading, list_name)
        if value.status == "reported" and self._is_taken_back(code):
            value = Value("unreadable", value.raw_text, problem="struck_out")
        if cell and self._is_last_of_wider_row(row, code):
            value = Value("unreadable", cell.raw_text, problem="wider_row")
        elif cell and self._is_rest(row, code, kind):
            value = Value("unreadable", cell.raw_text, problem="parted")
        if cell and place:
            self.remarks.extend(
                remarks_on(cell, kind, value, self.table.grid.title, place, reading)
            )
        return place, value

    def holds_rest(self, row: int | None, code: str) -> bool:
        """Whether a cell of a text file holds a figure where none is asked for, as when a comma
        within a figure before it parts it in two."""
        cell = self.table.own_cell(row, code) if row and self.table.grid.widths else None
        return cell is not None and _FIGURE.fullmatch(cell.raw_text) is not None

    def _is_rest(self, row: int, code: str, kind: str) -> bool:
        """Whether a cell of a text file holds what a comma parted from a figure before it: a figure
        among the notes, or ``039`` behind one to three digits."""
        if kind == "text":
            return code in NOTES and self.holds_rest(row, code)
        cells, column = self.table.grid, self.table.columns[code]
        is_rest = kind in NUMERIC_KINDS and _REST.fullmatch(cells.text(row, column))
        return bool(cells.widths and is_rest and _THOUSANDS.fullmatch(cells.text(row, column - 1)))

    def _is_last_of_wider_row(self, row: int, code: str) -> bool:
        """Whether a cell is the last one filled in of a row that holds more cells than there are
        labels: it is held for all of them."""
        columns = self.table.columns
        return row in self.table.wider_rows and columns[code] == max(
            column for column in columns.values() if (row, column) in self.table.grid.cells
        )

    def _is_taken_back(self, code: str) -> bool:
        """Whether the label of a column is struck out. A line from corner to corner only parts it
        in two, as at the head of a table."""
        label = self.table.grid.cells[self.table.labels[code]]
        return label.problem in STRUCK


def remarks_on(
    cell: Cell, kind: str, value: Value, title: str, place: str, reading: Reading
) -> Iterator[Problem]:
    """What is worth knowing of a value that was read: nobody sees it; a computed figure was taken
    as the whole number it is meant to be; or whoever opens the file sees fewer decimals of it."""
    if value.status != "reported":
        return
    if cell.is_unseen:
        yield Problem("HIDDEN-CONTENT", title, place, "cell", cell.raw_text)
    if kind not in _FIGURES or cell.number is None or value.number is None:
        return
    unit = reading.money_unit if kind == "money" else Decimal(1)
    is_taken_as_whole = kind in ("count", "money") and value.number != cell.number * unit
    if is_taken_as_whole or _is_seen_rounded(cell, cell.number):
        read = (value.number / unit).normalize()
        yield Problem("CELL-ROUNDED", title, place, f"{read:f}", cell.raw_text)


def _is_seen_rounded(cell: Cell, number: Decimal) -> bool:
    """Whether a cell shows fewer decimals of its number than make it up."""
    shown = shown_figure(cell)
    if shown is None or shown.rounded is None or shown.is_unseen:
        return False
    return abs(shown.rounded - number) > abs(number) * _NOISE
