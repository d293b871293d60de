"""For every check inside a report of the newer forms: a change that breaks it and no other check,
and one that looks as if it did and is right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ingestion.blanks.layout import Entry
from tests.expectations.new_form_reports import Change, Lines, Rows, cell, line, together

SYSTEMS, INCIDENT, CONTACTS = "information_systems", "incident_report", "contact_points"
TELECOM, PROGRAMME = "telecom_infrastructure", "internet_programme"
CENTRES, SITES, INSPECTIONS, MANAGEMENT = (
    "data_centres", "websites", "inspections", "security_management",
)  # fmt: skip


@dataclass(frozen=True)
class CheckCase:
    """The ``number``-th check of a rule, from 0: a report that breaks it, one that does not."""

    code: str
    number: int
    form: str
    broken: Change
    near: Change


def without_words(question: str, words: str) -> tuple[Change, Change]:
    """A yes without the words or document behind it, and a no, which needs none."""
    yes, no = (together(line(question, answer), line(words, None)) for answer in ("Có", "Không"))
    return yes, no


def text(code: str) -> Change:
    """A figure as the text of it, with spaces around."""

    def change(lines: Lines, _: Rows) -> None:
        lines[code]["value"] = f" {lines[code]['value']}\u00a0"

    return change


def equal(code: str, other: str, more: int = 0) -> Change:
    """A line that says as much as another, or so much more."""

    def change(lines: Lines, _: Rows) -> None:
        lines[code]["value"] = stated(lines, other) + more

    return change


def stated(lines: Lines, code: str) -> int:
    """The count a line says."""
    return int(str(lines[code]["value"]))


def same(sheet: str, code: str, other: str) -> Change:
    """A field of the first row that says as much as another."""

    def change(_: Lines, rows: Rows) -> None:
        rows[sheet][0][code] = rows[sheet][0][other]

    return change


def system(**entries: Entry) -> Change:
    """Other entries for the first system."""
    (first, entry), *others = entries.items()
    return cell("systems", 0, first, entry, **dict(others))


def protected(row: int = 0, **entries: Entry) -> Change:
    """Other entries for the layers of a system; the first five have levels 1 to 5."""
    (first, entry), *others = entries.items()
    return cell("protection", row, first, entry, **dict(others))


def inspected(more: int) -> Change:
    """So many drafts inspected that they are ``more`` than the approved, and counted so."""

    def change(lines: Lines, rows: Rows) -> None:
        missing = stated(lines, "approved") - stated(lines, "periodically_inspected")
        for row in range(missing + more):
            cell("systems", 40 + row, "inspection", "Định kỳ")(lines, rows)
        equal("periodically_inspected", "approved", more)(lines, rows)

    return change


def unprotected(row: int) -> Change:
    """A system without a row of its layers."""

    def change(_: Lines, rows: Rows) -> None:
        rows["protection"].pop(row)

    return change


AD_HOC = "Đột xuất theo yêu cầu"
IN_REPORTS = [
    CheckCase("SYSTEM-COUNT", 0, SYSTEMS, line("total_systems", 9_999), text("total_systems")),
    CheckCase("SYSTEM-COUNT", 1, SYSTEMS, line("approved", 33), text("approved")),
    CheckCase("SYSTEM-COUNT", 2, SYSTEMS, line("periodically_inspected", 0),
              text("periodically_inspected")),
    CheckCase("SYSTEM-LISTED", 0, SYSTEMS, unprotected(-1),
              protected(system_name="HỆ THỐNG  thông tin 1 (Mẫu)")),
    CheckCase("SYSTEM-LEVEL", 0, SYSTEMS, protected(2, system_level="Cấp độ 4"),
              together(protected(2, system_level="Cấp độ 4"),
                       cell("systems", 2, "level", "Cấp độ 4"))),
    CheckCase("SYSTEM-STEPS", 0, SYSTEMS, equal("classified", "total_systems", 1),
              equal("classified", "total_systems")),
    CheckCase("SYSTEM-STEPS", 1, SYSTEMS, equal("dossier_made", "classified", 1),
              equal("dossier_made", "classified")),
    CheckCase("SYSTEM-STEPS", 2, SYSTEMS, equal("appraised", "dossier_made", 1),
              equal("appraised", "dossier_made")),
    CheckCase("SYSTEM-STEPS", 3, SYSTEMS, equal("appraised", "approved", -1),
              equal("appraised", "approved")),
    CheckCase("SYSTEM-STEPS", 4, SYSTEMS, inspected(1), inspected(0)),
    CheckCase("SYSTEM-DECISION", 0, SYSTEMS, system(approval_decision=None),
              system(approval_decision="=QĐ 1")),
    CheckCase("SYSTEM-DECISION", 1, SYSTEMS, system(regulation=None), system(regulation="–")),
    CheckCase("SYSTEM-DECISION", 2, SYSTEMS, system(level=None),
              cell("systems", 40, "level", None)),
    CheckCase("SYSTEM-EXPECTED", 0, SYSTEMS, cell("systems", 40, "expected_approval", None),
              cell("systems", 40, "expected_approval", date(2030, 1, 1))),
    CheckCase("SYSTEM-EXPECTED", 1, SYSTEMS, system(deployment="Chưa triển khai"),
              system(deployment="Chưa triển khai", expected_deployment=date(2026, 1, 1))),
    CheckCase("SYSTEM-ASSESSOR", 0, SYSTEMS, protected(assessor="DOANH NGHIỆP  giám sát (Mẫu)"),
              protected(assessor="Doanh nghiệp bảo vệ 2 (mẫu)")),
    CheckCase("SYSTEM-ASSESSED", 0, SYSTEMS, protected(1, assessed_on=date(2022, 12, 31)),
              protected(1, assessed_on=date(2023, 1, 1))),
    CheckCase("SYSTEM-ASSESSED", 1, SYSTEMS, protected(3, assessed_on=date(2023, 12, 31)),
              protected(3, assessed_on=date(2024, 1, 1))),
    CheckCase("SYSTEM-ASSESSED", 2, SYSTEMS, protected(4, assessed_on=date(2024, 6, 30)),
              protected(4, assessed_on=date(2024, 7, 1))),
    CheckCase("SYSTEM-PROVIDER", 0, SYSTEMS, protected(monitoring_provider=None),
              protected(monitoring_provider=None, monitoring_mode="Tự thực hiện")),
    CheckCase("SYSTEM-PROVIDER", 1, SYSTEMS, protected(assessment_kind=AD_HOC),
              protected(assessment_kind=AD_HOC, request_reference="Công văn 1")),
    CheckCase("SYSTEM-PRODUCTS", 0, SYSTEMS, protected(domestic_products=9_999),
              same("protection", "domestic_products", "security_products")),
    *(CheckCase("INCIDENT-CLOSING", number, INCIDENT, line(code, None), line(code, entry))
      for number, (code, entry) in enumerate({
          "initial_report": "–", "initial_report_on": date(2024, 5, 18),
          "response_ended_on": date(2024, 5, 17), "result": "–"}.items())),
    CheckCase("INCIDENT-DATES", 0, INCIDENT, line("response_ended_on", date(2024, 5, 16)),
              line("response_ended_on", date(2024, 5, 17))),
    CheckCase("INCIDENT-DATES", 1, INCIDENT, line("initial_report_on", date(2024, 5, 16)),
              line("initial_report_on", date(2024, 5, 17))),
    CheckCase("INCIDENT-TICKED", 0, INCIDENT, line("detect_1", "Không"),
              together(line("detect_1", "Không"), line("detect_2", "có"))),
    CheckCase("INCIDENT-TICKED", 1, INCIDENT, line("notify_1", "Không"),
              together(line("notify_1", "Không"), line("notify_3", "x"))),
    CheckCase("CONTACT-DATES", 0, CONTACTS, cell("contacts", 0, "valid_to", date(2023, 12, 31)),
              same("contacts", "valid_to", "valid_from")),
    CheckCase("TEAM-MEMBERS", 0, CONTACTS, cell("teams", 0, "members", None, established="Có"),
              cell("teams", 0, "members", None, established="Không")),
    CheckCase("CONFORMITY-DATES", 0, CENTRES,
              cell("data_centres", 0, "conformity_to", date(2023, 12, 31)),
              same("data_centres", "conformity_to", "conformity_from")),
    CheckCase("SERVICE-SLA", 0, CENTRES, cell("services", 0, "with_sla", 7),
              same("services", "with_sla", "offering_centres")),
    CheckCase("SITE-COUNT", 0, SITES, line("sites_trial", 1),
              together(line("sites_trial", 1), line("sites_unlicensed", 4))),
    CheckCase("SITE-COUNT", 1, SITES, together(line("sites_found", 15), line("sites_trial", 1)),
              text("sites_found")),
    CheckCase("SITE-COUNT", 2, SITES,
              together(line("sites_licensed", 8), line("sites_unlicensed", 6)),
              text("sites_licensed")),
    CheckCase("SITE-LICENCE", 0, SITES, cell("websites", 0, "licence_number", None),
              cell("websites", 0, "licence_number", "–")),
    CheckCase("VIOLATION-HANDLED", 0, INSPECTIONS, cell("inspections", 0, "violations_handled", 11),
              same("inspections", "violations_handled", "violations")),
    CheckCase("VIOLATION-HANDLED", 1, INSPECTIONS, cell("inspections", 0, "with_violation", 13),
              same("inspections", "with_violation", "inspections")),
    CheckCase("VIOLATION-HANDLED", 2, INSPECTIONS, cell("inspections", 0, "joint_inspections", 13),
              same("inspections", "joint_inspections", "inspections")),
    CheckCase("FINDING-CLOSED", 0, INSPECTIONS, cell("findings", 1, "closed_on", None),
              cell("findings", 1, "closed_on", None, finding_state="Chưa khắc phục")),
    CheckCase("FINDING-CLOSED", 1, INSPECTIONS, cell("findings", 1, "evidence", None),
              cell("findings", 1, "evidence", "–")),
    CheckCase("FINDING-CLOSED", 2, INSPECTIONS,
              cell("findings", 1, "closed_on", date(2023, 12, 31)),
              cell("findings", 1, "closed_on", date(2024, 1, 1))),
    CheckCase("BUDGET-SPENT", 0, INSPECTIONS, equal("budget_spent", "budget_allocated", 1),
              equal("budget_spent", "budget_allocated")),
    CheckCase("DOCUMENT-DATES", 0, MANAGEMENT,
              cell("documents", 0, "effective_on", date(2019, 8, 8)),
              same("documents", "effective_on", "issued_on")),
    CheckCase("DOCUMENT-SUPERSEDED", 0, MANAGEMENT,
              cell("documents", 0, "document_state", "Đã thay thế"),
              cell("documents", 0, "document_state", "Đã thay thế", superseded_by="2/CT-UBND")),
    CheckCase("CENTRE-PROPOSAL", 0, CENTRES, *without_words("has_difficulties", "difficulties")),
    CheckCase("CENTRE-PROPOSAL", 1, CENTRES,
              *without_words("management_proposed", "management_proposal")),
    CheckCase("DETECTION-EVIDENCE", 0, TELECOM,
              *without_words("detection_measures", "detection_evidence")),
    CheckCase("POLICY-DOCUMENT", 0, PROGRAMME,
              *without_words("incentive_policy", "incentive_policy_document")),
    CheckCase("POLICY-DOCUMENT", 1, PROGRAMME,
              *without_words("social_network_policy", "social_network_policy_document")),
    CheckCase("AWARENESS-PART", 0, MANAGEMENT, line("awareness_data_centres", 6),
              equal("awareness_data_centres", "awareness_activities")),
]  # fmt: skip
