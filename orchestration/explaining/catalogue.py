"""What the founding documents ask for, item by item, and how each is carried: from the published
warehouse of a home, or without one from the committed list, which does not know what arrived."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from ingestion.home.database import read_database
from orchestration.reference.seeds import seed_rows


@dataclass(frozen=True)
class FoundingItem:
    """One item of the founding documents and its path. ``reports`` and ``has_arrived`` are None
    where no warehouse was asked; ``page`` is the page of a release that shows it and ``shown_on``
    the addresses of its figures there, None and empty for one that is not carried."""

    item_id: str
    kind: str
    quote_vi: str
    indicator: str | None
    carried_by: str | None
    raw_table: str | None
    field: str | None
    part_field: str | None
    part: str | None
    mart: str | None
    figure: str | None
    obligation: str | None
    status: str
    reason: str | None
    reason_vi: str | None
    reports: int | None = None
    has_arrived: bool | None = None
    page: str | None = None
    shown_on: tuple[str, ...] = ()


def catalogue_items(published: Path | None) -> list[FoundingItem]:
    """Every item in the order of the founding documents; with what has arrived where ``published``
    is a warehouse that knows it."""
    items = [
        FoundingItem(
            row["item_id"],
            row["kind"],
            row["quote_vi"],
            row["indicator"] or None,
            row["carried_by"] or None,
            row["raw_table"] or None,
            row["field"] or None,
            row["part_field"] or None,
            row["part"] or None,
            row["mart"] or None,
            row["figure"] or None,
            row["obligation"] or None,
            row["status"],
            row["reason"] or None,
            row["reason_vi"] or None,
        )
        for row in seed_rows("reference/catalogue")
    ]
    items = [_with_place(item) for item in items]
    if published is None or not published.exists():
        return items
    arrived = _arrived(published)
    return [
        replace(item, reports=arrival[0], has_arrived=arrival[1])
        if (arrival := arrived.get(item.item_id))
        else item
        for item in items
    ]


def _with_place(item: FoundingItem) -> FoundingItem:
    from dashboards.pages import SITE
    from dashboards.pages.item_places import place_of

    place = place_of(item)
    if place is None:
        return item
    path = SITE.page(place.page).path.format(key="*")
    addresses = tuple(f"{path}#{anchor}" for anchor in place.anchors)
    return replace(item, page=place.page, shown_on=addresses)


def _arrived(published: Path) -> dict[str, tuple[int, bool]]:
    import duckdb

    try:
        with read_database(published) as connection:
            rows = connection.execute(
                "select item_id, reports, has_arrived from marts.mart_catalogue"
            ).fetchall()
    except duckdb.CatalogException:  # published before there was a catalogue
        return {}
    return {item: (reports, came) for item, reports, came in rows}
