"""Who adds what to the counts of a hand-made warehouse: ten units share each evenly, so that none
is hidden but small ones."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb

from tests.dashboards.mart_tables import insert

_ROWS = {
    "mart_incident_total": ("'incident_types', period, incident_type, '-'", "incidents handled"),
    "mart_directive_total": ("form, period, line, breakdown", "total denominator"),
}


def share_out(connection: duckdb.DuckDBPyConnection) -> None:
    """Share every count of the country out anew."""
    connection.execute("delete from marts.mart_country_contribution")
    for mart, (cell, columns) in _ROWS.items():
        for column in columns.split():
            connection.execute(
                f"insert into marts.mart_country_contribution select {cell}, '{column}',"
                f" 'unit ' || place, floor({column} / 10) + (place < {column} % 10)::integer"
                f" from marts.{mart}, range(10) as units (place) where {column} is not null"
            )


def contribute(
    connection: duckdb.DuckDBPyConnection, cell: str, counted: str, added: Mapping[str, float]
) -> None:
    """Say who adds what to one count; ``cell`` is form, period, line and breakdown, separated by
    spaces."""
    names = dict(zip(("form", "period", "line", "breakdown"), cell.split(), strict=True))
    for unit, amount in added.items():
        row = {"counted": counted, "contributor": unit, "contribution": amount}
        insert(connection, "mart_country_contribution", names | row)
