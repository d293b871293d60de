"""The audit of the index in the hand-made warehouse, and advice to the units."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from tests.dashboards.mart_tables import Filled
from tests.dashboards.published_units import Unit


def filled(all_units: list[Unit]) -> list[Filled]:
    """The marts of audit and advice with their rows."""
    return [
        Filled(
            "mart_csi_audit",
            "method geography index_year bar node_id other_id value bar_limit direction "
            "passes blocks units",
            _bars(),
        ),
        Filled(
            "mart_csi_audit_statistic",
            "method geography index_year statistic node_id node_name_vi node_name_en other_id "
            "value",
            _audit_statistics(),
        ),
        Filled(
            "mart_csi_sensitivity",
            "method geography index_year unit_id source first_order first_order_lower "
            "first_order_upper total_order total_order_lower total_order_upper",
            _sensitivities(),
        ),
        Filled(
            "mart_csi_error_simulation",
            "shape error_points unit_years held_scores_share held_changes_share "
            "called_still_share called_moved_share",
            [
                (
                    "even",
                    5,
                    4800,
                    Decimal("0.9021"),
                    Decimal("0.8987"),
                    Decimal("0.041"),
                    Decimal("0.835"),
                )
            ],
        ),
        Filled(
            "mart_csi_advice",
            "method geography unit_id index_year node_name_vi node_name_en target "
            "target_grade status is_count is_yes_no value target_value score_gain own_points step",
            _advice(all_units),
        ),
    ]


def _bars() -> Iterable[tuple[object, ...]]:
    keys = ("CSI-R1", "VN34", 2025)
    yield (
        *keys, "highest_correlation", "legal", "drills", Decimal("0.9951"), Decimal("0.92"),
        "at_most", False, False, 33,
    )  # fmt: skip
    yield (
        *keys,
        "silent_weight",
        None,
        None,
        Decimal("0.1"),
        Decimal("0.5"),
        "at_most",
        True,
        True,
        33,
    )
    yield (
        *keys,
        "lowest_alpha",
        "legal",
        None,
        Decimal("0.6"),
        Decimal("0.7"),
        "at_least",
        None,
        False,
        33,
    )


def _audit_statistics() -> Iterable[tuple[object, ...]]:
    for statistic, value in (
        ("weight", "0.05"),
        ("importance", "0.876"),
        ("left_out_shift", "1.5"),
    ):
        yield (
            "CSI-R1", "VN34", 2025, statistic, "drills", "Diễn tập trong năm", "Drills", "-",
            Decimal(value),
        )  # fmt: skip


def _sensitivities() -> Iterable[tuple[object, ...]]:
    for unit, first in (("-", "0.2"), ("VN34-48", "0.3")):
        figures = (first, "0.18", "0.32", "0.35", "0.33", "0.36")
        yield ("CSI-R1", "VN34", 2025, unit, "weights", *map(Decimal, figures))


def _advice(all_units: list[Unit]) -> Iterable[tuple[object, ...]]:
    """A share, a count and a missing indicator; nothing to advise to An Giang, and as much to
    Quảng Ngãi as does not stand open on a page."""
    for unit in all_units:
        keys = ("CSI-R1", "VN34", unit.unit_id, 2025)
        share = ("Hệ thống được phê duyệt cấp độ", "Approved systems")
        if unit.code == "91":
            continue
        yield (
            *keys, "Diễn tập", "Drills", "next_band", "A", "reported", True, False, Decimal(1),
            Decimal(2), Decimal("2.50"), Decimal(50), 1,
        )  # fmt: skip
        yield (
            *keys, *share, "next_band", "A", "reported", False, False, Decimal("0.55"),
            Decimal("0.65"), Decimal("1.25"), Decimal(10), 2,
        )  # fmt: skip
        for place in range(5 if unit.code == "51" else 0):
            yield (
                *keys, f"Chỉ tiêu {place}", f"Indicator {place}", "next_band", "B", "reported",
                False, place == 4, Decimal(0), Decimal(1), Decimal(10 - place) / 10, Decimal(10),
                3 + place,
            )  # fmt: skip
        yield (
            *keys, *share, "peers_median", None, "not_reported", False, False, None, Decimal("0.6"),
            Decimal("3.00"), None, 1,
        )  # fmt: skip
