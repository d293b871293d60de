"""Rows as an XLSX workbook: numbers as numbers, all other values as text that no program runs."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_SHEET_NAME = 31
_FIXED_TIME = (2018, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")


def write_workbook(target: Path, sheets: Mapping[str, Iterable[Sequence[object]]]) -> None:
    """Write sheets by name, the header first; the same rows give the same bytes."""
    workbook = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name[:_SHEET_NAME])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    stream = io.BytesIO()
    workbook.save(stream)
    target.write_bytes(_timeless(stream))


def _cell(sheet: WriteOnlyWorksheet, value: object) -> object:
    """A value as a cell takes it; text that looks like a formula is told to be text."""
    if value is None or isinstance(value, bool | int | Decimal | date):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
    if not text.startswith("="):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    return cell


def _timeless(stream: io.BytesIO) -> bytes:
    """The same archive without the moment it was written."""
    written = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(written, "w") as target:
        for entry in source.infolist():
            content = _MODIFIED.sub(rb"\g<1>2018-01-01T00:00:00Z\g<3>", source.read(entry))
            plain = zipfile.ZipInfo(entry.filename, _FIXED_TIME)
            target.writestr(plain, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()
