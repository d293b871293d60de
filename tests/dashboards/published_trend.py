"""The marts of the trend, beside the hand-made ``published.duckdb``."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.dashboards.published_marts import Unit

TABLES = """
create table marts.dim_unit (
    geography varchar, unit_id varchar, unit_name_full varchar, unit_name varchar,
    unit_name_en varchar, is_merged boolean
);
create table marts.mart_csi_series (
    method varchar, series varchar, geography varchar, unit_id varchar, index_year integer,
    computed_under varchar, score decimal(9, 2), grade varchar, not_ranked_reason varchar,
    is_restated boolean, is_break boolean, plain_mean decimal(9, 2), successor_unit_id varchar,
    is_synthetic boolean
);
create table marts.mart_csi_attribution (
    method varchar, geography varchar, unit_id varchar, index_year integer, measure varchar,
    from_method varchar, from_unit_id varchar, from_year integer, from_value decimal(38, 12),
    to_value decimal(38, 12), change decimal(38, 12), part_own_values decimal(38, 12),
    part_others_values decimal(38, 12), part_method decimal(38, 12),
    part_geography decimal(38, 12), part_data decimal(38, 12), is_synthetic boolean
);
create table marts.mart_csi_change_by_indicator (
    method varchar, geography varchar, unit_id varchar, index_year integer, from_year integer,
    node_id varchar, node_sort_order integer, node_name_vi varchar, node_name_en varchar,
    points_then decimal(38, 12), points_now decimal(38, 12), points_change decimal(38, 12),
    status_then varchar, status_now varchar, is_synthetic boolean
);
"""


def rows(all_units: list[Unit], is_synthetic: bool) -> dict[str, list[tuple[object, ...]]]:
    """Rows of every table, by its name."""
    return {
        "marts.dim_unit": list(_units(all_units)),
        "marts.mart_csi_series": list(_series(all_units, is_synthetic)),
        "marts.mart_csi_attribution": list(_attribution(all_units, is_synthetic)),
        "marts.mart_csi_change_by_indicator": [
            (
                "CSI-R1",
                "VN34",
                unit.unit_id,
                2025,
                2024,
                "drills",
                11,
                "Diễn tập trong năm",
                "Drills",
                1,
                Decimal("2.505"),
                Decimal("1.505"),
                "reported",
                "reported",
                is_synthetic,
            )
            for unit in all_units
            if unit.coverage >= Decimal("0.80")
        ],
    }


def _units(all_units: list[Unit]) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        merged = len(unit.predecessors) > 1
        yield "VN34", unit.unit_id, unit.name, unit.name, unit.name, merged
        for code, name, _ in unit.predecessors:
            yield "VN63", f"VN63-{code}", name, name, name, False


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


def _attribution(all_units: list[Unit], is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    """Since 2024 every unit gained 3 points, half a point of it by data that came late; against its
    last predecessor borders cost one point. In rank it lost two places to others and won one. What
    is not ranked has no change."""
    for unit in all_units:
        if unit.coverage < Decimal("0.80"):
            continue
        now = unit.score(2025)
        for from_unit, borders in ((unit.unit_id, 0), (f"VN63-{unit.predecessors[-1][0]}", -1)):
            yield (
                "CSI-R1", "VN34", unit.unit_id, 2025, "score", "CSI-R1", from_unit, 2024,
                now - 3 - borders, now, 3 + borders, Decimal("2.5"), 0, 0, borders,
                Decimal("0.5"), is_synthetic,
            )  # fmt: skip
        yield (
            "CSI-R1", "VN34", unit.unit_id, 2025, "rank", "CSI-R1", unit.unit_id, 2024, 9, 10, 1,
            -1, 2, 0, 0, 0, is_synthetic,
        )  # fmt: skip
