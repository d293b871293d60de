"""The marts beside the index, for the hand-made published.duckdb: a few rows that are hard to
show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import duckdb

from tests.dashboards.mart_tables import insert

HOSTILE_TEXT = "</script><img src=x onerror=alert(1)> & \"'"

_ROWS: dict[str, list[dict[str, object]]] = {
    "mart_incident_total": [
        {
            "period": str(year),
            "period_kind": "year",
            "index_year": year,
            "incident_type": code,
            "incident_type_name": name,
            "incident_type_name_en": english,
            "units": 34,
            "reports": 60,
            "incidents": incidents + year - 2024,
            "handled": incidents // 2,
            "is_synthetic": True,
        }
        for year in (2024, 2025)
        for code, name, english, incidents in (
            ("TYPE-01", "Từ chối dịch vụ", "Denial of service", 1240),
            ("TYPE-02", "Tấn công giả mạo", "Spoofing", 30),
            ("TYPE-03", HOSTILE_TEXT, None, 2),
        )
    ],
    "mart_published_incident": [
        {
            "publisher": publisher,
            "period_start": date(year, 1, 1),
            "period_end": date(year, month, 31),
            "index_year": year,
            "category": "total",
            "incidents": incidents,
            "is_whole_year": month == 12,
            "conflict_note": note,
            "conflict_note_vi": note,
            "source_url": url,
        }
        for publisher, year, month, incidents, note, url in (
            ("VNCERT", 2017, 12, 13382, None, "https://example.org/2017"),
            ("VNCERT", 2018, 8, 6567, HOSTILE_TEXT, "javascript:alert(1)"),
            ("NCA", 2024, 12, 659000, "survey", "https://example.org/nca"),
        )
    ],
    "mart_directive_total": [
        {
            "form": form,
            "period": "2025",
            "period_kind": "year",
            "index_year": 2025,
            "line": line,
            "breakdown": breakdown,
            "units": 34,
            "total": total,
            "denominator": denominator,
            "share": total / denominator if denominator else None,
            "lowest": 3,
            "highest": 12,
            "is_synthetic": True,
        }
        for form, line, breakdown, total, denominator in (
            ("telecom_infrastructure", "agents_inspected", "-", 161, 188),
            ("telecom_infrastructure", "cable_kilometres", "-", 4000, None),
            ("internet_programme", "cybercrime_cases", "-", 3, None),
            ("inspections", "fines_dong", "website", 66_000_000, None),
            ("inspections", "findings_closed", "-", 8, 10),
            ("websites", "licensed", "social_network", 40, 50),
            ("data_centres", "data_centres", "-", 22, None),
            ("register", "agencies_reporting", "department", 33, 34),
            ("security_management", "pilot_agencies", "-", 3, None),
            ("security_management", "criteria_set_issued", "-", 30, None),
            ("information_systems", "approved", "-", 4265, None),
            ("information_systems", "level_5_assessed", "-", 11, 12),
            ("contact_points", "province_notices", "-", 0, None),
        )
    ],
    "mart_listed_document": [
        {
            "document_key": "14/ct ttg",
            "issued_on": date(2019, 6, 7),
            "index_year": year,
            "document_number": HOSTILE_TEXT,
            "item_id": "S2-02",
            "reports": 34,
            "in_force": year - 1993,
            "superseded": 0,
            "is_synthetic": True,
        }
        for year in (2025, 2026)
    ],
    "mart_gci": [
        {
            "edition": edition,
            "gci_rank": rank,
            "of_countries": countries,
            "score": score,
            "score_max": 100,
            "conflict_note": note,
            "conflict_note_vi": note,
            "source_url": url,
        }
        for edition, rank, countries, score, note, url in (
            (2020, 25, 194, Decimal("94.5900"), None, "https://example.org/gci"),
            (2024, None, None, None, HOSTILE_TEXT, "javascript:alert(1)"),
        )
    ],
    "mart_deadline_calendar": [
        {
            "rule_id": "R24",
            "obligation_id": "R24",
            "kind": "report",
            "report_vi": "Báo cáo năm của chủ quản hệ thống thông tin",
            "form_title_en": "Information systems",
            "binds": "everyone",
            "recipients": "Bộ Công an",
            "period": "2026",
            "deadline": date(2026, 12, 25),
            "last_day_on_time": date(2026, 12, 24),
            "reports_due": 34,
            "reports_received": 0,
            "legal_basis": "NĐ 331/2026",
            "mark": "second_hand",
        },
        {
            "rule_id": "R21",
            "obligation_id": "R21",
            "kind": "report",
            "report_vi": "Báo cáo sự cố an ninh mạng",
            "binds": "everyone",
            "recipients": "Bộ Công an",
            "period": "2026",
            "event": "detection",
            "deadline_rule": "within_hours",
            "deadline_amount": 72,
            "reports_due": 34,
            "reports_received": 34,
            "legal_basis": "NĐ 331/2026",
        },
    ],
    "dim_grade_band": [
        {"method": "CSI-R1", "grade": grade, "score_from": score, "status": "ours"}
        for grade, score in (("A", 80), ("B", 65), ("C", 50), ("D", 30), ("E", 0))
    ],
    "mart_csi_pillar_median": [
        {
            "method": "CSI-R1",
            "geography": "VN34",
            "index_year": 2025,
            "node_id": node,
            "node_kind": "pillar",
            "node_sort_order": order,
            "node_name_vi": name,
            "node_name_en": node,
            "units": 33,
            "median_share": Decimal(share),
            "median_grade": grade,
        }
        for order, (node, name, share, grade) in enumerate(
            (("legal", "Pháp lý", "0.6500", "B"), ("technical", "Kỹ thuật", "0.9000", "A"))
        )
    ],
    "mart_published_conflict": [
        {
            "series": "incidents",
            "index_year": 2017,
            "subject": "VNCERT",
            "claim": "deface",
            "period_start": date(2017, 1, 1),
            "period_end": date(2017, 12, 31),
            "stated": "4155",
            "conflict_note": "conflicts with 4377",
            "conflict_note_vi": "trái với 4.377",
            "source_url": "https://example.org/deface",
        }
    ],
    "mart_legal_basis": [
        {
            "rule_id": "R7",
            "obligation_id": "R7",
            "kind": "report",
            "report_vi": HOSTILE_TEXT,
            "scope": "own",
            "binds": "some_units",
            "is_serious_only": False,
            "deadline_rule": "before_month_day",
            "deadline_month_day": "12-05",
            "data_from": "12-15",
            "data_to": "12-14",
            "valid_from": date(2019, 8, 9),
            "valid_to": date(2026, 8, 18),
            "state": "in_force",
            "ended_by": "NĐ 331/2026",
            "legal_basis": "Công văn 5620/UBND-CT",
            "source": "seed (founding document)",
            "source_vi": "văn bản ban đầu",
            "mark": "founding_document",
        },
        {
            "rule_id": "R22",
            "obligation_id": "R22",
            "kind": "first_notice",
            "report_vi": "Thông báo ban đầu sự cố an ninh mạng nghiêm trọng",
            "scope": "own",
            "binds": "everyone",
            "event": "detection",
            "is_serious_only": True,
            "deadline_rule": "within_hours",
            "deadline_amount": 24,
            "valid_from": date(2026, 8, 19),
            "state": "to_come",
            "legal_basis": "NĐ 331/2026 Đ.31.2.d",
            "source": "https://example.org/331",
            "mark": "second_hand",
            "note_vi": "Thế nào là nghiêm trọng chưa được định nghĩa",
            "note_en": "What is serious is not defined",
        },
        {
            "rule_id": "R19",
            "obligation_id": "R19",
            "kind": "report",
            "report_vi": "Phân loại, xác định cấp độ",
            "scope": "own",
            "binds": "everyone",
            "is_serious_only": False,
            "deadline_rule": "not_known",
            "valid_to": date(2023, 6, 30),
            "state": "ended",
            "legal_basis": "Chỉ thị 02/CT-TTg tháng 4/2022",
            "document_date": "2022-04",
            "source": "seed",
            "mark": "verified",
        },
    ],
    "mart_catalogue": [
        {
            "item_id": "S2-01",
            "kind": "deadline",
            "quote_vi": HOSTILE_TEXT,
            "carried_by": "budget",
            "field": "security_budget",
            "mart": "mart_budget_share",
            "figure": "yearly_plan|project",
            "obligation": "R1",
            "status": "carried",
            "reason": "only a count",
            "reason_vi": "chỉ có số lượng",
            "reports": 3,
            "has_arrived": True,
        },
        {
            "item_id": "S4-18",
            "kind": "quantity",
            "quote_vi": "mua sắm trang thiết bị",
            "status": "out_of_reach",
            "reason": "no figure is named",
            "reason_vi": "không nêu số liệu nào",
            "reports": 0,
            "has_arrived": False,
        },
    ],
}


def add(connection: duckdb.DuckDBPyConnection, lineage: Iterable[Sequence[object]]) -> None:
    """Put in the figures of the country, and which unit became which."""
    for mart, rows in _ROWS.items():
        for row in rows:
            insert(connection, mart, row)
    for unit_id, successor in lineage:
        row = {"unit_id": unit_id, "successor_unit_id": successor}
        insert(connection, "dim_unit_lineage", row)
        _leaks(connection, {"unit_id": unit_id, "index_year": 2024, "is_synthetic": True}, 0)
        _leaks(connection, {"unit_id": successor, "index_year": 2026, "is_synthetic": True}, 1)


def of_units(connection: duckdb.DuckDBPyConnection, unit_ids: Sequence[str]) -> None:
    """Figures of every unit: pillars, incidents, lines of the founding directives."""
    for place, unit_id in enumerate(unit_ids):
        common = {"unit_id": unit_id, "index_year": 2025, "is_synthetic": True}
        for order, (node, name) in enumerate((("legal", "Pháp lý"), ("technical", "Kỹ thuật"))):
            pillar = {
                "method": "CSI-R1",
                "geography": "VN34",
                "node_id": node,
                "node_kind": "pillar",
                "node_sort_order": order,
                "node_name_vi": name,
                "node_name_en": node,
                "grade": "ABCDE"[(place + order) % 5] if place else None,
            }
            insert(connection, "mart_csi_pillar_grade", common | pillar)
        counted = {
            "period": "2025",
            "period_kind": "year",
            "incident_type": "TYPE-01",
            "incident_type_name": "Từ chối dịch vụ",
            "incident_type_name_en": "Denial of service",
        }
        counts = {"reports": 2, "incidents": 7_000_000 + place, "handled": 5}
        insert(connection, "mart_incident_count", common | counted | counts)
        figure = {
            "form": "telecom_infrastructure",
            "period": "2025",
            "period_kind": "year",
            "line": "agents_inspected",
            "breakdown": "-",
            "total": place,
            "denominator": 40,
            "share": place / 40,
        }
        insert(connection, "mart_directive_figure", common | figure)
        duty = {
            "rule_id": "R6",
            "obligation_id": "R6",
            "form": "incident_summary",
            "agency_name": f"Sở số {place} (mẫu)",
            "period": "2025",
            "deadline": date(2025, 12, 15),
            "last_day_on_time": date(2025, 12, 14),
            "status": ("on_time", "late", "missing")[place % 3],
            "report_status": ("accepted", "late", "missing")[place % 3],
            "late_days": 3 if place % 3 == 1 else None,
            "is_assumed": False,
        }
        insert(connection, "mart_obligation_status", common | duty)
        assumed = {
            "rule_id": "R7",
            "obligation_id": "R7",
            "form": "information_systems",
            "agency_name": f"Sở không bị ràng buộc số {place} (mẫu)",
            "status": ("received", "not_asked")[place % 2],
            "report_status": ("assumed", None)[place % 2],
            "late_days": None,
            "is_assumed": True,
        }
        insert(connection, "mart_obligation_status", common | duty | assumed)
        incident = {
            "rule_id": "R21",
            "obligation_id": "R21",
            "report_vi": "Báo cáo sự cố an ninh mạng",
            "form": "incident_report",
            "subject": "SC-1",
            "event": "detection",
            "deadline_rule": "within_hours",
            "deadline_amount": 72,
            "deadline": date(2025, 7, 1 + place % 20),
        }
        insert(connection, "mart_obligation_status", common | duty | incident)
        _leaks(connection, common, place % 2)


def _leaks(
    connection: duckdb.DuckDBPyConnection, common: dict[str, object], data_leaks: int
) -> None:
    """Two incidents of a unit and year, reported one by one."""
    leak = {
        "incident_type": "TYPE-01",
        "incidents": 2,
        "reports": 3,
        "closed": 1,
        "serious": 1,
        "data_leaks": data_leaks,
        "state_secret_leaks": 0,
    }
    insert(connection, "mart_incident_reports", common | leak)
