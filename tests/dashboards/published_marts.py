"""A small but full published.duckdb: 34 units, hand-made values, the tables the pages read.

It holds what makes a ranking page hard: a tie, a unit without a rank, merged units, a name with
HTML in it, a fall, sets of published grades, a season in progress, and synthetic rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from tests.dashboards import audit_marts, figure_marts, index_marts, report_marts, trend_marts
from tests.dashboards.contributions import share_out
from tests.dashboards.mart_tables import fill, make_tables
from tests.dashboards.published_units import HOSTILE_NAME, units


def build(
    path: Path,
    *,
    hostile_name: str = HOSTILE_NAME,
    is_synthetic: bool = True,
    codes: Sequence[str] = (),
) -> Path:
    """Write the database, of some units or of all, and return its path."""
    all_units = [unit for unit in units(hostile_name) if not codes or unit.code in codes]
    lineage = [
        (f"VN63-{code}", unit.unit_id) for unit in all_units for code, _, _ in unit.predecessors
    ]
    with duckdb.connect(str(path)) as connection:
        make_tables(connection)
        for filled in (
            *index_marts.filled(all_units, is_synthetic),
            *trend_marts.filled(all_units, is_synthetic),
            *audit_marts.filled(all_units),
            *report_marts.filled(all_units, hostile_name, is_synthetic),
        ):
            fill(connection, filled)
        index_marts.add_intervals(connection)
        index_marts.add_pairs(connection)
        figure_marts.add(connection, lineage)
        figure_marts.of_units(connection, [unit.unit_id for unit in all_units])
        share_out(connection)
    return path
