"""The rules inside the forms of systems, incidents, surveys and inspections: each has a report that
breaks it at one cell, beside the same report that is right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

import polars as pl
import pytest

from expectations.validation import Validation, validate
from expectations.wording.descriptions import describe
from ingestion.blanks.layout import Answers, Entry, lay_out
from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import load_contracts
from tests.expectations.builders import batch
from tests.expectations.new_form_reports import (
    NEW_FORMS,
    Change,
    Lines,
    Rows,
    cell,
    good,
    line,
    pages_of_report,
    place,
    report,
    together,
)


@dataclass(frozen=True)
class Judged:
    """Every report of this file, judged in one batch."""

    validation: Validation
    cells: pl.DataFrame

    def findings(self, content: bytes) -> pl.DataFrame:
        return self.validation.findings.filter(submission_id=sha256(content).hexdigest())

    def verdict(self, content: bytes) -> str:
        verdicts = self.validation.verdicts.filter(submission_id=sha256(content).hexdigest())
        return str(verdicts["verdict"].item())


@pytest.fixture(scope="module")
def judged() -> Judged:
    contents = [report(form) for form in NEW_FORMS]
    contents += [report(form, change) for _, form, change, _ in BROKEN]
    contents += [report(SYSTEMS, assessed(level, day)) for level, day, _ in ASSESSED]
    contents += [report(INCIDENT, change, "json") for change in (NOT_TICKED, NO_SEVERITY)]
    contents += [wrong_total(), report(SYSTEMS, drop_last), report(SURVEY, nothing)]
    contents += [report(INCIDENT, named)]
    contents += [
        report("data_centres", cell("services", 0, "lowest_availability", entry))
        for entry in AVAILABLE
    ]
    read = batch(contents)
    return Judged(validate(read, as_of=date(2026, 7, 31), home_kind="synthetic"), read.cells)


@pytest.mark.parametrize("form", NEW_FORMS)
def test_the_synthetic_report_is_right(form: str, judged: Judged) -> None:
    content = report(form)
    assert judged.findings(content).select("code", "sheet", "cell").rows() == []
    assert judged.verdict(content) == "accepted"


S1 = "Hệ thống thông tin 1 (mẫu)"
S5 = "Hệ thống thông tin 5 (mẫu)"
SYSTEMS, PROTECTION = "information_systems", "protection"
INCIDENT, SURVEY = "incident_report", "telecom_infrastructure"
# Code, form, what is spoilt, and where it is found: sheet, row, field.
BROKEN: list[tuple[str, str, Change, tuple[str, str, str]]] = [
    ("SYSTEM-COUNT", SYSTEMS, line("periodically_inspected", 0),
     ("summary", "periodically_inspected", "value")),
    ("SYSTEM-STEPS", SYSTEMS, line("dossier_made", 0), ("summary", "appraised", "value")),
    ("SYSTEM-DECISION", SYSTEMS, cell("systems", 0, "approval_decision", None),
     ("systems", S1, "approval_decision")),
    ("SYSTEM-DECISION", SYSTEMS, cell("systems", 0, "regulation", None),
     ("systems", S1, "regulation")),
    ("SYSTEM-EXPECTED", SYSTEMS, cell("systems", 0, "deployment", "Chưa triển khai"),
     ("systems", S1, "expected_deployment")),
    ("SYSTEM-ASSESSOR", SYSTEMS, cell(PROTECTION, 0, "assessor", "DOANH NGHIỆP  giám sát (Mẫu)"),
     (PROTECTION, S1, "assessor")),
    ("SYSTEM-ASSESSOR", SYSTEMS, cell(PROTECTION, 0, "assessor", "Doanh nghiệp bảo vệ (mẫu)"),
     (PROTECTION, S1, "assessor")),
    ("SYSTEM-ASSESSED", SYSTEMS, cell(PROTECTION, 4, "assessed_on", date(2024, 6, 30)),
     (PROTECTION, S5, "assessed_on")),
    ("SYSTEM-ASSESSED", SYSTEMS, cell(PROTECTION, 0, "assessed_on", None),
     (PROTECTION, S1, "assessed_on")),
    ("SYSTEM-ASSESSED", SYSTEMS, cell(PROTECTION, 0, "assessed_on", date(2025, 1, 11)),
     (PROTECTION, S1, "assessed_on")),
    ("SYSTEM-PROVIDER", SYSTEMS, cell(PROTECTION, 0, "monitoring_provider", None),
     (PROTECTION, S1, "monitoring_provider")),
    ("SYSTEM-PROVIDER", SYSTEMS, cell(PROTECTION, 0, "assessment_kind", "Đột xuất theo yêu cầu"),
     (PROTECTION, S1, "request_reference")),
    ("SYSTEM-PRODUCTS", SYSTEMS, cell(PROTECTION, 0, "domestic_products", 9_999),
     (PROTECTION, S1, "domestic_products")),
    ("INCIDENT-CLOSING", INCIDENT, line("result", None), ("incident", "result", "value")),
    ("INCIDENT-DATES", "incident_report", line("response_ended_on", date(2024, 5, 16)),
     ("incident", "response_ended_on", "value")),
    ("INCIDENT-TICKED", "incident_report", line("detect_1", "Không"),
     ("incident", "detect_1", "value")),
    ("CELL-LIST", "incident_report", line("severity", "Nặng"), ("incident", "severity", "value")),
    ("CELL-TYPE", "incident_report", line("detected_on", "31/02/2024"),
     ("incident", "detected_on", "value")),
    ("CELL-REQUIRED", "incident_report", line("sender_phone", None),
     ("incident", "sender_phone", "value")),
    ("CONTACT-DATES", "contact_points", cell("contacts", 0, "valid_to", date(2023, 1, 1)),
     ("contacts", "monitoring_response|primary", "valid_to")),
    ("TEAM-MEMBERS", "contact_points", cell("teams", 0, "members", None, established="Có"),
     ("teams", "response", "members")),
    ("CONFORMITY-DATES", "data_centres",
     cell("data_centres", 0, "conformity_to", date(2020, 1, 1)),
     ("data_centres", "Trung tâm dữ liệu 1 (mẫu)", "conformity_to")),
    ("SERVICE-SLA", "data_centres", cell("services", 0, "with_sla", 999),
     ("services", "server_rental", "with_sla")),
    ("CELL-RANGE", "data_centres", cell("services", 0, "lowest_availability", "99.995"),
     ("services", "server_rental", "lowest_availability")),
    ("CELL-AMBIGUOUS", "data_centres", cell("services", 0, "lowest_availability", "0,999"),
     ("services", "server_rental", "lowest_availability")),
    ("SITE-COUNT", "websites", line("sites_trial", 1), ("summary", "sites_found", "value")),
    ("SITE-LICENCE", "websites", cell("websites", 0, "licence_number", None),
     ("websites", "trang-1.mau.example", "licence_number")),
    ("VIOLATION-HANDLED", "inspections",
     cell("inspections", 0, "violations_handled", 9_999),
     ("inspections", "data_centre", "violations_handled")),
    ("FINDING-CLOSED", "inspections",
     cell("findings", 0, "finding_state", "Đã khắc phục", closed_on=date(2024, 2, 1)),
     ("findings", "TT-2024-1", "evidence")),
    ("BUDGET-SPENT", "inspections", line("budget_spent", 10**14),
     ("summary", "budget_spent", "value")),
    ("DOCUMENT-DATES", "security_management",
     cell("documents", 0, "effective_on", date(2016, 7, 1)),
     ("documents", "5620/UBND-CT|2019-08-09", "effective_on")),
    ("DOCUMENT-SUPERSEDED", "security_management",
     cell("documents", 0, "document_state", "Đã thay thế"),
     ("documents", "5620/UBND-CT|2019-08-09", "superseded_by")),
    ("AWARENESS-PART", "security_management", line("awareness_data_centres", 999),
     ("summary", "awareness_data_centres", "value")),
    ("RATIO-ORDER", "telecom_infrastructure", line("agents_trained", 9_999),
     ("summary", "agents_trained", "value")),
]  # fmt: skip


# Level, day of the assessment, what is found.
ASSESSED: list[tuple[str, date, list[str]]] = [
    ("Cấp độ 5", date(2024, 7, 1), []),
    ("Cấp độ 5", date(2024, 6, 30), ["SYSTEM-ASSESSED"]),
    ("Cấp độ 4", date(2024, 1, 1), []),
    ("Cấp độ 3", date(2023, 12, 31), ["SYSTEM-ASSESSED"]),
    ("Cấp độ 2", date(2023, 1, 1), []),
    ("Cấp độ 1", date(2022, 12, 31), ["SYSTEM-ASSESSED"]),
]
# In a cell shown as a per cent, and as text.
AVAILABLE: list[Entry] = [Decimal("99.9"), "99,9%", "99,9 %", "99,9", "99.9"]
NOT_TICKED, NO_SEVERITY = line("detect_1", "Không"), line("severity", None)
PERSON = "Nguyễn Thị Bí Mật"


def assessed(level: str, day: date) -> Change:
    layers = cell(PROTECTION, 0, "assessed_on", day, system_level=level)
    return together(layers, cell("systems", 0, "level", level))


def drop_last(_: Lines, rows: Rows) -> None:
    rows["systems"].pop()


def nothing(_: Lines, rows: Rows) -> None:
    rows["cases"].clear()


def named(lines: Lines, _: Rows) -> None:
    lines["contact_name"]["value"] = PERSON
    lines["sender_phone"]["value"] = "#REF!"


def wrong_total() -> bytes:
    form = load_contracts().latest()["inspections"]
    pages = pages_of_report("inspections")
    pages[1].write(*pages[1].places["total", "inspections"], 1)
    return workbook_bytes(form, pages)


@pytest.mark.parametrize(("code", "form", "change", "at"), BROKEN)
def test_a_breach_is_found_at_its_cell_and_nowhere_else(
    code: str, form: str, change: Change, at: tuple[str, str, str], judged: Judged
) -> None:
    findings = judged.findings(report(form, change))
    assert findings.select("code", "cell").rows() == [(code, place(form, *at))]
    contract = load_contracts().latest()[form]
    for language in ("vi", "en"):
        description = describe(findings.row(0, named=True), contract, language)
        assert "{" not in description.problem + description.fix
        assert description.label


def test_a_total_that_does_not_add_up_is_found(judged: Judged) -> None:
    assert judged.findings(wrong_total())["code"].to_list() == ["INSPECTION-TOTAL"]


def test_a_row_too_few_is_found_on_the_count(judged: Judged) -> None:
    findings = judged.findings(report(SYSTEMS, drop_last)).select("code", "row_key").rows()
    assert ("SYSTEM-COUNT", "total_systems") in findings


@pytest.mark.parametrize(("level", "day", "codes"), ASSESSED)
def test_how_often_a_system_is_assessed_hangs_on_its_level(
    level: str, day: date, codes: list[str], judged: Judged
) -> None:
    content = report(SYSTEMS, assessed(level, day))
    assert judged.findings(content)["code"].to_list() == codes
    assert judged.verdict(content) == ("accepted_with_warnings" if codes else "accepted")


@pytest.mark.parametrize("entry", AVAILABLE)
def test_an_availability_is_a_per_cent_however_it_is_written(entry: Entry, judged: Judged) -> None:
    content = report("data_centres", cell("services", 0, "lowest_availability", entry))
    assert judged.findings(content).is_empty()
    read = judged.cells.filter(submission_id=sha256(content).hexdigest())
    (number,) = read.filter(row_key="server_rental", field="lowest_availability")["number"]
    assert number == Decimal("99.9")


def test_nothing_that_happened_is_an_answer(judged: Judged) -> None:
    assert judged.findings(report(SURVEY, nothing)).is_empty()


def test_a_finding_in_a_json_file_names_its_pointer(judged: Judged) -> None:
    findings = judged.findings(report(INCIDENT, NOT_TICKED, "json"))
    assert findings.select("code", "cell").rows() == [
        ("INCIDENT-TICKED", "/incident/detect_1/value")
    ]
    missing = judged.findings(report(INCIDENT, NO_SEVERITY, "json"))
    assert missing["code"].to_list() == ["CELL-REQUIRED"]


def test_a_person_is_never_shown(judged: Judged) -> None:
    """The text of a personal field is in no cell and in no finding, readable or not."""
    content = report(INCIDENT, named)
    read = batch([content])
    assert PERSON not in read.cells.select(pl.col(pl.String)).write_csv()
    (kept,) = read.cells.filter(row_key="contact_name").select("status", "text").rows()
    assert kept == ("reported", "✓")
    assert judged.findings(content).select("code", "sent").rows() == [("CELL-ERROR", "✓")]


@pytest.mark.parametrize(
    ("period", "codes"),
    [("2014-01-01", []), ("2013-12-31", ["PERIOD-INVALID"]), ("2017", ["PERIOD-INVALID"])],
)
def test_a_survey_may_be_of_a_day_before_the_index_began(period: str, codes: list[str]) -> None:
    header, lines, rows = good("websites")
    answers = Answers(header | {"period": period}, lines, {n: list(r) for n, r in rows.items()})
    form = load_contracts().latest()["websites"]
    read = batch([workbook_bytes(form, lay_out(form, answers))])
    judged = validate(read, as_of=date(2026, 7, 31), home_kind="synthetic")
    assert judged.findings["code"].to_list() == codes


def test_an_empty_list_is_told_once_with_its_words() -> None:
    """The count of some of its rows may be right."""

    def empty_list(_: Lines, rows: Rows) -> None:
        rows["websites"].clear()

    content = report("websites", empty_list)
    findings = validate(batch([content]), as_of=date(2026, 7, 31), home_kind="synthetic").findings
    counted = [one for one in findings.iter_rows(named=True) if one["code"] == "SITE-COUNT"]
    assert [one["row_key"] for one in counted] == ["sites_found"]
    form = load_contracts().latest()["websites"]
    assert "danh sách có 0 dòng" in describe(counted[0], form).problem
