"""Letters without our code are recognised by their labels, wherever these stand; what they say of
themselves is proposed with its place, and every value is read at the cell that was sent."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from ingestion.forms.official_layouts import load_layouts
from ingestion.parsing.letter_search import layouts_in_force
from ingestion.parsing.pool import read_report
from ingestion.parsing.proposals import Confirmed, Proposal, proposal_from
from tests.ingestion.parsing.letters import (
    DOCUMENTS,
    HEAD,
    HEADING,
    LINES,
    PORTAL,
    SUMMARY,
    SUMMARY_LETTER,
    SYSTEMS,
    SYSTEMS_LETTER,
    Letter,
    incident_rows,
    read,
    values,
    written,
)

LONG = SYSTEMS | {
    "system_name": "Tên hệ thống thông tin",
    "owner": "Chủ quản hệ thống thông tin (2)",
    "operator": "Đơn vị vận hành\nhệ thống thông tin",
    "approval_decision": "Quyết định phê duyệt cấp độ (số, ngày, cơ quan ban hành)",
    "deployment": "Đã triển khai đầy đủ phương án bảo đảm an ninh mạng",
}
ANOTHER_ORDER = dict(sorted(SYSTEMS.items(), reverse=True))
WITH_MORE = {**SYSTEMS, "remark": "Ghi chú"}
IN_TABLE = [
    ["STT", "Nội dung", "Đơn vị tính", "Số lượng"],
    *(
        [number, label, "Hệ thống", answer]
        for number, (label, answer) in enumerate(LINES.values(), 1)
    ),
    HEADING,
]
BELOW = [
    ["Trên đây là báo cáo của UBND phường A./."],
    [],
    ["Nơi nhận:", None, "TM. ỦY BAN NHÂN DÂN"],
    ["- Như trên;", None, "CHỦ TỊCH"],
    [None, None, "Nguyễn Văn A"],
]
SAME_BY_OTHER_MEANS: dict[str, Letter] = {
    "as the decree prints it": SYSTEMS_LETTER,
    "labels in full, with remarks": SYSTEMS_LETTER.but(labels=LONG),
    "no row of numbers": SYSTEMS_LETTER.but(is_numbered=False),
    "the columns in another order": SYSTEMS_LETTER.but(labels=ANOTHER_ORDER),
    "a column more, unfilled": SYSTEMS_LETTER.but(labels=WITH_MORE),
    "the lines in a table": SYSTEMS_LETTER.but(lines=IN_TABLE),
    "the lines in one cell": SYSTEMS_LETTER.but(
        lines=[["\n".join(str(line[0]) for line in written())], HEADING]
    ),
    "figures with what they count": SYSTEMS_LETTER.but(
        lines=[*written(total_systems="02 hệ thống", approved="01 HTTT"), HEADING]
    ),
    "a closing sentence and signatures": SYSTEMS_LETTER.but(below=BELOW),
    "a head in merged cells": SYSTEMS_LETTER.but(merges=("A1:B1", "C1:F1", "A4:F4")),
}


def proposed(letter: Letter) -> Proposal:
    proposal = read(letter).proposal
    assert proposal is not None
    return proposal


@pytest.mark.parametrize("name", SAME_BY_OTHER_MEANS)
def test_the_same_is_read_wherever_it_stands(name: str) -> None:
    letter = SAME_BY_OTHER_MEANS[name]
    report = read(letter)
    assert report.proposal is not None
    assert report.proposal.contract_id == "information_systems/3"
    assert values(report) == values(read(SYSTEMS_LETTER))
    assert not [cell for cell in report.cells if cell.value.status == "unreadable"]
    told = {problem.code for problem in report.problems}
    below = {"CONTENT-UNREAD"} if letter.below else set()
    assert told - {"CONTENT-UNREAD"} == {"SHEET-LEFT-OUT"}
    assert told >= below


def test_every_value_has_the_cell_that_was_sent() -> None:
    report = read(SYSTEMS_LETTER)
    at = {(cell.row_key, cell.field): cell.cell for cell in report.cells}
    assert at["total_systems", "value"] == "A7"
    assert at["expected_completion", "value"] == "A13"
    assert at["Trang thông tin điện tử", "approval_state"] == "F17"
    read_values = values(report)
    assert read_values["expected_completion", "value"] == "2027-Q2"
    assert read_values["Trang thông tin điện tử", "inspection"] == "both"
    assert read_values["Hệ thống quản lý văn bản", "expected_approval"] == "2027-03"


def test_the_head_proposes_sender_and_day_with_their_places() -> None:
    proposal = proposed(SYSTEMS_LETTER)
    assert [(one.value, one.cell) for one in proposal.names] == [("ỦY BAN NHÂN DÂN PHƯỜNG A", "A1")]
    assert [(one.value, one.cell) for one in proposal.report_dates] == [("2024-12-18", "C3")]
    assert proposal.periods == ()
    assert proposal_from(proposal.body()) == proposal


@pytest.mark.parametrize(
    ("written_as", "days"),
    [
        ("Hà Nội, ngày 18/12/2024", ["2024-12-18"]),
        ("TP. Hồ Chí Minh, ngày 05 tháng 01 năm 2025", ["2025-01-05"]),
        ("ngày 18 tháng 12 năm 2024", ["2024-12-18"]),
        ("Ngày báo cáo: 18/12/2024", ["2024-12-18"]),
        ("Hà Nội, ngày      tháng 12 năm 2024", []),
        ("Số liệu tính đến ngày 14/12/2024", []),
    ],
)
def test_the_day_of_the_letter_is_proposed(written_as: str, days: list[str]) -> None:
    letter = SYSTEMS_LETTER.but(head=[*HEAD[:2], [None, None, written_as], *HEAD[3:]])
    assert [one.value for one in proposed(letter).report_dates] == days


@pytest.mark.parametrize(
    ("title", "periods"),
    [
        (["BÁO CÁO NĂM 2024"], ["2024"]),
        (["Kết quả bảo đảm an ninh mạng 6 tháng đầu năm 2025"], ["2025-S1"]),
        (["Kỳ báo cáo:", 2024], ["2024"]),
        (["Kỳ báo cáo: 6 tháng cuối năm 2024"], ["2024-S2"]),
        (["(Số liệu từ ngày 15/12/2023 đến ngày 14/12/2024)"], ["2024"]),
        (["Từ ngày 01 tháng 7 năm 2024 đến hết ngày 31 tháng 12 năm 2024"], ["2024-S2"]),
        (["Từ ngày", date(2024, 1, 1), "đến ngày", date(2024, 12, 31)], ["2024"]),
        (["Từ 01-01-2024 - 30-06-2024"], ["2024-S1"]),
        (["Báo cáo năm 2024, so với năm 2023"], ["2024", "2023"]),
        (["Báo cáo quý II/2024"], []),
        (["Căn cứ Luật An ninh mạng năm 2018;"], []),
        (["Báo cáo 9 tháng đầu năm 2024"], []),
        (["Kỳ I năm 2024"], []),
        (["Số liệu nửa đầu năm 2024"], []),
        (["Báo cáo năm 2023-2024"], []),
        (["Thực hiện kế hoạch năm 2027 của UBND tỉnh"], []),
        (["Báo cáo kết quả và kế hoạch năm 2027"], []),
        (["Thực hiện Nghị định số 331/2026/NĐ-CP ngày 19 tháng 8 năm 2026"], []),
    ],
    ids=lambda value: str(value[0]) if value else "none",
)
def test_a_period_is_proposed_where_the_head_names_it(
    title: list[str | int | date], periods: list[str]
) -> None:
    letter = SYSTEMS_LETTER.but(head=[*HEAD[:3], title, *HEAD[4:]])
    assert [one.value for one in proposed(letter).periods] == periods


@pytest.mark.parametrize(
    "letter",
    [
        SYSTEMS_LETTER.but(labels={k: v for k, v in SYSTEMS.items() if k != "owner"}),
        SYSTEMS_LETTER.but(labels=SYSTEMS | {"level": "Đơn vị vận hành"}),
        SYSTEMS_LETTER.but(below=[[*SYSTEMS.values()]], head=[["Mã biểu mẫu", ""]]),
        SYSTEMS_LETTER.but(head=[["Mã đơn vị báo cáo", "AGY-1"]]),
        SUMMARY_LETTER.but(labels=SUMMARY | {"self_handled": "Ghi chú"}),
    ],
    ids=["a column missing", "a label twice", "our page", "our header", "a column renamed"],
)
def test_what_is_not_sure_is_not_proposed(letter: Letter) -> None:
    report = read(letter)
    assert report.proposal is None
    (unknown,) = report.problems
    assert unknown.code == "FORM-UNKNOWN"
    assert "/" in unknown.expected, "the likely form is named as before"


def test_two_forms_in_one_file_are_not_proposed() -> None:
    both = SYSTEMS_LETTER.but(below=[[], *SUMMARY_LETTER.page()])
    assert read(both).proposal is None


def test_a_summary_of_incidents_is_read_with_what_its_head_says() -> None:
    damage = [{**row, "estimated_damage": 2} for row in incident_rows()]
    in_thousands = SUMMARY | {"estimated_damage": "Thiệt hại ước tính (nghìn đồng)"}
    head = [*SUMMARY_LETTER.head, ["Đơn vị tính: triệu đồng"]]
    for letter, unit, needed in (
        (SUMMARY_LETTER, [], False),
        (SUMMARY_LETTER.but(rows=damage), [], True),
        (SUMMARY_LETTER.but(rows=damage, head=head), ["1000000"], True),
        (SUMMARY_LETTER.but(rows=damage, labels=in_thousands), ["1000"], True),
    ):
        proposal = proposed(letter)
        assert [one.value for one in proposal.names] == ["Sở A"]
        assert [one.value for one in proposal.periods] == ["2024"]
        assert [one.value for one in proposal.money_units] == unit
        assert proposal.has_amounts == needed


def test_a_text_file_is_a_letter_too() -> None:
    stream = io.StringIO()
    csv.writer(stream).writerows(SUMMARY_LETTER.page())
    report = read_report(stream.getvalue().encode())
    assert report.proposal is not None
    assert values(report) == values(read(SUMMARY_LETTER))
    cut = read_report(stream.getvalue().encode().rstrip(b"\r\n0,"))
    assert "FILE-CUT" in {problem.code for problem in cut.problems}


def test_what_was_confirmed_stands_in_the_header() -> None:
    said = {"agency_id": "AGY-1", "period": "2024"}
    confirmed = Confirmed("information_systems/layouts/2", said, {"agency_id": "A1"})
    report = read_report(SYSTEMS_LETTER.workbook(), confirmed=confirmed)
    assert report.proposal is None
    header = {c.field: (c.value.text, c.cell) for c in report.cells if c.table == "header"}
    assert header["agency_id"] == ("AGY-1", "A1")
    assert header["period"] == ("2024", None)
    assert header["report_date"] == (None, None), "nobody confirmed it"


def test_a_missing_line_and_a_line_said_twice_are_no_guess() -> None:
    gone = read(SYSTEMS_LETTER.but(lines=[*written(approved=None), HEADING]))
    (cell,) = (c for c in gone.cells if (c.row_key, c.field) == ("approved", "value"))
    assert cell.value.status == "not_reported"
    twice = read(SYSTEMS_LETTER.but(lines=[*written(), *written(approved=7)[4:5], HEADING]))
    (cell,) = (c for c in twice.cells if (c.row_key, c.field) == ("approved", "value"))
    assert (cell.value.status, cell.value.problem) == ("unreadable", "said_twice")


@pytest.mark.parametrize("more", [": 7", "; trong đó mật: 7", " (trong đó: 7)", ": ", ". Khác: 1"])
def test_a_second_colon_belongs_to_the_answer(more: str) -> None:
    """Nobody can say which of two figures is meant: the line is held, not missing."""
    label = "- Tổng số hệ thống thông tin đã được phê duyệt cấp độ: 1"
    lines = [[label + more] if "phê duyệt cấp độ:" in line else [line] for (line,) in written()]
    (cell,) = (c for c in read(SYSTEMS_LETTER.but(lines=[*lines, HEADING])).cells
               if (c.row_key, c.field) == ("approved", "value"))  # fmt: skip
    assert (cell.value.status, cell.cell) == ("unreadable", "A11")


def test_a_figure_that_no_line_asks_for_is_told() -> None:
    report = read(SYSTEMS_LETTER.but(lines=[*written(), ["Số hệ thống mật: 4"], HEADING]))
    assert "CONTENT-UNREAD" in {problem.code for problem in report.problems}


def test_people_in_a_letter_are_told_by_their_place_only() -> None:
    report = read(SYSTEMS_LETTER.but(below=BELOW))
    assert "Nguyễn Văn A" not in repr(report)
    unread = [problem for problem in report.problems if problem.code == "CONTENT-UNREAD"]
    assert unread
    assert {problem.found for problem in unread} == {"✓"}


@pytest.mark.parametrize("more", [17, "Trong đó một hệ thống chưa được thống kê"])
def test_what_nobody_reads_in_the_head_is_told(more: int | str) -> None:
    report = read(SYSTEMS_LETTER.but(head=[*HEAD[:3], [more], *HEAD[4:]]))
    (problem,) = (one for one in report.problems if one.code == "CONTENT-UNREAD")
    assert problem.cell == "A4"


def test_people_in_the_head_are_not_proposed_as_its_sender() -> None:
    letter = SYSTEMS_LETTER.but(head=[*HEAD[:3], ["Người lập biểu: Nguyễn Văn A"], *HEAD[4:]])
    assert "Nguyễn Văn A" not in repr(read(letter))


def test_a_letter_keeps_the_layout_it_was_confirmed_under() -> None:
    """Of letters nobody confirmed the newest layout of the form counts."""
    first = load_layouts()["information_systems/layouts/2"]
    second = first.model_copy(update={"layout_id": "information_systems/layouts/2"})
    both = {one.layout_id: one for one in (first, second)}
    assert [*layouts_in_force(both, None)] == [second.layout_id]
    confirmed = Confirmed(first.layout_id, {}, {})
    assert [*layouts_in_force(both, confirmed)] == [first.layout_id]


def test_a_heading_among_the_rows_ends_no_table() -> None:
    """What stands between full rows is held there; nothing below it is lost."""
    heading = {"sequence": "II. Hệ thống dùng chung"}
    report = read(SYSTEMS_LETTER.but(rows=[PORTAL, heading, DOCUMENTS], below=BELOW))
    assert ("Hệ thống quản lý văn bản", "owner") in values(report)
    assert [c.cell for c in report.cells if c.value.status == "unreadable"] == ["A18"]


def test_a_column_of_row_numbers_may_hold_the_word_for_the_total() -> None:
    *rows, total = ({"number": n, **row} for n, row in enumerate(incident_rows(), 1))
    total |= {"number": "Tổng số", "incident_type": None}
    letter = SUMMARY_LETTER.but(labels={"number": "STT", **SUMMARY}, rows=[*rows, total])
    assert values(read(letter)) == values(read(SUMMARY_LETTER))
    assert read(letter).problems == []


def test_other_tables_below_the_total_are_none_of_the_form() -> None:
    supporters = [
        ["2. Danh sách tổ chức hỗ trợ"],
        ["STT", "Tên tổ chức", "Địa chỉ", "Điện thoại", "Ghi chú"],
        [1, "Trung tâm A", "Hà Nội", "024", "x"],
    ]
    report = read(SUMMARY_LETTER.but(below=supporters))
    assert values(report) == values(read(SUMMARY_LETTER))
    assert {problem.code for problem in report.problems} == {"CONTENT-UNREAD"}


def test_rows_below_a_gap_are_rows_of_the_table() -> None:
    third = DOCUMENTS | {"sequence": 3, "system_name": "Hệ thống thứ ba"}
    report = read(SYSTEMS_LETTER.but(rows=[PORTAL, DOCUMENTS, {}, third], below=BELOW))
    assert ("Hệ thống thứ ba", "owner") in values(report)
