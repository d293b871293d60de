"""Lines above a table whose report is in million đồng: such as state another unit, and such as do
not."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.ingestion.parsing.value_forms.reports import Case, report
from tests.ingestion.parsing.value_forms.seen import ROWS, UNITS

OTHER = (
    "Kinh phí tính bằng tỷ đồng", "Số liệu kinh phí ghi theo nghìn đồng.", "Kinh phí: tỷ đồng",
    "x 1.000 đồng", "(× 1.000đ)", "Kinh phí (x1000)", "Kinh phí (000 đồng) năm 2024", "10^9 đồng",
    "Đ/v tính: tỷ đồng", "Đ.v.t: tỷ đồng", "ĐV: nghìn đồng", "Đ-V-T: đồng", "Tính theo đồng",
    "Đơn vị tính: trăm triệu đồng", "ĐVT: vạn đồng", "ĐVT: chục triệu", "ĐVT: đồng Việt Nam",
    "ĐVT: 1000 người", "ĐVT: người; tỷ đồng", "ĐVT: tỷ đồng, người", "(tỷ đồng do ngân sách cấp)",
    "Kinh phí (triệu đô)", "Kinh phí (USD)", "Kinh phí tính bằng đô la", "Unit: million USD",
    "(mn USD)", "Unit: billion VND", "ĐVT: triệu đồng/tỷ đồng", "đồng x 1.000", "đồng x 1000",
    "ĐVT: VND x 1000", "nghìn sự cố", "ĐVT: nghìn sự cố", "(nghìn vụ)", "Đơn vị: triệu lượt",
    "Một nghìn đồng", "ĐVT: mười triệu đồng", "ĐVT: một tỷ đồng", "Tất cả số liệu nhân với 1.000",
    "Các số chia cho 1000.", "10³ đồng", "ĐVT: 10⁹ đồng", "ĐVT: ngđ", "ĐVT: ng.đ", "kđ",
    "ngìn đồng",
    "Đơn vị: trăm", "Đơn vị tính: chục", "ĐVT: %", "(Đơn vị: %)", "(%)", "ĐVT: ‰", "Unit: hundred",
    "Đơn vị tính: tỷ lệ phần trăm", "Đvt: nghìn hệ thống", "(Đơn vị: triệu sự cố)", "1.000 đồng",
    "ngàn đồng", "Đơn vị: chục máy", "ĐVT: vạn", "(trăm vụ)", "Don vi tinh: tram", "ĐVT: 1.000",
    "ĐVT: T đồng", "(in thousands of VND)", "Amounts in VND thousand", "ĐVT: 1,000 đồng",
)  # fmt: skip
NONE = (
    "(triệu đồng do ngân sách cấp)", "ĐVT: triệu đồng; người", "ĐVT: triệu đồng Việt Nam",
    "Kinh phí tính bằng triệu đồng, đã gồm thuế", "ĐVT: 1.000.000 đ", "10^6 đồng", "mil. VND",
    "Unit: million VND", "Bằng chữ: sáu mươi tỷ đồng", "Dự án trên 15 tỷ đồng", "5.000 đồng",
    "Đã chi 5.000 đồng", "Làm tròn đến nghìn đồng", "Tỷ lệ tính theo 1.000 dân", "Phụ lục 1.000",
    "Trạm", "Văn bản", "Yên", "(Đỗ Mỹ)", "Tính theo đô thị", "Đơn vị: Trạm y tế",
    "ĐVT: máy, người", "đồng x 1.000.000", "một triệu đồng", "ĐVT: một triệu đồng", "ĐVT: MVND",
    "ĐVT: 1 000 000 đồng", "ĐVT: 1,000,000 đồng", "ĐVT: 10⁶ đồng", "ĐVT: triệu đồng (VND)",
    "in million VND", "Triệu Sơn", "Nhận 1.000 hồ sơ", "Chia cho 1.000 dân",
    "Bằng chữ: Một tỷ đồng", "Đơn vị: Trạm", "Đơn vị: Chức năng", "ĐVT: người; %", "Tỷ lệ (%)",
    "ĐVT: triệu đồng, %", "(Đơn vị: triệu)",
)  # fmt: skip


TITLES = (
    "Số liệu (tỷ đồng)", "Số liệu tỷ đồng", "Biểu ĐVT nghìn đồng", "nghìn sự cố",
    "Kinh phí nghìn vụ",
)  # fmt: skip


# Answers of the header in other words than the list has, and how many đồng each is.
SAME_AS_LISTED = (
    ("ngàn đồng", 1_000), ("1.000 đồng", 1_000), ("Nghìn VNĐ", 1_000), ("trđ", 1_000_000),
)  # fmt: skip


def cases() -> Iterator[Case]:
    """Each line above the table of the same report."""
    for line in OTHER:
        yield Case(f"a unit: {line}", partial(_with, line), frozenset({(UNITS, "E13")}))
    beside = partial(_with, "ĐVT: tỷ đồng", "L14")
    yield Case("a unit beside the labels", beside, frozenset({(UNITS, "L14")}))
    for title in TITLES:
        titled = partial(report, ROWS, edit=partial(_name, title))
        yield Case(f"a unit in a name: {title}", titled, frozenset({(UNITS, "A14")}))
    for row in (8, 12):
        in_head = partial(_with, "tỷ đồng", f"E{row}")
        yield Case(f"a unit in row {row} of the head", in_head, frozenset({(UNITS, f"E{row}")}))
    among = partial(_with, "(Đơn vị tính: nghìn đồng)", "A16")
    yield Case("a unit among the rows", among, frozenset({(UNITS, "A16")}))
    place = partial(_with, "Triệu Sơn", "A16")
    yield Case("a place called like a unit", place, values={"A16": "Triệu Sơn", "B16": None})
    for words, dong in SAME_AS_LISTED:
        other = partial(report, ROWS, header={"money_unit": words})
        yield Case(f"the unit of the header: {words}", other, values={"E15": 5 * dong})
    for line in NONE:
        yield Case(f"no unit: {line}", partial(_with, line), values={"E15": 5_000_000})


def _with(line: str, place: str = "E13") -> bytes:
    return report(ROWS, edit=partial(_write, line, place))


def _name(title: str, _: Workbook, sheet: Worksheet) -> None:
    sheet.title = title


def _write(line: str, place: str, _: Workbook, sheet: Worksheet) -> None:
    sheet[place].value = line
