"""Which agencies may be meant by a report whose agency is not in the register on its day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl
from rapidfuzz import fuzz, process

from expectations.checks.unit_versions import valid_on
from ingestion.language.vietnamese import name_key

_NEAREST = 3


def with_meant(at_agency: pl.DataFrame, agencies: pl.DataFrame) -> pl.DataFrame:
    """The agencies that may be meant where a report's is not in the register at the end of its
    period, as they are called on that day (``meant_ids``, ``meant_names``): first who succeeds it
    by then (``successor_id``), then those named most like what it calls itself."""
    unknown = at_agency.filter(pl.col("known_id").is_null())
    asked = unknown.select("period_end", "agency_id", "agency_name").unique(maintain_order=True)
    ended = agencies.sort("valid_from", nulls_last=False).drop_nulls(["successor_id", "valid_to"])
    meant = []
    for (day,), reports in asked.partition_by(
        "period_end", as_dict=True, maintain_order=True
    ).items():
        names = _names_on(day, agencies)
        keys = {agency_id: name_key(name) for agency_id, name in names.items()}
        by_then = ended.filter(pl.col("valid_to") < day) if day else ended
        following = dict(by_then.select("agency_id", "successor_id").iter_rows())
        for row in reports.iter_rows():
            first = _successor(row[1], following, names)
            ids = [first] if first else []
            ids += [one for one in _nearest(row[2], keys) if one not in ids]
            meant.append((*row, first, ids, [names[one] for one in ids]))
    listed = pl.List(pl.String())
    about = {"successor_id": pl.String(), "meant_ids": listed, "meant_names": listed}
    return at_agency.join(
        pl.DataFrame(meant, schema={**asked.schema, **about}, orient="row"),
        on=asked.columns,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )


def _names_on(day: date | None, agencies: pl.DataFrame) -> dict[str, str]:
    """What each agency is called on a day, by id; on no day, what it is called at last."""
    lines = agencies.with_columns(day=pl.lit(day, pl.Date()))
    if day is not None:
        lines = lines.filter(valid_on("day"))
    last = lines.sort("agency_id", "valid_from", nulls_last=False)
    return dict(last.select("agency_id", "agency_name").iter_rows())


def _successor(
    agency_id: str, following: Mapping[str, str], names: Mapping[str, str]
) -> str | None:
    """Who succeeds an agency, through as many successions as there were: the first that ``names``
    has, which are those of the day."""
    passed = {agency_id}
    while (agency_id := following.get(agency_id, "")) and agency_id not in passed:
        if agency_id in names:
            return agency_id
        passed.add(agency_id)
    return None


def _nearest(name: str | None, name_keys: Mapping[str, str]) -> list[str]:
    """The ids of the agencies named most like a name, the nearest first."""
    if not name:
        return []
    matches = process.extract(name_key(name), name_keys, scorer=fuzz.WRatio, limit=_NEAREST)
    return [agency_id for *_, agency_id in matches]
