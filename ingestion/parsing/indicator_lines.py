"""The fixed lines of an indicator sheet: each found by its code, its label checked against it, and
its cells typed."""

from __future__ import annotations

from difflib import SequenceMatcher

from ingestion.forms.contract import IndicatorSheet, Line
from ingestion.forms.sheet_columns import line_label, line_parts
from ingestion.language.vietnamese import label_key, tidy
from ingestion.parsing.report import Report, TypedCell
from ingestion.parsing.shape import Problem, hidden_rows
from ingestion.parsing.sheet_reading import SheetReading
from ingestion.parsing.values import Value, type_value
from ingestion.readers.grid import TAKEN_BACK

# How like its own a misspelt word must be: one letter of four, or two letters exchanged.
_MISSPELT = 0.7


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
    for line in sheet.lines:
        row_of_line = rows.get(line.code)
        taken_back = _taken_back(read, row_of_line)
        other_label = _other_label(line, read, row_of_line)
        is_parted = line.kind != "ratio" and read.holds_rest(row_of_line, "denominator")
        for part, kind in line_parts(line, sheet):
            listed = line.list if part == "value" else None
            place, value = read.read(row_of_line, part, kind, listed)
            if taken_back and value.status == "reported":
                value = Value("unreadable", value.raw_text, problem="struck_out")
            elif other_label and value.status == "reported":
                raw = value.raw_text
                value = Value("unreadable", raw, text=other_label, problem="other_label")
            elif part == "value" and value.status == "reported" and is_parted:
                value = Value("unreadable", value.raw_text, problem="parted")
            value = value.presence() if line.personal and part == "value" else value
            report.cells.append(
                TypedCell(sheet.table, title, line.code, row_of_line, part, place, kind, value)
            )


def _taken_back(read: SheetReading, row: int | None) -> bool:
    """Whether the code or the label of a row is struck out: its sender took the line back."""
    cells = [read.table.own_cell(row, code) for code in ("code", "label")] if row else []
    return any(cell is not None and cell.problem in TAKEN_BACK for cell in cells)


def _other_label(line: Line, read: SheetReading, row: int | None) -> str:
    """The label of a row where it is not that of its code: nobody can say which of the two its
    sender looked at when the figure was written. Empty where they agree."""
    cell = read.table.own_cell(row, "label") if row else None
    return "" if cell is None or _is_label_of(line, cell.raw_text) else cell.raw_text


def _is_label_of(line: Line, text: str) -> bool:
    """Whether a text is a line's label, with or without what its ratio is made of, or that label
    misspelt: word for word, for one word more or less may turn its sense round."""
    written = label_key(text)
    labels = {label_key(line_label(line)), label_key(line.label.vi)}
    return written in labels or any(_is_misspelt(written, label) for label in labels)


def _is_misspelt(written: str, label: str) -> bool:
    words, own = written.split(), label.split()
    return len(words) == len(own) and all(map(_is_alike, words, own))


def _is_alike(word: str, own: str) -> bool:
    if word == own:
        return True
    is_number = any(char.isdigit() for char in word + own)
    return not is_number and SequenceMatcher(None, word, own).ratio() >= _MISSPELT


def _is_below_the_lines(read: SheetReading, row: int) -> bool:
    """Whether a row belongs to the signatures: below where they begin, without a figure."""
    foot = read.table.foot
    if foot is None or row < foot:
        return False
    cell = read.table.own_cell(row, "value")
    values = (type_value(kind, cell, read.reading) for kind in ("number", "yes_no"))
    return all(value.status == "unreadable" for value in values)
