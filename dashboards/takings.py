"""What an audience may take away as files: the marts it may see, and the formats they come in."""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.audiences import table
from dashboards.marts import Marts

FORMATS = ("csv", "parquet", "json")
WORKBOOK = "csi.xlsx"
SDMX = "csi_sdmx.csv"
PACKAGE = "datapackage.json"


@dataclass(frozen=True)
class Taking:
    """One mart as an audience may take it: its columns with their types, and how many rows."""

    mart: str
    columns: dict[str, str]
    rows: int


def takings(marts: Marts) -> list[Taking]:
    """The marts that an audience may take and that have rows for it, in the order of the table."""
    found = []
    for mart in table().marts:
        seen = set(table().columns(mart, marts.audience.kind))
        described = marts.connection.execute(
            "select column_name, data_type from information_schema.columns"
            " where table_schema = 'visible' and table_name = $mart order by ordinal_position",
            {"mart": mart},
        ).fetchall()
        hidden_marks = {f"{column}_hidden" for column in seen}
        columns = {name: kind for name, kind in described if name in seen | hidden_marks}
        if columns:
            ((rows,),) = marts.connection.execute(f"select count(*) from visible.{mart}").fetchall()
            found += [Taking(mart, columns, rows)] if rows else []
    return found
