"""What must hold inside one report, as formulas a spreadsheet works out: each counts the places at
which it does not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from expectations.book.check_kinds import (
    AtLeastOneCheck,
    Check,
    DatesCheck,
    RequiredWhenCheck,
    RowCheck,
    RowCountCheck,
    TotalRowCheck,
)
from expectations.book.rule_book import RuleBook
from ingestion.blanks.layout import SheetLayout
from ingestion.blanks.open_cells import open_cells
from ingestion.forms.contract import (
    INDICATOR_TABLE,
    NUMERIC_KINDS,
    TOTAL_ROW_KEY,
    Form,
    RegisterSheet,
)
from ingestion.forms.header import header_fields
from ingestion.messages import text as message
from ingestion.readers.grid import address


class Claim(NamedTuple):
    """What is claimed, in words; the formula that counts where it fails; the rule's code."""

    words: str
    failures: str
    code: str


def claims_of(form: Form, pages: Sequence[SheetLayout], rule_book: RuleBook) -> Iterator[Claim]:
    """Everything a workbook with these pages can check of itself."""
    places = _Places(form, pages)
    yield from _required_header(form, places)
    for page in pages:
        if page.sheet.kind == "indicator":
            yield from _required_lines(page, places)
        else:
            yield from _required_columns(page.sheet, places)
    for rule, check in rule_book.with_checks():
        if rule.form == form.form and (formula := _formula(check, places)):
            yield Claim(formula[0], formula[1], rule.code)


class _Places:
    """References to the cells of a report, each a cell or the column of a table."""

    def __init__(self, form: Form, pages: Sequence[SheetLayout]) -> None:
        self.form, self.pages = form, pages
        self._by_table = {p.sheet.table: p for p in pages if p.sheet.kind == "register"}
        self.registers = {sheet.table: sheet for sheet in form.registers}
        self._rows = {page.title: self._filled_rows(page) for page in pages}

    def _filled_rows(self, page: SheetLayout) -> tuple[int, int]:
        totals = {row for (key, _), (row, _) in page.places.items() if key == TOTAL_ROW_KEY}
        rows = {row for (row, _), _ in open_cells(self.form, page) if row > page.labels_row}
        return (min(rows - totals), max(rows - totals)) if rows - totals else (0, 0)

    def has(self, table: str) -> bool:
        return table in self._by_table or table == INDICATOR_TABLE

    def header(self, code: str) -> str:
        return _reference(self.pages[0].title, self.pages[0].places["", code])

    def line(self, code: str, part: str = "value") -> str:
        page = next(page for page in self.pages if (code, part) in page.places)
        return _reference(page.title, page.places[code, part])

    def column(self, table: str, field: str) -> str:
        page = self._by_table[table]
        codes = [column.code for column in self.registers[table].fields]
        first, last = self._rows[page.title]
        at = codes.index(field) + 1
        return f"{_reference(page.title, (first, at))}:{_absolute((last, at))}"

    def cells(self, table: str, field: str) -> list[str]:
        page = self._by_table[table]
        codes = [column.code for column in self.registers[table].fields]
        first, last = self._rows[page.title]
        at = codes.index(field) + 1
        return [_reference(page.title, (row, at)) for row in range(first, last + 1)]

    def reach(self, table: str, code: str) -> str:
        """The cell of a line, or the column of a field."""
        return self.line(code) if table == INDICATOR_TABLE else self.column(table, code)

    def total(self, table: str, field: str) -> str:
        page = self._by_table[table]
        return _reference(page.title, page.places[TOTAL_ROW_KEY, field])

    def label(self, table: str, code: str) -> str:
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


def _absolute(place: tuple[int, int]) -> str:
    letters = address(*place).rstrip("0123456789")
    return f"${letters}${place[0]}"


def _reference(title: str, place: tuple[int, int]) -> str:
    quoted = title.replace("'", "''")
    return f"'{quoted}'!{_absolute(place)}"


def _quoted(text: str) -> str:
    escaped = text.replace('"', '""')
    return f'"{escaped}"'


def _is_blank(reference: str) -> str:
    return f"(LEN({reference})=0)"


def _required_header(form: Form, places: _Places) -> Iterator[Claim]:
    for field in header_fields(form):
        if field.required:
            words = message("self_check.filled", label=field.label.vi)
            yield Claim(words, f"--{_is_blank(places.header(field.code))}", "CELL-REQUIRED")


def _required_lines(page: SheetLayout, places: _Places) -> Iterator[Claim]:
    for line in page.sheet.lines if page.sheet.kind == "indicator" else ():
        value = places.line(line.code)
        if line.kind == "ratio":
            below = places.line(line.code, "denominator")
            if line.required:
                none = _quoted(message("form.not_applicable"))
                missing = f"{_is_blank(value)}+{_is_blank(below)}*({value}<>{none})"
                yield Claim(_filled(line.label.vi), missing, "CELL-REQUIRED")
            words = message("self_check.ratio", label=line.label.vi)
            yield Claim(words, _compared([value], [below], ">"), "RATIO-ORDER")
        elif line.required:
            yield Claim(_filled(line.label.vi), f"--{_is_blank(value)}", "CELL-REQUIRED")


def _filled(label: str) -> str:
    return message("self_check.filled", label=label)


def _required_columns(sheet: RegisterSheet, places: _Places) -> Iterator[Claim]:
    """Printed rows must all be filled; of other registers the rows that hold anything."""
    used = "+".join(f"LEN({places.column(sheet.table, field.code)})" for field in sheet.fields)
    for field in sheet.fields:
        printed_key = sheet.printed_rows and field.code in sheet.row_key
        if not field.required or printed_key:
            continue
        column = places.column(sheet.table, field.code)
        # A spreadsheet adds truths up only where they are made numbers.
        where = "--" if sheet.printed_rows else f"(({used})>0)*"
        words = message("self_check.column_filled", sheet=sheet.title.vi, label=field.label.vi)
        yield Claim(words, f"SUMPRODUCT({where}{_is_blank(column)})", "CELL-REQUIRED")
    if not sheet.printed_rows and not sheet.may_be_empty:
        words = message("self_check.has_rows", sheet=sheet.title.vi)
        yield Claim(words, f"--(SUMPRODUCT({used})=0)", "CELL-REQUIRED")


def _compared(left: Sequence[str], right: Sequence[str], wrong: str) -> str:
    """1 where the sum of some cells compares wrongly with the sum of others, all being numbers."""
    cells = ",".join([*left, *right])
    count = len(left) + len(right)
    difference = f"ROUND(SUM({','.join(left)})-SUM({','.join(right)}),6)"
    return f"IF(COUNT({cells})={count},--({difference}{wrong}0),0)"


_WRONG = {"at_most": ">", "equals": "<>"}
Formula = tuple[str, str]


def _formula(check: Check, places: _Places) -> Formula | None:
    """Words and formula of a check; None for one that looks beyond the workbook."""
    if not places.has(check.table) or check.kind not in _MADE:
        return None
    return _MADE[check.kind](check, places)


def _row(check: RowCheck, places: _Places) -> Formula:
    labels = [
        " + ".join(places.label(check.table, code) for code in side)
        for side in (check.left, check.right)
    ]
    words = message(f"self_check.operator.{check.operator}", left=labels[0], right=labels[1])
    wrong = _WRONG[check.operator]
    if check.table == INDICATOR_TABLE:
        sides = [[places.line(code) for code in side] for side in (check.left, check.right)]
        return words, _compared(sides[0], sides[1], wrong)
    if len(check.left) == len(check.right) == 1:
        left, right = (places.column(check.table, code) for code in check.fields)
        return words, f"SUMPRODUCT(ISNUMBER({left})*ISNUMBER({right})*({left}{wrong}{right}))"
    columns = {code: places.cells(check.table, code) for code in check.fields}
    rows = range(len(columns[check.left[0]]))
    return words, "+".join(
        _compared([columns[c][n] for c in check.left], [columns[c][n] for c in check.right], wrong)
        for n in rows
    )


def _total_row(check: TotalRowCheck, places: _Places) -> Formula:
    sheet = places.registers[check.table]
    figures = [f.code for f in sheet.fields if f.kind in NUMERIC_KINDS]
    sums = [
        f"IF(ISNUMBER({total}),--(ROUND({total}-SUM({column}),6)<>0),0)"
        for code in figures
        if code not in sheet.row_key
        for total, column in [(places.total(check.table, code), places.column(check.table, code))]
    ]
    return message("self_check.totals", sheet=sheet.title.vi), "+".join(sums)


def _required_when(check: RequiredWhenCheck, places: _Places) -> Formula:
    table = check.table
    if check.among:
        answers = places.choices(table, check.when_field, check.among)
    else:
        answers = [message("form.yes" if check.answer == "yes" else "form.no")]
    labels = {
        "label": places.label(table, check.field),
        "when": places.label(table, check.when_field),
    }
    words = message("self_check.required_when", answers=", ".join(answers), **labels)
    asked, condition = places.reach(table, check.field), places.reach(table, check.when_field)
    when = "+".join(f"({condition}={_quoted(answer)})" for answer in answers)
    return words, f"SUMPRODUCT(({when})*{_is_blank(asked)})"


def _at_least_one(check: AtLeastOneCheck, places: _Places) -> Formula:
    yes = _quoted(message("form.yes"))
    yes_count = "+".join(f"({places.line(code)}={yes})" for code in check.fields)
    labels = "; ".join(places.label(check.table, code) for code in check.fields)
    return message("self_check.at_least_one", labels=labels), f"--(({yes_count})=0)"


def _dates(check: DatesCheck, places: _Places) -> Formula:
    table = check.table
    labels = [places.label(table, code) for code in check.fields]
    words = message("self_check.dates", earlier=labels[0], later=labels[1])
    if table == INDICATOR_TABLE:
        return words, _compared([places.line(check.earlier)], [places.line(check.later)], ">")
    first, later = (places.column(table, code) for code in check.fields)
    return words, f"SUMPRODUCT(ISNUMBER({first})*ISNUMBER({later})*({first}>{later}))"


def _row_count(check: RowCountCheck, places: _Places) -> Formula:
    sheet, line = places.registers[check.table], places.line(check.line)
    counted = f"(LEN({places.column(check.table, sheet.row_key[0])})>0)"
    for field, codes in check.where.items():
        column, labels = (
            places.column(check.table, field),
            places.choices(check.table, field, codes),
        )
        counted += "*(" + "+".join(f"({column}={_quoted(label)})" for label in labels) + ")"
    words = message(
        "self_check.row_count",
        label=places.label(INDICATOR_TABLE, check.line),
        sheet=sheet.title.vi,
        where="; ".join(
            ", ".join(places.choices(check.table, field, codes))
            for field, codes in check.where.items()
        ),
    )
    return words, f"IF(ISNUMBER({line}),--({line}<>SUMPRODUCT(--({counted}>0))),0)"


_MADE: Mapping[str, Callable[..., Formula]] = {
    "row": _row,
    "total_row": _total_row,
    "required_when": _required_when,
    "at_least_one": _at_least_one,
    "dates": _dates,
    "row_count": _row_count,
}
