"""Ways in which people and programs write a value of each kind into a cell of a workbook, with what
a person then sees: the value itself, or something else or nothing, so that it must be held."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Side

Write = Callable[[Any], None]
FIGURES = ("count", "number", "money", "percent")
HELD = None
_NUMBER, _DAY, _CLOCK = 1234, date(2025, 6, 5), "08:30"
STRUCK, RAISED = InlineFont(strike=True), InlineFont(vertAlign="superscript")
LOWERED, WHITE = InlineFont(vertAlign="subscript"), InlineFont(color="FFFFFFFF")
TINY, SYMBOLS = InlineFont(sz=1), InlineFont(rFont="Wingdings")


@dataclass(frozen=True)
class Writing:
    """One way of writing, for cells of one kind. ``value`` is what a person reads there, None where
    that cannot be said. ``is_plain``: nothing about it is strange, so it must be read."""

    name: str
    kind: str
    write: Write
    value: object
    is_plain: bool = False


def _put(value: Any, number_format: str | None = None, **font: Any) -> Write:
    def write(cell: Cell) -> None:
        cell.value = value
        if number_format is not None:
            cell.number_format = number_format
        if font:
            cell.font = Font(**font)

    return write


def _runs(*parts: str | tuple[InlineFont, str]) -> Write:
    return _put(CellRichText(*(p if isinstance(p, str) else TextBlock(*p) for p in parts)), "@")


def _on_its_own_colour(value: Any) -> Write:
    def write(cell: Cell) -> None:
        cell.value, cell.font, cell.number_format = value, Font(color="FF00FF00"), "General"
        cell.fill = PatternFill("solid", start_color="FF00FF00")

    return write


def _crossed_out(value: Any) -> Write:
    def write(cell: Cell) -> None:
        cell.value, cell.number_format = value, "General"
        cell.border = Border(diagonal=Side(style="thin"), diagonalDown=True)

    return write


def _repeated(value: Any) -> Write:
    def write(cell: Cell) -> None:
        cell.value, cell.number_format = value, "General"
        cell.alignment = Alignment(horizontal="fill")

    return write


def _in_built_in(number: int) -> Write:
    """In a format a spreadsheet has by its number only (ECMA-376, 18.8.30)."""

    def write(cell: Cell) -> None:
        cell.value, cell.number_format = _NUMBER, "0"
        cell._style.numFmtId = number

    return write


def _in_white_of_theme(value: Any, tint: float) -> Write:
    def write(cell: Cell) -> None:
        cell.value, cell.number_format = value, "General"
        cell.font = Font(color=Color(theme=0, tint=tint))

    return write


# Formats that show the digits of a whole number, and those that show another amount or none.
SAME = (
    "General", "0", "#,##0", "0.00", "#,##0.000", "00000", "?????0", "@", "# ##0",
    "#,##0_);(#,##0)",
    '_-* #,##0_-;-* #,##0_-;_-* "-"_-', "[Red]0", "[$-42A]#,##0", "[>=0]0;-0", "0;-0;0;@",
    "#,##0;;",
    '#,##0" "', "0.000E+00", "##0.0##E+0", "# ?/?", "# ??/??",
    "0.0##", "#", '0;0;0;@" nghìn"',
    "[>=1000]#,##0;0;0", "[>2000]#,##0;#,##0;#,##0", "[<0]-0;0",
)  # fmt: skip
OTHER = (
    '0" nghìn"', '0" ngàn"', '0" triệu"', '0" tỷ"', '0"k"', '0" K"', '0" tr"', "0\\k", '0"00"',
    '0"0"',
    '"5"0', '"1."0', '0".000"', "0\\.000\\.000", "0,", "0,,", "#,##0,", "0.0,", '0" x1000"', '0"²"',
    "0%", "0.0%", "0‰", '">"0', '"≥ "0', '"~"0', '0" ± 5"', '"-"0', "\\(0\\)", "000-000-000",
    '0" USD"', "[$$-409]#,##0", "#,##0 [$€-407]", "0 [$CHF]", "£0", '0" THB"', '"abc"', '"512"',
    "*90", '[>=10]0" nghìn";0', '[<10]0;0"000"', '0" trăm"', '0" million"',
    '0"bn"', '0" chục"', "[=1234]\\9;0", '0"e3"',
    '[>2000]0;0;0" nghìn"',
    '"m"0"²"', '[>1000]0" nghìn";0;0', "0E+00", "0.0E+0", "##0.0E+0", "0.00E+00", "?/?", "0/0",
    "0/4", '_("$"* #,##0.00_);_("$"* \\(#,##0.00\\);_("$"* "-"??_);_(@_)',
    '"."0', '","0', '"."General', "0.00.0", "#\\.General", "GeneralGeneral", "0@;0", "# ?/?0",
    '@"0"', '"0"@', '0" điểm %"',
    '0" ti"', '0" O"', "O0", '0"l"', '"I"0', '0" đã xóa"', '0" (đã xóa)"', '0" chưa"', '0" (bỏ)"',
    '0" dự kiến"', '0" kế hoạch"', '"tăng "0', '"giảm "0', '0" cũ"', '0" giờ"', '0" tháng"',
    '0" mười"', '0"+"', '0"*"', '0"-"', '0" vụ/tháng"', 'General" nghìn"',
)  # fmt: skip
# What is counted, beside anything but money.
THINGS = ('0" vụ/năm"', '0" (máy chủ)"', '#,##0" cuộc"', '0" m²"')
# Days in formats that LibreOffice does not know, so that it shows and writes their number.
UNKNOWN_DAYS = (
    "[$-th-TH,107]d/m/yyyy", "[$-fa-IR]d/m/yyyy", "dd/mm/yyyy[$-F800]", "@d mmmm",
)  # fmt: skip
# Currencies, and what a spreadsheet shows otherwise in each language, by their numbers.
FOREIGN = {f"built in {number}": number for number in (5, 8, 23, 28, 42, 44, 48, 55, 59, 62, 67)}
# Formats with conditions that programs take in different ways, so that nobody knows what was seen.
UNSURE = ('[>2000]0;0" nghìn";0', '0" nghìn";[<0]0;0', "[>2000]0;[<0]0")


def of_kind(kind: str) -> Iterator[Writing]:
    """The ways of writing a value of a kind of field."""
    if kind in FIGURES:
        yield from _figures(kind)
    elif kind == "date":
        yield from _days()
    elif kind == "yes_no":
        yield from _answers()
    elif kind == "time":
        yield from _clocks()
    elif kind == "text":
        yield from _texts()


def of_choice(label: str, code: str, other: str) -> Iterator[Writing]:
    """The ways of writing an option of a closed list, ``other`` being the label of another one."""
    for name, write in (
        ("as it is", _put(label)),
        ("in capitals", _put(label.upper())),
        ("between blanks", _put(f" {label}\u00a0")),
        ("numbered", _put(f"1. {label}")),
        ("in runs", _runs(label[:1], (InlineFont(b=True), label[1:]))),
        ("in white", _put(label, color="FFFFFFFF")),
    ):
        yield Writing(name, "choice", write, code, is_plain=True)
    for name, write in (
        ("struck out", _put(label, strike=True)),
        ("struck for another", _runs((STRUCK, other), label)),
        ("with a note", _runs(label, (RAISED, "1"))),
        ("in pictures", _put(label, name="Wingdings")),
        ("shown as another", _put(label, f'0;0;0;"{other}"')),
        ("partly in white", _runs(label, (WHITE, " không"))),
        ("crossed out", _crossed_out(label)),
        ("repeated", _repeated(label)),
    ):
        yield Writing(name, "choice", write, HELD)


def _figures(kind: str) -> Iterator[Writing]:
    whole = str(_NUMBER)
    for number_format in SAME:
        yield Writing(f"as {number_format}", kind, _put(_NUMBER, number_format), _NUMBER, True)
    for number_format in THINGS:
        value = HELD if kind in ("money", "percent") else _NUMBER
        yield Writing(
            f"as {number_format}", kind, _put(_NUMBER, number_format), value, value is not HELD
        )
    for number_format in (*OTHER, *UNSURE):
        value = 100 * _NUMBER if kind == "percent" and "%" in number_format else HELD
        yield Writing(f"as {number_format}", kind, _put(_NUMBER, number_format), value)
    for text in (whole, f" {whole} ", f"\u00a0{whole}\u200b"):
        yield Writing(f"text {text!r}", kind, _put(text, "@"), _NUMBER, is_plain=True)
    for text in ("1.234", "1 234", "1\u00a0234", "1\u202f234"):
        yield Writing(f"text {text!r}", kind, _put(text, "@"), _NUMBER)
    for text in (
        "12 34", "1 2 3 4", "12\n34", "1\n234", "1\t234", "12-34", "12/34", "12;34", "1234¹",
        "1234*",
        "1234 (1)", "~1234", ">1234", "1234 nghìn đồng Mỹ", "1234 cái", "1.234.5", "12.34.56",
        "1,234.5",
        "0x12", "1e3", "½", "١٢", "mười hai", "12 hoặc 34", "12 + 34", "1234?", "O12",
        "Không phát sinh", "KPS", "-", "...", "x", "Có", "#####", "#REF!", "1234 USD", "12 %o",
    ):  # fmt: skip
        yield Writing(f"text {text!r}", kind, _put(text, "@"), HELD)
    for name, runs in (
        ("struck digits before", [(STRUCK, "12"), "1234"]),
        ("struck digits within", ["12", (STRUCK, "9"), "34"]),
        ("struck digits behind", ["1234", (STRUCK, "0")]),
        ("a raised note", ["1234", (RAISED, "1")]),
        ("a raised digit before", [(RAISED, "2"), "1234"]),
        ("a lowered digit", ["1234", (LOWERED, "2")]),
        ("a white digit", ["1234", (WHITE, "5")]),
        ("a tiny digit", ["1234", (TINY, "5")]),
        ("a picture", ["1234", (SYMBOLS, "1")]),
        ("all struck", [(STRUCK, "12"), (STRUCK, "34")]),
    ):
        yield Writing(name, kind, _runs(*runs), HELD)
    yield Writing("bold in part", kind, _runs((InlineFont(b=True), "12"), "34"), _NUMBER, True)
    for name, font in (
        ("struck out", {"strike": True}), ("raised", {"vertAlign": "superscript"}),
        ("lowered", {"vertAlign": "subscript"}), ("pictures", {"name": "Wingdings 2"}),
        ("webdings", {"name": "Webdings"}),
    ):  # fmt: skip
        yield Writing(name, kind, _put(_NUMBER, "General", **font), HELD)
    for name, font in (
        ("white", {"color": "FFFFFFFF"}),
        ("bold", {"b": True}),
        ("red", {"color": "FFFF0000"}),
    ):
        yield Writing(name, kind, _put(_NUMBER, "General", **font), _NUMBER, is_plain=True)
    yield Writing("its own colour", kind, _on_its_own_colour(_NUMBER), _NUMBER, is_plain=True)
    yield Writing("crossed out", kind, _crossed_out(_NUMBER), HELD)
    yield Writing("repeated", kind, _repeated(_NUMBER), HELD)
    for tint in (0.0, -0.5):
        write = _in_white_of_theme(_NUMBER, tint)
        yield Writing(f"white of the theme {tint}", kind, write, _NUMBER, is_plain=True)
    for ink in ("[White]0", "[Color2]#,##0", "[white]General"):
        yield Writing(f"as {ink}", kind, _put(_NUMBER, ink), _NUMBER, is_plain=True)
    for name, number in FOREIGN.items():
        yield Writing(name, kind, _in_built_in(number), HELD)
    yield Writing("hidden by its format", kind, _put(_NUMBER, ";;;"), _NUMBER, is_plain=True)
    yield Writing("a text with a suffix", kind, _put(whole, '@" nghìn"'), HELD)
    yield Writing("a text with a prefix", kind, _put(whole, '"1"@'), HELD)
    yield Writing("a day", kind, _put(_DAY, "d/m"), HELD)
    yield Writing("a clock", kind, _put(time(12, 34), "h:mm"), HELD)
    yield Writing("true", kind, _put(True), HELD)
    noisy = float(_NUMBER) - 4e-10
    value: object = _NUMBER if kind in ("count", "money") else Decimal(str(noisy))
    yield Writing("worked out", kind, _put(noisy, "0"), value, is_plain=True)
    if kind == "count":
        yield Writing("a half", kind, _put(1234.5, "0"), HELD)


def _days() -> Iterator[Writing]:
    iso = _DAY.isoformat()
    for number_format in (
        "dd/mm/yyyy", "d/m/yy", "yyyy-mm-dd", "[$-42A]dd/mm/yyyy;@", "d-mmm",
        "dd/mm", '"ngày "d" tháng "m" năm "yyyy', "[$-F800]dddd, mmmm dd, yyyy",
        "[$-vi-VN]d/m/yyyy",
        "[$-x-sysdate]dddd, mmmm dd, yyyy", "dd\\-mmm\\-yy", "[White]dd/mm/yyyy", "yyyymmdd",
    ):  # fmt: skip
        yield Writing(f"as {number_format}", "date", _put(_DAY, number_format), iso, is_plain=True)
    for number_format in (
        "mmm-yy", "mm/yyyy", "yyyy", "dddd", 'dd/mm/"2019"', '"1"d/m/yyyy', "d mmmmm yyyy",
        "mmmmm", "dd/mm/bbbb", "b2dd/mm/yyyy", "[$-41E]d/m/yyyy", "[$-D07041E]d/m/yyyy",
        *UNKNOWN_DAYS, "e/m/d", "[$-404]gge/m/d", "[$-411]ge.m.d",
        "dd*0mm", "dd hh mm", "dd:mm", 'dd":"mm', "dd\\:mm", "dd/mm/yyyymm", "d-mmmd", "d/m/yyhh",
        "d.AM/PM", "yyd/m/yy", "ddmm",
        'dd/mm/yyyy"?"', '"trước "dd/mm/yyyy', '"(hủy) "dd/mm/yyyy', 'dd/mm/yyyy" âm lịch"',
    ):  # fmt: skip
        yield Writing(f"as {number_format}", "date", _put(_DAY, number_format), HELD)
    for text in ("5/6/2025", "05.06.2025", "5-6-2025", "2025-06-05", "ngày 5 tháng 6 năm 2025"):
        yield Writing(f"text {text}", "date", _put(text, "@"), iso, is_plain=True)
    for text in (
        "5/6", "6/2025", "2025", "31/6/2025", "5/13/2025", "5/6/25", "5/6/0025", "5/6/1925",
        "5/6/2125",
        "05/06/2025 hoặc 06/06/2025", "5/6/2025¹", "hôm nay", "-", "5/6/2025\n6/6/2025",
    ):  # fmt: skip
        yield Writing(f"text {text!r}", "date", _put(text, "@"), HELD)
    yield Writing("struck out", "date", _put(_DAY, "dd/mm/yyyy", strike=True), HELD)
    yield Writing("struck in part", "date", _runs("05/06/202", (STRUCK, "4"), "5"), HELD)
    yield Writing("with a note", "date", _runs("05/06/2025", (RAISED, "1")), HELD)
    yield Writing("with an hour", "date", _put(datetime(2025, 6, 5, 8), "dd/mm/yyyy hh:mm"), HELD)
    yield Writing("of 1905", "date", _put(date(1905, 6, 5), "dd/mm/yyyy"), HELD)
    yield Writing("a small number", "date", _put(2025, "General"), HELD)


def _answers() -> Iterator[Writing]:
    for value, answer in (("Có", 1), ("có ", 1), ("CÓ", 1), ("Không", 0), ("x", 1), (1, 1), (0, 0)):
        yield Writing(f"{value!r}", "yes_no", _put(value), answer, is_plain=True)
    yield Writing("shown as yes", "yes_no", _put(1, '"Có";;"Không"'), 1, is_plain=True)
    for name, write in (
        ("shown as no", _put(1, '"Không";;"Có"')), ("struck out", _put("Có", strike=True)),
        ("struck for the other", _runs((STRUCK, "Không "), "Có")), ("two", _put(2)),
        ("both", _put("Có/Không")), ("with a note", _runs("Có", (RAISED, "1"))),
        ("in pictures", _put("x", name="Wingdings")), ("a text shown otherwise", _put("Có",
        '"không "@')),
        ("partly in white", _runs("Có", (WHITE, " không"))), ("perhaps", _put("Có thể")),
        ("a day", _put(_DAY, "dd/mm/yyyy")), ("1 as 100", _put(1, '0"00"')),
    ):  # fmt: skip
        yield Writing(name, "yes_no", write, HELD)


def _clocks() -> Iterator[Writing]:
    for value in ("8h30", "8:30", "08:30", "8 giờ 30 phút"):
        yield Writing(value, "time", _put(value, "@"), _CLOCK, is_plain=True)
    yield Writing("a clock", "time", _put(time(8, 30), "hh:mm"), _CLOCK, is_plain=True)
    for shape in ("h:mm AM/PM", "hh:mm:ss", 'h" giờ "mm'):
        yield Writing(f"as {shape}", "time", _put(time(8, 30), shape), _CLOCK, is_plain=True)
    for shape in ('h:mm" chiều"', '"sau "h:mm', "h", "mm:ss", "[m]"):
        yield Writing(f"as {shape}", "time", _put(time(8, 30), shape), HELD)
    for value in ("8", "25:00", "8h30-9h", "8:30¹", "8 30", "sáng"):
        yield Writing(value, "time", _put(value, "@"), HELD)
    yield Writing("struck out", "time", _put("8h30", strike=True), HELD)
    yield Writing("struck in part", "time", _runs((STRUCK, "7h30 "), "8h30"), HELD)


def _texts() -> Iterator[Writing]:
    for text in ("Quyết định 5/QĐ-UBND", "5/6", "0100109106", "Số 12"):
        yield Writing(text, "text", _put(text, "@"), text, is_plain=True)
    yield Writing("a year", "text", _put(2025), "2025", is_plain=True)
    for name, write in (
        ("a day", _put(_DAY, "d/m")), ("a number", _put(100109106)), ("a decimal", _put(1.1)),
        ("struck out", _put("Quyết định", strike=True)),
        ("crossed out", _crossed_out("Quyết định")),
        ("struck in part", _runs("Quyết định ", (STRUCK, "5"), "6")),
    ):  # fmt: skip
        yield Writing(name, "text", write, HELD)
