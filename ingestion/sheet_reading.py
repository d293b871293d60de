"""The cells of one table read under its sheet's contract: where a value stands, merged cells and the
habit of its column taken into account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ingestion.columns import Habit
from ingestion.contract import NUMERIC_KINDS
from ingestion.readers.grid import address
from ingestion.table_search import Table
from ingestion.values import Reading, Value, type_value


@dataclass(frozen=True)
class SheetReading:
    """A table as found, how its file is read, and how each of its columns is written."""

    table: Table
    reading: Reading
    habits: Mapping[str, Habit]

    def read(
        self, row: int | None, code: str, kind: str, list_name: str | None = None
    ) -> tuple[str | None, Value]:
        """The place and value of a cell. A text merged over several rows holds for each of them; a
        figure merged over several answers is nobody's."""
        place = self.table.place(row, code)
        if row is None:
            return place, Value("not_reported")
        cell = self.table.own_cell(row, code)
        merge = self.table.merge(row, code)
        if merge:
            first = self.table.grid.cells.get((merge.top, merge.left))
            if first and (kind in NUMERIC_KINDS or self.table.joins_columns(merge)):
                sent = first.raw_text if cell else None
                return place, Value("unreadable", sent, problem="merged")
            cell, place = first, address(merge.top, merge.left)
        reading = self.reading._replace(habit=self.habits.get(code, self.reading.habit))
        return place, type_value(kind, cell, reading, list_name)
