"""A finding as a person reads it."""

from __future__ import annotations

import pytest

from expectations.validation import Validation
from expectations.wording.descriptions import describe
from ingestion.forms.contract import load_contracts
from tests.expectations.builders import (
    BUDGET,
    INCIDENTS,
    SECURITY,
    file_of,
    header,
    judge,
    part_of,
    put,
)
from tests.expectations.checks.rule_case import relabelled

Put = tuple[str, str, str, str | int | None]
# Form, row, column and entry; what a Vietnamese reader finds in the words.
IN_WORDS: list[tuple[Put, str]] = [
    ((SECURITY, "trained_staff_share", "denominator", "x"), "Tổng số cán bộ"),
    ((SECURITY, "response_team", "value", None), "| Thiếu giá trị bắt buộc. |"),
    ((SECURITY, "response_team", "value", None), "ghi Có hoặc Không"),
    ((SECURITY, "drills", "value", None), "số lượng không phát sinh thì ghi 0."),
    ((BUDGET, "", "report_date", None), "ghi ngày/tháng/năm, ví dụ 05/12/2025."),
    ((BUDGET, "", "agency_name", None), "Điền “Tên đơn vị báo cáo”."),
    ((SECURITY, "response_team", "value", "?"), "Ghi “Có” hoặc “Không”, không ghi thêm gì khác"),
    ((BUDGET, "", "revision", 1_000), "phải từ 0 đến 999."),
    ((BUDGET, "", "revision", 1_000), "phải từ 0 đến 999."),
    ((SECURITY, "drills", "value", "99.995"), "99.995 (đọc là 99995, không có dấu phân cách)"),
    ((INCIDENTS, "total", "incidents", 1), "Tổng cộng — Số lượng"),
    ((BUDGET, "", "scope", "của ai"), "Chọn một trong: Của đơn vị; Tổng hợp nhiều đơn vị"),
    ((BUDGET, "", "period", "năm nay"), "năm (ví dụ 2024)"),
    ((BUDGET, "", "data_kind", "Số liệu thật"), "chỉ nhận “Số liệu mẫu”"),
    ((BUDGET, "", "agency_id", "AGY-X"), "AGY-24-1 Sở Thông tin và Truyền thông Bắc Giang"),
]
DAYS: list[tuple[Put, str]] = [
    ((BUDGET, "", "agency_id", "AGY-X"), "đơn vị tại ngày 31/12/2024 (ngày cuối kỳ báo cáo)."),
    (
        (BUDGET, "", "period", "2026"),
        "Kỳ báo cáo 2026 chưa kết thúc (kết thúc ngày 31/12/2026). | "
        "Ghi kỳ gần nhất đã kết thúc: 2025.",
    ),
    (
        (INCIDENTS, "", "period", "2026-S2"),
        "Kỳ báo cáo 2026-S2 chưa kết thúc (kết thúc ngày 31/12/2026). | "
        "Ghi kỳ gần nhất đã kết thúc: 2026-S1.",
    ),
]
RATIO: Put = (SECURITY, "trained_staff_share", "value", 500)
HANDLED = file_of(INCIDENTS, TYPE_03={"self_handled": 1_040})
NASTY = file_of(BUDGET, header(scope="\x1b[31m{label.__class__}\u202e=1+1"))
CUT_SHORT = b"PK\x03\x04"
SEVERAL = file_of(
    INCIDENTS,
    TYPE_10={"incidents": "x", "support_requested": "y"},
    TYPE_02={"incidents": "z"},
)


def spoilt(place: Put) -> bytes:
    form, row_key, field, entry = place
    return file_of(form, change=put(row_key, field, entry))


@pytest.fixture(scope="module")
def judged() -> Validation:
    """Every report of this file, judged in one batch."""
    places = [*(place for place, _ in [*IN_WORDS, *DAYS]), RATIO]
    contents = [HANDLED, NASTY, CUT_SHORT, SEVERAL, *(spoilt(place) for place in places)]
    return judge(list(dict.fromkeys(contents)), across=False)


def described(judged: Validation, content: bytes, form: str, language: str = "vi") -> list[str]:
    contract = load_contracts().latest()[form]
    rows = part_of(judged, content).findings.iter_rows(named=True)
    return [str(describe(row, contract, language)) for row in rows]


def test_a_finding_says_place_fault_remedy_and_source_in_both_languages(
    judged: Validation,
) -> None:
    assert described(judged, HANDLED, INCIDENTS) == [
        "INCIDENT-HANDLED [phải sửa] | CSV!C17 · Tấn công sử dụng mã độc — Số sự cố tự xử lý | "
        "Số sự cố đã xử lý (Số sự cố tự xử lý + Số sự cố có sự hỗ trợ xử lý từ các tổ chức khác: "
        "1.042) không được lớn hơn số sự cố (5). | Sửa số sự cố hoặc số đã xử lý của dòng này; mỗi "
        "sự cố chỉ tính một lần. | TT 20/2017/TT-BTTTT Đ.6, Mẫu số 05"
    ]
    (english,) = described(judged, HANDLED, INCIDENTS, "en")
    assert "Malware attack — Handled by the agency itself" in english
    assert "1,042" in english


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("place", "vietnamese"), IN_WORDS)
def test_findings_are_told_in_words(
    place: Put, vietnamese: str, language: str, judged: Validation
) -> None:
    form, _, field, _ = place
    (line,) = described(judged, spoilt(place), form, language)
    assert (vietnamese in line) == (language == "vi") or field == "agency_id"
    assert "{" not in line


@pytest.mark.parametrize(
    ("form", "row", "label"),
    [
        (INCIDENTS, "Thay đổi giao diện", "Thay đổi giao diện"),
        (SECURITY, "drills", "Số cuộc diễn tập ứng cứu sự cố trong năm"),
    ],
)
def test_a_row_that_is_not_there_is_named(form: str, row: str, label: str) -> None:
    content = file_of(form, change=relabelled(row, "x"))
    (told,) = (one for one in described(judge([content]), content, form) if "thiếu dòng" in one)
    assert f"Báo cáo thiếu dòng “{label}”." in told
    assert "danh sách của ô" not in told


@pytest.mark.parametrize(("place", "named"), DAYS)
def test_days_and_periods_are_named(place: Put, named: str, judged: Validation) -> None:
    lines = described(judged, spoilt(place), place[0])
    assert [line for line in lines if named in line], lines


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_ratio_names_both_its_figures(language: str, judged: Validation) -> None:
    (line,) = described(judged, spoilt(RATIO), SECURITY, language)
    lines = {one.code: one for one in load_contracts().latest()[SECURITY].lines}
    asked = lines["trained_staff_share"]
    assert asked.denominator is not None
    above = (asked.numerator or asked.label).in_language(language)
    assert f"{above} (500)" in line
    assert f" {asked.denominator.in_language(language)} (" in line


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_file_that_cannot_be_read_is_described_without_a_form(
    language: str, judged: Validation
) -> None:
    (row,) = part_of(judged, CUT_SHORT).findings.iter_rows(named=True)
    description = describe(row, None, language)
    assert description.place == ""
    assert ("tệp bị hỏng" in description.problem) == (language == "vi")


def test_nothing_a_sender_writes_steers_a_terminal_or_a_format(judged: Validation) -> None:
    (line,) = described(judged, NASTY, BUDGET)
    assert "{label.__class__}" in line
    assert not {"\x1b", "\u202e"} & set(line)


def test_findings_come_by_sheet_row_and_column(judged: Validation) -> None:
    assert part_of(judged, SEVERAL).findings["cell"].to_list() == ["B16", "B24", "F24"]
