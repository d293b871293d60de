"""A package without what openpyxl stumbles over though it says nothing of a figure: how pages are
printed, what may be chosen in a cell, who wrote the file. A number that is none costs its cell.

What may change how a cell is seen stays as it is: a fault there costs the file.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from openpyxl.xml.functions import fromstring, tostring

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
        if _name(value) == "v" and value.text and not _NUMBER.fullmatch(value.text.strip()):
            cell.set("t", "e")
            value.text = "#VALUE!"


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]
