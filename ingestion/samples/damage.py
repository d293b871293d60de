"""Damage to a written file: cut short, emptied, overwritten, or with a formula nobody computed."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile

from ingestion.blanks.layout import Place
from ingestion.readers.grid import address

_FIRST_SHEET = "xl/worksheets/sheet1.xml"
_RANDOM_BLOCKS = 40


def cut_short(content: bytes, _: Place | None) -> bytes:
    """The first half of the file, as an interrupted upload leaves it."""
    return content[: len(content) // 2]


def emptied(_: bytes, __: Place | None) -> bytes:
    """Nothing at all."""
    return b""


def overwritten(content: bytes, _: Place | None) -> bytes:
    """Bytes that are no file of any kind, the same for the same content."""
    blocks = (hashlib.sha256(content + bytes([n])).digest() for n in range(_RANDOM_BLOCKS))
    return b"\x00\xff" + b"".join(blocks)


def with_uncomputed_formula(content: bytes, place: Place | None) -> bytes:
    """The workbook with a formula at the place that no program has computed yet."""
    if place is None:
        return content
    cell = re.compile(rf'<c r="{address(*place)}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'.encode())
    formula = f'<c r="{address(*place)}"'.encode() + rb"\1><f>1+1</f></c>"
    source = zipfile.ZipFile(io.BytesIO(content))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename == _FIRST_SHEET:
                data = cell.sub(formula, data, count=1)
            info = zipfile.ZipInfo(entry.filename, entry.date_time)
            target.writestr(info, data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
