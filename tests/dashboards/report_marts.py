"""Reports in the hand-made warehouse: what came in, what is held and why, and budgets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from tests.dashboards.mart_tables import Filled
from tests.dashboards.published_units import Unit

HELD = ("a" * 64, "b" * 64, "c" * 64)


def filled(all_units: list[Unit], hostile_name: str, is_synthetic: bool) -> list[Filled]:
    """The marts of reports with their rows."""
    return [
        Filled(
            "mart_budget_share",
            "geography unit_id index_year scope_of_budget reports exempt_reports "
            "total_it_budget_dong security_budget_dong all_total_it_budget_dong share threshold "
            "meets_threshold is_synthetic",
            _budgets(all_units, is_synthetic),
        ),
        Filled(
            "mart_report_status",
            "form form_title_vi form_title_en scope agency_id agency_name unit_id period_kind "
            "period subject event report_number index_year status is_owed next_step deadline "
            "last_day_on_time received_on is_late late_days submission_id verdict revision "
            "blocking_findings warning_findings is_synthetic",
            _reports(all_units, is_synthetic),
        ),
        Filled(
            "mart_reporting_completeness",
            "unit_id unit_name form form_title_vi form_title_en index_year reports_due "
            "reports_received reports_accepted reports_late reports_held reports_missing "
            "reports_exempt reports_with_deadline reports_on_time completeness timeliness "
            "is_synthetic",
            _completeness(all_units, is_synthetic),
        ),
        Filled(
            "mart_held_submission",
            "submission_id form form_title_vi form_title_en agency_id agency_name unit_id "
            "period index_year revision verdict received_on has_declared_receipt deadline "
            "blocking_codes blocking_findings warning_findings waived_findings is_replaced "
            "returned_workbook is_synthetic channel handed_in_by file_name sender_id "
            "sender_name",
            _held(hostile_name, is_synthetic),
        ),
        Filled(
            "mart_finding",
            "submission_id finding_number form agency_id unit_id period index_year rule_code "
            "severity owner sheet cell label_vi label_en sent problem_vi problem_en fix_vi fix_en "
            "legal_vi legal_en is_waived is_synthetic",
            _findings(hostile_name, is_synthetic),
        ),
        Filled(
            "mart_control_totals",
            "form agency_id agency_name unit_id period index_year part field stated summed "
            "difference reports_due reports_counted status is_synthetic",
            _control_totals(hostile_name, is_synthetic),
        ),
        Filled(
            "mart_rule_quality",
            "rule_code form severity is_on legal_source owner valid_from valid_to submissions "
            "findings waived_findings false_alarms waivers changes is_never_triggered",
            _rules(),
        ),
    ]


def _budgets(all_units: list[Unit], is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        for scope, total, security, share, meets in (
            ("yearly_plan", 12_345_678_900, 1_234_567_890, Decimal("0.1"), True),
            ("project", 5_000_000_000, 499_999_999, Decimal("0.099999"), False),
            ("five_year_plan", 0, 0, None, None),
        ):
            yield (
                "VN34", unit.unit_id, 2025, scope, 2, 2 if share is None else 0, total, security,
                total, share, Decimal("0.1"), meets, is_synthetic,
            )  # fmt: skip


def _reports(all_units: list[Unit], is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    """One of each form and unit, with every status in turn; and one in the queue that nobody
    owes."""
    forms = (
        ("agency_security_report", "Báo cáo an toàn thông tin mạng", "year", "2025", 2025),
        ("incident_summary", "Tổng hợp sự cố", "half-year", "2025-S1", 2025),
        ("incident_summary", "Tổng hợp sự cố", "half-year", "2026-S1", 2026),
    )
    english = {"agency_security_report": "Security report", "incident_summary": "Incident summary"}
    steps = {"held": "mend", "missing": "send"}
    verdicts = {"accepted": "accepted", "late": "accepted", "held": "held"}
    for place, unit in enumerate(all_units):
        for form, title, kind, period, year in forms:
            owner = unit.unit_id if period != "2025-S1" else f"VN63-{unit.predecessors[0][0]}"
            status = ("accepted", "late", "held", "missing")[place % 4]
            yield (
                form, title, english[form], "own", f"AGY-{unit.code}", "Sở (mẫu)", owner, kind,
                period, "-", "-", 1, year, status, True, steps.get(status), date(year, 12, 15),
                date(year, 12, 14), None if status == "missing" else date(year, 12, 20),
                status == "late", 6 if status == "late" else None,
                None, verdicts.get(status), 1, 0, 0, is_synthetic,
            )  # fmt: skip
    yield (
        "budget", "Kinh phí", "Budget", "own", "AGY-14", "Sở (mẫu)", "VN34-14", "not_owed", "2025",
        "-", "-", 1, 2025, "held", False, "mend", date(2025, 12, 15), date(2025, 12, 14),
        date(2026, 1, 5), False, None, HELD[0], "held", 0, 2, 1, is_synthetic,
    )  # fmt: skip


def _completeness(all_units: list[Unit], is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        yield (
            unit.unit_id, unit.name, "budget", "Kinh phí", "Budget", 2025, 4, 3, 2, 1, 1, 1, 0, 4,
            2, Decimal("0.5"), Decimal("0.5"), is_synthetic,
        )  # fmt: skip


def _held(hostile_name: str, is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    """One that waits, one that a revision replaced, and a file nobody could read."""
    form = ("budget", "Kinh phí", "Budget", "AGY-14", hostile_name, "VN34-14", "2025", 2025, 0)
    late, due = date(2026, 1, 5), date(2025, 12, 15)
    findings = ("CELL-TYPE, UNIT-MISMATCH", 2, 1, 0)
    yield (HELD[0], *form, "held", late, True, due, *findings, False, "a/b.xlsx", is_synthetic,
           "submit", "lan.anh", "kinh-phi.xlsx", "AGY-14", hostile_name)  # fmt: skip
    yield (HELD[1], *form, "held", late, False, due, *findings, True, None, is_synthetic,
           "inbox", None, "cu.xlsx", None, None)  # fmt: skip
    nothing = (None,) * 9
    yield (
        HELD[2], *nothing, "rejected", late, False, None, "FILE-UNREADABLE", 1, 0, 0,
        False, None, is_synthetic, "portal", None, hostile_name, "AGY-14", hostile_name,
    )  # fmt: skip


def _findings(hostile_name: str, is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    """Two that say the same of each report, and three others of the second one."""
    for name in HELD:
        owners = {"CELL-TYPE": "data_steward", "UNIT-MISMATCH": "register_keeper"}
        for number in range(3, 6) if name == HELD[1] else ():
            yield (
                name, number, "budget", "AGY-14", "VN34-14", "2025", 2025, f"RULE-{number:02}",
                "block", "data_steward", hostile_name, "C5", None, None, hostile_name,
                f"Lỗi {number}", f"Fault {number}", None, None, None, None, False, is_synthetic,
            )  # fmt: skip
        for number, (code, owner) in enumerate(owners.items(), 1):
            yield (
                name, number, "budget", "AGY-14", "VN34-14", "2025", 2025, code, "block",
                owner, hostile_name, "C5", "Tổng kinh phí", "Total", hostile_name,
                "Không phải số nguyên", "Not a whole number", "Ghi số nguyên", "Write a number",
                "Chỉ thị 14/CT-TTg", "Directive 14/CT-TTg", False, is_synthetic,
            )  # fmt: skip


def _rules() -> Iterable[tuple[object, ...]]:
    others = [(f"RULE-{n:02}", 5) for n in range(16)]
    for code, findings in (("CELL-TYPE", 6), ("TOTAL-ROW", 0), *others):
        yield (
            code, None, "block", True, "form", "data_steward", None, None, findings // 2,
            findings, 0, 0, 0, 0, not findings,
        )  # fmt: skip


def _control_totals(hostile_name: str, is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    for agency, unit, stated, summed, status in (
        ("A1", "VN34-14", Decimal(20), Decimal(10), "differs"),
        ("A2", "VN34-48", None, Decimal(3), "not_stated"),
        ("A3", "VN34-48", Decimal(5), Decimal(5), "agrees"),
        ("A4", "VN34-48", Decimal(5), None, "incomplete"),
    ):
        yield (
            "incident_summary", agency, hostile_name, unit, "2025", 2025, "TYPE-01", "incidents",
            stated, summed, None, 2, 2, status, is_synthetic,
        )  # fmt: skip
