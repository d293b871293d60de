"""The two fixtures of every rule for every form, and of the rules inside the older forms."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.expectations.builders import (
    AGENCY,
    BUDGET,
    CENTRE,
    CENTRE_NAME,
    INCIDENTS,
    SECURITY,
    header,
    plan,
    put,
)
from tests.expectations.checks.rule_case import (
    MEASUREMENTS,
    Edit,
    RuleCase,
    as_csv,
    as_workbook,
    edited,
    measured,
    one,
    pages_of,
    relabelled,
    row_again,
    without_rows,
)
from tests.ingestion.parsing.value_forms.texts import windows_1258

SECOND = plan(scope_of_budget="Dự án", item="Đường")
TWO_PLANS = {"rows": [plan(), SECOND]}
_LABELS_ROW = pages_of(BUDGET)[0].labels_row
SUPPORT = pages_of(INCIDENTS)[0].places["TYPE-02", "support_requested"]
DRILLS = "Số cuộc diễn tập ứng cứu sự cố trong năm"


def _copy(book: Workbook, sheet: Worksheet) -> None:
    book.copy_worksheet(sheet).title = "Bản sao"


def _copy_of_labels(book: Workbook, sheet: Worksheet) -> None:
    copy = book.copy_worksheet(sheet)
    copy.title = "Bản sao"
    copy.delete_rows(_LABELS_ROW + 1, 200)


def _write(*cells: tuple[int, int, object]) -> Edit:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        for row, column, entry in cells:
            sheet.cell(row, column).value = cast(Any, entry)

    return edit


def _hide(row: int) -> Edit:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.row_dimensions[row].hidden = True

    return edit


def _merge(span: str) -> Edit:
    return lambda _, sheet: sheet.merge_cells(span)


def _font(**look: Any) -> Edit:
    def edit(_: Workbook, sheet: Worksheet) -> None:
        sheet.cell(_LABELS_ROW + 1, 3).font = Font(**look)

    return edit


def _retitle(_: Workbook, sheet: Worksheet) -> None:
    sheet.title = "Trang 1"


BY_CENTRE = header(agency_id=CENTRE, agency_name=CENTRE_NAME)
SYNTHETIC = header(data_kind="Số liệu thật"), header(data_kind="Synthetic sample data")
TRIEU = header(money_unit="triệu đồng")
_REGISTER = (
    b"agency_id,agency_name,agency_type,unit_id,valid_from,valid_to,is_synthetic\n"
    b"AGY-1,A,police,VN34-01,2026-01-01,2025-12-31,true\n"
)
WHOLE_FILE = [
    RuleCase("FILE-UNREADABLE", BUDGET, pages_of(BUDGET), b"PK\x03\x04 cut short",
             as_csv(BUDGET, pages_of(BUDGET)).removeprefix(b"\xef\xbb\xbf")),
    RuleCase("REGISTER-UNUSABLE", BUDGET, pages_of(BUDGET), _REGISTER,
             as_csv(BUDGET, pages_of(BUDGET))),
    one("FORM-UNKNOWN", BUDGET, {"change": relabelled("budget/1", "budget/99")},
        {"change": relabelled("budget/1", "\u00a0budget/1 ")}),
]  # fmt: skip
GENERAL = [
    RuleCase("SHEET-MISSING", BUDGET, pages_of(BUDGET),
             as_csv(BUDGET, pages_of(BUDGET), without_rows(of_total=False)),
             as_workbook(BUDGET, pages_of(BUDGET), _retitle)),
    edited("SHEET-DUPLICATE", BUDGET, _copy, _copy_of_labels),
    one("COLUMN-MISSING", INCIDENTS, {"change": relabelled("Số sự cố tự xử lý", "Tự xử lý")},
        {"change": relabelled("Số sự cố tự xử lý", "2. SỐ SỰ CỐ TỰ XỬ LÝ (1)")}),
    edited("COLUMN-DUPLICATE", BUDGET,
           _write((_LABELS_ROW, 8, "Kinh phí an toàn thông tin mạng"), (_LABELS_ROW + 1, 8, 9)),
           _write((_LABELS_ROW, 8, "Kinh phí an toàn thông tin mạng năm trước"))),
    edited("COLUMN-EXTRA", BUDGET,
           _write((_LABELS_ROW, 8, "Theo dõi riêng"), (_LABELS_ROW + 1, 8, 9)),
           _write((_LABELS_ROW, 8, "Theo dõi riêng"))),
    edited("TOTAL-SUM", BUDGET,
           _write((_LABELS_ROW + 2, 1, "Tổng cộng"), (_LABELS_ROW + 2, 3, 60_000_000_001)),
           _write((_LABELS_ROW + 2, 1, "Cộng:"), (_LABELS_ROW + 2, 3, "60.000.000.000"))),
    one("TOTAL-MISSING", INCIDENTS, {"change": without_rows(of_total=True)},
        {"change": relabelled("Tổng cộng", "TỔNG SỐ")}),
    one("ROW-DUPLICATE", INCIDENTS, {"change": row_again("TYPE-03", "incidents")},
        {"change": relabelled("Thay đổi giao diện", "thay đổi  GIAO DIỆN")}),
    one("ROW-UNKNOWN", SECURITY, {"change": row_again("drills", "value", "drills_2")},
        {"change": row_again("drills", "value", "")}),
    one("ROW-LABEL", SECURITY, {"change": relabelled(DRILLS, "Số cuộc thanh tra trong năm")},
        {"change": relabelled(DRILLS, "4. số cuộc diễn tập ứng cứu sự cố trong năm (1)")}),
    edited("UNIT-LINE", BUDGET, _write((_LABELS_ROW - 1, 4, "Đơn vị tính: triệu đồng")),
           _write((_LABELS_ROW - 1, 4, "(Đơn vị tính: đồng)"))),
    RuleCase("FILE-CUT", BUDGET, pages_of(BUDGET),
             as_csv(BUDGET, pages_of(BUDGET)).rstrip(b"\r\n,"),
             as_csv(BUDGET, pages_of(BUDGET)).rstrip(b"\r\n")),
    edited("CONTENT-UNREAD", BUDGET, _write((_LABELS_ROW + 4, 2, "Số liệu tạm tính")),
           _write((_LABELS_ROW + 4, 2, "Tổng cộng"))),
    edited("HIDDEN-CONTENT", BUDGET, _hide(_LABELS_ROW + 1), _hide(_LABELS_ROW + 40)),
    RuleCase("TEXT-CONVERTED", BUDGET, pages_of(BUDGET),
             windows_1258(as_csv(BUDGET, pages_of(BUDGET)).decode("utf-8-sig")),
             as_csv(BUDGET, pages_of(BUDGET)).decode("utf-8-sig").encode("utf-16")),
    edited("CELL-ERROR", BUDGET, _write((_LABELS_ROW + 1, 3, "=2+3")),
           _write((_LABELS_ROW + 1, 2, "# Kế hoạch 2024"))),
    edited("CELL-SHOWN", BUDGET, _font(strike=True), _font(bold=True)),
    edited("CELL-NOT-TEXT", BUDGET, _write((_LABELS_ROW + 1, 2, date(2024, 6, 5))),
           _write((_LABELS_ROW + 1, 2, 2024))),
    one("CELL-NIL", INCIDENTS, {"change": put("TYPE-02", "support_requested", "KPS")},
        {"change": put("TYPE-02", "support_requested", 1)}),
    edited("CELL-ROUNDED", INCIDENTS, _write((*SUPPORT, 0.9999999996)), _write((*SUPPORT, 1.0))),
    one("CELL-AMBIGUOUS", BUDGET,
        {"head": TRIEU, "rows": [plan(total_it_budget="1.234", security_budget=1),
                                 SECOND | {"total_it_budget": "12.5", "security_budget": 1}]},
        {"head": TRIEU, "rows": [plan(total_it_budget="1.234", security_budget=1),
                                 SECOND | {"total_it_budget": "12,5", "security_budget": 1}]},
        {"head": TRIEU, "rows": [plan(total_it_budget=1234, security_budget=1),
                                 SECOND | {"total_it_budget": 12, "security_budget": 1}]}),
    one("CELL-UNIT", BUDGET, {"rows": [plan(total_it_budget="60 tỷ")]},
        {"rows": [plan(total_it_budget="60.000.000.000 đồng")]}),
    edited("CELL-MERGED", BUDGET, _merge(f"C{_LABELS_ROW + 1}:C{_LABELS_ROW + 2}"),
           _merge(f"E{_LABELS_ROW + 1}:E{_LABELS_ROW + 2}"), **TWO_PLANS),
    one("CELL-ENCODING", BUDGET, {"rows": [plan(item="Tªn tr­êng")]},
        {"rows": [plan(item="Ðường sắt")]}, {"rows": [plan(item="Tên trường")]}),
    one("CELL-TYPE", INCIDENTS, {"change": put("TYPE-02", "support_requested", "khoảng 3")},
        {"change": put("TYPE-02", "support_requested", "\u00a01 ")}),
    one("CELL-REQUIRED", SECURITY, {"drills": {}}, {"drills": {"value": 0}}),
    one("CELL-RANGE", SECURITY, {"drills": {"value": 61}}, {"drills": {"value": 60}}),
    one("CELL-LIST", BUDGET, {"head": header(scope="Của tỉnh")},
        {"head": header(scope="của  ĐƠN VỊ")}),
    one("RATIO-ORDER", SECURITY, {"trained_staff_share": {"value": 9, "denominator": 8}},
        {"trained_staff_share": {"value": 8, "denominator": 8}}),
    one("DATA-KIND", SECURITY, {"head": SYNTHETIC[0]}, {"head": SYNTHETIC[1]}),
    one("PERIOD-INVALID", BUDGET, {"head": header(period="2024-S1")},
        {"head": header(period="2023")}),
    one("AGENCY-UNKNOWN", BUDGET, {"head": header(agency_id="AGI-24-1")},
        {"head": header(agency_id=f"{AGENCY}\u200b")}),
    one("AGENCY-NAME", BUDGET, {"head": header(agency_name="Sở Nội vụ Bắc Giang")},
        {"head": header(agency_name="SỞ THÔNG TIN VÀ TRUYỀN THÔNG BẮC GIANG (MẪU)")}),
    one("FORM-NOT-OWED", SECURITY, {"head": BY_CENTRE}, {},
        delivered=(CENTRE, date(2024, 12, 10))),
    one("UNIT-MISMATCH", SECURITY, {"head": header(unit_code="99")},
        {"head": header(unit_name="TỈNH  BẮC GIANG")}),
    one("UNIT-UNKNOWN", MEASUREMENTS, {"rows": [measured(), measured(unit_code="99")]},
        {"rows": [measured(), measured(unit_code="27")]},
        {"rows": [measured(), measured(unit_code="27")]},
        delivered=(CENTRE, date(2024, 12, 10)), near_delivered=(CENTRE, date(2024, 12, 10))),
    one("SENDER-NOT-ENTITLED", BUDGET, {}, {}, delivered=(CENTRE, date(2024, 12, 10)),
        near_delivered=(None, date(2024, 12, 10))),
    one("SENDER-UNKNOWN", BUDGET, {"head": header(report_date="06/12/2024")},
        {"head": header(report_date="06/12/2024")},
        delivered=("ai.do@noi.khac", date(2024, 12, 10)),
        near_delivered=(AGENCY, date(2024, 12, 10))),
    one("DEADLINE-LATE", INCIDENTS, {}, {}, delivered=(AGENCY, date(2024, 12, 15)),
        near_delivered=(AGENCY, date(2024, 12, 14))),
    one("REPORT-EARLY", INCIDENTS, {"head": header(report_date="04/12/2024")},
        {"head": header(report_date="06/12/2024")}),
    one("TOTAL-ROW", INCIDENTS, {"change": put("total", "self_handled", 31)},
        {"change": put("total", "self_handled", "30,0")}),
    one("INCIDENT-HANDLED", INCIDENTS,
        {"TYPE_05": {"self_handled": 4}, "change": put("total", "self_handled", None)},
        {"TYPE_05": {"self_handled": 5, "handled_with_support": 0}}),
    one("BUDGET-ORDER", BUDGET, {"rows": [plan(security_budget=60_000_000_001)]},
        {"rows": [plan(security_budget=60_000_000_000)]}),
    one("EXEMPTION-REASON", BUDGET, {"rows": [plan(exempt="Có")]},
        {"rows": [plan(exempt="Có", exemption_reason="Dự án đường")]},
        {"rows": [plan(exempt="Có", exemption_reason="Dự án đường")]}),
    one("MEASUREMENT-ORDER", MEASUREMENTS, {"rows": [measured(accounts_leaked=6)]},
        {"rows": [measured(accounts_leaked=0)]},
        delivered=(CENTRE, date(2024, 12, 10)), near_delivered=(CENTRE, date(2024, 12, 10))),
]  # fmt: skip
