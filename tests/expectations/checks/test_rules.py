"""Every rule: a report that breaks it and only it, found at its cell; near-misses that pass."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import polars as pl
import pytest
from openpyxl import load_workbook

from expectations.book.rule_book import load_rule_book
from expectations.checks.register_rules import BOUND, Register
from expectations.validation import DELIVERIES, Validation, validate
from expectations.wording.descriptions import describe
from ingestion.blanks.layout import Entry, SheetLayout, lay_out
from ingestion.forms.contract import load_contracts
from ingestion.readers.grid import address
from tests.expectations.builders import (
    AGENCY,
    BUDGET,
    CENTRE,
    CENTRE_NAME,
    INCIDENTS,
    MERGED,
    MERGED_NAME,
    NAME,
    SECURITY,
    Change,
    Row,
    answers,
    batch,
    codes_and_cells,
    file_of,
    header,
    judge,
    part_of,
    plan,
    put,
    register,
    verdict,
)

_EARLY = (None, date(2024, 12, 10))
AFTER_MERGER = header(
    agency_id=MERGED, agency_name=MERGED_NAME, unit_name="Bắc Ninh", period="2025"
)


def cell_of(form: str, row_key: str, field: str, head: Row | None = None, **changed: Any) -> str:
    contract = load_contracts().latest()[form]
    return address(*lay_out(contract, answers(contract, head, **changed))[0].places[row_key, field])


def relabel(label: str, text: Entry) -> Change:
    """Another text in the place of a label; None takes it away."""

    def change(pages: list[SheetLayout]) -> None:
        place = next(place for place, entry in pages[0].entries.items() if entry == label)
        pages[0].entries.pop(place)
        pages[0].write(*place, text)

    return change


def repeat_row(pages: list[SheetLayout]) -> None:
    """The row of TYPE-03 once more, below the table."""
    page = pages[0]
    row, _ = page.places["TYPE-03", "incidents"]
    for (r, column), entry in list(page.entries.items()):
        if r == row:
            page.write(page.last_row + 1, column, entry)


# Code, form, what differs from a good report, how its layout is spoilt, and the place.
ONE_CELL: list[tuple[str, str, dict[str, Any], Change | None, tuple[str, str]]] = [
    ("CELL-TYPE", INCIDENTS, {}, put("TYPE-02", "support_requested", "khoảng 3"),
     ("TYPE-02", "support_requested")),
    ("CELL-TYPE", SECURITY, {}, put("response_team", "value", "có lẽ"), ("response_team", "value")),
    ("CELL-TYPE", BUDGET, {}, put("", "report_date", "31/02/2024"), ("", "report_date")),
    ("CELL-REQUIRED", SECURITY, {}, put("drills", "value", None), ("drills", "value")),
    ("CELL-REQUIRED", SECURITY, {}, put("trained_staff_share", "denominator", None),
     ("trained_staff_share", "denominator")),
    ("CELL-REQUIRED", SECURITY, {}, put("response_team", "value", "Không áp dụng"),
     ("response_team", "value")),
    ("CELL-REQUIRED", INCIDENTS, {}, put("TYPE-04", "incidents", None), ("TYPE-04", "incidents")),
    ("CELL-REQUIRED", INCIDENTS, {}, put("", "period", None), ("", "period")),
    ("CELL-RANGE", SECURITY, {}, put("drills", "value", 61), ("drills", "value")),
    ("CELL-RANGE", SECURITY, {}, put("trained_staff_share", "denominator", 0),
     ("trained_staff_share", "denominator")),
    ("CELL-RANGE", BUDGET, {}, put("", "revision", 1000), ("", "revision")),
    ("CELL-RANGE", INCIDENTS, {}, put("TYPE-01", "support_requested", -1),
     ("TYPE-01", "support_requested")),
    ("CELL-LIST", BUDGET, {}, put("", "scope", "Của tỉnh"), ("", "scope")),
    ("RATIO-ORDER", SECURITY, {}, put("trained_staff_share", "value", 9),
     ("trained_staff_share", "value")),
    ("TOTAL-ROW", INCIDENTS, {}, put("total", "self_handled", 31), ("total", "self_handled")),
    ("INCIDENT-HANDLED", INCIDENTS, {"TYPE_05": {"self_handled": 4}}, None,
     ("TYPE-05", "self_handled")),
    ("BUDGET-ORDER", BUDGET, {"rows": [plan(security_budget=60_000_000_001)]}, None,
     ("yearly_plan|Kế hoạch 2024", "security_budget")),
    ("EXEMPTION-REASON", BUDGET, {"rows": [plan(exempt="Có")]}, None,
     ("yearly_plan|Kế hoạch 2024", "exemption_reason")),
    ("DATA-KIND", SECURITY, {"head": header(data_kind="Số liệu thật")}, None, ("", "data_kind")),
    ("REPORT-EARLY", INCIDENTS, {"head": header(report_date="04/12/2024")}, None,
     ("", "report_date")),
    ("PERIOD-INVALID", SECURITY, {"head": header(period="năm báo cáo")}, None, ("", "period")),
    ("PERIOD-INVALID", SECURITY, {"head": header(period="2024-S1")}, None, ("", "period")),
    ("PERIOD-INVALID", BUDGET, {"head": AFTER_MERGER | {"period": "2026"}}, None, ("", "period")),
    ("AGENCY-UNKNOWN", SECURITY, {"head": header(agency_id="AGY-24-2")}, None, ("", "agency_id")),
    ("AGENCY-NAME", SECURITY, {"head": header(agency_name="Sở Nội vụ Bắc Giang")}, None,
     ("", "agency_name")),
    ("FORM-NOT-OWED", SECURITY, {"head": header(agency_id=CENTRE, agency_name=CENTRE_NAME)}, None,
     ("", "agency_id")),
    ("UNIT-MISMATCH", SECURITY, {"head": header(unit_name="Bắc Ninh")}, None, ("", "unit_code")),
    ("UNIT-MISMATCH", SECURITY, {"head": header(unit_code="99")}, None, ("", "unit_code")),
    ("UNIT-MISMATCH", SECURITY, {"head": header(unit_code="27", unit_name="Bắc Ninh")}, None,
     ("", "unit_code")),
    ("UNIT-MISMATCH", SECURITY, {"head": AFTER_MERGER | {"unit_name": "Bắc Giang"}}, None,
     ("", "unit_code")),
]  # fmt: skip


@pytest.fixture(scope="module")
def together() -> Validation:
    """The reports with a fault in one cell, of no or a broken shape, and the right ones: all judged
    in one batch."""
    sent: dict[bytes, tuple[str | None, date]] = {}
    for _, form, entries, change, _ in ONE_CELL:
        sent[file_of(form, change=change, **entries)] = _EARLY
    sent |= dict.fromkeys((content for _, content in WHOLE_FILE), _EARLY)
    sent |= {file_of(form, change=change): _EARLY for _, form, change in SHAPE}
    for _, form, entries, change in GOOD:
        by = header()["agency_id"] if "head" not in entries else None
        for suffix in ("csv", "xlsx"):
            content = file_of(form, change=change, suffix=suffix, **entries)
            assert content not in sent
            sent[content] = (by, date(2024, 6, 19))
    return judge(list(sent), deliveries=list(sent.values()), across=False)


@pytest.mark.parametrize(("code", "form", "entries", "change", "place"), ONE_CELL)
def test_a_fault_in_one_cell_is_found_there_and_nowhere_else(
    code: str,
    form: str,
    entries: dict[str, Any],
    change: Change | None,
    place: tuple[str, str],
    together: Validation,
) -> None:
    judged = part_of(together, file_of(form, change=change, **entries))
    assert codes_and_cells(judged) == [(code, cell_of(form, *place, **entries))]
    severity = load_rule_book()[code].severity
    expected = {"block": "held", "warn": "accepted_with_warnings"}[severity]
    assert verdict(judged) == ("rejected" if code == "DATA-KIND" else expected)


def test_a_formula_nobody_computed_is_an_error_of_its_cell() -> None:
    form = load_contracts().latest()[INCIDENTS]
    place = lay_out(form, answers(form))[0].places["TYPE-01", "incidents"]
    book = load_workbook(io.BytesIO(file_of(INCIDENTS, suffix="xlsx")))
    book.worksheets[0].cell(*place, "=2+3")
    stream = io.BytesIO()
    book.save(stream)
    judged = judge([stream.getvalue()])
    assert codes_and_cells(judged) == [("CELL-ERROR", address(*place))]
    assert judged.findings["sheet"].to_list() == ["Tổng hợp sự cố"]


WHOLE_FILE: list[tuple[str, bytes]] = [
    ("FILE-UNREADABLE", b"PK\x03\x04 cut short"),
    ("REGISTER-UNUSABLE", b"agency_id,agency_name,agency_type\n"),
    ("FORM-UNKNOWN", file_of(BUDGET, change=relabel("budget/1", "budget/99"))),
    ("FORM-UNKNOWN", b"A,B\n1,2\n"),
]


@pytest.mark.parametrize(("code", "content"), WHOLE_FILE)
def test_a_file_that_is_no_report_is_rejected_with_one_finding(
    code: str, content: bytes, together: Validation
) -> None:
    judged = part_of(together, content)
    assert judged.findings["code"].to_list() == [code]
    assert verdict(judged) == "rejected"


def no_table(pages: list[SheetLayout]) -> None:
    page = pages[0]
    for place in [p for p in page.entries if p[0] >= page.labels_row]:
        page.entries.pop(place)


def no_total(pages: list[SheetLayout]) -> None:
    page = pages[0]
    for place in [p for p in page.entries if p[0] == page.last_row]:
        page.entries.pop(place)


SHAPE: list[tuple[str, str, Change]] = [
    ("SHEET-MISSING", INCIDENTS, no_table),
    ("SHEET-MISSING", SECURITY, no_table),
    ("COLUMN-MISSING", INCIDENTS, relabel("Số sự cố tự xử lý", "Tự xử lý")),
    ("TOTAL-MISSING", INCIDENTS, no_total),
    ("ROW-DUPLICATE", INCIDENTS, repeat_row),
    ("ROW-UNKNOWN", SECURITY, relabel("drills", "drills_2")),
]


@pytest.mark.parametrize(("code", "form", "change"), SHAPE)
def test_a_broken_shape_holds_the_report(
    code: str, form: str, change: Change, together: Validation
) -> None:
    judged = part_of(together, file_of(form, change=change))
    codes = judged.findings["code"].to_list()
    # A line under another code is also a line that is missing: two findings, each once.
    assert codes == (["CELL-REQUIRED", code] if code == "ROW-UNKNOWN" else [code])
    assert verdict(judged) == "held"


def test_a_renamed_type_is_told_at_its_cell_and_its_row_is_asked_for_once() -> None:
    judged = judge([file_of(INCIDENTS, change=relabel("Thay đổi giao diện", "Giao diện"))])
    assert sorted(judged.findings["code"]) == ["CELL-LIST", "CELL-REQUIRED"]


def test_a_register_without_a_row_reports_nothing() -> None:
    judged = judge([file_of(BUDGET, rows=[])])
    assert codes_and_cells(judged) == [("CELL-REQUIRED", None)]


def test_a_report_of_an_old_unit_is_accepted_after_the_merger() -> None:
    content = file_of(BUDGET, header(report_date="01/09/2025"))
    judged = judge([content], deliveries=[(AGENCY, date(2025, 9, 2))])
    assert codes_and_cells(judged) == []
    assert verdict(judged) == "accepted"


@pytest.mark.parametrize(
    ("ended_on", "codes"),
    [(date(2024, 12, 13), []), (date(2024, 12, 14), ["DEADLINE-LATE"])],
)
def test_an_agency_that_ended_before_its_last_day_on_time_is_not_late(
    ended_on: date, codes: list[str]
) -> None:
    ended = pl.when(pl.col("agency_id") == AGENCY).then(pl.lit(ended_on)).otherwise("valid_to")
    before = register()
    after = Register(before.agencies.with_columns(valid_to=ended), before.units)
    read = batch([file_of(INCIDENTS)])
    sent = pl.DataFrame(
        [(read.headers["submission_id"][0], None, date(2025, 1, 5))],
        schema=DELIVERIES,
        orient="row",
    )
    judged = validate(read, deliveries=sent, register=after)
    assert [c for c in judged.findings["code"] if c == "DEADLINE-LATE"] == codes


@pytest.mark.parametrize(
    ("bound", "is_member", "codes"),
    [
        ([], None, ["DEADLINE-LATE"]),
        ([("R6", None)], True, ["DEADLINE-LATE"]),
        ([("R6", None)], False, []),
        ([("R6", None)], None, []),
        ([("R6", "VN63-24"), ("R6", "VN34-24")], None, ["DEADLINE-LATE"]),
        ([("R6", "VN63-46")], True, []),
        ([("R7", "VN63-46")], None, ["DEADLINE-LATE"]),
    ],
)
def test_nobody_is_late_whom_the_duty_binds_by_assumption_only(
    bound: list[tuple[str, str | None]], is_member: bool | None, codes: list[str]
) -> None:
    before = register()
    members = before.agencies.with_columns(in_response_network=pl.lit(is_member, pl.Boolean()))
    duties = pl.DataFrame(bound, schema=BOUND, orient="row")
    read = batch([file_of(INCIDENTS)])
    sent = pl.DataFrame(
        [(read.headers["submission_id"][0], None, date(2025, 1, 5))],
        schema=DELIVERIES,
        orient="row",
    )
    judged = validate(read, deliveries=sent, register=Register(members, before.units, duties))
    assert [c for c in judged.findings["code"] if c == "DEADLINE-LATE"] == codes


def test_another_sender_and_a_late_delivery_are_told_of_the_whole_file() -> None:
    content = file_of(INCIDENTS)
    judged = judge([content], deliveries=[(CENTRE, date(2024, 12, 14))])
    assert codes_and_cells(judged) == [("SENDER-NOT-ENTITLED", None)]
    (finding,) = judged.findings.iter_rows(named=True)
    described = describe(finding, load_contracts()["incident_summary/1"], "vi")
    sender, agency = f"{CENTRE_NAME} ({CENTRE})", f"{NAME} ({AGENCY})"
    assert described.problem == f"{sender} không có thẩm quyền gửi báo cáo thay {agency}."
    assert described.fix.startswith(f"Đề nghị {agency} gửi trực tiếp")
    late = judge([content], deliveries=[(None, date(2024, 12, 15))])
    assert codes_and_cells(late) == [("DEADLINE-LATE", None)]
    assert verdict(late) == "accepted"
    assert late.findings["limit_day"].to_list() == [date(2024, 12, 15)]


GOOD: list[tuple[str, str, dict[str, Any], Change | None]] = [
    ("no incident at all", INCIDENTS,
     {f"TYPE_{n:02}": {"incidents": 0, "self_handled": 0, "handled_with_support": 0,
                      "support_requested": 0}
      for n in range(1, 11)}, None),
    ("every incident handled", INCIDENTS,
     {"TYPE_01": {"self_handled": 5, "handled_with_support": 0}}, None),
    ("damage of one row only", INCIDENTS, {"TYPE_02": {"estimated_damage": 5}}, None),
    ("a total nobody wrote", INCIDENTS, {}, put("total", "incidents", None)),
    ("10 % exactly", BUDGET, {"rows": [plan()]}, None),
    ("all of it for security", BUDGET, {"rows": [plan(security_budget=60_000_000_000)]}, None),
    ("exempt with a reason", BUDGET, {"rows": [plan(exempt="Có", exemption_reason="Dự án đường")]},
     None),
    ("a ratio that does not apply", SECURITY,
     {"independent_assessment_share": {"value": "Không áp dụng"}}, None),
    ("nothing to assess", SECURITY,
     {"independent_assessment_share": {"value": 0, "denominator": 0}}, None),
    ("the most drills", SECURITY, {"drills": {"value": 60}}, None),
    ("all of the staff", SECURITY, {"trained_staff_share": {"value": 8, "denominator": 8}}, None),
    ("code 24 before the merger", SECURITY, {}, None),
    ("code 24 after the merger", SECURITY, {"head": AFTER_MERGER}, None),
    ("a prefix and another dash", SECURITY, {"head": header(unit_name="TỈNH BẮC  GIANG")}, None),
    ("a period that ended", INCIDENTS, {"head": header(period="2024-S1")}, None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("form", "entries", "change"), [g[1:] for g in GOOD], ids=[g[0] for g in GOOD]
)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_what_is_right_is_accepted(
    form: str, entries: dict[str, Any], change: Change | None, suffix: str, together: Validation
) -> None:
    judged = part_of(together, file_of(form, change=change, suffix=suffix, **entries))
    assert codes_and_cells(judged) == []
    assert verdict(judged) == "accepted"


def test_an_unreadable_figure_is_not_also_called_missing_wrong_or_badly_added() -> None:
    judged = judge([file_of(INCIDENTS, change=put("TYPE-01", "incidents", "nhiều"))])
    assert judged.findings["code"].to_list() == ["CELL-TYPE"]


def test_one_cause_gives_one_finding() -> None:
    misspelt = file_of(INCIDENTS, header(agency_id="AGY-X"))
    judged = judge([misspelt], deliveries=[(CENTRE, date(2024, 12, 1))])
    assert judged.findings["code"].to_list() == ["AGENCY-UNKNOWN"]
    too_early = file_of(INCIDENTS, header(period="2027"))
    assert judge([too_early]).findings["code"].to_list() == ["PERIOD-INVALID"]


@pytest.mark.parametrize(
    ("period", "as_of", "codes"),
    [
        ("2024", date(2024, 12, 10), []),  # due by 15 December, before its year is over
        ("2024-S1", date(2024, 6, 15), []),
        ("2024-S2", date(2024, 12, 30), ["PERIOD-INVALID"]),
        ("2024-S2", date(2024, 12, 31), []),
        ("2025", date(2024, 12, 31), ["PERIOD-INVALID"]),
    ],
)
def test_a_period_is_over_unless_the_law_wants_the_report_before(
    period: str, as_of: date, codes: list[str]
) -> None:
    head = header(period=period) if period < "2025" else AFTER_MERGER
    head |= {"report_date": f"31/12/{period[:4]}"}
    judged = judge([file_of(INCIDENTS, head)], deliveries=[(None, date(2024, 6, 1))], as_of=as_of)
    assert judged.findings["code"].to_list() == codes


def test_every_rule_of_these_forms_has_a_case() -> None:
    cases = {code for code, *_ in [*ONE_CELL, *WHOLE_FILE, *SHAPE]}
    elsewhere = {"CELL-ERROR", "SENDER-NOT-ENTITLED", "SENDER-UNKNOWN", "DEADLINE-LATE"}
    # test_across_rules.py
    across = {"REVISION-CONFLICT", "UNIT-SLIP", "DENOMINATOR-JUMP", "YEAR-BELOW-PARTS"}
    national = {"UNIT-UNKNOWN"}  # test_new_form.py
    in_files = {"CONTENT-UNREAD", "FILE-CUT"}  # tests/ingestion/parsing/test_unread.py
    in_letters = {"SHEET-LEFT-OUT"}  # tests/orchestration/intake/test_unconfirmed_letters.py
    in_value_forms = {  # tests/ingestion/parsing/test_value_forms.py
        "CELL-AMBIGUOUS", "CELL-ENCODING", "CELL-MERGED", "CELL-UNIT", "COLUMN-DUPLICATE",
        "COLUMN-EXTRA", "HIDDEN-CONTENT", "SHEET-DUPLICATE", "TEXT-CONVERTED", "TOTAL-SUM",
        "CELL-NIL", "CELL-NOT-TEXT", "CELL-ROUNDED", "CELL-SHOWN", "ROW-LABEL", "UNIT-LINE",
    }  # fmt: skip
    forms = (None, SECURITY, INCIDENTS, BUDGET)
    codes = {code for code, rule in load_rule_book().items() if rule.form in forms}
    assert cases | elsewhere | across | national | in_files | in_letters | in_value_forms >= codes
