"""The three series of a unit, and why its score changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingestion.home.home import Home
from orchestration.explaining.published import NothingToExplain, Published

_SERIES = """
select series, index_year, computed_under, score, grade, not_ranked_reason, is_restated, is_break,
    plain_mean, is_synthetic
from marts.mart_csi_series
where method = $method and unit_id = $unit
order by series, index_year
"""
_MEMBERS = """
select units.unit_id, units.unit_name
from marts.dim_unit_lineage as lineage
inner join marts.dim_unit as units on lineage.unit_id = units.unit_id
where lineage.successor_unit_id = $unit
order by units.unit_id
"""
_GEOGRAPHIES = "select geography from marts.dim_geography order by valid_to nulls last"
_SUCCESSOR = "select successor_unit_id from marts.dim_unit_lineage where unit_id = $unit"


@dataclass(frozen=True)
class TrendExplained:
    """Every year of the three series, the units it was made from, and the reasons of the last
    year."""

    unit: dict[str, Any]
    method: str
    made_from: list[dict[str, Any]]
    years: list[dict[str, Any]]
    reasons: list[str]


def unit_trend(
    home: Home, unit_id: str, geography: str | None, method: str, lang: str
) -> TrendExplained:
    """The trend of a unit, in its own geography or restated to a later one. Raises
    ``NothingToExplain``; also where figures of today would have to be taken apart."""
    published = Published(home.published)
    unit = published.unit(unit_id)
    if geography is not None and geography != unit["geography"]:
        unit = _restated(published, unit, geography)
    named = {"method": method, "unit": unit["unit_id"]}
    years = published.rows(_SERIES, **named)
    if not years:
        raise NothingToExplain("explain.no_series", unit=unit_id, method=method)
    last = max(row["index_year"] for row in years)
    return TrendExplained(
        unit=unit,
        method=method,
        made_from=published.rows(_MEMBERS, unit=unit["unit_id"]),
        years=years,
        reasons=published.reasons(unit, method, last, lang),
    )


def _restated(published: Published, unit: dict[str, Any], geography: str) -> dict[str, Any]:
    """The unit of another geography that a unit became part of; there is no way back."""
    geographies = [row["geography"] for row in published.rows(_GEOGRAPHIES)]
    if geography not in geographies:
        raise NothingToExplain(
            "explain.unknown_geography", geography=geography, known=", ".join(geographies)
        )
    for row in published.rows(_SUCCESSOR, unit=unit["unit_id"]):
        successor = published.unit(row["successor_unit_id"])
        if successor["geography"] == geography:
            return successor
    members = published.rows(_MEMBERS, unit=unit["unit_id"])
    raise NothingToExplain(
        "explain.never_taken_apart",
        unit=unit["unit_id"],
        name=unit["unit_name"],
        geography=geography,
        members=", ".join(f"{one['unit_name']} ({one['unit_id']})" for one in members) or "-",
    )
