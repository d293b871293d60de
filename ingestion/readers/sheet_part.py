"""What the file of a worksheet holds that openpyxl passes over: a cell stored twice, a formula that
gave an empty text, conditional formats of a later kind; and the texts that lie on a sheet but in
none of its cells (ECMA-376, 18.3.1.4 cell, 18.2.10 extensions, 20.5 drawings).
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from html import unescape
from typing import Any, cast

from openpyxl.packaging.relationship import RelationshipList
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import COMMENTS_NS, REL_NS
from openpyxl.xml.functions import fromstring

from ingestion.language.vietnamese import trim
from ingestion.messages import catalogue
from ingestion.readers.covers import Cover, covers
from ingestion.readers.grid import Aside, Place

_ADDRESS = rb"""\br\s?=\s?["']([A-Za-z]{1,3}[0-9]{1,7})["']"""
_CELL = re.compile(rb"<(?:\w{1,9}:)?c\s[^<>]*?" + _ADDRESS)
_ANY_CELL = re.compile(rb"<(?:\w{1,9}:)?c[\s/>]")
_ROW_OR_CELL = re.compile(rb"<(?:\w{1,9}:)?(row|c)\b([^<>]*)>")
_NUMBER_OF_ROW = re.compile(rb"""\br\s?=\s?["']([0-9]{1,7})["']""")
# A cell with a formula and, in the place of its result, nothing.
_WITHOUT_RESULT = re.compile(
    rb"<(?:\w{1,9}:)?c\s([^<>]*+)>\s?<(?:\w{1,9}:)?f\b[^<>]*+>(?:[^<>]*+</(?:\w{1,9}:)?f>)?\s?"
    rb"<(?:\w{1,9}:)?v\s?(?:/|></)"
)
_IS_TEXT, _AT = re.compile(rb"""\bt\s?=\s?["']str["']"""), re.compile(_ADDRESS)
_LATER_FORMAT = re.compile(rb"<\w{1,9}:conditionalFormatting\b")
# How a remark of a returned workbook begins: with a rule's code.
_OUR_CODE = re.compile(r"[A-Z]{2,}(?:-[A-Z]{2,})+: ")
# How the text of a page's edge is printed, within it (ECMA-376, 18.3.1.46).
_CODE_OF_PAGE = re.compile(r'&(?:"[^"&]*+"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Za-z])')
_DRAWING = f"{REL_NS}/drawing"
_EDGE_OF_PAGE = re.compile(rb"<(?:\w{1,9}:)?(?:odd|even|first)(?:Header|Footer)\b[^<>]*>([^<>]*)<")
_PART_OF_PAGE = re.compile("&[LCR]")


class SheetPart:
    """One worksheet of a package, as openpyxl read it (``sheet``) and as it is written."""

    def __init__(self, archive: zipfile.ZipFile, path: str, sheet: Worksheet) -> None:
        self.sheet, self._archive = sheet, archive
        self._xml = archive.read(path)

    def stored_twice(self) -> list[Place]:
        """The cells that the file holds more than once; who reads it takes one or the other."""
        addresses = [address.upper() for address in _CELL.findall(self._xml)]
        if len(_ANY_CELL.findall(self._xml)) > len(addresses):
            return [place for place, number in Counter(self._places()).items() if number > 1]
        if len(set(addresses)) == len(addresses):
            return []
        return [_place(at) for at, number in Counter(addresses).items() if number > 1]

    def _places(self) -> Iterator[Place]:
        """The places of all cells in the order of the file: one without an address lies behind the
        one before it, a row without a number below the one before it."""
        row = column = 0
        for match in _ROW_OR_CELL.finditer(self._xml):
            if match[1] == b"row":
                number = _NUMBER_OF_ROW.search(match[2])
                row, column = int(number[1]) if number else row + 1, 0
            elif address := _AT.search(match[2]):
                place = _place(address[1])
                column = place[1]
                yield place
            else:
                column += 1
                yield row, column

    @cached_property
    def blank_results(self) -> frozenset[Place]:
        """The cells whose formula was worked out, to an empty text."""
        matches = _WITHOUT_RESULT.finditer(self._xml)
        texts = (match[1] for match in matches if _IS_TEXT.search(match[1]))
        return frozenset(_place(at[1]) for text in texts if (at := _AT.search(text)))

    def later_formats(self) -> Any:
        """The sheet's XML where it has conditional formats that openpyxl does not read, else
        None."""
        return fromstring(self._xml) if _LATER_FORMAT.search(self._xml) else None

    def covers(self) -> Iterator[Cover]:
        """The drawings that lie over cells."""
        for root in self._drawings:
            yield from covers(root)

    @cached_property
    def _drawings(self) -> list[Any]:
        relations: RelationshipList = cast(Any, self.sheet)._rels
        return [fromstring(self._archive.read(one.target)) for one in relations.find(_DRAWING)]

    def asides(self) -> Iterator[Aside]:
        """The texts on the sheet outside its cells, without the remarks we wrote ourselves."""
        relations: RelationshipList = cast(Any, self.sheet)._rels
        if any(relations.find(COMMENTS_NS)):
            yield from self._notes()
        for root in self._drawings:
            yield from self._boxes(root)
        yield from self._texts_of_pages()

    def _notes(self) -> Iterator[Aside]:
        for line in cast(Iterable[Any], self.sheet.iter_rows()):
            for cell in line:
                if cell.comment and not _is_our_remark(cell.comment.text):
                    yield Aside(trim(cell.comment.text), (cell.row, cell.column))

    def _boxes(self, drawing: Any) -> Iterator[Aside]:
        for anchor in drawing:
            lines = (part for part in anchor.iter() if part.tag.endswith("main}p"))
            words = [_text_of_line(line) for line in lines]
            corner = [part.text for part in anchor.iter() if _name(part) in ("row", "col")][:2]
            column, row = (int(part or 0) + 1 for part in corner) if len(corner) > 1 else (1, 1)
            if text := trim(" ".join(words)):
                yield Aside(text, (row, column))

    def _texts_of_pages(self) -> Iterator[Aside]:
        for match in _EDGE_OF_PAGE.finditer(self._xml):
            # A text before the first of its three parts is in the middle: openpyxl drops it.
            texts = _PART_OF_PAGE.split(unescape(match[1].decode("utf-8", "replace")))
            plain = (trim(_CODE_OF_PAGE.sub("", text)) for text in texts)
            yield from (Aside(text, None) for text in plain if text)


def _is_our_remark(text: str) -> bool:
    """Whether a note is one of a returned workbook and nothing else, line by line: its author is
    dropped by LibreOffice, and its reader may have written an answer into it."""
    texts = catalogue("vi")
    beginnings = [texts[f"return.{key}"].partition("{")[0] for key in ("fix", "suggestion")]
    first, *others = [line for line in map(trim, text.splitlines()) if line] or [""]
    is_ours = [line.startswith(tuple(beginnings)) or _OUR_CODE.match(line) for line in others]
    return bool(_OUR_CODE.match(first) and others[:1] and all(is_ours))


def _text_of_line(line: Any) -> str:
    """A line of a box, whose words a program may have kept in pieces."""
    return "".join(part.text or "" for part in line.iter() if part.tag.endswith("main}t"))


def sheet_parts(reader: ExcelReader, archive: zipfile.ZipFile) -> Iterator[SheetPart]:
    """The worksheets of a package that openpyxl has read, in the order in which it holds them."""
    there = set(archive.namelist())
    paths = [
        relation.target
        for _, relation in reader.parser.find_sheets()
        if relation.target in there and "chartsheet" not in relation.Type
    ]
    for path, sheet in zip(paths, reader.wb.worksheets, strict=True):
        yield SheetPart(archive, path, sheet)


def _place(at: bytes) -> Place:
    row, column = coordinate_to_tuple(at.decode().upper())
    return row, column


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
