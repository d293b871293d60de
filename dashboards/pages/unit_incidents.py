"""The incidents that the agencies of one unit counted, by type and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.looks.locale import number, text
from dashboards.marts.unit import UnitIncidentType
from dashboards.pages.phrases import handled_share, names_in_words


@dataclass(frozen=True)
class UnitIncidents:
    """The latest year in a sentence, and a line of counts by year for every type."""

    sentence: str
    years: tuple[int, ...]
    types: dict[str, tuple[str, ...]]
    totals: tuple[str, ...]


def unit_incidents(year: int, rows: Sequence[UnitIncidentType]) -> UnitIncidents | None:
    """What the rows of one unit say, most incidents of the year first; ``None`` without rows.

    Half-years are part of their year and are not among the rows.
    """
    if not rows:
        return None
    years = tuple(sorted({row.index_year for row in rows}))
    by_type: defaultdict[str, dict[int, UnitIncidentType]] = defaultdict(dict)
    for row in rows:
        by_type[row.incident_type][row.index_year] = row
    ordered = sorted(by_type.items(), key=lambda item: (-_counted(item[1].get(year)), item[0]))
    types = {
        next(iter(by_year.values())).name: tuple(_count(by_year.get(one)) for one in years)
        for _, by_year in ordered
    }
    totals = tuple(
        number(sum(row.incidents for row in rows if row.index_year == one)) for one in years
    )
    return UnitIncidents(_sentence(year, rows), years, types, totals)


def _sentence(year: int, rows: Sequence[UnitIncidentType]) -> str:
    of_year = [row for row in rows if row.index_year == year]
    counted = sum(row.incidents for row in of_year)
    if not of_year or not counted:
        return text("page.unit_incidents.none", year=year)
    highest = max(row.incidents for row in of_year)
    most = [row.name.lower() for row in of_year if row.incidents == highest]
    return text(
        "page.unit_incidents.sentence",
        year=year,
        incidents=number(counted),
        handled=handled_share((row.handled, row.incidents) for row in of_year),
        most=names_in_words(most),
        of_most=number(highest),
    )


def _counted(row: UnitIncidentType | None) -> int:
    return row.incidents if row else 0


def _count(row: UnitIncidentType | None) -> str:
    return number(row.incidents) if row else text("page.none")
