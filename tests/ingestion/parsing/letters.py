"""Mẫu số 08 and 05 as agencies have them: letters of a head, lines and a table, without a code."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from ingestion.forms.contract import load_contracts
from ingestion.parsing.pool import read_report
from ingestion.parsing.report import Report

Entry = str | int | date | None
Row = Mapping[str, Entry]
# The column labels of Mẫu số 08, in the order of the decree.
SYSTEMS = {
    "sequence": "STT",
    "system_name": "Tên HTTT",
    "owner": "Chủ quản HTTT",
    "operator": "Đơn vị vận hành HTTT",
    "level": "Cấp độ đề xuất",
    "approval_state": "Tình trạng phê duyệt cấp độ",
    "approval_decision": "Quyết định phê duyệt cấp độ",
    "regulation": "Quy chế bảo đảm ANM cho hệ thống",
    "expected_approval": "Dự kiến thời điểm phê duyệt HSĐXCĐ",
    "deployment": "Đã triển khai đầy đủ PA BĐANM",
    "expected_deployment": "Dự kiến thời điểm triển khai đầy đủ PA BĐANM",
    "inspection": "Đã kiểm tra, đánh giá ANM",
}
HEADING = ["3. Thông tin chi tiết về các hệ thống thông tin thuộc phạm vi quản lý"]
PORTAL: Row = {
    "sequence": 1,
    "system_name": "Trang thông tin điện tử",
    "owner": "UBND phường A",
    "operator": "Văn phòng HĐND và UBND",
    "level": 2,
    "approval_state": "Đã được phê duyệt",
    "approval_decision": "Số 5/QĐ-UBND ngày 02/11/2024",
    "regulation": "Số 3/QĐ-UBND ngày 01/10/2024",
    "deployment": "Đã triển khai một số hạng mục",
    "expected_deployment": "Quý II/2027",
    "inspection": "Định kỳ; Trước khi đưa vào sử dụng",
}
DOCUMENTS: Row = {
    "sequence": 2,
    "system_name": "Hệ thống quản lý văn bản",
    "owner": "UBND phường A",
    "operator": "Trung tâm CNTT",
    "level": 3,
    "approval_state": "Đã gửi thẩm định",
    "regulation": "Số 3/QĐ-UBND ngày 01/10/2024",
    "expected_approval": "Tháng 3/2027",
    "deployment": "Chưa triển khai",
    "expected_deployment": "30/6/2027",
}
LINES = {
    "total_systems": ("Tổng số hệ thống thông tin thuộc phạm vi quản lý", 2),
    "classified": (
        "Tổng số hệ thống thông tin đã được phân loại (đã xác định được loại hình hệ thống)", 2,
    ),
    "dossier_made": ("Tổng số hệ thống thông tin đã xây dựng hồ sơ đề xuất cấp độ", 2),
    "appraised": ("Tổng số hệ thống thông tin đã được thẩm định hồ sơ đề xuất cấp độ", 1),
    "approved": ("Tổng số hệ thống thông tin đã được phê duyệt cấp độ", 1),
    "periodically_inspected": (
        "Tổng số hệ thống thông tin đã phê duyệt cấp độ được kiểm tra, đánh giá an ninh mạng định"
        " kỳ theo quy định", 1,
    ),
    "expected_completion": (
        "Dự kiến thời gian hoàn thành phê duyệt đề xuất cấp độ hệ thống thông tin đối với tất cả"
        " các hệ thống thông tin thuộc phạm vi quản lý", "Quý II/2027",
    ),
}  # fmt: skip
SUMMARY = {
    "incident_type": "Loại sự cố/tấn công mạng",
    "incidents": "Số lượng",
    "self_handled": "Số sự cố tự xử lý",
    "handled_with_support": "Số sự cố có sự hỗ trợ xử lý từ các tổ chức khác",
    "handled_with_foreign_support": "Số sự cố có hỗ trợ xử lý từ tổ chức nước ngoài",
    "support_requested": "Số sự cố đề nghị VNCERT hỗ trợ xử lý",
    "estimated_damage": "Thiệt hại ước tính",
}


@dataclass(frozen=True)
class Letter:
    """A letter: its head row by row, the lines that follow, the labels and rows of its table, a row
    that numbers the columns, and what stands below."""

    head: Sequence[Sequence[Entry]]
    labels: Mapping[str, str]
    rows: Sequence[Row]
    lines: Sequence[Sequence[Entry]] = ()
    is_numbered: bool = False
    below: Sequence[Sequence[Entry]] = ()
    merges: tuple[str, ...] = ()

    def but(self, **changed: Any) -> Letter:
        """The letter with something else in it."""
        return replace(self, **changed)

    def page(self) -> list[list[Entry]]:
        """Its rows of cells."""
        columns = list(self.labels)
        numbering = [[f"({n})" for n in range(1, len(columns) + 1)]] if self.is_numbered else []
        table = [[row.get(code) for code in columns] for row in self.rows]
        parts = (self.head, self.lines, [[*self.labels.values()]], numbering, table, self.below)
        return [list(row) for part in parts for row in part]

    def workbook(self) -> bytes:
        """The letter as a workbook of one sheet."""
        book = Workbook()
        sheet = cast(Worksheet, book.worksheets[0])
        for row, entries in enumerate(self.page(), 1):
            for column, entry in enumerate(entries, 1):
                sheet.cell(row, column).value = cast(Any, entry)
        for span in self.merges:
            sheet.merge_cells(span)
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()


def written(**changed: Entry) -> list[list[Entry]]:
    """The seven lines of Mẫu số 08, each in one cell with its answer; one that is None is gone."""
    answers = {code: answer for code, (_, answer) in LINES.items()} | changed
    return [
        [f"- {label}: {answers[code]};"]
        for code, (label, _) in LINES.items()
        if answers[code] is not None
    ]


HEAD: list[list[Entry]] = [
    ["ỦY BAN NHÂN DÂN PHƯỜNG A", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["-------", None, "Độc lập - Tự do - Hạnh phúc"],
    ["Số: 12/BC-UBND", None, "Hà Nội, ngày 18 tháng 12 năm 2024"],
    ["V/v kết quả công tác bảo đảm an ninh mạng hệ thống thông tin"],
    ["Kính gửi: Công an thành phố Hà Nội"],
    ["1. Thông tin chung"],
]
SYSTEMS_LETTER = Letter(
    HEAD,
    SYSTEMS,
    [PORTAL, DOCUMENTS],
    [*written(), ["3. Thông tin chi tiết về các hệ thống thông tin thuộc phạm vi quản lý"]],
    is_numbered=True,
)


def incident_rows(*without: str) -> list[Row]:
    """A row for each incident type with one incident the agency handled itself, and the total."""
    options = load_contracts()["incident_summary/1"].lists["incident_type"]
    counts = dict.fromkeys([code for code in SUMMARY if code != "incident_type"], 0)
    rows: list[Row] = [
        {"incident_type": option.label.vi, **counts, "incidents": 1, "self_handled": 1}
        for option in options
        if option.code not in without
    ]
    number = len(rows)
    total = {"incident_type": "Tổng số:", **counts, "incidents": number, "self_handled": number}
    return [*rows, total]


SUMMARY_LETTER = Letter(
    [
        ["BÁO CÁO TỔNG HỢP VỀ HOẠT ĐỘNG TIẾP NHẬN VÀ XỬ LÝ SỰ CỐ"],
        ["Từ ngày: 01/01/2024 đến ngày 31/12/2024"],
        ["Tên tổ chức: Sở A"],
        ["1. Số lượng sự cố và cách thức xử lý"],
    ],
    SUMMARY,
    incident_rows(),
)


def read(letter: Letter) -> Report:
    """What a letter is read as, from a workbook."""
    return read_report(letter.workbook())


def values(report: Report) -> dict[tuple[str, str], Decimal | str | None]:
    """What was read outside the header, by row and field."""
    return {
        (cell.row_key, cell.field): cell.value.number
        if cell.value.number is not None
        else cell.value.text
        for cell in report.cells
        if cell.table != "header" and cell.value.status == "reported"
    }
