"""Tables as an XLSX workbook: numbers as numbers, all other values as text that no program runs.

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
# What XML 1.0 cannot hold, and what it reads as its own.
_ILLEGAL = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"
_ESCAPED = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


def write_workbook(
    target: Path, connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Mapping[str, str]]
) -> None:
    """Write tables of the schema ``visible`` as sheets by name, each with some columns (name: type)
    and its rows in their order; the same rows give the same bytes."""
    workbook = Workbook(write_only=True)
    dated = 0
    for name, columns in tables.items():
        sheet = workbook.create_sheet(name[:_SHEET_NAME])
        sheet.append(list(columns))
        day = WriteOnlyCell(sheet)
        day.number_format = "dd/mm/yyyy"
        dated = day.style_id
    empty = io.BytesIO()
    workbook.save(empty)
    queries = [_rows_query(name, columns, dated) for name, columns in tables.items()]
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
        yield "".join(row for (row,) in some).encode()


def _rows_query(table: str, columns: Mapping[str, str], dated: int) -> str:
    cells = " || ".join(_cell(name, kind, dated) for name, kind in columns.items())
    ordered = f"from visible.{table} order by {', '.join(columns)}"
    return f"select '<row>' || {cells} || '</row>' {ordered}"


def _cell(column: str, kind: str, dated: int) -> str:
    """The cell of a column as XML; text is told to be text, whatever it looks like."""
    if kind == "DATE":
        days = f"datediff('day', date '1899-12-30', {column})"
        filled = f"""'<c s="{dated}"><v>' || {days} || '</v></c>'"""
    elif kind == "BOOLEAN":
        filled = f"""'<c t="b"><v>' || cast({column} as integer) || '</v></c>'"""
    elif kind == "VARCHAR":
        text = f"regexp_replace({column}, '{_ILLEGAL}', '', 'g')"
        for mark, name in _ESCAPED:
            text = f"replace({text}, '{mark}', '{name}')"
        opened = '<c t="inlineStr"><is><t xml:space="preserve">'
        filled = f"'{opened}' || {text} || '</t></is></c>'"
    else:
        filled = f"'<c><v>' || {column} || '</v></c>'"
    return f"coalesce({filled}, '<c/>')"
