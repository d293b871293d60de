"""JSON files: the members of a document as the grid its form would have on paper.

``form`` names the contract, ``header`` holds the header lines by code, and each sheet of the form
is the member of its name: a register as a list of objects by field code, an indicator sheet as an
object of lines by code, each a value or an object of ``value``, ``denominator``, ``note`` and
``evidence``. Values are written as in a workbook; the address of a value is its JSON pointer.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from ingestion.landing.unreadable import UnreadableFile
from ingestion.readers.grid import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    Document,
    Grid,
    Pointers,
    whole_letters,
)
from ingestion.readers.plain_text import is_marked, text_of, without_end_marks

_TITLE = "JSON"
# As in workbooks; more of either would be multiplied before anybody asked what form it is.
_MOST_SHEETS = 100
# Counted before anything is built: every member and entry but the first has a comma before it.
_MOST_MEMBERS = 2_000_000
_DEEPEST = 16
# Enough to find the first letter behind the mark of an encoding and blanks.
_FIRST_BYTES = 64
_LONGEST_NAME = 60
_PARTS_OF_A_LINE = ("value", "denominator", "note", "evidence")


def read_json(content: bytes) -> Document:
    """One grid per sheet of the document, the header on the first; raises ``UnreadableFile``."""
    if content.count(b",") > _MOST_MEMBERS:
        raise UnreadableFile("too_many_members")
    try:
        parsed = json.loads(
            _text_of(content),
            parse_int=_number,
            parse_float=_number,
            parse_constant=_Unquoted,
            object_pairs_hook=_members,
        )
    except UnicodeDecodeError as wrong:
        raise UnreadableFile("not_utf8") from wrong
    except json.JSONDecodeError as wrong:
        raise UnreadableFile("json_syntax", line=wrong.lineno, column=wrong.colno) from wrong
    except RecursionError as wrong:
        raise UnreadableFile("too_deep") from wrong
    if _is_deeper(parsed, _DEEPEST):
        raise UnreadableFile("too_deep")
    if len(parsed) > _MOST_SHEETS:
        raise UnreadableFile("too_many_members")
    return Document([_header(parsed), *_sheets(parsed), *_loose(parsed)])


def begins_json(content: bytes) -> bool:
    """Whether the first letter of a text in Unicode opens an object."""
    begin = (content if is_marked(content) else content.lstrip())[:_FIRST_BYTES]
    text = begin.decode(json.detect_encoding(begin), "ignore")
    return text.lstrip("\ufeff \t\r\n").startswith("{")


def refuse_other_json(content: bytes) -> None:
    """Say of a document that is a list, a text, a number or ``null`` that it is no report."""
    if content.count(b",") > _MOST_MEMBERS:
        return
    try:
        json.loads(_text_of(content))
    except RecursionError as wrong:
        raise UnreadableFile("too_deep") from wrong
    except ValueError:
        return
    raise UnreadableFile("json_no_members")


def _text_of(content: bytes) -> str:
    """The text of a document: in UTF-16 or UTF-32 its first letters show it without a mark too."""
    encoding = json.detect_encoding(content)
    if is_marked(content) or encoding.startswith("utf-8"):
        return text_of(content)
    return without_end_marks(content.decode(encoding, "surrogatepass"))


class _Unquoted(str):
    """What is written without quotation marks and is no figure either, such as ``NaN``."""

    __slots__ = ()


def _number(written: str) -> Decimal | _Unquoted:
    """A number whatever its length; one with an exponent beyond all figures stays as written. A
    zero is one whatever its exponent, which would be written out digit by digit."""
    try:
        number = Decimal(written)
    except InvalidOperation:
        return _Unquoted(written)
    return number if number or number.adjusted() <= 0 else Decimal(0)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = {whole_letters(name): value for name, value in pairs}
    if len(members) != len(pairs):
        names = Counter(whole_letters(name) for name, _ in pairs)
        raise UnreadableFile("twice_named", value=max(names, key=names.__getitem__)[:_LONGEST_NAME])
    return members


def _is_deeper(value: Any, levels: int) -> bool:
    """Whether members or entries are nested deeper than this many levels."""
    level = [value]
    for _ in range(levels):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return bool(level)


def _header(members: dict[str, Any]) -> Grid:
    grid = Grid(_TITLE, pointers=Pointers())
    header = members.get("header")
    lines = {"/form": ("form", members.get("form"))}
    if isinstance(header, dict):
        if len(header) > MOST_COLUMNS:
            raise UnreadableFile("too_many_members")
        lines |= {f"/header/{_escaped(code)}": (code, value) for code, value in header.items()}
    for row, (pointer, (code, value)) in enumerate(lines.items(), 1):
        _put(grid, row, [code, value])
        _pointers(grid).rows[row] = pointer
    return grid


def _loose(members: dict[str, Any]) -> Iterator[Grid]:
    """The members beside header and sheets that are neither: nothing reads them; they are told."""
    grid = Grid(_TITLE, pointers=Pointers())
    for row, (name, value) in enumerate(members.items(), 1):
        if name not in ("form", "header") and not isinstance(value, dict | list):
            _put(grid, row, [None, value])
            _pointers(grid).rows[row] = f"/{_escaped(name)}"
    if grid.cells:
        yield grid


def _sheets(members: dict[str, Any]) -> Iterator[Grid]:
    for name, value in members.items():
        base = f"/{_escaped(name)}"
        if isinstance(value, list):
            yield _table(base, {f"{base}/{at}": entry for at, entry in enumerate(value)})
        elif isinstance(value, dict) and name != "header":
            lines = {
                f"{base}/{_escaped(code)}": {"code": code} | _line(entry)
                for code, entry in value.items()
            }
            yield _table(base, lines)


def _line(entry: Any) -> dict[str, Any]:
    """The parts of a line under their own names, in whatever case they are written; two that differ
    in nothing else keep theirs, and are told."""
    parts = entry if isinstance(entry, dict) else {"value": entry}
    times = Counter(name.casefold() for name in parts)
    once = [part for part in _PARTS_OF_A_LINE if times[part] == 1]
    named = {
        name.casefold() if name.casefold() in once else name: value for name, value in parts.items()
    }
    return dict.fromkeys(_PARTS_OF_A_LINE) | named


def _table(base: str, rows: Mapping[str, Any]) -> Grid:
    """A grid with the members' names as labels on its first row."""
    if len(rows) > MOST_ROWS:
        raise UnreadableFile("too_many_members")
    objects = {pointer: row for pointer, row in rows.items() if isinstance(row, dict)}
    if len(objects) != len(rows):
        raise UnreadableFile("json_no_row", value=next(p for p in rows if p not in objects))
    columns = list(dict.fromkeys(code for row in objects.values() for code in row))
    if len(columns) > MOST_COLUMNS:
        raise UnreadableFile("too_many_members")
    named = {column: _escaped(code) for column, code in enumerate(columns, 1)}
    grid = Grid(_TITLE, pointers=Pointers({1: base}, {2: named}))
    _put(grid, 1, columns)
    for at, (pointer, row) in enumerate(objects.items(), 2):
        _put(grid, at, [row.get(code) for code in columns])
        _pointers(grid).rows[at] = pointer
    return grid


def _pointers(grid: Grid) -> Pointers:
    return grid.pointers or Pointers()


def _put(grid: Grid, row: int, values: list[Any]) -> None:
    for column, value in enumerate(values, 1):
        if (cell := _cell(value)) is not None:
            grid.cells[row, column] = cell


def _cell(value: Any) -> Cell | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool):
        return Cell("true" if value else "false", is_no_text=True)
    if isinstance(value, Decimal):
        written = str(value)
        return Cell(written, value, is_no_text="E" in written)
    if isinstance(value, str):
        return Cell(value.strip(), is_no_text=isinstance(value, _Unquoted))
    whole = json.dumps(value, ensure_ascii=False, default=str)
    return Cell(whole, problem="nested")


def _escaped(member: str) -> str:
    return member.replace("~", "~0").replace("/", "~1")
