"""Whether DuckDB can read a database file of marts."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingestion.home.database import DamagedDatabase, read_database


def can_be_read(file: Path) -> bool:
    """Whether every table of a database can be read."""
    try:
        with read_database(file) as connection:
            tables = connection.execute(
                "select schema_name, table_name from duckdb_tables()"
            ).fetchall()
            for schema, table in tables:
                connection.table(f'"{schema}"."{table}"').fetchall()
    except (duckdb.Error, DamagedDatabase, UnicodeDecodeError):
        return False
    return True
