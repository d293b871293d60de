"""The register of the invented agencies that report: so many in each unit, the ministries above
them, and one national centre; at the national scale more in each of the 34 provinces of
today, and all their communes, wards and special zones.

Every name ends in "(mẫu)", so that nobody takes one for a real office. Actors change as they did:
the department of information and communications goes into another on 2025-03-01 and the police
take the lead, districts end on 2025-06-30, and the agencies of the 63 provinces give way to those
of the 34. The day in March differed by province; the sample has one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from ingestion.landing.agencies import AGENCIES
from ingestion.samples.facts import Communes, Facts, Unit

Scale = Literal["small", "season", "national"]
AGENCIES_PER_UNIT: dict[Scale, int] = {"small": 2, "season": 12, "national": 18}
HANDOVER = date(2025, 3, 1)
_OFFICES = (
    ("department", "Sở Thông tin và Truyền thông"),
    ("police", "Công an"),
    ("department", "Sở Y tế"),
    ("department", "Sở Giáo dục và Đào tạo"),
    ("department", "Sở Tài chính"),
    ("department", "Sở Công Thương"),
    ("department", "Sở Nội vụ"),
    ("department", "Sở Tư pháp"),
    ("department", "Văn phòng Ủy ban nhân dân"),
    ("public_service_unit", "Trung tâm Công nghệ thông tin"),
    ("military_command", "Bộ Chỉ huy Quân sự"),
    ("telecom", "Doanh nghiệp viễn thông"),
    ("department", "Sở Xây dựng"),
    ("department", "Sở Nông nghiệp và Môi trường"),
    ("department", "Sở Văn hóa, Thể thao và Du lịch"),
    ("department", "Sở Dân tộc và Tôn giáo"),
    ("department", "Thanh tra"),
    ("public_service_unit", "Ban Quản lý các khu công nghiệp"),
)
# No list of communes is shipped: their number is a fact, their names are plainly made up.
_COMMUNES = {"commune": "xã", "ward": "phường", "special_zone": "đặc khu"}
_DEPARTMENT, _POLICE = _IN_NETWORK = 0, 1
_SUCCESSOR_NAME = "Sở Khoa học và Công nghệ"
_SUCCESSOR = "K"
_DISTRICT, _DISTRICT_NAME = "district", "Ủy ban nhân dân huyện trung tâm"
_LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)
# A province that is merged and one that stays as it is; a district in each would only add files.
_PLACES_WITH_DISTRICT = ("Bắc Giang", "Thừa Thiên Huế")
_LARGEST_SPREAD = 0.04


@dataclass(frozen=True)
class Agency:
    """One sender as it stood between two dates. ``index`` is its place among the agencies of its
    unit, ``spread`` how far its strength lies from its unit's."""

    agency_id: str
    name: str
    kind: str
    unit: Unit | None
    index: int = 0
    spread: float = 0.0
    valid_from: date | None = None
    valid_to: date | None = None
    parent_id: str | None = None
    successor_id: str | None = None

    @property
    def is_in_network(self) -> bool:
        """Whether it is a member of the incident response network: of each unit the department and
        the police, in the sample."""
        return self.unit is not None and self.kind != _DISTRICT and self.index in _IN_NETWORK

    def is_valid_on(self, day: date) -> bool:
        """Whether this describes the agency on that day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


_DAY_BEFORE_HANDOVER = HANDOVER - timedelta(days=1)
NATIONAL_CENTRE = Agency(
    "AGY-NATIONAL-1", "Trung tâm đo kiểm quốc gia (mẫu)", "national_centre", None
)
_MINISTRY_BEFORE, _MINISTRY = "AGY-MIN-TTTT", "AGY-MIN-CA"
MINISTRIES = (
    Agency(
        _MINISTRY_BEFORE,
        "Bộ Thông tin và Truyền thông (mẫu)",
        "ministry",
        None,
        valid_to=_DAY_BEFORE_HANDOVER,
        successor_id=_MINISTRY,
    ),
    Agency(_MINISTRY, "Bộ Công an (mẫu)", "ministry", None),
)


def agencies_of(
    unit: Unit, count: int, *, with_district: bool = False, communes: Communes | None = None
) -> list[Agency]:
    """The agencies of one unit, from the least strong to the strongest; one whose attributes
    change is listed once for each time."""
    offices = [*_OFFICES[:count]]
    if with_district:
        offices.append((_DISTRICT, _DISTRICT_NAME))
    if communes:
        offices += _commune_offices(communes)
    place = unit.name_vi[0].lower() + unit.name_vi[1:]
    agencies = [
        Agency(
            f"AGY-{unit.unit_id}-{index + 1}",
            f"{name} {place} (mẫu)",
            kind,
            unit,
            index,
            _spread(index, len(offices)),
            unit.valid_from,
            unit.valid_to,
        )
        for index, (kind, name) in enumerate(offices)
    ]
    return [later for agency in agencies for later in _over_time(agency, place)]


def _commune_offices(communes: Communes) -> Iterator[tuple[str, str]]:
    """``Ủy ban nhân dân xã mẫu 001`` and so on, so many of each kind."""
    counts = (communes.communes, communes.wards, communes.special_zones)
    for (kind, word), count in zip(_COMMUNES.items(), counts, strict=True):
        for number in range(1, count + 1):
            yield kind, f"Ủy ban nhân dân {word} mẫu {number:03d},"


def _spread(index: int, count: int) -> float:
    return _LARGEST_SPREAD * (2 * index / (count - 1) - 1) if count > 1 else 0.0


def _over_time(agency: Agency, place: str) -> list[Agency]:
    """The agency before and after the handover of March 2025, as far as its unit existed then."""
    unit_id = agency.unit.unit_id if agency.unit else ""
    department, police = (f"AGY-{unit_id}-{index + 1}" for index in (_DEPARTMENT, _POLICE))
    is_new = agency.valid_from is not None
    after = replace(agency, parent_id=police, valid_from=agency.valid_from or HANDOVER)
    before = replace(agency, parent_id=department, valid_to=_DAY_BEFORE_HANDOVER)
    if agency.index == _DEPARTMENT:
        successor_id = department if is_new else f"{department}{_SUCCESSOR}"
        after = replace(after, agency_id=successor_id, name=f"{_SUCCESSOR_NAME} {place} (mẫu)")
        before = replace(before, parent_id=_MINISTRY_BEFORE, successor_id=successor_id)
    elif agency.index == _POLICE:
        after = replace(after, parent_id=_MINISTRY)
    elif agency.kind == _DISTRICT:
        after = replace(after, valid_to=_LAST_DAY_OF_DISTRICTS)
    return [after] if is_new else [before, after]


def register_of(facts: Facts, scale: Scale) -> dict[str, list[Agency]]:
    """The agencies of every unit, by unit id; those that end name their successor. The national
    one has the units of today only, and their communes."""
    count = AGENCIES_PER_UNIT[scale]
    successors = {old: new for new, olds in facts.predecessors.items() for old in olds}
    register = {}
    for unit in facts.units.values():
        if scale == "national":
            communes = facts.communes.get(unit.unit_id)
            register[unit.unit_id] = agencies_of(unit, count, communes=communes) if communes else []
            continue
        with_district = scale == "small" and unit.name_vi_short in _PLACES_WITH_DISTRICT
        register[unit.unit_id] = [
            _with_successor(agency, successors.get(unit.unit_id))
            for agency in agencies_of(unit, count, with_district=with_district)
        ]
    return register


def _with_successor(agency: Agency, new_unit: str | None) -> Agency:
    """The agency with its successor where its province is merged: the same office of the new one,
    for a district the police."""
    if new_unit is None or agency.successor_id or agency.valid_to is None:
        return agency
    if agency.unit is None or agency.valid_to < (agency.unit.valid_to or date.max):
        return agency
    index = _POLICE if agency.kind == _DISTRICT else agency.index
    return replace(agency, successor_id=f"AGY-{new_unit}-{index + 1}")


def register_rows(register: dict[str, list[Agency]]) -> list[list[str]]:
    """The lines of ``agencies.csv``, labels first."""
    in_units = (agency for agencies in register.values() for agency in agencies)
    return [list(AGENCIES), *map(_line, [*in_units, *MINISTRIES, NATIONAL_CENTRE])]


def _line(agency: Agency) -> list[str]:
    values = {
        "agency_id": agency.agency_id,
        "agency_name": agency.name,
        "agency_type": agency.kind,
        "unit_id": agency.unit.unit_id if agency.unit else None,
        "valid_from": agency.valid_from,
        "valid_to": agency.valid_to,
        "is_synthetic": "true",
        "parent_id": agency.parent_id,
        "successor_id": agency.successor_id,
        "in_response_network": "true" if agency.is_in_network else None,
    }
    return [str(values.get(name) or "") for name in AGENCIES]
