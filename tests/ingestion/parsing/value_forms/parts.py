"""Workbooks with parts that openpyxl does not write: conditional formats of a later kind, a cell
stored twice, a formula that gave an empty text, text boxes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial

from ingestion.blanks.layout import Entry
from tests.ingestion.parsing.value_forms.reports import Case, report
from tests.ingestion.parsing.value_forms.seen import ROWS, SHOWN, UNITS

SHEET, TYPES = "xl/worksheets/sheet1.xml", "[Content_Types].xml"
_OFFICE = "http://schemas.openxmlformats.org"
_MICROSOFT = "http://schemas.microsoft.com/office"
Change = Callable[[str], str]
Found = set[tuple[str, str | None]]


def with_parts(content: bytes, changes: Mapping[str, Change]) -> bytes:
    """A package with some of its parts changed; a part that it does not have begins empty."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        parts = {name: old.read(name).decode() for name in old.namelist()}
        for name, change in changes.items():
            parts[name] = change(parts.get(name, ""))
        for name, text in parts.items():
            new.writestr(name, text)
    return stream.getvalue()


def with_box(content: bytes, words: str) -> bytes:
    """A workbook with a text box over E13 of its first sheet."""
    link = f'<drawing xmlns:r="{_OFFICE}/officeDocument/2006/relationships" r:id="rId1"/>'
    kind = f"{_OFFICE}/officeDocument/2006/relationships/drawing"
    relation = f'<Relationship Id="rId1" Type="{kind}" Target="../drawings/drawing1.xml"/>'
    relations = f"{_OFFICE}/package/2006/relationships"
    part = "application/vnd.openxmlformats-officedocument.drawing+xml"
    override = f'<Override PartName="/xl/drawings/drawing1.xml" ContentType="{part}"/>'
    names = (
        f'xmlns:x="{_OFFICE}/drawingml/2006/spreadsheetDrawing" '
        f'xmlns:a="{_OFFICE}/drawingml/2006/main"'
    )
    at = "<x:from><x:col>4</x:col><x:row>12</x:row></x:from>"
    shape = f"<x:sp><x:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></x:txBody></x:sp>"
    anchor = f"<x:oneCellAnchor>{at}{shape}<x:clientData/></x:oneCellAnchor>"
    return with_parts(
        content,
        {
            SHEET: partial(_before_end, link),
            "xl/worksheets/_rels/sheet1.xml.rels": lambda _: (
                f'<Relationships xmlns="{relations}">{relation}</Relationships>'
            ),
            "xl/drawings/drawing1.xml": lambda _: f"<x:wsDr {names}>{anchor}</x:wsDr>",
            TYPES: lambda text: text.replace("</Types>", f"{override}</Types>"),
        },
    )


def _before_end(more: str, text: str) -> str:
    return text.replace("</worksheet>", f"{more}</worksheet>")


def _later_format(rule: str, ranges: str = "B15:D15") -> Change:
    """A conditional format of 2010, over the figures of the first row."""
    formats = f'xmlns:n="{_MICROSOFT}/spreadsheetml/2009/9/main"'
    one = (
        f'<n:conditionalFormatting xmlns:m="{_MICROSOFT}/excel/2006/main">{rule}'
        f"<m:sqref>{ranges}</m:sqref></n:conditionalFormatting>"
    )
    all_of_them = f"<n:conditionalFormattings>{one}</n:conditionalFormattings>"
    return partial(_before_end, f'<extLst><ext {formats} uri="1">{all_of_them}</ext></extLst>')


def _rule(formula: str, look: str, ranges: str = "B15:D15") -> Change:
    condition = f'<n:cfRule type="expression"><m:f>{formula}</m:f><n:dxf>{look}</n:dxf></n:cfRule>'
    return _later_format(condition, ranges)


def _cell(written: str) -> Change:
    """The count of the first row as it is written in the file."""
    return lambda text: re.sub('<c r="B15".*?</c>', written, text)


def _edge(text: str) -> Change:
    """A text at an edge of the printed pages; without the code of a part it is in the middle."""
    return partial(_before_end, f"<headerFooter>{text}</headerFooter>")


_THREE: Found = {(SHOWN, "B15"), (SHOWN, "C15"), (SHOWN, "D15")}
_STRUCK, _EMPTY = "<font><strike/></font>", '<f>IF(1=1,"",5)</f>'
_THOUSANDS = '<numFmt numFmtId="170" formatCode="0&quot; nghìn&quot;"/>'
_STARS = '<n:cfRule type="iconSet"><n:iconSet showValue="0"/></n:cfRule>'
_AGAIN = '<row r="15"><c r="B15" t="n"><v>13</v></c></row></sheetData>'
_TWO_LABELS_AS_ONE = '<mergeCells><mergeCell ref="B14:C14"/></mergeCells>'
_UNADDRESSED = '<row r="15"><c><v>1</v></c><c><v>99</v></c></row></sheetData>'
_CHOICE = '<dataValidations><dataValidation type="x" sqref="B15"/></dataValidations>'
_NO_CONDITION = (
    '<conditionalFormatting sqref="B15"><cfRule type="x" priority="1"/></conditionalFormatting>'
)
# What was done to the sheet's XML, what is found, what is read.
PARTS: list[tuple[str, Change, Found, dict[str, Entry]]] = [
    ("struck by a later format", _rule("TRUE", _STRUCK), _THREE, {}),
    ("struck by a later format for none", _rule("$B15&gt;100", _STRUCK), set(), {"B15": 12}),
    ("shown otherwise by a later format", _rule("B$15&gt;5", _THOUSANDS), {(SHOWN, "B15")},
     {"D15": 1.5}),
    ("only stars", _later_format(_STARS), {(SHOWN, "B15")}, {"D15": 1.5}),
    ("struck by a format of deleted cells", _rule("TRUE", _STRUCK, "#REF!"), set(), {"B15": 12}),
    ("by a later format nobody knows", _rule("TRUE", "<font><sz val='x'/></font>"), _THREE, {}),
    ("a cell stored twice", _cell("<c r='B15'><v>12</v></c><c s='0' r='B15'><v>13</v></c>"),
     {("CELL-ERROR", "B15")}, {}),
    ("a cell stored again further down", lambda text: text.replace("</sheetData>", _AGAIN),
     {("CELL-ERROR", "B15")}, {}),
    ("a cell stored twice, in small letters",
     _cell('<c r="B15"><v>12</v></c><c r="b15"><v>13</v></c>'), {("CELL-ERROR", "B15")}, {}),
    ("a cell without an address on another", _cell('<c r="B15"><v>12</v></c><c><v>13</v></c>'),
     {("CELL-ERROR", "C15")}, {"B15": 12}),
    ("a row again, without addresses",
     lambda text: text.replace("</sheetData>", _UNADDRESSED),
     {("CELL-ERROR", "A15"), ("CELL-ERROR", "B15")}, {}),
    ("cells without addresses", lambda text: re.sub('<c r="[A-Z]+[0-9]+"', "<c", text), set(),
     {"B15": 12, "E15": 5_000_000}),
    ("a label below a merged one",
     lambda text: text.replace("</sheetData>", f"</sheetData>{_TWO_LABELS_AS_ONE}"),
     {("COLUMN-MISSING", "C14")}, {"B15": 12}),
    ("a formula that shows nothing", _cell(f'<c r="B15" t="str">{_EMPTY}<v></v></c>'), set(),
     {"D15": 1.5}),
    ("another unit in the header", _edge("<oddHeader>Đơn vị tính: tỷ đồng</oddHeader>"),
     {(UNITS, "A14")}, {}),
    ("another unit in the footer", _edge("<oddFooter>&amp;RĐVT: &amp;12tỷ đồng</oddFooter>"),
     {(UNITS, "A14")}, {}),
    ("another unit on even pages", _edge("<evenHeader>Trang &amp;P&amp;RĐVT: đồng</evenHeader>"),
     {(UNITS, "A14")}, {}),
    ("another unit on the first page", _edge("<firstFooter>ĐVT: t&#7927; đồng</firstFooter>"),
     {(UNITS, "A14")}, {}),
    ("the same unit in the header", _edge("<oddHeader>ĐVT: triệu đồng</oddHeader>"), set(),
     {"E15": 5_000_000}),
    ("a page that cannot be printed", partial(_before_end, '<pageSetup orientation="sideways"/>'),
     set(), {"B15": 12}),
    ("a choice of no kind", partial(_before_end, _CHOICE), set(), {"B15": 12}),
    ("a number that is none", _cell('<c r="B15"><v>12,5</v></c>'), {("CELL-ERROR", "B15")},
     {"D15": 1.5}),
    ("a condition that is none", partial(_before_end, _NO_CONDITION),
     {("FILE-UNREADABLE", None)}, {}),
    ("a formula without its result", _cell(f'<c r="B15">{_EMPTY}</c>'), {("CELL-ERROR", "B15")},
     {}),
]  # fmt: skip


def cases() -> Iterator[Case]:
    """Every case of the table, and a text box that states another unit."""
    for name, change, findings, read in PARTS:
        make = partial(_changed, change)
        yield Case(name, make, frozenset(findings), read)
    box = partial(_boxed, "Đơn vị tính: tỷ đồng")
    yield Case("another unit in a box", box, frozenset({(UNITS, "E13")}))


def _changed(change: Change) -> bytes:
    return with_parts(report(ROWS), {SHEET: change})


def _boxed(words: str) -> bytes:
    return with_box(report(ROWS), words)
