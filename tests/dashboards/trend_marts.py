"""The marts of the trend, beside the hand-made ``published.duckdb``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from tests.dashboards.mart_tables import Filled
from tests.dashboards.published_units import Unit

_GEOGRAPHIES = (("VN63", "địa giới 63 tỉnh, thành"), ("VN34", "địa giới 34 tỉnh, thành"))


def filled(all_units: list[Unit], is_synthetic: bool) -> list[Filled]:
    """The marts of the trend with their rows."""
    return [
        Filled("dim_geography", "geography geography_name", _GEOGRAPHIES),
        Filled(
            "dim_unit",
            "geography unit_id unit_name_full unit_name unit_name_en is_merged",
            _units(all_units),
        ),
        Filled(
            "dim_unit_name",
            "geography unit_id unit_name_full unit_name is_city valid_from valid_to",
            _names(all_units),
        ),
        Filled(
            "mart_csi_series",
            "method series geography unit_id index_year computed_under score grade "
            "not_ranked_reason is_restated is_break plain_mean successor_unit_id is_synthetic",
            _series(all_units, is_synthetic),
        ),
        Filled(
            "mart_csi_attribution",
            "method geography unit_id index_year measure from_method from_unit_id from_year "
            "from_value to_value change part_own_values part_others_values part_method "
            "part_geography part_data is_synthetic",
            _attribution(all_units, is_synthetic),
        ),
        Filled(
            "mart_csi_change_by_indicator",
            "method geography unit_id index_year from_year node_id node_sort_order "
            "node_name_vi node_name_en points_then points_now points_change status_then "
            "status_now has_same_meaning is_synthetic",
            _indicator_changes(all_units, is_synthetic),
        ),
    ]


def _indicator_changes(all_units: list[Unit], is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        if unit.coverage >= Decimal("0.80"):
            yield (
                "CSI-R1", "VN34", unit.unit_id, 2025, 2024, "drills", 11, "Diễn tập trong năm",
                "Drills", 1, Decimal("2.505"), Decimal("1.505"), "reported", "reported",
                True, is_synthetic,
            )  # fmt: skip


def _names(all_units: list[Unit]) -> Iterable[tuple[object, ...]]:
    """Every unit is a province that becomes a city after the year of the pages, but the first is
    one already."""
    for place, unit in enumerate(all_units):
        full = f"Thành phố {unit.name}"
        yield "VN34", unit.unit_id, unit.name, unit.name, place == 0, None, date(2025, 12, 31)
        yield "VN34", unit.unit_id, full, unit.name, True, date(2026, 1, 1), None


def _units(all_units: list[Unit]) -> Iterable[tuple[object, ...]]:
    for unit in all_units:
        merged = len(unit.predecessors) > 1
        yield "VN34", unit.unit_id, unit.name, unit.name, unit.name, merged
        for code, name, _ in unit.predecessors:
            yield "VN63", f"VN63-{code}", name, name, name, False


def _series(all_units: list[Unit], is_synthetic: bool) -> Iterable[tuple[object, ...]]:
    """Predecessors one point above each other. Lai Châu has no rank in 2025 and so no point;
    nothing links to an earlier method."""
    for unit in all_units:
        is_merged = len(unit.predecessors) > 1
        for year in range(2018, 2026):
            is_restated, score = year < 2025, unit.score(year)
            mean = score + Decimal(len(unit.predecessors) - 1) / 2
            shown = score if is_restated or unit.coverage >= Decimal("0.80") else None
            for series in ("as_reported", "restated", "linked"):
                has_score = not (is_restated and is_merged and series == "as_reported")
                yield (
                    "CSI-R1", series, "VN34", unit.unit_id, year, "CSI-R1",
                    shown if has_score else None, "C", None, is_restated,
                    is_merged and not is_restated, mean if is_restated and is_merged else None,
                    None, is_synthetic,
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
