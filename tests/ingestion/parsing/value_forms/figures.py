"""Numbers, per cents, money and dates: a column of entries, and what each is read as. A code in
capitals says that the entry is found under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from functools import partial

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.blanks.layout import Entry
from tests.ingestion.parsing.value_forms.reports import Case, at, report, rows_of

TYPE, TWO, UNIT, ERROR = "CELL-TYPE", "CELL-AMBIGUOUS", "CELL-UNIT", "CELL-ERROR"
NIL, SHOWN, NOT_TEXT = "CELL-NIL", "CELL-SHOWN", "CELL-NOT-TEXT"
_CODES = {TYPE, TWO, UNIT, ERROR, NIL, SHOWN, NOT_TEXT}
_MILLION = 10**6

# Number format of the contract, column, entries as texts, what each is read as.
TEXTS: list[tuple[str, str, list[str], list[Entry]]] = [
    ("vi", "cases", ["1.234"], [1234]),
    ("vi", "cases", ["1.234", "2.500", "12"], [1234, 2500, 12]),
    ("vi", "cases", ["1.865.270"], [1865270]),
    ("vi", "cases", ["1 865 270"], [1865270]),
    ("vi", "cases", ["3 4", "12 34", "1 2345", "0 123"], [TYPE] * 4),
    ("vi", "cases", ["12\n34", "10\n20\n30", "12\n345", "1\t234"], [TYPE] * 4),
    ("vi", "cases", ["1 234 56", "12345 678", "1.234 567"], [TYPE] * 3),
    ("vi", "amount", ["1 500", "1 500,5"], [1500 * _MILLION, 1500500000]),
    ("vi", "amount", ["15 00", "12\n34"], [TYPE, TYPE]),
    ("vi", "cases", ["12¹", "1½", "12²"], [TYPE] * 3),
    ("vi", "cases", ["Không phát sinh", "KPS", "-", "không có", "Không"], [NIL] * 5),
    ("vi", "cases", ["1\u00a0865\u202f270"], [1865270]),
    ("vi", "cases", ["\u200b125\ufeff"], [125]),
    ("vi", "cases", ["007"], [7]),
    ("vi", "expected", ["Quý II/2027", "Tháng 3/2027", "30/6/2027", "2027", "quý 4 năm 2026"],
     ["2027-Q2", "2027-03", "2027-06-30", "2027", "2026-Q4"]),
    ("vi", "expected", ["Trong quý I/2027", "Trước 30/6/2027", "3/2027", "Năm 2027", "T12.2026"],
     ["2027-Q1", "2027-06-30", "2027-03", "2027", "2026-12"]),
    ("vi", "expected", ["Quý V/2027", "13/2027", "đang lập", "31/02/2027", "12"], [TYPE] * 5),
    ("vi", "day", ["Quý II/2027", "Tháng 3/2027", "2027"], [TYPE] * 3),
    ("vi", "cases", ["0"], [0]),
    ("vi", "cases", ["5,0"], [5]),
    ("vi", "cases", ["999.999.999.999.999", "1.000.000.000.000.000"], [10**15 - 1, TYPE]),
    ("vi", "cases", ["1,234"], [TWO]),
    ("vi", "cases", ["1.234", "2,500"], [1234, TWO]),
    ("vi", "cases", ["1,234,567"], [TYPE]),
    ("vi", "cases", ["12,5"], [TYPE]),
    ("vi", "cases", ["1.23"], [TYPE]),
    ("vi", "cases", ["1.23.456"], [TYPE]),
    ("vi", "cases", ["hai cuộc"], [TYPE]),
    ("vi", "cases", ["5 vụ"], [TYPE]),
    ("vi", "cases", ["khoảng 5"], [TYPE]),
    ("vi", "cases", ["1e3"], [TYPE]),
    ("vi", "cases", ["٣"], [TYPE]),
    ("vi", "cases", ["10%"], [TYPE]),
    ("vi", "cases", ["#REF!"], [ERROR]),
    ("vi", "cases", ["#DIV/0!", "7"], [ERROR, 7]),
    ("vi", "cases", ["#####"], [ERROR]),
    ("vi", "rate", ["94,59"], [Decimal("94.59")]),
    ("vi", "rate", ["1.234"], [1234]),
    ("vi", "rate", ["1,234"], [TWO]),
    ("vi", "rate", ["1,234", "2,5"], [Decimal("1.234"), Decimal("2.5")]),
    ("vi", "rate", ["1,234", "1.865.270"], [Decimal("1.234"), 1865270]),
    ("vi", "rate", ["1,2340"], [Decimal("1.234")]),
    ("vi", "rate", ["0,125"], [Decimal("0.125")]),
    ("vi", "rate", ["1.234,5", "1.234"], [Decimal("1234.5"), 1234]),
    ("vi", "rate", ["12.5"], [Decimal("12.5")]),
    ("vi", "rate", ["0.123"], [Decimal("0.123")]),
    ("vi", "rate", ["12.5", "1.234"], [Decimal("12.5"), TWO]),
    ("vi", "rate", ["1.234", "0.5", "2.345"], [TWO, Decimal("0.5"), TWO]),
    ("vi", "rate", ["1,234", "1,234,567"], [TWO, TYPE]),
    ("vi", "rate", ["1,234", "1,234.5"], [TWO, TYPE]),
    ("vi", "rate", ["1.234", "1.865.270", "2,5"], [1234, 1865270, Decimal("2.5")]),
    ("vi", "rate", ["\u22122,5"], [Decimal("-2.5")]),
    ("vi", "rate", ["-1.234"], [-1234]),
    ("vi", "rate", ["10 %"], [TYPE]),
    ("vi", "rate", ["0," + "1" * 60], [Decimal("0.111111111111")]),
    ("vi", "rate", ["2,5" + "0" * 60], [Decimal("2.5")]),
    ("vi", "rate", ["0," + "0" * 400 + "1"], [0]),
    ("vi", "rate", ["1" * 1_000], [TYPE]),
    ("vi", "rate", ["1.234567"], [Decimal("1.234567")]),
    ("vi", "rate", ["1234.567"], [TYPE]),
    ("vi", "rate", ["1.234,5"], [Decimal("1234.5")]),
    ("vi", "cases", ["1.234,5", "1.234567"], [TYPE, TYPE]),
    ("en", "cases", ["1,234"], [1234]),
    ("en", "cases", ["1,865,270"], [1865270]),
    ("en", "cases", ["1.234"], [TWO]),
    ("en", "cases", ["1,234", "2.500"], [1234, TWO]),
    ("en", "cases", ["1.865.270"], [TYPE]),
    ("en", "rate", ["94.59"], [Decimal("94.59")]),
    ("en", "rate", ["1.234"], [TWO]),
    ("en", "rate", ["1.234", "94.59"], [Decimal("1.234"), Decimal("94.59")]),
    ("en", "rate", ["1,234.5", "1,234"], [Decimal("1234.5"), 1234]),
    ("en", "rate", ["94,59"], [TYPE]),
    ("en", "rate", ["94,59", "1.234"], [TYPE, TWO]),
    ("en", "rate", ["1.865.270", "1,234"], [TYPE, TWO]),
    ("en", "rate", ["1.234567", "1234.567"], [Decimal("1.234567"), Decimal("1234.567")]),
    ("en", "rate", ["1.234,5"], [TYPE]),
    ("any", "cases", ["1.234"], [1234]),
    ("any", "cases", ["1,234"], [1234]),
    ("any", "cases", ["1.234", "1,234"], [1234, TWO]),
    ("any", "rate", ["1.234"], [TWO]),
    ("any", "rate", ["1,234"], [TWO]),
    ("any", "rate", ["1.234", "94,59"], [1234, Decimal("94.59")]),
    ("any", "rate", ["1.234", "94.59"], [Decimal("1.234"), Decimal("94.59")]),
    ("any", "rate", ["1.234", "94.59", "94,59"], [TWO, Decimal("94.59"), Decimal("94.59")]),
    ("any", "rate", ["12", "0"], [12, 0]),
    ("any", "rate", ["1.234,5", "1.234"], [Decimal("1234.5"), 1234]),
    ("any", "rate", ["1234.567", "1.234"], [Decimal("1234.567"), Decimal("1.234")]),
    ("vi", "share", ["10%%", "10 %o"], [TYPE] * 2),
    ("vi", "share", ["10", "25"], [10, 25]),
    ("vi", "share", ["10%", "12,5 %"], [10, Decimal("12.5")]),
    ("vi", "share", ["0,1%", "100%"], [Decimal("0.1"), 100]),
    ("vi", "share", ["0", "0%"], [0, 0]),
    ("vi", "share", ["1", "100"], [1, 100]),
    ("vi", "share", ["-5", "10"], [-5, 10]),
    ("vi", "share", ["-0,5"], [TWO]),
    ("vi", "share", ["0,1"], [TWO]),
    ("vi", "share", ["10", "0,1"], [10, TWO]),
    ("vi", "share", ["10%", "25%", "30"], [10, 25, TWO]),
    ("vi", "share", ["30", "10%", "25%"], [TWO, 10, 25]),
    ("vi", "share", ["10%", "0,25"], [10, TWO]),
    ("vi", "share", ["10", "25%"], [10, TWO]),
    ("vi", "share", ["0", "10%"], [0, 10]),
    ("vi", "share", ["mười phần trăm"], [TYPE]),
    ("vi", "share", ["#N/A"], [ERROR]),
    ("vi", "amount", ["1.500"], [1500 * _MILLION]),
    ("vi", "amount", ["1.500,25"], [1_500_250_000]),
    ("vi", "amount", ["1.234567", "1.234,5"], [1_234_567, 1_234_500_000]),
    ("vi", "amount", ["1234.567"], [TYPE]),
    ("vi", "amount", ["999.999.999,999999"], [999_999_999_999_999]),
    ("vi", "amount", ["1.000.000.000"], [UNIT]),
    ("vi", "amount", ["0,000001"], [1]),
    ("vi", "amount", ["0,0000001"], [TYPE]),
    ("vi", "amount", ["1.500 triệu đồng"], [1500 * _MILLION]),
    ("vi", "amount", ["1.500 triệu", "12 tr"], [1500 * _MILLION, 12 * _MILLION]),
    ("vi", "amount", ["1,5 tỷ đồng"], [UNIT]),
    ("vi", "amount", ["1,5 tỉ"], [UNIT]),
    ("vi", "amount", ["1,5 ty\u0309 đồng"], [UNIT]),
    ("vi", "amount", ["1.500.000.000 đồng"], [UNIT]),
    ("vi", "amount", ["1.500.000.000đ", "300 VNĐ"], [UNIT, UNIT]),
    ("vi", "amount", ["500 nghìn đồng", "500 ngàn"], [UNIT, UNIT]),
    ("vi", "amount", ["2 nghìn tỷ đồng"], [UNIT]),
    ("vi", "amount", ["1 tỷ 500 triệu đồng"], [UNIT]),
    ("vi", "amount", ["1.234", "12.5"], [TWO, 12_500_000]),
    ("vi", "amount", ["60,000", "6,000"], [TWO, TWO]),
    ("vi", "amount", ["60,000", "1,5"], [60 * _MILLION, 1_500_000]),
    ("vi", "amount", ["60,000", "60.000"], [TWO, 60_000 * _MILLION]),
    ("vi", "amount", ["60.000", "6.000"], [60_000 * _MILLION, 6_000 * _MILLION]),
    ("vi", "amount", ["60.000.000.000"], [UNIT]),
    ("vi", "amount", ["60000000000000000000000", "12"], [UNIT, 12 * _MILLION]),
    ("vi", "amount", ["đang tổng hợp"], [TYPE]),
    ("vi", "amount", ["1000 USD"], [TYPE]),
    ("vi", "amount", ["-"], [NIL]),
    ("vi", "day", ["05/12/2024"], ["2024-12-05"]),
    ("vi", "day", ["5/12/2024", "5-12-2024", "5.12.2024"], ["2024-12-05"] * 3),
    ("vi", "day", ["ngày 5 tháng 12 năm 2024"], ["2024-12-05"]),
    ("vi", "day", ["nga\u0300y 05 tha\u0301ng 12 na\u0306m 2024"], ["2024-12-05"]),
    ("vi", "day", ["05\u200b/12/2024"], ["2024-12-05"]),
    ("vi", "day", ["2024-12-05"], ["2024-12-05"]),
    ("vi", "day", ["12/05/2024"], ["2024-05-12"]),
    ("vi", "day", ["12/25/2024"], [TYPE]),
    ("vi", "day", ["31/02/2024", "29/02/2023"], [TYPE, TYPE]),
    ("vi", "day", ["29/02/2024"], ["2024-02-29"]),
    ("vi", "day", ["5/12/24"], [TYPE]),
    ("vi", "day", ["45631"], [TYPE]),
    ("vi", "day", ["tháng 12/2024"], [TYPE]),
    ("vi", "clock", ["08:30", "8:30", "8h30", "8H30", "8g30"], ["08:30"] * 5),
    ("vi", "clock", ["08.30", "8 : 30", "08:30:00", "8h 30p"], ["08:30"] * 4),
    ("vi", "clock", ["8 giờ 30", "8 giờ 30 phút", "8 GIO 30"], ["08:30"] * 3),
    ("vi", "day", ["Ngày 05/12/2024", "05/12/2024.", "5 / 12 / 2024", "5 12 2024"],
     ["2024-12-05", "2024-12-05", "2024-12-05", TYPE]),
    ("vi", "done", ["✓", "☑"], [1, 1]),
    ("vi", "clock", ["20h", "20 giờ", "20:00:59"], ["20:00"] * 3),
    ("vi", "clock", ["8:30 PM", "8h30 tối", "8:30 am", "8h30 sáng"],
     ["20:30", "20:30", "08:30", "08:30"]),
    ("vi", "clock", ["12:00 AM", "12:30 PM", "3 giờ chiều", "15h chiều"],
     ["00:00", "12:30", "15:00", "15:00"]),
    ("vi", "clock", ["00:00", "23:59"], ["00:00", "23:59"]),
    ("vi", "clock", ["25:00", "24:00", "8:60"], [TYPE] * 3),
    ("vi", "clock", ["8", "0830", "8,5"], [TYPE] * 3),
    ("vi", "clock", ["khoảng 8h", "8h-9h", "sáng", "7 giờ chiều"], [TYPE] * 4),
]  # fmt: skip

# Column, numbers with the format a spreadsheet shows them in, what each is read as.
FORMATTED: list[tuple[str, list[tuple[Entry | datetime | time, str]], list[Entry]]] = [
    ("share", [(0.1, "0%")], [10]),
    ("share", [(0.125, "0.00%"), (1, "0%")], [Decimal("12.5"), 100]),
    ("share", [(10, "General"), (25, "0")], [10, 25]),
    ("share", [(0.1, "General")], [TWO]),
    ("share", [(0.1, "0.0")], [TWO]),
    ("share", [(0.1, "0%"), (0.2, "0%"), (30, "General")], [10, 20, TWO]),
    ("share", [(10, "General"), (20, "0"), (0.3, "0%")], [10, 20, TWO]),
    ("share", [(0, "General"), (0.2, "0%")], [0, 20]),
    ("share", [(10, '0"%"')], [10]),
    ("share", [(0.07, "0%"), ("7%", "@")], [7, 7]),
    ("cases", [(1, "0%")], [SHOWN]),
    ("cases", [(0.85, "0%")], [SHOWN]),
    ("cases", [(12, '0" nghìn"'), (12, '0"00"'), (12, '"5"0'), (12, '0"k"')], [SHOWN] * 4),
    ("cases", [(12, "0\\%"), (12, '">"0'), (12, "0 [$USD]"), (12, '"abc"')], [SHOWN] * 4),
    ("cases", [(1200, "0,"), (12, "0\\.000"), (12, "[>9]0\"0\";0"), (12, "*00")], [SHOWN] * 4),
    ("cases", [(12, '"-"0'), (12, "\\(0\\)"), (12, '0" ± 2"'), (12, "000\\-000")], [SHOWN] * 4),
    ("cases", [("12", '@" nghìn"'), ("12", '"1"@'), ("12", "@"), ("12", "0.00")],
     [SHOWN, SHOWN, 12, 12]),
    ("cases", [(12, '0" máy"'), (12, "00000"), (1234, "#,##0_);(#,##0)"), (1234567, "# ##0")],
     [12, 12, 1234, 1234567]),
    ("cases", [(0, "#,##0;-#,##0;\\-"), (12, "0.00"), (12300, "0.00E+00"), (12, "# ?/?")],
     [0, 12, 12300, 12]),
    ("cases", [(1234, "#,##0"), (5.0, "0.0")], [1234, 5]),
    ("rate", [(-2, '"-"0'), (-2, "-(0)"), (-2, "General;General"), (-2, "[>9]0;0")], [SHOWN] * 4),
    ("cases", [(1e300, "0.0"), (1e-300, "0"), (1e300, "0.0E+0"), (1e300, "?/?")],
     [TYPE, TYPE, TYPE, SHOWN]),
    ("cases", [(1.234, "General")], [TYPE]),
    ("cases", [(1.234, "General"), ("1.234", "@")], [TYPE, 1234]),
    ("cases", [(True, "General")], [TYPE]),
    ("rate", [(0.5, "0%"), (0.5, '0.0" nghìn"'), (0.5, '"1"0.0'), (1.26, "0.0")],
     [SHOWN, SHOWN, SHOWN, Decimal("1.26")]),
    ("rate", [(-2, "0;0"), (2, "-0"), (-2, "0;(0)")], [SHOWN, SHOWN, -2]),
    ("rate", [(-2, "[<0]0;0"), (-2, "[<0]-0;0"), (2, '0.0" m²"'), (2, '0" m³"')],
     [SHOWN, -2, 2, 2]),
    ("cases", [(12, '[>100]0;0;0" nghìn"'), (12, "[>100]0;[<0]0"), (120, "[>100]0;0;0,")],
     [SHOWN, SHOWN, 120]),
    ("share", [(0.1, '0%" nghìn"'), (10, '0"‰"'), (0.1, "0%"), (0.5, '"1"0%')],
     [SHOWN, SHOWN, 10, SHOWN]),
    ("done", [(1, '"Có";;"Không"'), (1, '"Không";;"Có"'), (0, '"Có";;"Không"'), (1, "0")],
     [1, SHOWN, 0, 1]),
    ("level", [("Cấp độ cao", '"không "@'), ("Cấp độ cao", "@")], [SHOWN, "high"]),
    ("place", [(1, "00"), (1, '"2"0'), (1, "General")], ["01", SHOWN, "01"]),
    ("remark", [(2025, "General"), (12, "General"), (date(2025, 6, 5), "d-mmm"), ("5/6", "@")],
     ["2025", NOT_TEXT, NOT_TEXT, "5/6"]),
    ("amount", [(220, '#,##0" trđ"'), (220, '#,##0" tr.đ"')], [220 * _MILLION] * 2),
    ("amount", [(220, '#,##0"k"'), (220, '#,##0" THB"'), (220, '#,##0" tấn"')], [UNIT] * 3),
    ("amount", [(220, '#,##0".000"'), (220, '"1"0'), (220, '0"%"')], [SHOWN] * 3),
    ("rate", [(0.5, "0.00"), (-2, "0;[Red]-0")], [Decimal("0.5"), -2]),
    ("amount", [(1500, "#,##0"), (0.5, "General")], [1500 * _MILLION, 500_000]),
    ("amount", [(1500, '#,##0 "triệu đồng"'), (1500, '#,##0"/năm"')], [1500 * _MILLION] * 2),
    ("amount", [(1500, '#,##0"/tháng"'), (1500, '#,##0" đồng/năm"')], [UNIT, UNIT]),
    ("amount", [(1.5, '0.0 "tỷ"')], [UNIT]),
    ("amount", [(1500, "#,##0 [$₫-42A]")], [UNIT]),
    ("amount", [(1500, '#,##0\\ "đ"')], [UNIT]),
    ("amount", [(1500000000, "#,##0,,")], [UNIT]),
    ("amount", [(1500, "[$$-409]#,##0.00")], [UNIT]),
    ("amount", [(1500, "#,##0 [$€-407]"), (1500, "#,##0 €")], [UNIT, UNIT]),
    ("amount", [(1500, '#,##0 "USD"'), (1500, "#,##0 [$CHF]")], [UNIT, UNIT]),
    ("amount", [(1500, '#,##0, "tỷ"')], [1500 * _MILLION]),
    ("amount", [(1500, '#,##0,, "tỷ"'), (1500, '#,##0,, "triệu đồng"')], [UNIT, UNIT]),
    ("amount", [(1500, '_-* #,##0_-;-* #,##0_-;_-* "-"_-')], [1500 * _MILLION]),
    ("amount", [(0.15, "0%")], [SHOWN]),
    ("day", [(date(2024, 12, 5), "dd/mm/yyyy")], ["2024-12-05"]),
    ("day", [(date(2024, 12, 5), shape) for shape in ("mm/dd/yyyy", "m/d", "yyyy/dd/mm")],
     [SHOWN] * 3),
    ("day", [(date(2024, 12, 25), "mm/dd/yyyy"), (date(2024, 12, 12), "m/d/yy")],
     ["2024-12-25", "2024-12-12"]),
    ("day", [(date(2024, 12, 5), "mm-dd-yy"), (date(2024, 12, 5), "yyyy/mm/dd")],
     ["2024-12-05"] * 2),
    ("day", [(date(2024, 12, 5), "d-mmm"), (date(2024, 12, 5), "[$-42A]dd/mm/yyyy;@")],
     ["2024-12-05", "2024-12-05"]),
    ("day", [(date(2024, 12, 1), shape) for shape in ("mmm-yy", "yyyy", "ddd")], [SHOWN] * 3),
    ("day", [(date(2024, 12, 5), 'dd/mm/"2019"'), (date(1905, 6, 5), "dd/mm/yyyy")], [SHOWN, TYPE]),
    ("day", [("05/12/0024", "@"), ("05/12/1989", "@"), ("05/12/2100", "@")], [TYPE] * 3),
    ("day", [(45631, "General")], ["2024-12-05"]),
    ("day", [(45631.5, "General")], [TYPE]),
    ("day", [(32874, "General"), (73050, "General")], ["1990-01-01", "2099-12-31"]),
    ("day", [(32873, "General"), (73051, "General")], [TYPE, TYPE]),
    ("day", [(2024, "General")], [TYPE]),
    ("day", [(20241205, "0")], [TYPE]),
    ("day", [(datetime(2024, 12, 5, 10, 30), "dd/mm/yyyy hh:mm")], [TYPE]),
    ("expected", [(date(2027, 6, 30), "dd/mm/yyyy"), (date(2027, 3, 1), "mmm-yy"), (2027, "0")],
     ["2027-06-30", "2027-03", "2027"]),
    ("expected", [(date(2027, 6, 30), "ddd"), (date(2027, 1, 1), "yyyy"), (12, "0")],
     [SHOWN, SHOWN, TYPE]),
    ("cases", [(date(2024, 2, 1), "d/m")], [TYPE]),
    ("clock", [(time(8, 30), "hh:mm"), (time(8, 30, 15), "h:mm:ss")], ["08:30", "08:30"]),
    ("clock", [(time(20, 5), "h:mm AM/PM"), (time(0, 0), "hh:mm")], ["20:05", "00:00"]),
    ("clock", [(datetime(2024, 5, 17, 8, 30), "dd/mm/yyyy hh:mm")], ["08:30"]),
    ("clock", [(8.3, "General"), (0.354, "General"), (8, "General")], [TYPE, TYPE, TYPE]),
]  # fmt: skip

# The same serial number is another day where a workbook counts from 1904.
FROM_1904: list[tuple[str, list[tuple[Entry | datetime | time, str]], list[Entry]]] = [
    ("day", [(date(2024, 12, 5), "dd/mm/yyyy")], ["2024-12-05"]),
    ("day", [(44169, "General")], ["2024-12-05"]),
    ("day", [(45631, "General")], ["2028-12-06"]),
]


def cases() -> Iterator[Case]:
    """Every case of these tables; texts are written both as workbook and as CSV."""
    for form, column, entries, read in TEXTS:
        for suffix in ("xlsx", "csv"):
            name = f"{suffix} {form} {column} {' | '.join(entries)}"
            make = partial(report, rows_of(column, entries), form, suffix)
            yield _case(name, make, column, read)
    for counted_from, table in ((1900, FORMATTED), (1904, FROM_1904)):
        for column, shown, read in table:
            name = f"{counted_from} {column} " + " | ".join(f"{e} as {f}" for e, f in shown)
            edit = partial(_fill, column, shown, counted_from == 1904)
            make = partial(report, rows_of(column, [0] * len(shown)), edit=edit)
            yield _case(name, make, column, read)


def _case(name: str, make: partial[bytes], column: str, read: Sequence[Entry]) -> Case:
    findings = {(str(e), at(column, n)) for n, e in enumerate(read) if e in _CODES}
    values = {at(column, n): e for n, e in enumerate(read) if e not in _CODES}
    return Case(name, make, frozenset(findings), values)


def _fill(
    column: str,
    shown: Sequence[tuple[Entry | datetime | time, str]],
    from_1904: bool,
    book: Workbook,
    sheet: Worksheet,
) -> None:
    if from_1904:
        book.epoch = CALENDAR_MAC_1904
    for row, (entry, number_format) in enumerate(shown):
        cell = sheet[at(column, row)]
        cell.value = entry
        cell.number_format = number_format
