"""Which cells of a page a sender fills in, and what each takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ingestion.blanks.layout import SheetLayout
from ingestion.forms.contract import TOTAL_ROW_KEY, Form
from ingestion.forms.header import header_fields
from ingestion.forms.sheet_columns import line_parts


@dataclass(frozen=True)
class Asked:
    """What an open cell takes."""

    kind: str
    list: str | None
    required: bool


def open_cells(form: Form, page: SheetLayout) -> Iterator[tuple[tuple[int, int], Asked]]:
    """The cells of a page a sender may fill, and what each takes."""
    asked: dict[tuple[str, str], Asked] = {}
    for field in header_fields(form):
        # The kinds of period a form is sent for are shown where the period is written.
        kind = "period" if field.code == "period" else field.reading_kind
        asked["", field.code] = Asked(kind, field.list, field.required)
    by_code: dict[str, Asked] = {}
    if page.sheet.kind == "indicator":
        for line in page.sheet.lines:
            for part, kind in line_parts(line, page.sheet):
                figure = part in ("value", "denominator")
                listed = line.list if part == "value" else None
                asked[line.code, part] = Asked(kind, listed, line.required and figure)
    else:
        by_code = {f.code: Asked(f.reading_kind, f.list, f.required) for f in page.sheet.fields}
    keys, printed = _printed_keys(form, page)
    for (key, code), place in page.places.items():
        if not (key in printed and code in keys):
            yield place, asked.get((key, code)) or by_code[code]
    if page.sheet.kind == "register" and not page.sheet.printed_rows:
        for row in range(page.last_row + 1, page.last_row + page.spare_rows + 1):
            for column, field in enumerate(page.sheet.fields, 1):
                yield (row, column), by_code[field.code]


def _printed_keys(form: Form, page: SheetLayout) -> tuple[tuple[str, ...], set[str]]:
    """The key columns of a register with printed rows, and the keys of those and its total."""
    if page.sheet.kind != "register" or not page.sheet.printed_rows:
        return (), set()
    options = form.lists[page.sheet.printed_rows]
    return page.sheet.row_key, {option.code for option in options} | {TOTAL_ROW_KEY}
