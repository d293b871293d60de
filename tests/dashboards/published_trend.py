"""The marts of the trend, beside the hand-made ``published.duckdb``."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.dashboards.published_marts import Unit

TABLES = """
create table marts.dim_unit (
    unit_id varchar, unit_name varchar, unit_name_en varchar, is_merged boolean
);
create table marts.mart_csi_series (
    method varchar, series varchar, geography varchar, unit_id varchar, index_year integer,
    computed_under varchar, score decimal(9, 2), grade varchar, not_ranked_reason varchar,
    is_restated boolean, is_break boolean, plain_mean decimal(9, 2), successor_unit_id varchar,
    is_synthetic boolean
);
"""


def rows(all_units: list[Unit], is_synthetic: bool) -> dict[str, list[tuple[object, ...]]]:
    """Rows of every table, by its name."""
    return {
        "marts.dim_unit": list(_units(all_units)),
        "marts.mart_csi_series": list(_series(all_units, is_synthetic)),
    }


def _units(all_units: list[Unit]) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        yield unit.unit_id, unit.name, unit.name, len(unit.predecessors) > 1
        for code, name, _ in unit.predecessors:
            yield f"VN63-{code}", name, name, False


def _series(all_units: list[Unit], is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    """Predecessors one point above and below each other; a unit is restated half a point higher."""
    for unit in all_units:
        for year in range(2018, 2026):
            is_restated, score = year < 2025, unit.score(year)
            mean = score + Decimal(len(unit.predecessors) - 1) / 2
            yield (
                "CSI-R1", "restated", "VN34", unit.unit_id, year, "CSI-R1",
                score + Decimal("0.5"), "C", None, is_restated, False,
                mean if is_restated and len(unit.predecessors) > 1 else None, None, is_synthetic,
            )  # fmt: skip
            for place, (code, _, _) in enumerate(unit.predecessors if is_restated else ()):
                yield (
                    "CSI-R1", "as_reported", "VN63", f"VN63-{code}", year, "CSI-R1",
                    score + place, "C", None, False, False, None, unit.unit_id, is_synthetic,
                )  # fmt: skip
