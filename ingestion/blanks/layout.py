"""Where everything goes in a report: one page with the header on top and the table below it,
further tables on pages of their own. The workbook and the CSV file of a form are two prints of one
layout."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from ingestion.forms.contract import TOTAL_ROW_KEY, Form, IndicatorSheet, RegisterSheet
from ingestion.forms.header import header_fields
from ingestion.forms.sheet_columns import (
    ANSWER_COLUMN,
    CONTRACT_LABEL,
    LABEL_COLUMN,
    line_label,
    line_parts,
    sheet_columns,
)
from ingestion.messages import text as message

BLANK_REGISTER_ROWS = 100
Entry = str | int | Decimal | date | None
Place = tuple[int, int]


@dataclass(frozen=True)
class Answers:
    """What a sender fills in, as a person would write it: header lines by code, indicator lines by
    code and part, register rows by sheet name."""

    header: Mapping[str, Entry]
    lines: Mapping[str, Mapping[str, Entry]] = field(default_factory=dict)
    rows: Mapping[str, list[Mapping[str, Entry]]] = field(default_factory=dict)


@dataclass
class SheetLayout:
    """One page: its entries by (row, column), the place of each answer by (row key, field), the
    places of per cents, the row of column labels, and how many rows are open below the last."""

    title: str
    sheet: IndicatorSheet | RegisterSheet
    entries: dict[Place, Entry] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    percents: set[Place] = field(default_factory=set)
    labels_row: int = 1
    last_row: int = 1
    spare_rows: int = 10

    def write(self, row: int, column: int, entry: Entry) -> None:
        """Put an entry at a place; None leaves it blank."""
        if entry is not None:
            self.entries[row, column] = entry


def lay_out(form: Form, answers: Answers | None = None) -> list[SheetLayout]:
    """The pages of a report, blank without answers."""
    pages = []
    for index, sheet in enumerate(form.sheets):
        page = SheetLayout(sheet.title.vi, sheet)
        page.labels_row = _lay_out_header(form, page, answers) + 2 if index == 0 else 1
        for column, label in enumerate(sheet_columns(sheet).values(), 1):
            page.write(page.labels_row, column, label)
        page.last_row = page.labels_row
        if sheet.kind == "indicator":
            _lay_out_lines(sheet, page, answers)
        else:
            _lay_out_register(form, sheet, page, answers)
        pages.append(page)
    return pages


def _lay_out_header(form: Form, page: SheetLayout, answers: Answers | None) -> int:
    """Write the title and the header lines; returns the last row used."""
    page.write(1, LABEL_COLUMN, form.title.vi)
    page.write(2, LABEL_COLUMN, CONTRACT_LABEL)
    page.write(2, ANSWER_COLUMN, form.contract_id)
    row = 2
    for row, contract in enumerate(header_fields(form), 3):
        page.write(row, LABEL_COLUMN, contract.label.vi)
        page.places["", contract.code] = (row, ANSWER_COLUMN)
        if answers:
            page.write(row, ANSWER_COLUMN, answers.header.get(contract.code))
    return row


def _lay_out_lines(sheet: IndicatorSheet, page: SheetLayout, answers: Answers | None) -> None:
    columns = {code: column for column, code in enumerate(sheet_columns(sheet), 1)}
    row, group = page.labels_row, ""
    for line in sheet.lines:
        row += 1
        if line.group != group:
            group = line.group
            page.write(row, columns["label"], sheet.groups[group].vi)
            row += 1
        page.write(row, columns["code"], line.code)
        page.write(row, columns["label"], line_label(line))
        for part, kind in line_parts(line, sheet):
            page.places[line.code, part] = (row, columns[part])
            if kind == "percent":
                page.percents.add((row, columns[part]))
            if answers:
                page.write(row, columns[part], answers.lines.get(line.code, {}).get(part))
    page.last_row = row


def _lay_out_register(
    form: Form, sheet: RegisterSheet, page: SheetLayout, answers: Answers | None
) -> None:
    columns = {contract.code: column for column, contract in enumerate(sheet.fields, 1)}
    rows = list(answers.rows.get(sheet.name, [])) if answers else []
    if not rows and sheet.printed_rows:
        key = sheet.row_key[0]
        rows = [{key: option.label.vi} for option in form.lists[sheet.printed_rows]]
    row = page.labels_row
    for row, values in enumerate(rows, page.labels_row + 1):
        key = "|".join(_key_part(form, sheet, code, values.get(code)) for code in sheet.row_key)
        for code, column in columns.items():
            page.places[key, code] = (row, column)
            page.write(row, column, values.get(code))
            if sheet.field(code).kind == "percent":
                page.percents.add((row, column))
    if sheet.total_row:
        row += 1
        _lay_out_total(sheet, page, columns, row, rows)
    page.last_row = row
    if row == page.labels_row:
        page.spare_rows = BLANK_REGISTER_ROWS


def _lay_out_total(
    sheet: RegisterSheet,
    page: SheetLayout,
    columns: dict[str, int],
    row: int,
    rows: list[Mapping[str, Entry]],
) -> None:
    page.write(row, columns[sheet.row_key[0]], message("form.total_row"))
    for contract in sheet.fields:
        if contract.code in sheet.row_key:
            continue
        page.places[TOTAL_ROW_KEY, contract.code] = (row, columns[contract.code])
        numbers = [
            value
            for values in rows
            if isinstance(value := values.get(contract.code), int | Decimal)
        ]
        if numbers:
            page.write(row, columns[contract.code], sum(numbers))


def _key_part(form: Form, sheet: RegisterSheet, code: str, entry: Entry) -> str:
    """A key field as the reader keys it: an option's code, a province's two digits, or the text."""
    contract = sheet.field(code)
    shown = "" if entry is None else str(entry)
    if contract.list is None:
        return shown.zfill(2) if contract.kind == "unit" and shown.isdigit() else shown
    options = form.lists[contract.list]
    return next((option.code for option in options if option.label.vi == shown), shown)
