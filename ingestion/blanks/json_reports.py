"""A report as a JSON document, printed from its layout: what ``readers.json_document`` reads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ingestion.blanks.layout import Entry, Place, SheetLayout
from ingestion.forms.contract import Form
from ingestion.forms.header import header_fields
from ingestion.forms.sheet_columns import (
    ANSWER_COLUMN,
    CONTRACT_CODE,
    CONTRACT_LABEL,
    LABEL_COLUMN,
    sheet_columns,
)

_Member = tuple[str, ...]


def json_bytes(form: Form, pages: list[SheetLayout]) -> bytes:
    """The pages as one document, in UTF-8; equal layouts give equal bytes."""
    root: dict[str, object] = {}
    for index, page in enumerate(pages):
        for member, place in _members(form, page, with_header=index == 0):
            entry = page.entries.get(place)
            if entry is not None:
                _put(root, member, _plain(entry))
    lists = {page.sheet.name for page in pages if page.sheet.kind == "register"}
    document = {
        name: list(value.values()) if name in lists and isinstance(value, dict) else value
        for name, value in root.items()
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def json_pointer(form: Form, page: SheetLayout, place: Place) -> str:
    """The pointer of a place of the first page in the document; of the table where it has none."""
    for member, at in _members(form, page, with_header=True):
        if at == place:
            return "/" + "/".join(member)
    return f"/{page.sheet.name}"


def _members(
    form: Form, page: SheetLayout, *, with_header: bool
) -> Iterator[tuple[_Member, Place]]:
    """Every place that holds an answer, with the names and numbers that lead to its member."""
    if with_header:
        labelled = {
            entry: row for (row, column), entry in page.entries.items() if column == LABEL_COLUMN
        }
        yield (CONTRACT_CODE,), (labelled[CONTRACT_LABEL], ANSWER_COLUMN)
        for field in header_fields(form):
            yield ("header", field.code), page.places["", field.code]
    columns = {code: column for column, code in enumerate(sheet_columns(page.sheet), 1)}
    rows = sorted({row for row, _ in page.entries if row > page.labels_row})
    if page.sheet.kind == "register":
        for number, row in enumerate(rows):
            for code, column in columns.items():
                yield (page.sheet.name, str(number), code), (row, column)
        return
    for row in rows:
        line = page.entries.get((row, columns["code"]))
        for part in ("value", "denominator", "note", "evidence"):
            if line is not None and part in columns:
                yield (page.sheet.name, str(line), part), (row, columns[part])


def _put(root: dict[str, object], member: _Member, value: object) -> None:
    """Set a member, making the objects on the way to it."""
    at = root
    for name in member[:-1]:
        below = at.setdefault(name, {})
        at = below if isinstance(below, dict) else at
    at[member[-1]] = value


def _plain(entry: Entry) -> object:
    if isinstance(entry, date):
        return entry.isoformat()
    return float(entry) if isinstance(entry, Decimal) else entry
