"""What a sample must know of the world: the units by date, their lineage, the published grades, and
when reports are due.

The caller hands these in as rows of the reference tables; this package reads no other room's files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from ingestion.forms.obligations import Law, law_from_rows

_PROVINCE = "province"


@dataclass(frozen=True)
class Unit:
    """A province as it stood between two dates (None is open)."""

    unit_id: str
    code: str
    name_vi: str
    name_vi_short: str
    valid_from: date | None
    valid_to: date | None

    def is_valid_on(self, day: date) -> bool:
        """Whether the unit existed on that day."""
        return (self.valid_from or day) <= day <= (self.valid_to or day)


@dataclass(frozen=True)
class Communes:
    """How many communes, wards and special zones a province has."""

    communes: int
    wards: int
    special_zones: int


@dataclass(frozen=True)
class Facts:
    """Units by id in the order given, each unit's predecessors, and the sets of possible grades
    by (year, unit id); the law that reports are sent under; the communes of a unit, by its id."""

    units: Mapping[str, Unit]
    predecessors: Mapping[str, tuple[str, ...]]
    grades: Mapping[tuple[int, str], frozenset[str]]
    law: Law
    communes: Mapping[str, Communes] = field(default_factory=dict)

    def units_on(self, day: date) -> list[Unit]:
        """The units that existed on a day."""
        return [unit for unit in self.units.values() if unit.is_valid_on(day)]


def facts_from_rows(
    units: Iterable[Mapping[str, str]],
    lineage: Iterable[Mapping[str, str]],
    published: Iterable[Mapping[str, str]],
    obligation_rules: Iterable[Mapping[str, str]],
    provinces_34: Iterable[Mapping[str, str]],
) -> Facts:
    """Facts from rows of the tables ``unit``, ``unit_lineage``, ``csi_published``,
    ``obligation_rule`` and ``province_34`` as a CSV reader gives them; units that are no provinces
    are left out."""
    provinces = {
        row["unit_id"]: Unit(
            row["unit_id"],
            row["code"],
            row["name_vi"],
            row["name_vi_short"],
            _day(row["valid_from"]),
            _day(row["valid_to"]),
        )
        for row in units
        if row["kind"] == _PROVINCE
    }
    predecessors: dict[str, tuple[str, ...]] = {}
    for row in lineage:
        old, new = row["unit_id"], row["successor_unit_id"]
        if old in provinces and new in provinces:
            predecessors[new] = (*predecessors.get(new, ()), old)
    grades = {
        (int(row["year"]), unit.unit_id): frozenset(row["grade"].split("|"))
        for row in published
        for unit in provinces.values()
        if row["entity_type"] == _PROVINCE
        and unit.code == row["province_code_63"]
        and unit.is_valid_on(date(int(row["year"]), 12, 31))
    }
    communes = {
        unit.unit_id: Communes(int(row["n_xa"]), int(row["n_phuong"]), int(row["n_dac_khu"]))
        for row in provinces_34
        for unit in provinces.values()
        if unit.code == row["code"] and unit.is_valid_on(date.fromisoformat(row["valid_from"]))
    }
    return Facts(provinces, predecessors, grades, law_from_rows(obligation_rules), communes)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
