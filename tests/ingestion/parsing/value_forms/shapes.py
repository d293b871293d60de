"""Sheets people have worked on: merged and hidden cells, labels doubled, renamed, moved or added,
tables moved, signatures and notes below."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import product

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.blanks.layout import Answers, Entry, lay_out
from ingestion.forms.contract import load_contracts
from ingestion.readers.grid import column_letter
from tests.ingestion.parsing.value_forms.reports import (
    COLUMNS,
    HEADER,
    LABELS_ROW,
    NAMES,
    Case,
    at,
    report,
    typed,
)

ERROR, MERGED, HIDDEN = "CELL-ERROR", "CELL-MERGED", "HIDDEN-CONTENT"
MISSING, DOUBLE, EXTRA = "COLUMN-MISSING", "COLUMN-DUPLICATE", "COLUMN-EXTRA"
_LAST = len(COLUMNS)
_BELOW = 20
Found = set[tuple[str, str | None]]
Values = dict[str, Entry]
Change = Callable[[Worksheet], object]

ROWS: list[Mapping[str, Entry]] = [
    {"item": NAMES[n], "cases": 5 + n, "rate": 2, "amount": 10, "done": "Có", "level": "Cấp độ cao",
     "remark": "đủ"}
    for n in range(3)
]  # fmt: skip
_READ: Values = {at("cases"): 5, at("amount", 2): 10_000_000, at("level", 1): "high"}


def label(column: str) -> str:
    """The address of a column's label."""
    return f"{column_letter(COLUMNS.index(column) + 1)}{LABELS_ROW}"


def _put(**entries: Entry) -> Change:
    """Entries by address; None blanks a cell."""

    def change(sheet: Worksheet) -> None:
        for place, entry in entries.items():
            sheet[place].value = entry

    return change


def _merge(*ranges: str) -> Change:
    """Ranges merged as a spreadsheet does: only the first cell keeps its value."""

    def change(sheet: Worksheet) -> None:
        for span in ranges:
            sheet.merge_cells(span)

    return change


def _hide(rows: tuple[int, ...] = (), columns: str = "", sheet: bool = False) -> Change:
    def change(page: Worksheet) -> None:
        for row in rows:
            page.row_dimensions[row].hidden = True
        for letter in columns:
            page.column_dimensions[letter].hidden = True
        if sheet:
            page.sheet_state = "hidden"

    return change


def _flat(row: int) -> Change:
    """A row too low to be seen."""

    def change(sheet: Worksheet) -> None:
        sheet.row_dimensions[row].height = 0.1

    return change


def _move(rows: int = 0, columns: int = 0) -> Change:
    """Everything moved down and to the right."""
    return lambda sheet: sheet.move_range(f"A1:K{_BELOW}", rows=rows, cols=columns)


def _reverse(sheet: Worksheet) -> None:
    """The columns of the table in the opposite order."""
    for row in range(LABELS_ROW, LABELS_ROW + 4):
        entries = [sheet.cell(row, column).value for column in range(1, _LAST + 1)]
        for column, entry in enumerate(reversed(entries), 1):
            sheet.cell(row, column).value = entry


def _raise_labels(sheet: Worksheet) -> None:
    """The labels one row higher as well."""
    for column in range(1, _LAST + 1):
        sheet.cell(LABELS_ROW - 1, column).value = sheet.cell(LABELS_ROW, column).value


def _all(*changes: Change) -> Change:
    def change(sheet: Worksheet) -> None:
        for one in changes:
            one(sheet)

    return change


def _moved_values(rows: int, columns: int) -> Values:
    """What is read of the moved cells, each at its new address."""
    read = {"cases": 5, "amount": 10_000_000, "level": "high"}
    return {
        f"{column_letter(COLUMNS.index(code) + 1 + columns)}{15 + rows}": entry
        for code, entry in read.items()
    }


# What was done, how, what is found, what is read.
CHANGED: list[tuple[str, Change, Found, Values]] = [
    ("formula never computed", _put(B15="=2+3"), {(ERROR, "B15")}, {}),
    ("formula never computed in a text", _put(J16="=A1&A2"), {(ERROR, "J16")}, {}),
    ("formula never computed in the header", _put(B9='="20"&"24"'), {(ERROR, "B9")}, {}),
    ("error #REF!", _put(B15="#REF!"), {(ERROR, "B15")}, {}),
    ("error #N/A as a choice", _put(I17="#N/A"), {(ERROR, "I17")}, {}),
    ("error #DIV/0! as a per cent", _put(C16="#DIV/0!"), {(ERROR, "C16")}, {}),
    ("only a key behind a blank row", _put(A19="Yên Bái", A20="Hà Nam", B20=3), set(),
     {"B19": None, "B20": 3}),
    *((f"a row that sums up others: {name}", _put(A18=name, B18=9), {("ROW-UNKNOWN", "A18")}, {})
      for name in ("Lũy kế từ đầu năm", "Cộng dồn", "Cùng kỳ năm trước", "Trung bình",
                   "So với cùng kỳ", "Bình quân", "- Nhóm 1", "+ Nhóm 1")),
    ("a total in other words", _put(A18="Tổng số vụ việc", B18=18), set(), _READ),
    ("a total in more words", _put(A18="II. Tổng cộng (1+2+3)", B18=18), set(), _READ),
    ("a wrong total in other words", _put(A18="Tổng số vụ việc", B18=19),
     {("TOTAL-SUM", "B18")}, {}),
    ("what only begins like a total", _put(A18="Tổng công ty A", B18=9), set(), {"B18": 9}),
    ("a place called like an average", _put(A18="Trung Bình", B18=9), set(), {"B18": 9}),
    ("every row with a dash", _put(A15="- a", A16="- b", A17="- c"), set(), {"B16": 6}),
    ("rows with a dash below a heading", _put(A15="I. Các sở", B15=None, D15=None, E15=None,
                                              F15=None, I15=None, J15=None, A16="- b", A17="- c"),
     set(), {"B16": 6}),
    ("only a key below the rows", _put(A19="Yên Bái"), set(), {"B17": 7}),
    ("a choice merged over two rows", _merge("I15:I16"), set(), {"I15": "high"}),
    ("an answer merged over all rows", _merge("F15:F17"), set(), {"F15": 1}),
    ("a remark merged over two rows", _merge("J16:J17"), set(), {"J16": "đủ"}),
    ("a figure merged over two rows", _merge("B15:B16"), {(MERGED, "B15")}, {"B17": 7}),
    ("a figure merged over three rows", _merge("E15:E17"), {(MERGED, "E15")}, {}),
    ("two merged figures", _merge("B15:B16", "E16:E17"), {(MERGED, "B15"), (MERGED, "E16")}, {}),
    ("a figure merged over two columns", _merge("D15:E15"), {(MERGED, "D15")}, {}),
    ("an answer merged over two columns", _merge("F16:G16"), {(MERGED, "F16")}, {}),
    ("a figure merged with the empty row below", _merge("B17:B18"), set(), {"B17": 7}),
    ("a note merged below the table", _all(_put(A19="Ghi chú: tạm tính"), _merge("A19:J19")),
     set(), _READ),
    ("a label merged over two rows", _all(_merge("B13:B14"), _put(B13="Số vụ việc")), set(), _READ),
    ("all labels merged over two rows",
     _all(_raise_labels, _merge(*(f"{c}13:{c}14" for c in "ABCDEFGHIJK"))), set(), _READ),
    ("a header answer merged to the right", _merge("B8:D8"), set(), _READ),
    ("a header label merged over two columns",
     _all(_put(A8="Kỳ báo cáo", B8=None, C8="2024"), _merge("A8:B8")), set(), {"C8": "2024"}),
    ("a hidden row", _hide(rows=(16,)), {(HIDDEN, "A16")}, {"B16": 6}),
    ("two hidden rows", _hide(rows=(15, 17)), {(HIDDEN, "A15"), (HIDDEN, "A17")}, _READ),
    ("a row of no height", _flat(17), {(HIDDEN, "A17")}, {"B17": 7}),
    ("a hidden row that holds nothing", _hide(rows=(19,)), set(), _READ),
    ("a hidden column", _hide(columns="E"), {(HIDDEN, "E14")}, _READ),
    ("the sheet hidden", _hide(sheet=True), {(HIDDEN, "A14")}, _READ),
    ("a label twice", _put(L14="Kinh phí", L15=7), {(DOUBLE, "L14")}, _READ),
    ("a label twice in another case", _put(L14="SỐ VỤ VIỆC:"), {(DOUBLE, "L14")}, _READ),
    ("a required label renamed", _put(A14="Tên mục"), {(MISSING, "A14")}, {}),
    ("an optional label renamed", _put(E14="Số tiền"), {(MISSING, "E14")}, {}),
    ("the last label renamed", _put(J14="Ý kiến"), {(MISSING, "J14")}, {}),
    ("marks of footnotes behind labels",
     _put(B14="Số vụ việc (*)", D14="Hệ số (**)", E14="Kinh phí [1]", F14="Hoàn thành ¹"),
     set(), _READ | {"F15": 1}),
    ("numbers and bullets before labels",
     _put(B14="1. Số vụ việc", D14="II. Hệ số", E14="c) Kinh phí", F14="- Hoàn thành"),
     set(), _READ | {"F15": 1}),
    ("a unit written into a label", _put(E14="Kinh phí (tỷ đồng)"), {(MISSING, "E14")}, {}),
    ("the columns in another order", _reverse, set(), {"K15": 5, "L15": NAMES[0], "H17": 10**7}),
    ("a column more", _put(M14="Người theo dõi", M15="An"), {(EXTRA, "M14")}, _READ),
    ("an empty column more", _put(M14="Người theo dõi"), set(), _READ),
    ("a column that numbers the rows", _put(L14="STT", L15=1, L16=2, L17=3), set(), _READ),
    ("a total nobody asked for", _put(A18="Tổng cộng", B18=18, E18=30), set(), _READ),
    ("a total with words beside", _put(A18="CỘNG:", B18="18", F18="–", I18="x", J18="đã soát"),
     set(), _READ),
    ("a total twice", _put(A18="Tổng cộng", B18=18, A19="Tổng số", B19=18),
     {("ROW-DUPLICATE", "A19")}, _READ),
    ("a total of nothing", _put(A18="Tổng số"), set(), _READ),
    ("a total that does not add up", _put(A18="Tổng cộng", B18=17, E18=30),
     {("TOTAL-SUM", "B18")}, _READ),
    ("a total that is no figure", _put(A18="Cộng", B18="mười tám"), {("CELL-TYPE", "B18")}, _READ),
    ("a total above a signature",
     _put(A18="Tổng cộng", B18=18, A20="Người lập biểu", E20="Thủ trưởng đơn vị"), set(), _READ),
    ("an unlabelled column beside", _put(M15="xem lại"), set(), _READ),
    ("everything three rows lower", _move(rows=3), set(), _moved_values(3, 0)),
    ("everything two columns to the right", _move(columns=2), set(), _moved_values(0, 2)),
    ("everything lower and to the right", _move(2, 1), set(), _moved_values(2, 1)),
    ("a fault where everything moved", _all(_put(B16="hai"), _move(2, 1)),
     {("CELL-TYPE", "C18")}, {}),
    ("a numbered line below the labels",
     _all(lambda s: s.move_range("A15:K17", rows=1),
          _put(A15="A", B15="(1)", C15="(2)", D15="(3)", E15="(4)", F15="(5)", G15="(6)",
               H15="(7)", I15="(8)", J15="(9)", K15="(10)")), set(), {"B16": 5, "E18": 10**7}),
    ("the labels again on the next page",
     _all(lambda s: s.move_range("A17:J17", rows=1),
          lambda s: [s.cell(17, c, s.cell(14, c).value) for c in range(1, _LAST + 1)]),
     set(), {"B18": 7}),
    ("an empty row inside", lambda s: s.move_range("A17:J17", rows=2), set(), {"B19": 7}),
    ("signatures on both sides",
     _put(A19="Người lập biểu", E19="THỦ TRƯỞNG ĐƠN VỊ", A20="(Ký, ghi rõ họ tên)",
          E20="(Ký tên, đóng dấu)", A23="Nguyễn Văn A", E23="Trần Thị B"), set(), _READ),
    ("place and day above a signature",
     _put(E19="Bắc Giang, ngày 05 tháng 12 năm 2024", E20="GIÁM ĐỐC", E23="Trần Thị B"),
     set(), _READ),
    ("a source below the table", _put(A19="Nguồn: Sở Thông tin", B19="(mẫu)"), set(), _READ),
    ("a row of figures below the signatures",
     _put(A19="Người lập biểu", E19="Thủ trưởng đơn vị", A22="Huế", B22=9), set(), {"B22": 9}),
    ("signatures without a gap",
     _put(A18="Người lập biểu", E18="Thủ trưởng đơn vị", A19="(Ký, ghi rõ họ tên)",
          E19="(Ký tên, đóng dấu)", A22="Nguyễn Văn A"), set(), _READ),
    ("place and day without a gap",
     _put(E18="Bắc Giang, ngày 05 tháng 12 năm 2024", E19="GIÁM ĐỐC", E22="Trần Thị B"),
     set(), _READ),
    ("a place of signers above more figures",
     _put(A18="Kế toán", A19=NAMES[3], B19=9), set(), {"B19": 9}),
    ("the day of a signature", _put(A19="Thủ trưởng đơn vị", G20=date(2025, 1, 5)), set(), _READ),
    ("what a row is made of", _put(A18="Trong đó: phần mềm", B18=4), {("ROW-UNKNOWN", "A18")},
     _READ),
    ("words for a figure inside the table", _put(B17="Thủ trưởng"), {("CELL-TYPE", "B17")}, {}),
    ("the same row again", _put(A18=NAMES[0], B18=1), {("ROW-DUPLICATE", "A18")}, _READ),
    ("the same row in other writings",
     _put(A18=NAMES[0].upper(), B18=1, A19=NAMES[0].replace(" ", "  ") + ".", B19=1,
          A20=NAMES[0].replace(" ", "\n"), B20=1),
     {("ROW-DUPLICATE", "A18"), ("ROW-DUPLICATE", "A19"), ("ROW-DUPLICATE", "A20")}, _READ),
    ("rows of other tones and letters",
     _put(A18="Trạm", B18=1, A19="Trăm", B19=2, A20="Tram", B20=3, A21="Tràm", B21=4),
     set(), {"B18": 1, "B19": 2, "B20": 3, "B21": 4}),
    ("a serial day in the header", _put(B11=45631), {("CELL-TYPE", "B11")}, _READ),
]  # fmt: skip


def cases() -> Iterator[Case]:
    """Every case of these tables, and those on other sheets and an indicator form."""
    for name, change, findings, read in CHANGED:
        make = partial(report, ROWS, edit=partial(_on_first, change))
        yield Case(name, make, frozenset(findings), read)
    yield from _other_sheets()
    yield from _indicators()


def _on_first(change: Change, _: Workbook, sheet: Worksheet) -> None:
    change(sheet)


def _copy(title: str, change: Change | None, book: Workbook, sheet: Worksheet) -> None:
    other = book.copy_worksheet(sheet)
    other.title = title
    if change:
        change(other)


def _other_sheets() -> Iterator[Case]:
    again = partial(report, ROWS, edit=partial(_copy, "Bản cũ", None))
    yield Case("the table on two sheets", again, frozenset({("SHEET-DUPLICATE", "A14")}), _READ)
    hidden = partial(report, ROWS, edit=partial(_copy, "Bản cũ", _hide(sheet=True)))
    yield Case("a hidden copy", hidden, frozenset({("SHEET-DUPLICATE", "A14")}), _READ)
    emptied = _put(**{f"{c}{r}": None for c, r in product("ABCDEFGHIJK", (15, 16, 17))})
    blank = partial(report, ROWS, edit=partial(_copy, "Trang trống", emptied))
    yield Case("an empty copy", blank, values=_READ)


def _security(edit: Change) -> bytes:
    form = load_contracts()["agency_security_report/1"]
    lines = {line.code: _answer(line.kind) for sheet in form.sheets if sheet.kind == "indicator"
             for line in sheet.lines}  # fmt: skip
    (page,) = lay_out(form, Answers(HEADER, lines=lines))
    return typed(page, partial(_on_first, edit))


def _answer(kind: str) -> dict[str, Entry]:
    figure: dict[str, Entry] = {"value": "Có"} if kind == "yes_no" else {"value": 2}
    return figure | ({"denominator": 8} if kind == "ratio" else {})


def _indicators() -> Iterator[Case]:
    form = load_contracts()["agency_security_report/1"]
    page = lay_out(form)[0]
    places, labels = page.places, page.labels_row
    value = {code: f"C{places[code, 'value'][0]}" for code in (line for line, _ in places) if code}
    row = {code: int(place[1:]) for code, place in value.items()}
    last = row["drills"]
    staff, drills = row["trained_staff_share"], value["drills"]
    percent = partial(_number_format, value["trained_staff_share"], "0%")
    table: list[tuple[str, Change, Found, Values]] = [
        ("as it is", _put(), set(), {drills: 2}),
        ("a count as text", _put(**{drills: "1.234"}), {("CELL-RANGE", drills)}, {drills: 1234}),
        ("a count of two readings", _put(**{drills: "1,234"}), {("CELL-AMBIGUOUS", drills)}, {}),
        ("a per cent for a numerator", _all(_put(**{f"C{staff}": 1}), percent),
         {("CELL-SHOWN", f"C{staff}")}, {}),
        ("numerator and denominator merged", _merge(f"C{staff}:D{staff}"),
         {(MERGED, f"C{staff}")}, {}),
        ("evidence merged over two lines",
         _all(_put(**{f"F{staff}": "QĐ 1/QĐ-UBND"}), _merge(f"F{staff}:F{staff + 2}")), set(),
         {f"F{staff}": "QĐ 1/QĐ-UBND"}),
        ("two codes exchanged",
         _put(**{f"A{last}": "trained_staff_share", f"A{staff}": "drills"}),
         {("ROW-LABEL", f"C{last}"), ("ROW-LABEL", f"C{staff}"),
          ("CELL-REQUIRED", f"D{last}")}, {}),
        ("a label cut short", _put(**{f"B{last}": "Số cuộc diễn tập ứng cứu sự cố"}),
         {("ROW-LABEL", drills)}, {}),
        ("a label turned round", _put(**{f"B{last}": "Số cuộc diễn tập ứng cứu sự cố trong quý"}),
         {("ROW-LABEL", drills)}, {}),
        ("a label of something else", _put(**{f"B{last}": "Số máy chủ đã thanh lý"}),
         {("ROW-LABEL", drills)}, {}),
        ("a label with another object", _put(**{f"B{last}": "Số cuộc thanh tra trong năm"}),
         {("ROW-LABEL", drills)}, {}),
        ("a label misspelt", _put(**{f"B{last}": "Số cuộc diễn tâp ứng cuư sự cố trong nam"}),
         set(), {drills: 2}),
        ("a unit in a note", _put(**{f"E{last}": "nghìn cuộc"}), {("UNIT-LINE", f"E{last}")}, {}),
        ("a unit named in a note", _put(**{f"E{last}": "ĐVT: trăm"}),
         {("UNIT-LINE", f"E{last}")}, {}),
        ("a note", _put(**{f"E{last}": "Đơn vị: Trạm y tế; tăng 2 nghìn"}), set(), {drills: 2}),
        ("a note on a ratio", _put(**{f"E{staff}": "Đơn vị tính: %"}), set(), {drills: 2}),
        ("a code struck out", partial(_struck, f"A{last}"), {("CELL-SHOWN", drills)}, {}),
        ("a code with an invisible mark", _put(**{f"A{last}": "drills\u200b"}), set(), {drills: 2}),
        ("signatures below the lines",
         _put(**{f"A{last + 2}": "Người lập", f"C{last + 2}": "Thủ trưởng đơn vị",
                 f"A{last + 5}": "Nguyễn Văn A", f"C{last + 5}": "Trần Thị B"}), set(),
         {drills: 2}),
        ("a line of one's own below", _put(**{f"A{last + 1}": "muc_moi", f"C{last + 1}": 3}),
         {("ROW-UNKNOWN", f"A{last + 1}")}, {drills: 2}),
        ("a hidden line", _hide(rows=(last,)), {(HIDDEN, f"A{last}")}, {drills: 2}),
        ("a formula never computed", _put(**{drills: "=1+1"}), {(ERROR, drills)}, {}),
        ("the column of denominators renamed", _put(**{f"D{labels}": "Trên tổng số"}),
         {(MISSING, f"D{labels}")}, {}),
    ]  # fmt: skip
    for name, change, findings, read in table:
        yield Case(f"lines: {name}", partial(_security, change), frozenset(findings), read)


def _struck(place: str, sheet: Worksheet) -> None:
    sheet[place].font = Font(strike=True)


def _number_format(place: str, number_format: str, sheet: Worksheet) -> None:
    sheet[place].number_format = number_format
    sheet[place].font = Font(bold=True)
