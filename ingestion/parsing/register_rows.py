"""The rows of a register: which rows are data, which is the total, what tells rows apart, and their
cells typed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from ingestion.forms.contract import NUMERIC_KINDS, TOTAL_ROW_KEY, FieldContract, RegisterSheet
from ingestion.language.vietnamese import fold, spelling_key, tidy
from ingestion.messages import text as message
from ingestion.parsing.report import Report, TypedCell
from ingestion.parsing.shape import Problem, hidden_rows
from ingestion.parsing.sheet_reading import SheetReading
from ingestion.parsing.table_search import Table, is_row_number, is_total, opens_the_foot
from ingestion.parsing.unit_lines import unit_stated
from ingestion.parsing.values import Value

# How headings between rows and notes below them begin: ``I.``, ``A)``, ``*``, ``Ghi chú``.
_HEADING = re.compile(r"\s*(?:(?:[IVX]{1,5}|[A-ZĐ])[.)/]|[*(]|ghi chú)", re.IGNORECASE)
# How a heading between rows begins or ends that has no number of its own.
_TITLE = re.compile(r"(?:các|phần|nhóm|mục|khối)\b|.*:$", re.IGNORECASE | re.DOTALL)
# How a row begins that only says what others are made of or come to.
_DETAIL = re.compile(r"\W*(?:trong do|bao gom|cong don|luy ke|(?:so (?:voi )?)?cung ky)\b")
# Small letters, since places have this name too.
_AVERAGE = re.compile(r"\W*(?:Trung bình|Bình quân|bình quân)\b")
_BULLET = re.compile(r"\s*[-+\u2013\u2022]\s*(?=[^\W\d])")
_NAMED_TOTAL = re.compile(r"\W*(?:[ivx\d]{1,5}[.)]\s*)?tổng (?:số|cộng)\b")
# Kinds that a signature or note is never read as, and those that may be when it was signed.
_TELLING, _OF_SIGNATURES = NUMERIC_KINDS | {"yes_no"}, ("date", "time")
_PUNCTUATION = " .,;:"
_Row = dict[str, tuple[str | None, Value]]


def read_register(sheet: RegisterSheet, read: SheetReading, report: Report) -> None:
    """Add the cells of every row to a report, and what is wrong with the rows; a printed row that
    was deleted counts as not reported, so that it is asked for again."""
    table = read.table
    seen: dict[str, str] = {}
    rows = []
    around = _around(sheet, table)
    for row in table.rows:
        values = {field.code: _field_value(field, read, row) for field in sheet.fields}
        if not _is_data_row(sheet, read, row, values, around):
            continue
        rows.append(row)
        if detail := _detail(sheet, table, row, around):
            report.problems.append(Problem("ROW-UNKNOWN", table.grid.title, *detail))
            continue
        total = _is_total(sheet, table, row)
        key = TOTAL_ROW_KEY if total else row_key(sheet, {c: v for c, (_, v) in values.items()})
        if (spelling := key_spelling(key)) in seen:
            place = table.place(row, sheet.row_key[0])
            if place:  # without the column of names every row would have the same key
                report.problems.append(Problem("ROW-DUPLICATE", table.grid.title, place, "", key))
            continue
        seen[spelling] = key
        skipped = _untotalled(sheet, values) if total else ()
        report.cells.extend(_register_cells(sheet, table, row, key, values, skipped))
    if sheet.total_row and TOTAL_ROW_KEY not in seen.values():
        label = message("form.total_row")
        place = table.grid.address(table.top, min(table.columns.values()))
        report.problems.append(Problem("TOTAL-MISSING", table.grid.title, place, label, ""))
    report.problems.extend(hidden_rows(table, rows))
    blank: _Row = {field.code: (None, Value("not_reported")) for field in sheet.fields}
    for option in read.reading.options[sheet.printed_rows] if sheet.printed_rows else ():
        if option.code not in seen.values():
            report.cells.extend(_register_cells(sheet, table, None, option.code, blank, ()))


def _field_value(field: FieldContract, read: SheetReading, row: int) -> tuple[str | None, Value]:
    place, value = read.read(row, field.code, field.reading_kind, field.list)
    return place, value.presence() if field.personal else value


def _register_cells(
    sheet: RegisterSheet,
    table: Table,
    row: int | None,
    key: str,
    values: _Row,
    skipped: Collection[str],
) -> Iterator[TypedCell]:
    for column in sheet.fields:
        if column.code not in skipped:
            place, value = values[column.code]
            kind = column.reading_kind
            yield TypedCell(
                sheet.table, table.grid.title, key, row, column.code, place, kind, value
            )


class _Around(NamedTuple):
    """What a row is judged by among the others: the rows that hold anything, the last above the
    foot that holds more than a key (0 where none does), whether any name is not in capitals, and
    the rows with a dash before their name below one with figures that has none: its parts."""

    rows: frozenset[int]
    last_filled: int
    has_quiet_names: bool
    parts: frozenset[int]


def _around(sheet: RegisterSheet, table: Table) -> _Around:
    others = [code for code in table.columns if code not in sheet.row_key]
    above = [row for row in table.rows if table.foot is None or row < table.foot]
    filled = (row for row in reversed(above) if any(table.own_cell(row, code) for code in others))
    names = (table.own_cell(row, sheet.row_key[-1]) for row in table.rows)
    is_quiet = any(name is not None and not name.raw_text.isupper() for name in names)
    return _Around(
        frozenset(table.rows), next(filled, 0), is_quiet, frozenset(_parts(sheet, table, others))
    )


def _parts(sheet: RegisterSheet, table: Table, others: list[str]) -> Iterator[int]:
    is_below_figures = False
    for row in table.rows:
        name = table.own_cell(row, sheet.row_key[-1])
        if name is None or not _BULLET.match(name.raw_text):
            is_below_figures = any(table.own_cell(row, code) for code in others)
        elif is_below_figures:
            yield row


def _is_data_row(
    sheet: RegisterSheet, read: SheetReading, row: int, values: _Row, around: _Around
) -> bool:
    """False for the signatures and notes below a table."""
    table = read.table
    printed = sheet.printed_rows is not None and (
        _is_total(sheet, table, row) or _is_printed(sheet, read, values)
    )
    if printed:
        return True
    if not any(table.own_cell(row, code) for code in table.columns if code not in sheet.row_key):
        is_chosen = _chooses(sheet, read, values)
        return _is_left_open(sheet, table, row, around, is_chosen=is_chosen)
    kinds = {sheet.field(c).kind for c, (_, value) in values.items() if value.status == "reported"}
    if table.foot is None or row < table.foot or kinds & _TELLING or _chooses(sheet, read, values):
        return True
    return bool(kinds.intersection(_OF_SIGNATURES)) and _has_own_key(sheet, table, row)


def _chooses(sheet: RegisterSheet, read: SheetReading, values: _Row) -> bool:
    """Whether a row holds an entry of a closed list, which no signature or note does."""
    lists = {field.code: field.list for field in sheet.fields if field.kind == "choice"}
    return any(
        values[code][1].text in {option.code for option in read.reading.options[name or ""]}
        for code, name in lists.items()
    )


def _has_own_key(sheet: RegisterSheet, table: Table, row: int) -> bool:
    """Whether a row has its whole key, and no words of a signature in it."""
    cells = [table.own_cell(row, code) for code in sheet.row_key]
    return not any(cell is None or opens_the_foot(cell.raw_text) for cell in cells)


def _is_left_open(
    sheet: RegisterSheet, table: Table, row: int, around: _Around, *, is_chosen: bool
) -> bool:
    """Whether a row of which only the key is filled in is a row of data without its figures: it
    follows on the rows above or has rows with figures below it, and is no total, heading, note or
    unit. Half a key is one where it has an entry of a closed list or rows with figures below it."""
    keys = [table.own_cell(row, code) for code in sheet.row_key]
    texts = [cell.raw_text for cell in keys if cell is not None]
    is_key = len(texts) == len(keys) or is_chosen or (texts and row < around.last_filled)
    if not is_key or _is_total(sheet, table, row):
        return False
    is_inside = row < around.last_filled or row - 1 in around.rows or row - 1 == table.top
    is_above_foot = table.foot is None or row < table.foot
    is_merged = any(table.grid.merge_at(row, table.columns[code]) for code in sheet.row_key)
    if unit_stated(texts[0], "", with_more=True) is not None:
        return False
    is_heading = _HEADING.match(texts[0]) or _is_title(sheet, table, row, texts[0], around)
    return is_inside and is_above_foot and not is_merged and not is_heading


def _is_title(sheet: RegisterSheet, table: Table, row: int, text: str, around: _Around) -> bool:
    """Whether a text alone in its row is the heading of the rows below: it begins or ends as one,
    or is in capitals where other rows are not; and the next row holds more than a key."""
    is_loud = around.has_quiet_names and " " in text and text.isupper()
    others = [code for code in table.columns if code not in sheet.row_key]
    is_followed = any(table.own_cell(row + 1, code) for code in others)
    return is_followed and (is_loud or bool(_TITLE.match(text)))


def _detail(
    sheet: RegisterSheet, table: Table, row: int, around: _Around
) -> tuple[str | None, str, str] | None:
    """The place and the name of a row that says what others are made of or come to: its figures are
    in those rows already."""
    for code in sheet.row_key:
        cell = table.own_cell(row, code)
        if cell is None:
            continue
        is_named = _DETAIL.match(fold(cell.raw_text)) or _AVERAGE.match(tidy(cell.raw_text))
        if is_named or (row in around.parts and code == sheet.row_key[-1]):
            return table.place(row, code), "", cell.raw_text
    return None


def _is_printed(sheet: RegisterSheet, read: SheetReading, values: _Row) -> bool:
    """Whether the row is one of the form's own, left empty by the sender."""
    printed = read.reading.options[sheet.printed_rows or ""]
    return values[sheet.row_key[0]][1].text in {option.code for option in printed}


def _is_total(sheet: RegisterSheet, table: Table, row: int) -> bool:
    """Whether a row calls itself the total, by its first text or by what would be its key."""
    cells = [table.own_cell(row, field.code) for field in sheet.fields]
    first = next((cell for cell in cells if cell), None)
    named = [first, *(table.own_cell(row, code) for code in sheet.row_key)]
    return table.begins_with_total(row) or any(
        cell is not None
        and (is_total(cell.raw_text) or _NAMED_TOTAL.match(tidy(cell.raw_text).casefold()))
        for cell in named
    )


def _untotalled(sheet: RegisterSheet, values: _Row) -> tuple[str, ...]:
    """What a total row does not add up: its name, and where the form asks for no total all but the
    counts and amounts that are filled in."""
    if sheet.total_row:
        return sheet.row_key
    return tuple(
        field.code
        for field in sheet.fields
        if field.code in sheet.row_key
        or field.kind not in ("count", "money")
        or is_row_number(field.label.vi)
        or values[field.code][1].status == "not_reported"
    )


def row_key(sheet: RegisterSheet, values: dict[str, Value]) -> str:
    """The key of a register row: the values of its key fields, joined by a bar."""
    parts = (values[code] for code in sheet.row_key)
    return "|".join(value.text or value.raw_text or "" for value in parts)


def key_spelling(key: str) -> str:
    """What rows of one register are told apart by: case, blanks, line breaks and the punctuation
    behind a name make no other row of it; a letter or a tone does."""
    return "|".join(spelling_key(tidy(part).rstrip(_PUNCTUATION)) for part in key.split("|"))
