"""What a person sees of a cell: struck out, raised, unseen, in a font of pictures, by a conditional
format; and texts beside the table that say what its figures are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time
from functools import partial
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import (
    CellIsRule,
    DataBarRule,
    DifferentialStyle,
    FormulaRule,
    IconSetRule,
    Rule,
)
from openpyxl.styles import Alignment, Border, Color, Font, GradientFill, PatternFill, Side
from openpyxl.styles.numbers import NumberFormat
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.blanks.layout import Entry
from tests.ingestion.parsing.value_forms.reports import NAMES, Case, report

Change = Callable[[Worksheet], None]
SHOWN, UNSEEN, ROUNDED, UNITS = "CELL-SHOWN", "HIDDEN-CONTENT", "CELL-ROUNDED", "UNIT-LINE"
ROWS = [
    {"item": NAMES[0], "cases": 12, "share": "10 %", "rate": "1,5", "amount": 5, "done": "Có",
     "day": "05/12/2024", "place": "01", "level": "Cấp độ cao", "remark": "đủ", "clock": "8h30"},
]  # fmt: skip
_STRUCK, _RAISED = InlineFont(strike=True), InlineFont(vertAlign="superscript")
_WHITE = InlineFont(color="FFFFFFFF")


def _runs(*parts: str | tuple[InlineFont, str]) -> CellRichText:
    return CellRichText(*(p if isinstance(p, str) else TextBlock(*p) for p in parts))


def _put(**cells: Any) -> Change:
    def change(sheet: Worksheet) -> None:
        for place, value in cells.items():
            sheet[place].value = value

    return change


def _font(places: str, **font: Any) -> Change:
    def change(sheet: Worksheet) -> None:
        for place in places.split():
            sheet[place].font = Font(**font)

    return change


def _white_on(colour: str, sheet: Worksheet) -> None:
    sheet["B15"].font = Font(color="FFFFFFFF")
    sheet["B15"].fill = PatternFill("solid", start_color=colour)


def _by_condition(look: DifferentialStyle, sheet: Worksheet) -> None:
    rule = Rule(type="expression", dxf=look, formula=["TRUE"])
    sheet.conditional_formatting.add("A15:D15", rule)


def _bold_by_condition(sheet: Worksheet) -> None:
    rule = CellIsRule(operator="greaterThan", formula=["1"], font=Font(bold=True))
    sheet.conditional_formatting.add("A15:D15", rule)


def _crossed(places: str, **lines: bool) -> Change:
    def change(sheet: Worksheet) -> None:
        for place in places.split():
            sheet[place].border = Border(diagonal=Side(style="thin"), **lines)

    return change


def _theme(ink: int, tint: float = 0.0, paper: int | None = None, shade: float = 0.0) -> Change:
    """A count in a colour of the theme, on another or on white."""

    def change(sheet: Worksheet) -> None:
        sheet["B15"].font = Font(color=Color(theme=ink, tint=tint))
        if paper is not None:
            sheet["B15"].fill = PatternFill("solid", fgColor=Color(theme=paper, tint=shade))

    return change


def _condition(rule: Rule) -> Change:
    return lambda sheet: sheet.conditional_formatting.add("B15:D15", rule)


def _struck_where(formula: str) -> Change:
    return _condition(FormulaRule(formula=[formula], font=Font(strike=True)))


def _repeated(sheet: Worksheet) -> None:
    sheet["B15"].alignment = Alignment(horizontal="fill")


def _without_zeros(sheet: Worksheet) -> None:
    sheet["B15"].value, sheet.sheet_view.showZeros = 0, False


def _on_each_page(sheet: Worksheet) -> None:
    sheet.oddHeader.right.text = "Đơn &Ivị tính: &B&12tỷ đồng"


def _gradient(sheet: Worksheet) -> None:
    sheet["A1"].fill = GradientFill(stop=("FFFFFFFF", "FF0000FF"))


def _format(place: str, number_format: str, value: Any) -> Change:
    def change(sheet: Worksheet) -> None:
        sheet[place].value, sheet[place].number_format = value, number_format

    return change


EVERY = "A15 B15 C15 D15 E15 F15 G15 H15 I15 J15 K15"
_ALL_STRUCK = {(SHOWN, place) for place in EVERY.split()}
# What was done, what is found, what is read.
SEEN: list[tuple[str, Change, set[tuple[str, str]], dict[str, Entry]]] = [
    ("a figure struck out", _font("B15", strike=True), {(SHOWN, "B15")}, {"D15": 1.5}),
    ("a row struck out", _font(EVERY, strike=True), _ALL_STRUCK, {}),
    ("the unit of money struck out", _font("B12", strike=True), {(SHOWN, "B12")}, {}),
    ("a figure struck and a new one", _put(B15=_runs((_STRUCK, "120"), " 150")),
     {(SHOWN, "B15")}, {}),
    ("a digit struck", _put(E15=_runs("1", (_STRUCK, "2"))), {(SHOWN, "E15")}, {}),
    ("a day struck in part", _put(G15=_runs("05/12/202", (_STRUCK, "3"), "4")),
     {(SHOWN, "G15")}, {}),
    ("an answer struck and another", _put(F15=_runs((_STRUCK, "Không"), "Có")),
     {(SHOWN, "F15")}, {}),
    ("a choice struck in part", _put(I15=_runs("Cấp độ cao", (_STRUCK, " "))), set(),
     {"I15": "high"}),
    ("a remark struck in part", _put(J15=_runs("đủ ", (_STRUCK, "thiếu"))), {(SHOWN, "J15")}, {}),
    ("a period struck in part", _put(B8=_runs((_STRUCK, "2023"), "2024")), {(SHOWN, "B8")}, {}),
    ("the number of a note on a count", _put(B15=_runs("12", (_RAISED, "1"))),
     {(SHOWN, "B15")}, {}),
    ("the number of a note on a per cent", _put(C15=_runs("10", (_RAISED, "2"), " %")),
     {(SHOWN, "C15")}, {}),
    ("the number of a note on an amount", _put(E15=_runs("5", (_RAISED, "3"))),
     {(SHOWN, "E15")}, {}),
    ("the number of a note on a choice", _put(I15=_runs("Cấp độ cao", (_RAISED, "1"))),
     {(SHOWN, "I15")}, {}),
    ("a lowered digit", _put(B15=_runs("1", (InlineFont(vertAlign="subscript"), "2"))),
     {(SHOWN, "B15")}, {}),
    ("a figure raised whole", _font("B15", vertAlign="superscript"), {(SHOWN, "B15")}, {}),
    ("square metres in a remark", _put(J15=_runs("5 m", (_RAISED, "2"))), set(), {"J15": "5 m²"}),
    ("the number of a note on a label", _put(B14=_runs("Số vụ việc", (_RAISED, "1"))), set(),
     {"B15": 12}),
    ("runs that look alike", _put(B15=_runs((InlineFont(b=True), "1"), "2")), set(), {"B15": 12}),
    ("a digit in white", _put(B15=_runs("12", (_WHITE, "5"))), {(SHOWN, "B15")}, {}),
    ("a figure in white", _font("B15", color="FFFFFFFF"), {(UNSEEN, "B15")}, {"B15": 12}),
    ("a figure in the colour of its cell", partial(_white_on, "FFFFFFFF"), {(UNSEEN, "B15")},
     {"B15": 12}),
    ("white on blue", partial(_white_on, "FF0000FF"), set(), {"B15": 12}),
    ("a figure of one point", _font("B15", sz=1), {(UNSEEN, "B15")}, {"B15": 12}),
    ("a figure its format hides", _format("B15", ";;;", 12), {(UNSEEN, "B15")}, {"B15": 12}),
    ("a text its format hides", _format("J15", ";;;", "đủ"), {(UNSEEN, "J15")}, {"J15": "đủ"}),
    ("a zero its format hides", _format("B15", "#,##0;-#,##0;;@", 0), {(UNSEEN, "B15")},
     {"B15": 0}),
    ("a zero that the sheet does not show", _without_zeros,
     {(UNSEEN, "B10"), (UNSEEN, "B15")}, {"B15": 0}),
    ("a font of pictures", _font("B15 F15", name="Wingdings"), {(SHOWN, "B15"), (SHOWN, "F15")},
     {}),
    ("a figure struck by a condition",
     partial(_by_condition, DifferentialStyle(font=Font(strike=True))),
     {(SHOWN, "A15"), (SHOWN, "B15"), (SHOWN, "C15"), (SHOWN, "D15")}, {}),
    ("a figure shown otherwise by a condition",
     partial(_by_condition, DifferentialStyle(numFmt=NumberFormat(200, '0" nghìn"'))),
     {(SHOWN, "B15")}, {"D15": 1.5}),
    ("a figure bold by a condition", _bold_by_condition, set(), {"B15": 12}),
    ("a figure crossed out", _crossed("B15", diagonalUp=True, diagonalDown=True),
     {(SHOWN, "B15")}, {}),
    ("a text crossed out", _crossed("J15", diagonalUp=True), {(SHOWN, "J15")}, {}),
    ("a label parted by a line", _crossed("A14 B14", diagonalDown=True), set(), {"B15": 12}),
    ("a figure repeated", _repeated, {(SHOWN, "B15")}, {}),
    ("only arrows", _condition(IconSetRule("3Arrows", "num", [0, 5, 9], showValue=False)),
     {(SHOWN, "B15")}, {"D15": 1.5}),
    ("only bars", _condition(DataBarRule("num", 0, "num", 9, "FF0000FF", showValue=False)),
     {(SHOWN, "B15")}, {}),
    ("arrows beside figures", _condition(IconSetRule("3Arrows", "num", [0, 5, 9])), set(),
     {"B15": 12}),
    ("black on black by a condition",
     _condition(FormulaRule(formula=["TRUE"], fill=PatternFill("solid", bgColor="FF000000"))),
     {(UNSEEN, "B15"), (UNSEEN, "C15"), (UNSEEN, "D15")}, {"B15": 12}),
    ("white where it is as large",
     _condition(CellIsRule(operator="equal", formula=["12"], font=Font(color="FFFFFFFF"))),
     {(UNSEEN, "B15")}, {"B15": 12, "D15": 1.5}),
    ("struck where it is larger",
     _condition(CellIsRule(operator="between", formula=["100", "200"], font=Font(strike=True))),
     set(), {"B15": 12}),
    ("struck where it is as large",
     _condition(CellIsRule(operator="lessThanOrEqual", formula=["12"], font=Font(strike=True))),
     {(SHOWN, "B15")}, {"D15": 1.5}),
    ("struck where it is empty", _struck_where('$B15=""'), set(), {"B15": 12}),
    ("struck where another is empty", _struck_where("ISBLANK($M$15)"),
     {(SHOWN, "B15"), (SHOWN, "C15"), (SHOWN, "D15")}, {}),
    ("struck where nobody knows", _struck_where("AND(B15>100,B15<200)"),
     {(SHOWN, "B15"), (SHOWN, "C15"), (SHOWN, "D15")}, {}),
    ("struck for another text",
     _condition(Rule(type="containsText", text="bỏ", formula=["1"],
                     dxf=DifferentialStyle(font=Font(strike=True)))), set(), {"B15": 12}),
    ("white of the theme", _theme(0), {(UNSEEN, "B15")}, {"B15": 12}),
    ("white of the theme made grey", _theme(0, -0.5), set(), {"B15": 12}),
    ("black of the theme made white", _theme(1, 0.99), {(UNSEEN, "B15")}, {"B15": 12}),
    ("white on a blue of the theme", _theme(0, paper=4), set(), {"B15": 12}),
    ("white on a blue made white", _theme(0, paper=4, shade=0.95), {(UNSEEN, "B15")}, {"B15": 12}),
    ("black on grey of the theme", _theme(1, paper=0, shade=-0.25), set(), {"B15": 12}),
    ("another unit on every page", _on_each_page, {(UNITS, "A14")}, {}),
    ("an amount that is seen rounded", _format("E15", "0", 0.4), {(ROUNDED, "E15")},
     {"E15": 400_000}),
    ("an amount with all its decimals", _format("E15", "#,##0.00", 1500.25), set(),
     {"E15": 1_500_250_000}),
    ("a per cent that is seen rounded", _format("C15", "0%", 0.996), {(ROUNDED, "C15")},
     {"C15": 99.6}),
    ("a rate that is seen rounded", _format("D15", "0.0", 1.44), {(ROUNDED, "D15")},
     {"D15": 1.44}),
    ("a sum in binary", _format("D15", "0.0", 0.1 + 0.2), set(), {}),
    ("a computed count", _format("B15", "0", 2.9999999996), {(ROUNDED, "B15")}, {"B15": 3}),
    ("a computed rate", _format("D15", "0", 2.9999999996), set(), {"D15": 2.9999999996}),
    ("half a count", _format("B15", "0", 2.6), {("CELL-TYPE", "B15")}, {}),
    ("a carriage return nobody sees", _put(F15="Có_x000D_"), set(), {"F15": 1}),
    ("another unit above the table", _put(E13="Đơn vị tính: tỷ đồng"), {(UNITS, "E13")}, {}),
    ("another unit in short", _put(E13="ĐVT: 1.000 đ"), {(UNITS, "E13")}, {}),
    ("another unit in brackets", _put(A13="Kinh phí năm 2024 (nghìn đồng)"), {(UNITS, "A13")}, {}),
    ("another unit in the cell beside", _put(D13="Đơn vị tính:", E13="đồng"),
     {(UNITS, "D13"), (UNITS, "E13")}, {}),
    ("another currency above the table", _put(E13="Đơn vị tính: USD"), {(UNITS, "E13")}, {}),
    ("the same unit above the table", _put(E13="Đơn vị tính: Triệu đồng"), set(),
     {"E15": 5_000_000}),
    ("the same unit in figures", _put(E13="ĐVT: 1.000.000đ"), set(), {"E15": 5_000_000}),
    ("another unit below the table", _put(A19="Đơn vị tính: tỷ đồng"), {(UNITS, "A19")}, {}),
    ("another currency in words", _put(E13="Đơn vị tính: triệu đô la Mỹ"), {(UNITS, "E13")}, {}),
    ("two units in a line", _put(E13="ĐVT: triệu đồng; dự án: tỷ đồng"), {(UNITS, "E13")}, {}),
    ("labels again in another order",
     _put(A18="Nội dung", B18="Hệ số", C18="Tỷ lệ", D18="Số vụ việc", E18="Kinh phí",
          F18="Hoàn thành", G18="Ngày ban hành"),
     {("COLUMN-DUPLICATE", "B18"), ("COLUMN-DUPLICATE", "D18")}, {}),
    ("a period shown as a quarter", _format("B8", '0"-Q1"', 2024), {(SHOWN, "B8")}, {}),
    ("a remark shown with another word", _format("J15", '"không "@', "đủ"), {(SHOWN, "J15")}, {}),
    ("a day that is all format", _format("G15", '"31/12/2020"', 45631), {(SHOWN, "G15")}, {}),
    ("a day by another calendar", _format("G15", "[$-1070000]d/m/yyyy;@", date(2024, 12, 5)),
     {(SHOWN, "G15")}, {}),
    ("a day with its hour only", _format("G15", "d hh:mm", date(2024, 12, 5)),
     {(SHOWN, "G15")}, {}),
    ("a clock that shows seconds", _format("K15", "mm:ss", time(8, 30)), {(SHOWN, "K15")}, {}),
    ("an answer struck letter by letter", _put(F15="C\u0336ó\u0336"), {(SHOWN, "F15")}, {}),
    ("a label of a column struck out", _font("B14", strike=True), {(SHOWN, "B15")}, {}),
    ("a label of the header struck out", _font("A12", strike=True), {(SHOWN, "B12")}, {}),
    ("the period said twice", _put(A13="Kỳ báo cáo", B13="2022"), {("CELL-ERROR", "B8")}, {}),
    ("the period said twice in a row", _put(D8="Kỳ báo cáo", E8="2022"),
     {("CELL-ERROR", "B8")}, {}),
    ("the period said alike in a row", _put(D8="Kỳ báo cáo", E8="2024"), set(), {"B15": 12}),
    ("about a dozen", _format("B15", '"khoảng "0', 12), {(SHOWN, "B15")}, {}),
    ("a figure in white by its format", _format("B15", "[White]0", 12), {(UNSEEN, "B15")},
     {"B15": 12}),
    ("a negative in white by its format", _format("B15", "0;[White]-0", 12), set(), {"B15": 12}),
    ("a day in white by its format", _format("G15", "[Color 2]d/m/yyyy", date(2024, 12, 5)),
     {(UNSEEN, "G15")}, {"G15": "2024-12-05"}),
    ("a text in white by its format", _format("J15", "[White]@", "đủ"), {(UNSEEN, "J15")},
     {"J15": "đủ"}),
    ("texts that are counted", _format("B15", '0" văn bản"', 12), set(), {"B15": 12}),
    ("a comma of the format's own", _format("D15", '0","000', 1234), {(SHOWN, "D15")}, {}),
    ("a gradient", _gradient, set(), {"B15": 12}),
    ("what is no unit", _put(A13="Đơn vị: Sở Thông tin", C13="Tỷ lệ hoàn thành",
                             E13="Đồng bộ năm 2024", G13="(Triệu Sơn)"), set(), {"E15": 5_000_000}),
    ("an abbreviation", _put(A13="Đơn vị: D", C13="Phụ lục (đ)", E13="Điểm chấm: (10 đ)"), set(),
     {"E15": 5_000_000}),
]  # fmt: skip


def cases() -> Iterator[Case]:
    """Every case of the table."""
    for name, change, findings, read in SEEN:
        make = partial(report, ROWS, edit=partial(_on_first, change))
        yield Case(name, make, frozenset(findings), read)


def _on_first(change: Change, _: Workbook, sheet: Worksheet) -> None:
    change(sheet)
