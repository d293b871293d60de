"""What choosing another method does: the units that are published, under the one and the other."""

from __future__ import annotations

from pathlib import Path

from dashboards.marts.reading import NoCompleteYearError, subject_of
from ingestion.home.database import read_database
from orchestration.decisions.effects import UnitEffect, standings


def method_effect(database: Path, before: str, after: str) -> list[UnitEffect]:
    """Every unit that is published under the method ``before`` and stands under the method
    ``after`` too; nothing where no year is complete. Both are computed in every run."""
    try:
        subject = subject_of(database, before)
    except NoCompleteYearError:
        return []
    with read_database(database) as connection:
        by_key = standings(connection)
    place = (subject.geography, subject.year)
    return [
        UnitEffect(f"{before} → {after}", geography, unit_id, year, name, standing, then[1])
        for (method, geography, unit_id, year), (name, standing) in by_key.items()
        if method == before and (geography, year) == place
        if (then := by_key.get((after, geography, unit_id, year)))
    ]
