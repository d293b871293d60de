"""Tables as an XLSX workbook: numbers, truths, days and times as such, all else as text that no
program runs.

openpyxl makes the workbook with its header rows; the rows below are millions of cells, and DuckDB
writes them as the XML that a sheet consists of, some ten times as fast.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

_SHEET_NAME = 31
_FIXED_TIME = (2018, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_END = b"</sheetData>"
_ROWS_AT_ONCE = 20_000
# XML 1.0 cannot hold some characters and reads others as its own; a spreadsheet reads ``_x000D_``
# as one, and refuses a text longer than so many letters, which it counts in UTF-16.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LETTER_BY_CODE = re.compile("_x[0-9A-Fa-f]{4}_")
_ESCAPED = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
_LONGEST_TEXT = 32_767
_TWO_LETTERS_EACH = r"[^\x{10000}-\x{10FFFF}]"
# Spreadsheets keep fifteen digits; days beyond these are counted otherwise or not at all.
_LARGEST_WHOLE = 10**15 - 1
_FIRST_DAY, _LAST_DAY = "1900-03-01", "9999-12-31"
_DAY, _MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm:ss"


def write_workbook(
    target: Path, connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Mapping[str, str]]
) -> None:
    """Write tables of the schema ``visible`` as sheets by name, each with some columns (name: type)
    and its rows in their order; the same rows give the same bytes."""
    workbook = Workbook(write_only=True)
    styles: dict[str, int] = {}
    for name, columns in tables.items():
        sheet = workbook.create_sheet(name[:_SHEET_NAME])
        sheet.append(list(columns))
        for number_format in (_DAY, _MOMENT):
            shown = WriteOnlyCell(sheet)
            shown.number_format = number_format
            styles[number_format] = shown.style_id
    empty = io.BytesIO()
    workbook.save(empty)
    queries = [_rows_query(name, columns, styles) for name, columns in tables.items()]
    with (
        zipfile.ZipFile(empty) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as written,
    ):
        for entry in source.infolist():
            content = _MODIFIED.sub(rb"\g<1>2018-01-01T00:00:00Z\g<3>", source.read(entry))
            sheet_number = _SHEET.fullmatch(entry.filename)
            plain = zipfile.ZipInfo(entry.filename, _FIXED_TIME)
            plain.compress_type = zipfile.ZIP_DEFLATED
            with written.open(plain, "w") as part:
                head, end, tail = content.partition(_END)
                part.write(head)
                if sheet_number:
                    query = queries[int(sheet_number[1]) - 1]
                    part.writelines(_rows(connection, query))
                part.write(end + tail)


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[bytes]:
    """The rows of a sheet as XML, many at once."""
    found = connection.execute(query)
    while some := found.fetchmany(_ROWS_AT_ONCE):
        text = _ILLEGAL.sub("", "".join(row for (row,) in some))
        yield _LETTER_BY_CODE.sub(r"_x005F\g<0>", text).encode()


def _rows_query(table: str, columns: Mapping[str, str], styles: Mapping[str, int]) -> str:
    cells = " || ".join(_cell(name, kind, styles) for name, kind in columns.items())
    ordered = f"from visible.{table} order by {', '.join(columns)}"
    return f"select '<row>' || {cells} || '</row>' {ordered}"


def _cell(column: str, kind: str, styles: Mapping[str, int]) -> str:
    """The cell of a column as XML. Raises ``ValueError`` for a type that nobody has said how to
    write: as a bare number it would break the workbook or show another value."""
    match kind.partition("(")[0]:
        case "VARCHAR":
            filled = _text(column)
        case "BOOLEAN":
            filled = f"""'<c t="b"><v>' || cast({column} as integer) || '</v></c>'"""
        case "INTEGER" | "DECIMAL":
            filled = f"'<c><v>' || {column} || '</v></c>'"
        case "BIGINT" | "HUGEINT":
            exact = f"{column} between -{_LARGEST_WHOLE} and {_LARGEST_WHOLE}"
            filled = _or_text(exact, f"'<c><v>' || {column} || '</v></c>'", column)
        case "DATE":
            days = f"datediff('day', date '1899-12-30', {column})"
            filled = _dated(column, days, styles[_DAY])
        case "TIMESTAMP":
            moment = f"datediff('microsecond', timestamp '1899-12-30', {column}) / 86400e6"
            filled = _dated(column, f"({moment})", styles[_MOMENT])
        case _:
            raise ValueError(f"no way to write {column}, a {kind}, into a workbook")
    return f"coalesce({filled}, '<c/>')"


def _dated(column: str, days: str, style: int) -> str:
    """A day or a moment, which a spreadsheet counts in days."""
    counted = f"cast({column} as date) between date '{_FIRST_DAY}' and date '{_LAST_DAY}'"
    return _or_text(counted, f"""'<c s="{style}"><v>' || {days} || '</v></c>'""", column)


def _or_text(fits: str, filled: str, column: str) -> str:
    """A cell as its type where a spreadsheet can hold the value, else as text."""
    return f"case when {fits} then {filled} else {_text(f'cast({column} as varchar)')} end"


def _text(value: str) -> str:
    """A text is told to be one, whatever it looks like. One that is too long is cut to what fits
    whatever its letters are, and shows so."""
    more = f"length(regexp_replace({value}, '{_TWO_LETTERS_EACH}', '', 'g'))"
    cut = f"left({value}, {_LONGEST_TEXT // 2 - 1}) || '…'"
    too_long = f"strlen({value}) > {_LONGEST_TEXT} and length({value}) + {more} > {_LONGEST_TEXT}"
    text = f"case when {too_long} then {cut} else {value} end"
    for mark, name in _ESCAPED:
        text = f"replace({text}, '{mark}', '{name}')"
    return f"""'<c t="inlineStr"><is><t xml:space="preserve">' || {text} || '</t></is></c>'"""
