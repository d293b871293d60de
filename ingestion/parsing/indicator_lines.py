"""The fixed lines of an indicator sheet: each found by its code, its label checked against it, and
its cells typed."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from ingestion.forms.contract import IndicatorSheet, Line
from ingestion.forms.sheet_columns import line_label, line_parts
from ingestion.language.vietnamese import label_key, tidy
from ingestion.parsing.report import Report, TypedCell
from ingestion.parsing.shape import Problem, hidden_rows
from ingestion.parsing.sheet_reading import SheetReading
from ingestion.parsing.values import Value, type_value

# Labels are reworded a little as files go round; one less like its own is another line's.
_SAME_LABEL = 0.6
_TAKEN_BACK = ("struck_out", "struck_part")


def read_lines(sheet: IndicatorSheet, read: SheetReading, report: Report) -> None:
    """Add the cells of every line to a report, and what is wrong with its rows."""
    table, title = read.table, read.table.grid.title
    codes = {line.code for line in sheet.lines}
    rows: dict[str, int] = {}
    for row in table.rows:
        code_cell = table.own_cell(row, "code")
        code = tidy(code_cell.raw_text) if code_cell else ""
        if code in codes and code not in rows:
            rows[code] = row
        elif code and table.own_cell(row, "value") and not _is_below_the_lines(read, row):
            kind = "ROW-DUPLICATE" if code in rows else "ROW-UNKNOWN"
            report.problems.append(Problem(kind, title, table.place(row, "code"), "", code))
    report.problems.extend(hidden_rows(table, rows.values()))
    report.problems.extend(_other_labels(sheet, read, rows))
    for line in sheet.lines:
        row_of_line = rows.get(line.code)
        taken_back = _taken_back(read, row_of_line)
        for part, kind in line_parts(line, sheet):
            listed = line.list if part == "value" else None
            place, value = read.read(row_of_line, part, kind, listed)
            if taken_back and value.status == "reported":
                value = Value("unreadable", value.raw_text, problem="struck_out")
            value = value.presence() if line.personal and part == "value" else value
            report.cells.append(
                TypedCell(sheet.table, title, line.code, row_of_line, part, place, kind, value)
            )


def _taken_back(read: SheetReading, row: int | None) -> bool:
    """Whether the code or the label of a row is struck out: its sender took the line back."""
    cells = [read.table.own_cell(row, code) for code in ("code", "label")] if row else []
    return any(cell is not None and cell.problem in _TAKEN_BACK for cell in cells)


def _other_labels(
    sheet: IndicatorSheet, read: SheetReading, rows: dict[str, int]
) -> Iterator[Problem]:
    """The rows whose label is not that of their code: nobody can say which of the two a sender
    looked at when the figure was written."""
    table = read.table
    for line in sheet.lines:
        row = rows.get(line.code)
        cell = table.own_cell(row, "label") if row else None
        if cell is not None and not _is_label_of(line, sheet, cell.raw_text):
            place = table.place(row, "label")
            yield Problem("ROW-LABEL", table.grid.title, place, line.label.vi, cell.raw_text)


def _is_label_of(line: Line, sheet: IndicatorSheet, text: str) -> bool:
    """Whether a text is a line's label, with or without what its ratio is made of; reworded it must
    still be more like its own than like that of any other line."""
    written = label_key(text)
    if written in (label_key(line_label(line)), label_key(line.label.vi)):
        return True
    likeness = {one.code: _likeness(written, one) for one in sheet.lines}
    own = likeness.pop(line.code)
    return own >= _SAME_LABEL and own > max(likeness.values(), default=0)


def _likeness(written: str, line: Line) -> float:
    labels = {label_key(line_label(line)), label_key(line.label.vi)}
    return max(SequenceMatcher(None, written, label, autojunk=False).ratio() for label in labels)


def _is_below_the_lines(read: SheetReading, row: int) -> bool:
    """Whether a row belongs to the signatures: below where they begin, without a figure."""
    foot = read.table.foot
    if foot is None or row < foot:
        return False
    cell = read.table.own_cell(row, "value")
    values = (type_value(kind, cell, read.reading) for kind in ("number", "yes_no"))
    return all(value.status == "unreadable" for value in values)
