"""Faults of a package. What openpyxl stumbles over though it says nothing of a figure is left out:
how pages are printed, what may be chosen in a cell, who wrote the file. A number that is none costs
its cell. Of any other fault it is said whether the file was cut, or does not keep to the standard.

What may change how a cell is seen stays as it is: a fault there costs the file.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from openpyxl.xml.functions import fromstring, tostring

from ingestion.landing.unreadable import UnreadableFile

_OF_SHEET = frozenset(
    {
        "sheetPr", "dimension", "sheetFormatPr", "sheetCalcPr", "sheetProtection",
        "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
        "customSheetViews", "phoneticPr", "dataValidations", "hyperlinks", "printOptions",
        "pageMargins", "pageSetup", "rowBreaks", "colBreaks", "customProperties", "cellWatches",
        "ignoredErrors", "smartTags", "controls", "webPublishItems",
    }
)  # fmt: skip
_OF_BOOK = frozenset(
    {"definedNames", "bookViews", "customWorkbookViews", "workbookProtection", "calcPr"}
)
_OF_VIEW = frozenset({"showZeros", "workbookViewId"})
_WORKBOOK, _SHEETS, _AUTHORS = "xl/workbook.xml", "xl/worksheets/", "docProps/core.xml"
_NO_AUTHORS = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>'
)
NOT_BY_STANDARD_IN = "not_by_standard_in"
# Far more than any program writes, and as many of them as a finding quotes.
_MOST_DIGITS, _QUOTED_DIGITS = 400, 40
_NUMBER = re.compile(r"[+-]?(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]{1,3})?")


def without_faulty_parts(archive: zipfile.ZipFile) -> bytes:
    """The package anew, its cells and their looks as they were."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as anew:
        for name in archive.namelist():
            content = archive.read(name)
            if name == _AUTHORS:
                content = _NO_AUTHORS
            elif name == _WORKBOOK:
                content = tostring(_without(fromstring(content), _OF_BOOK))
            elif name.startswith(_SHEETS) and name.endswith(".xml"):
                content = tostring(_sheet(fromstring(content)))
            anew.writestr(name, content)
    return stream.getvalue()


@contextmanager
def within_sheet(title: str) -> Iterator[None]:
    """Say of a fault that it is in the sheet of this title; of a cut file that is no help."""
    try:
        yield
    except (UnreadableFile, MemoryError):
        raise
    except Exception as fault:  # openpyxl raises whatever it meets
        if is_cut(fault):
            raise
        raise UnreadableFile(NOT_BY_STANDARD_IN, value=title) from fault


def is_cut(fault: BaseException | None) -> bool:
    """Whether bytes of a package are lost or altered: a part cannot be unpacked or is no XML."""
    while fault is not None:
        if isinstance(fault, zipfile.BadZipFile | zlib.error | EOFError | SyntaxError):
            return True
        fault = fault.__cause__ or fault.__context__
    return False


def _without(root: Any, names: frozenset[str]) -> Any:
    for part in [part for part in root if _name(part) in names]:
        root.remove(part)
    return root


def _sheet(root: Any) -> Any:
    for part in _without(root, _OF_SHEET).iter():
        if _name(part) == "sheetView":
            part[:] = []
            for key in part.attrib.keys() - _OF_VIEW:
                del part.attrib[key]
        elif _name(part) == "c" and part.get("t", "n") == "n":
            _mark_what_is_no_number(part)
    return root


def _mark_what_is_no_number(cell: Any) -> None:
    for value in cell:
        if _name(value) != "v" or not value.text:
            continue
        if not _NUMBER.fullmatch(value.text.strip()):
            cell.set("t", "e")
            value.text = "#VALUE!"
        elif len(value.text) > _MOST_DIGITS:
            cell.set("t", "str")
            value.text = f"{value.text.strip()[:_QUOTED_DIGITS]}…"


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
