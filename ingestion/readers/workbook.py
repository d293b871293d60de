"""Excel workbooks, read twice and compared: openpyxl for formulas, errors, looks and addresses,
calamine for the values a spreadsheet last computed. A difference between them is a problem of that
cell, and so is a figure that a person sees otherwise than it is stored (``looks.py``).

Formulas are never computed, links never followed, macros never opened.
"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, cast

from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils.escape import unescape
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.number_formats import colour_of_text, shown_number, shown_text
from ingestion.language.vietnamese import trim
from ingestion.readers.colours import Colours
from ingestion.readers.conditional_looks import conditional_looks, mark_conditional
from ingestion.readers.covers import mark_covered
from ingestion.readers.faulty_parts import (
    NOT_BY_STANDARD_IN,
    is_cut,
    within_sheet,
    without_faulty_parts,
)
from ingestion.readers.grid import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Document,
    Grid,
    Merge,
    Place,
    address,
    is_error,
)
from ingestion.readers.legacy import may_be_legacy
from ingestion.readers.looks import Look, Looks
from ingestion.readers.sheet_part import SheetPart, sheet_parts
from ingestion.readers.worksheets import RangeReader

# That it passes over parts of a file: those that matter are read here.
warnings.filterwarnings("ignore", category=UserWarning, module="openpyxl")

CONTRACT_PROPERTY = "csi_contract"
_MOST_UNPACKED_BYTES = 64 * 1024 * 1024
_MOST_ENTRIES = 2_000
# A row lower, or a column narrower, than this shows nothing.
_NOTHING_SEEN = 0.5
_MOST_SPILLED = 1_000
# Of a float, in bits.
_LARGEST_EXPONENT = 1_023


def read_workbook(content: bytes) -> Document:
    """Every visible and hidden worksheet of an ``.xlsx`` file. Raises ``UnreadableFile`` for a file
    that is damaged or not as the standard has it, too large when unpacked, or far wider or longer
    than any form."""
    archive = _checked(content)
    try:
        reader, content = _read(content, archive)
        book = reader.wb
        # Checked before calamine sees it: one cell in the last corner makes it allocate them all.
        for sheet in book.worksheets:
            if sheet.max_row > MOST_ROWS or sheet.max_column > MOST_COLUMNS:
                raise UnreadableFile("far_cell", column=sheet.title, value=_farthest(sheet))
        values = CalamineWorkbook.from_filelike(io.BytesIO(content))
        colours = Colours(book.loaded_theme, cast(Any, book)._colors)
        # A program that asks for this has often written 0 in the place of a formula's result.
        is_open = _asks_to_compute(archive.read(reader.parser.workbook_part_name))
        way = _Way(values, Looks(colours), colours, is_open)
        grids = [_grid_of(part, way) for part in sheet_parts(reader, archive)]
        return Document(grids, _contract_property(book))
    except (UnreadableFile, MemoryError):
        raise
    except Exception as fault:
        raise UnreadableFile("damaged" if is_cut(fault) else "not_by_standard") from fault


def _read(content: bytes, archive: zipfile.ZipFile) -> tuple[RangeReader, bytes]:
    """What openpyxl reads of a package, and the package it was read from: without the parts that
    say nothing of a figure, where it fails with them."""
    try:
        reader = RangeReader(io.BytesIO(content), rich_text=True)
        reader.read()
    except MemoryError:
        raise
    except Exception as fault:  # openpyxl raises whatever its XML parser meets
        if isinstance(fault, UnreadableFile) and fault.reason != NOT_BY_STANDARD_IN:
            raise
        content = without_faulty_parts(archive)
        reader = RangeReader(io.BytesIO(content), rich_text=True)
        reader.read()
    return reader, content


def _farthest(sheet: Worksheet) -> str:
    """The address of the cell farthest below or beside the largest form."""
    places = cast(dict[tuple[int, int], Any], cast(Any, sheet)._cells)
    return address(
        *max(places, key=lambda place: max(place[0] / MOST_ROWS, place[1] / MOST_COLUMNS))
    )


def _asks_to_compute(workbook: bytes) -> bool:
    """Whether the properties of a workbook ask whoever opens it to work out its formulas; openpyxl
    takes what is not said for a yes (ECMA-376, 18.2.2)."""
    begin = workbook.find(b"calcPr ")
    stated = workbook[begin : workbook.find(b">", begin)] if begin >= 0 else b""
    return any(b'fullCalcOnLoad="%s"' % yes in stated for yes in (b"1", b"true"))


class _Way(NamedTuple):
    """How the cells of a workbook are read: the values a spreadsheet last computed, how they look,
    and whether the file asks whoever opens it to work out its formulas."""

    values: CalamineWorkbook
    looks: Looks
    colours: Colours
    is_open: bool


def _checked(content: bytes) -> zipfile.ZipFile:
    """The package of a workbook, if its directory says that it can be unpacked and has each part
    once: of two parts of one name, whatever case they are in, programs show either."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as damaged:
        raise UnreadableFile("damaged") from damaged
    if len(entries) > _MOST_ENTRIES or sum(e.file_size for e in entries) > _MOST_UNPACKED_BYTES:
        raise UnreadableFile("too_large")
    if "xl/workbook.xml" not in {entry.filename for entry in entries}:
        raise UnreadableFile("not_a_table")
    if len({entry.filename.casefold() for entry in entries}) < len(entries):
        raise UnreadableFile("not_by_standard")
    return archive


def _contract_property(book: Workbook) -> str | None:
    # The published stubs of openpyxl do not know custom properties yet.
    for item in cast(Any, book).custom_doc_props.props:
        if item.name == CONTRACT_PROPERTY:
            return str(item.value)
    return None


def _grid_of(part: SheetPart, way: _Way) -> Grid:
    with within_sheet(part.sheet.title):
        return _grid(part, way)


def _grid(part: SheetPart, way: _Way) -> Grid:
    sheet = part.sheet
    computed = way.values.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
    grid = Grid(
        sheet.title,
        merges=tuple(Merge(r.min_row, r.min_col, r.max_row, r.max_col) for r in _merged(sheet)),
        hidden=sheet.sheet_state != "visible",
        hidden_rows=frozenset(n for n, row in sheet.row_dimensions.items() if _is_hidden(row)),
        hidden_columns=_hidden_columns(sheet),
        asides=tuple(part.asides()),
    )
    spilled: list[CellRange] = []
    hides_zeros = any(view.showZeros is False for view in sheet.views.sheetView)
    for stored in _stored_cells(sheet):
        place = stored.row, stored.column or 0
        second = _at(computed, *place)
        if way.is_open and isinstance(stored.value, ArrayFormula) and ":" in stored.value.ref:
            spilled.append(CellRange(stored.value.ref))
        if stored.data_type == "f" and _normal(second) is None and place in part.blank_results:
            continue  # its result is an empty text: nobody sees anything there
        if (cell := _merge(stored, second, way)) is not None:
            if cell.number == 0 and _may_lie_in(spilled, place):
                cell = Cell(cell.raw_text, problem="uncached_formula")
            is_unseen = hides_zeros and cell.number == 0
            grid.cells[place] = replace(cell, is_unseen=True) if is_unseen else cell
    mark_covered(grid, part.covers())
    mark_conditional(grid, list(conditional_looks(sheet, part.later_formats(), way.colours)))
    for place in part.stored_twice():
        if place in grid.cells:
            grid.cells[place] = Cell(grid.cells[place].raw_text, problem="stored_twice")
    for row, line in enumerate(computed, 1):
        for column, second in enumerate(line, 1):
            if (row, column) not in grid.cells and _normal(second) is not None:
                grid.cells[row, column] = Cell(_shown(second), problem="readers_differ")
    return grid


def _may_lie_in(spilled: list[CellRange], place: Place) -> bool:
    """Whether a cell lies in a range that one formula fills, or there are too many of them to ask:
    a program that never computes the formula writes zeros there."""
    row, column = place
    return len(spilled) > _MOST_SPILLED or any(
        one.min_row <= row <= one.max_row and one.min_col <= column <= one.max_col
        for one in spilled
    )


def _merged(sheet: Worksheet) -> Any:
    return sheet.merged_cells.ranges


def _is_hidden(row: Any) -> bool:
    return bool(row.hidden) or (row.height is not None and row.height < _NOTHING_SEEN)


def _hidden_columns(sheet: Worksheet) -> frozenset[int]:
    """Columns hidden or of no width; one entry of the file may stand for a range of them."""
    hidden: list[Any] = [
        d for d in sheet.column_dimensions.values() if d.hidden or d.width < _NOTHING_SEEN
    ]
    ranges = (range(d.min or 1, min(d.max or 0, MOST_COLUMNS) + 1) for d in hidden)
    return frozenset(column for columns in ranges for column in columns)


def _stored_cells(sheet: Worksheet) -> Iterator[Any]:
    for line in sheet.iter_rows():
        for cell in line:
            if cell.value is not None:
                yield cell


def _at(computed: list[list[Any]], row: int, column: int) -> Any:
    line = computed[row - 1] if row <= len(computed) else []
    return line[column - 1] if column <= len(line) else None


def _merge(stored: Any, second: Any, way: _Way) -> Cell | None:
    """What both readers say of a cell, as one."""
    value, kind = stored.value, stored.data_type
    if kind == "e":
        return Cell(_shown(value), problem="error")
    look = way.looks.of(stored)
    if kind == "f":
        if _normal(second) is None or (way.is_open and second == 0):
            return Cell(str(getattr(value, "text", value)), problem="uncached_formula")
        return _sent(second, look)
    if _normal(value) is None:
        return None
    if _normal(value) != _normal(second):
        return Cell(_shown(value), problem="readers_differ")
    return _sent(way.looks.seen_text(stored) if isinstance(value, CellRichText) else value, look)


def _sent(value: Any, look: Look) -> Cell:
    shown, number = _shown(value), _as_decimal(value)
    is_text, is_date = isinstance(value, str), isinstance(value, date)
    is_clock = isinstance(value, time | timedelta) or (
        isinstance(value, datetime) and value.time() != time()
    )
    if is_text and is_error(shown):
        return Cell(shown, problem="error")
    return Cell(
        shown,
        number,
        look.problem,
        look.number_format if number is not None or is_text or is_date or is_clock else "",
        look.font if is_text and may_be_legacy(shown) else "",
        is_date,
        is_clock,
        look.figure_problem,
        look.is_unseen or _is_hidden_by_format(shown, number, look, is_moment=is_date or is_clock),
    )


def _is_hidden_by_format(
    shown: str, number: Decimal | None, look: Look, *, is_moment: bool
) -> bool:
    number_format = look.number_format
    if not number_format or (set(number_format) <= set("0#,.") and "0" in number_format):
        return False
    if number is None:
        colour = colour_of_text(number_format, is_moment=is_moment)
        return colour in look.unseen_inks or not shown_text(shown, number_format).strip()
    seen = shown_number(number, number_format)
    return seen.is_unseen or seen.colour in look.unseen_inks


def _normal(value: Any) -> object:
    """One form for what the two readers say differently: dates at midnight, numbers as floats,
    blank text as nothing."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and value.bit_length() > _LARGEST_EXPONENT:
        return float("inf") if value > 0 else float("-inf")  # as the other reader has it
    if isinstance(value, int | float | Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, str | CellRichText):
        return trim(unescape(str(value))).replace("\r\n", "\n").replace("\r", "\n") or None
    return value


def _as_decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return Decimal(str(value))


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return trim(unescape(str(value)))
