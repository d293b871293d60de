"""Reading what readers open, for explanations: rows as dictionaries."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from dashboards.looks.locale import speaking
from dashboards.marts.trend import Attribution
from dashboards.pages.attribution import sentence
from ingestion.home.database import read_database
from ingestion.refusal import Refusal


class NothingToExplain(Refusal):
    """There is no such figure."""


class Published:
    """What a run published or computed, read-only; one connection per question, so that the next
    run can replace it."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise NothingToExplain("explain.nothing_published")
        self.path = path

    def rows(self, sql: str, **named: object) -> list[dict[str, Any]]:
        """The rows of a query; raises ``NothingToExplain`` where other models built the
        database."""
        with read_database(self.path) as connection:
            try:
                result = connection.execute(sql, named or None)
            except (duckdb.CatalogException, duckdb.BinderException) as missing:
                raise NothingToExplain("explain.old_snapshot") from missing
            columns = [column[0] for column in result.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]

    def unit(self, unit_id: str) -> dict[str, Any]:
        """The unit; raises ``NothingToExplain`` where there is none."""
        rows = self.rows(
            """select unit_id, geography, unit_name, unit_name_en, is_merged, valid_to
            from marts.dim_unit where unit_id = $unit""",
            unit=unit_id,
        )
        if not rows:
            raise NothingToExplain("explain.unknown_unit", unit=unit_id)
        return rows[0]

    def reasons(self, unit: dict[str, Any], method: str, year: int, lang: str) -> list[str]:
        """Why score and rank of a year changed, as sentences."""
        rows = self.rows(
            Attribution.QUERY.replace("visible.", "marts."),
            method=method,
            geography=unit["geography"],
            year=year,
        )
        with speaking(lang):
            return [
                sentence(Attribution.model_validate(row))
                for row in rows
                if row["unit_id"] == unit["unit_id"]
            ]
