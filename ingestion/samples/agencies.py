"""The register of the invented agencies that report: so many in each unit, and one national centre.

Every name ends in "(mẫu)", so that nobody takes one for a real office.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ingestion.contract import Reporter
from ingestion.samples.facts import Facts, Unit

Scale = Literal["small", "season"]
AGENCIES_PER_UNIT: dict[Scale, int] = {"small": 2, "season": 12}
_OFFICES = (
    "Sở Thông tin và Truyền thông",
    "Công an",
    "Sở Y tế",
    "Sở Giáo dục và Đào tạo",
    "Sở Tài chính",
    "Sở Công Thương",
    "Sở Nội vụ",
    "Sở Tư pháp",
    "Sở Xây dựng",
    "Sở Kế hoạch và Đầu tư",
    "Sở Giao thông vận tải",
    "Văn phòng Ủy ban nhân dân",
)
# The department that reported first went into another when the provinces were merged.
_OFFICES_AFTER_MERGER = ("Sở Khoa học và Công nghệ", *_OFFICES[1:])
_LARGEST_SPREAD = 0.04


@dataclass(frozen=True)
class Agency:
    """One sender. ``spread`` is how far its strength lies from its unit's."""

    agency_id: str
    name: str
    kind: Reporter
    unit: Unit | None
    index: int
    spread: float
    valid_from: date | None
    valid_to: date | None


NATIONAL_CENTRE = Agency(
    "AGY-NATIONAL-1",
    "Trung tâm đo kiểm quốc gia (mẫu)",
    "national_centre",
    None,
    0,
    0.0,
    None,
    None,
)


def agencies_of(unit: Unit, count: int) -> list[Agency]:
    """The agencies of one unit, from the least strong to the strongest."""
    offices = _OFFICES_AFTER_MERGER if unit.valid_from else _OFFICES
    place = unit.name_vi[0].lower() + unit.name_vi[1:]
    return [
        Agency(
            f"AGY-{unit.unit_id}-{index + 1}",
            f"{offices[index]} {place} (mẫu)",
            "province_agency",
            unit,
            index,
            _LARGEST_SPREAD * (2 * index / (count - 1) - 1) if count > 1 else 0.0,
            unit.valid_from,
            unit.valid_to,
        )
        for index in range(count)
    ]


def register_of(facts: Facts, scale: Scale) -> dict[str, list[Agency]]:
    """The agencies of every unit, by unit id."""
    count = AGENCIES_PER_UNIT[scale]
    return {unit.unit_id: agencies_of(unit, count) for unit in facts.units.values()}


def register_rows(register: dict[str, list[Agency]]) -> list[list[str]]:
    """The lines of ``agencies.csv``, labels first."""
    rows = [
        [
            "agency_id",
            "agency_name",
            "agency_type",
            "unit_id",
            "valid_from",
            "valid_to",
            "is_synthetic",
        ]
    ]
    for agency in [*(a for agencies in register.values() for a in agencies), NATIONAL_CENTRE]:
        days = [day.isoformat() if day else "" for day in (agency.valid_from, agency.valid_to)]
        unit_id = agency.unit.unit_id if agency.unit else ""
        rows.append([agency.agency_id, agency.name, agency.kind, unit_id, *days, "true"])
    return rows
