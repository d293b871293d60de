"""The scratch database of an index: the method tables, and the five tables the engine reads."""

from __future__ import annotations

import duckdb

from orchestration.any_index.data import VINTAGE, Data, observations
from orchestration.any_index.method import DATA_FORM, Method
from orchestration.any_index.tables import BadIndex, Row
from orchestration.reference.method_tables import METHOD_SCHEMA, MethodTable, method_tables
from orchestration.warehouse.duckdb_files import create_table, insert_frame, insert_texts

AS_REPORTED, MERGED = "as_reported", "merged"
DOORS = {
    "int_vintages": {"vintage": "varchar"},
    "int_observations": {
        "vintage": "varchar",
        "form": "varchar",
        "agency_id": "varchar",
        "unit_id": "varchar",
        "period": "varchar",
        "measure": "varchar",
        "numerator": "decimal(38, 12)",
        "denominator": "decimal(38, 12)",
        "status": "varchar",
        "is_late": "boolean",
        "is_waived": "boolean",
        "is_corrected": "boolean",
        "is_synthetic": "boolean",
    },
    "int_due_figures": {
        "form": "varchar",
        "agency_id": "varchar",
        "unit_id": "varchar",
        "period": "varchar",
        "index_year": "integer",
        "is_measured": "boolean",
        "is_synthetic": "boolean",
    },
    "int_unit_geography": {
        "source_unit_id": "varchar",
        "geography": "varchar",
        "unit_id": "varchar",
        "population": "decimal(18, 3)",
    },
    "int_unit_years": {
        "method": "varchar",
        "geography": "varchar",
        "unit_id": "varchar",
        "index_year": "integer",
        "season": "varchar",
        "is_restated": "boolean",
        "is_synthetic": "boolean",
    },
}


def fill(connection: duckdb.DuckDBPyConnection, method: Method, data: Data) -> None:
    """Write method and data into an empty database."""
    for table in method_tables().values():
        create_table(connection, METHOD_SCHEMA, table.name, table.types)
        _fill_seed(connection, table, _with_poolings(method, data, table.name), data)
    rows_of = _door_rows(method, data)
    for door, types in DOORS.items():
        create_table(connection, "intermediate", door, types)
        if door in rows_of:
            insert_texts(connection, "intermediate", door, list(types), rows_of[door])
    insert_frame(connection, "intermediate", "int_observations", observations(data))


def _fill_seed(
    connection: duckdb.DuckDBPyConnection, table: MethodTable, rows: list[Row], data: Data
) -> None:
    texts = [{column: row.get(column) or None for column in table.columns} for row in rows]
    if table.name == "method_link":
        texts = [{**row, "overlap_year": _overlap(row["overlap_year"], data)} for row in texts]
    cells = [list(row.values()) for row in texts]
    insert_texts(connection, METHOD_SCHEMA, table.name, list(table.columns), cells)


def _overlap(period: str | None, data: Data) -> str:
    if period is None or period not in data.periods:
        raise BadIndex("index.unknown_overlap", file="method_link.csv", period=period or "-")
    return str(data.periods[period])


def _with_poolings(method: Method, data: Data, name: str) -> list[Row]:
    """The rows of a seed; an indicator without a pooling is pooled if it has denominators. Without
    any it is the mean over agencies, also where the method says pooled."""
    rows = method.tables[name]
    if name != "node_rule":
        return rows
    pooled = {f.measure for f in data.figures if f.denominator is not None}
    return [
        {**row, "pooling": "pooled" if row["measure"] in pooled else "share_of_agencies"}
        if row["form"] and row["pooling"] in ("", "pooled")
        else row
        for row in rows
    ]


def _door_rows(method: Method, data: Data) -> dict[str, list[tuple[object, ...]]]:
    due = sorted({(f.agency, f.unit, f.period) for f in data.figures})
    units = sorted({figure.unit for figure in data.figures})
    geography = [(unit, AS_REPORTED, unit, data.populations.get(unit)) for unit in units]
    if data.successors:
        geography += [
            (unit, MERGED, data.successors.get(unit, unit), data.populations.get(unit))
            for unit in units
        ]
    return {
        "int_vintages": [(VINTAGE,)],
        "int_due_figures": [
            (DATA_FORM, agency, unit, period, data.periods[period], False, False)
            for agency, unit, period in due
        ],
        "int_unit_geography": list(geography),
        "int_unit_years": _unit_years(method, data),
    }


def _unit_years(method: Method, data: Data) -> list[tuple[object, ...]]:
    """The units of each method and period for which the data has a row of one of its measures."""
    measures: dict[str, set[str]] = {}
    for rule in method.leaves:
        measures.setdefault(rule["method"], set()).add(rule["measure"])
    own = {figure.unit for figure in data.figures}
    rows: set[tuple[object, ...]] = set()
    for name, read in measures.items():
        seen = {(figure.unit, figure.period) for figure in data.figures if figure.measure in read}
        for source, period in seen:
            year = data.periods[period]
            rows.add((name, AS_REPORTED, source, year, "complete", False, False))
            if data.successors:
                unit = data.successors.get(source, source)
                rows.add((name, MERGED, unit, year, "complete", unit not in own, False))
    return sorted(rows, key=str)
