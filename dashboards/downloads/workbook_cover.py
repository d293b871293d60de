"""The first two sheets of a workbook: the cover, and what every column means.

Vietnamese first, English beside it. The cover says what kind of figures they are before any figure
stands, then release, source, licence, contact and how to cite them, and lists the sheets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashboards.downloads.imprint import in_both, lines
from dashboards.downloads.workbook_cells import Styles, set_height, write_cell
from dashboards.looks.locale import text
from dashboards.marts.offered_files import Taking
from dashboards.marts.reading import Marts
from dashboards.release_record.edition import Edition

_COVER_WIDTHS = (30, 56, 56, 10)
_COLUMN_WIDTHS = (16, 26, 50, 22, 8, 46, 50, 24)
# How much wider than plain text a title and bold text are.
_TITLE_SCALE, _BOLD_SCALE = 1.5, 1.15


@dataclass(frozen=True)
class Sheet:
    """A table of the workbook: its name in the catalogue and on its tab, and what it shows."""

    name: str
    tab: str
    taking: Taking
    columns: tuple[str, ...]


def write_cover(
    page: Worksheet, styles: Styles, marts: Marts, edition: Edition, sheets: Sequence[Sheet]
) -> None:
    """What the workbook holds, what kind of figures they are, and where everything is."""
    page.hide_gridlines(2)
    _set_widths(page, _COVER_WIDTHS)
    title = _both("workbook.title")
    set_height(page, 0, (None, *title), _COVER_WIDTHS, _TITLE_SCALE)
    _write_line(page, 0, (None, *title), styles, styles.title)
    row = 1
    if marts.is_synthetic:
        band = (text("page.badge.synthetic"), *_both("workbook.synthetic"))
        set_height(page, row, band, _COVER_WIDTHS, _BOLD_SCALE)
        _write_line(page, row, (*band, ""), styles, styles.band)
        row += 1
    said = zip(*in_both(lambda: lines(marts, edition)), strict=True)
    for (label, vietnamese), (label_en, english) in said:
        line = (f"{label} / {label_en}", vietnamese, english)
        set_height(page, row, line, _COVER_WIDTHS)
        write_cell(page, row, 0, line[0], styles, styles.label)
        _write_line(page, row, (None, *line[1:]), styles, styles.wrapped)
        row += 1
    _list_sheets(page, row + 1, styles, sheets)


def _list_sheets(page: Worksheet, row: int, styles: Styles, sheets: Sequence[Sheet]) -> None:
    """Every sheet with a link to it, what a row of it is, and how many it has."""
    more = (None, *_both("workbook.more"))
    set_height(page, row, more, _COVER_WIDTHS)
    _write_line(page, row, more, styles, styles.wrapped)
    heads = (
        *("workbook.heading.sheet", "workbook.heading.meaning"),
        *("workbook.heading.meaning_en", "workbook.heading.rows"),
    )
    _write_line(page, row + 1, [text(head) for head in heads], styles, styles.heading)
    explained = sum(len(sheet.columns) for sheet in sheets)
    listed = [(text("workbook.columns"), _both("workbook.columns_meaning"), explained)]
    for sheet in sheets:
        meaning = _both(f"workbook.sheet_meaning.{sheet.name}")
        listed.append((sheet.tab, meaning, sheet.taking.rows))
    for number, (tab, meaning, rows) in enumerate(listed, row + 2):
        set_height(page, number, (tab, *meaning), _COVER_WIDTHS)
        page.write_url(number, 0, f"internal:'{tab}'!A1", styles.link, tab)
        _write_line(page, number, (None, *meaning, rows), styles, styles.wrapped)


def write_columns(page: Worksheet, styles: Styles, sheets: Sequence[Sheet]) -> None:
    """A line for each column of each sheet: name, meaning, unit, whether it belongs to what tells
    the rows apart, and where it stands in the data files."""
    _set_widths(page, _COLUMN_WIDTHS)
    page.freeze_panes(1, 2)
    page.repeat_rows(0)
    heads = (
        *("workbook.heading.sheet", "workbook.heading.column", "workbook.heading.meaning"),
        *("workbook.heading.unit", "workbook.heading.key", "workbook.heading.name"),
        *("workbook.heading.meaning_en", "workbook.heading.unit_en"),
    )
    named = [text(head) for head in heads]
    set_height(page, 0, named, _COLUMN_WIDTHS, _BOLD_SCALE)
    _write_line(page, 0, named, styles, styles.heading)
    lines = [_column(sheet, column) for sheet in sheets for column in sheet.columns]
    for number, line in enumerate(lines, 1):
        set_height(page, number, line, _COLUMN_WIDTHS)
        _write_line(page, number, line, styles, styles.wrapped)
    page.autofilter(0, 0, len(lines), len(heads) - 1)


def _column(sheet: Sheet, column: str) -> tuple[str | None, ...]:
    meaning = _both(f"workbook.column_meaning.{column}")
    measure = sheet.taking.measure(column)
    unit = _both(f"measure.{measure}") if measure else (None, None)
    key = text("workbook.key") if column in sheet.taking.key else None
    return (
        *(sheet.tab, text(f"workbook.column.{column}"), meaning[0], unit[0], key),
        *(f"{sheet.taking.mart}.{column}", meaning[1], unit[1]),
    )


def _both(key: str) -> tuple[str, str]:
    return in_both(lambda: text(key))


def _set_widths(page: Worksheet, widths: Sequence[int]) -> None:
    for place, width in enumerate(widths):
        page.set_column(place, place, width)


def _write_line(
    page: Worksheet, row: int, values: Sequence[str | int | None], styles: Styles, style: Format
) -> None:
    """Values from the first column on; ``None`` leaves a cell as it is."""
    for place, value in enumerate(values):
        write_cell(page, row, place, value, styles, style)
