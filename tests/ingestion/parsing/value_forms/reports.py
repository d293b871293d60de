"""Reports of a made-up form with one column of each kind, and what a case expects of one."""

from __future__ import annotations

import io
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.blanks.layout import Answers, Entry, SheetLayout, lay_out
from ingestion.blanks.templates import csv_bytes
from ingestion.forms.contract import CONTRACTS, Contracts, Form, load_contracts
from ingestion.readers.grid import address

_FORM = """
form: figures{name}
version: 1
asset: figures{name}
title: {{vi: Biểu số liệu, en: Figures}}
legal_source: thử
reporter: province_agency
periods: [year]
formats: [xlsx, csv]
number_format: {number_format}
lists:
  level:
    - {{code: high, label: {{vi: Cấp độ cao, en: High}}}}
    - {{code: low, label: {{vi: Chưa xếp cấp độ, en: Low}}}}
sheets:
  - name: figures
    kind: register
    table: figures{name}
    title: {{vi: Số liệu, en: Figures}}
    row_key: [item]
    fields:
      - {{code: item, kind: text, label: {{vi: Nội dung, en: Item}}}}
      - {{code: cases, kind: count, required: false, label: {{vi: Số vụ việc, en: Cases}}}}
      - {{code: share, kind: percent, required: false, label: {{vi: Tỷ lệ, en: Share}}}}
      - {{code: rate, kind: number, required: false, label: {{vi: Hệ số, en: Rate}}}}
      - {{code: amount, kind: money, required: false, label: {{vi: Kinh phí, en: Amount}}}}
      - {{code: done, kind: yes_no, required: false, label: {{vi: Hoàn thành, en: Done}}}}
      - {{code: day, kind: date, required: false, label: {{vi: Ngày ban hành, en: Day}}}}
      - {{code: place, kind: unit, required: false, label: {{vi: Mã địa bàn, en: Place}}}}
      - code: level
        kind: choice
        list: level
        required: false
        label: {{vi: Cấp độ, en: Level}}
      - {{code: remark, kind: text, required: false, label: {{vi: Nhận xét, en: Remark}}}}
      - {{code: clock, kind: time, required: false, label: {{vi: Giờ ghi nhận, en: Clock}}}}
      - code: expected
        kind: date
        or_period: true
        required: false
        label: {{vi: Thời điểm dự kiến, en: Expected}}
"""
# The form by its number format: Vietnamese, English, none stated.
_NAMES = {"vi": "", "en": "_en", "any": "_any"}
_TEXTS = {
    key: _FORM.format(name=name, number_format="null" if key == "any" else key)
    for key, name in _NAMES.items()
}
FORMS = {key: Form.model_validate(yaml.safe_load(text)) for key, text in _TEXTS.items()}
COLUMNS = (
    "item", "cases", "share", "rate", "amount", "done", "day", "place", "level", "remark", "clock",
    "expected",
)  # fmt: skip
LABELS_ROW, FIRST_ROW = 14, 15
NAMES = ("Thành phố Hà Nội", "Bắc Giang", "Thừa Thiên Huế", "Đắk Lắk", "Bà Rịa - Vũng Tàu")
HEADER: dict[str, Entry] = {
    "data_kind": "Số liệu mẫu",
    "agency_id": "AGY-1",
    "agency_name": "Sở Thông tin (mẫu)",
    "unit_code": "24",
    "unit_name": "Bắc Giang",
    "period": "2024",
    "scope": "Của đơn vị",
    "revision": 0,
    "report_date": "05/12/2024",
    "money_unit": "triệu đồng",
}
Rows = Sequence[Mapping[str, Entry]]
Edit = Callable[[Workbook, Worksheet], None]
Spoil = Callable[[SheetLayout], None]


@dataclass(frozen=True)
class Case:
    """A report, the findings it must have (code and cell, no others), and what its cells are read
    as: a number, a text, or None for nothing reported."""

    name: str
    make: Callable[[], bytes]
    findings: frozenset[tuple[str, str | None]] = frozenset()
    values: Mapping[str, Entry] = field(default_factory=dict)


def write_contracts(folder: Path) -> Contracts:
    """The made-up forms beside the real ones, as a folder of contracts."""
    shutil.copytree(CONTRACTS, folder, dirs_exist_ok=True)
    for key, form in FORMS.items():
        (folder / form.form).mkdir()
        (folder / form.form / "1.yml").write_text(_TEXTS[key], encoding="utf-8")
    return load_contracts(folder)


def at(column: str, row: int = 0) -> str:
    """The address of a column's cell in the given row of data."""
    return address(FIRST_ROW + row, COLUMNS.index(column) + 1)


def report(
    rows: Rows,
    form: str = "vi",
    suffix: str = "xlsx",
    header: Mapping[str, Entry] | None = None,
    spoil: Spoil | None = None,
    edit: Edit | None = None,
) -> bytes:
    """A report with these rows; ``spoil`` changes its layout, ``edit`` its finished workbook."""
    contract = FORMS[form]
    pages = lay_out(contract, Answers(HEADER | (header or {}), rows={"figures": list(rows)}))
    if spoil:
        spoil(pages[0])
    if suffix == "csv":
        return csv_bytes(contract, pages)
    return typed(pages[0], edit)


def typed(page: SheetLayout, edit: Edit | None = None) -> bytes:
    """A workbook typed anew after a page, without the blank form's styles and open rows."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = page.title
    for (row, column), entry in page.entries.items():
        sheet.cell(row, column, cast(Any, entry))
    book.create_sheet("Hướng dẫn")
    if edit:
        edit(book, sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def rows_of(column: str, entries: Sequence[Entry]) -> list[Mapping[str, Entry]]:
    """One row to an entry, all of one column, each under a name of its own."""
    return [{"item": NAMES[n], column: entry} for n, entry in enumerate(entries)]
