"""The cells of one table read under its sheet's contract: where a value is, what is merged, and how
its column is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ingestion.forms.contract import NUMERIC_KINDS
from ingestion.parsing.columns import Habit
from ingestion.parsing.table_search import Table
from ingestion.parsing.values import Reading, Value, type_value
from ingestion.readers.grid import Merge


@dataclass(frozen=True)
class SheetReading:
    """A table as found, how its file is read, how each of its columns is written, and the merged
    answers already reported."""

    table: Table
    reading: Reading
    habits: Mapping[str, Habit]
    reported_merges: set[Merge] = field(default_factory=set)

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
        return place, type_value(kind, cell, reading, list_name)
