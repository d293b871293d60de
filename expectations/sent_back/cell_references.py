"""References to the cells of a report's workbook, for the formulas of the sheet “Kiểm tra”."""

from __future__ import annotations

from collections.abc import Sequence

from expectations.sent_back.typed_figures import TypedFigures, absolute, reference
from ingestion.blanks.layout import SheetLayout
from ingestion.blanks.open_cells import open_cells
from ingestion.forms.contract import INDICATOR_TABLE, TOTAL_ROW_KEY, Form


class References:
    """References to the cells of a report, each a cell or the column of a table."""

    def __init__(self, form: Form, pages: Sequence[SheetLayout], typed: TypedFigures) -> None:
        self.form, self.pages, self._typed = form, pages, typed
        self._by_table = {p.sheet.table: p for p in pages if p.sheet.kind == "register"}
        self.registers = {sheet.table: sheet for sheet in form.registers}
        self._rows = {page.title: self._filled_rows(page) for page in pages}

    def _filled_rows(self, page: SheetLayout) -> tuple[int, int]:
        totals = {row for (key, _), (row, _) in page.places.items() if key == TOTAL_ROW_KEY}
        rows = {row for (row, _), _ in open_cells(self.form, page) if row > page.labels_row}
        return (min(rows - totals), max(rows - totals)) if rows - totals else (0, 0)

    def has(self, table: str) -> bool:
        """Whether the report has a table."""
        return table in self._by_table or table == INDICATOR_TABLE

    def header(self, code: str) -> str:
        """The answer of a header line."""
        return reference(self.pages[0].title, self.pages[0].places["", code])

    def line(self, code: str, part: str = "value") -> str:
        """The cell of a line, as it was filled in."""
        page = next(page for page in self.pages if (code, part) in page.places)
        return reference(page.title, page.places[code, part])

    def column(self, table: str, field: str) -> str:
        """A column of a register, as it was filled in."""
        page = self._by_table[table]
        codes = [column.code for column in self.registers[table].fields]
        first, last = self._rows[page.title]
        at = codes.index(field) + 1
        return f"{reference(page.title, (first, at))}:{absolute((last, at))}"

    def figure(self, code: str, part: str = "value") -> str:
        """The figure or day of a line, as it is read."""
        page = next(page for page in self.pages if (code, part) in page.places)
        kind = next(line.kind for line in self.form.lines if line.code == code)
        return self._typed.of(page.title, [page.places[code, part]], kind)

    def figures(self, table: str, field: str) -> str:
        """The figures or days of a column, as they are read."""
        page, column = self._by_table[table], self.registers[table].field(field)
        first, last = self._rows[page.title]
        at = self.registers[table].fields.index(column) + 1
        places = [(row, at) for row in range(first, last + 1)]
        return self._typed.of(page.title, places, column.kind)

    def reach(self, table: str, code: str) -> str:
        """The cell of a line, or the column of a field."""
        return self.line(code) if table == INDICATOR_TABLE else self.column(table, code)

    def figure_cells(self, table: str, field: str) -> list[str]:
        """The same cell by cell."""
        first, last = self._rows[self._by_table[table].title]
        letters = self.figures(table, field).split("$")[1]
        return [f"${letters}${row}" for row in range(first, last + 1)]

    def total(self, table: str, field: str) -> str:
        """The figure of the total row, as it is read."""
        page, column = self._by_table[table], self.registers[table].field(field)
        return self._typed.of(page.title, [page.places[TOTAL_ROW_KEY, field]], column.kind)

    def label(self, table: str, code: str) -> str:
        """The label of a line or a column."""
        if table == INDICATOR_TABLE:
            return next(line.label.vi for line in self.form.lines if line.code == code)
        return self.registers[table].field(code).label.vi

    def choices(self, table: str, field: str, codes: Sequence[str]) -> list[str]:
        """The labels of some options of a choice."""
        if table == INDICATOR_TABLE:
            listed = next(line.list for line in self.form.lines if line.code == field)
        else:
            listed = self.registers[table].field(field).list
        return [option.label.vi for option in self.form.lists[listed or ""] if option.code in codes]
