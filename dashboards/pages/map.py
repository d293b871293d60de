"""The map: every province as a tile, in today's borders and in those of the 63."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboards.charts.tile_map import Tile, tile_map
from dashboards.looks.locale import text
from dashboards.looks.theme import GRADES
from dashboards.marts.map import MapUnit
from dashboards.marts.reading import Marts
from dashboards.pages.phrases import grade_set
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition


@dataclass(frozen=True)
class Place:
    """One province on a map: its letters are its group, a set of groups, or nothing."""

    unit_id: str
    successor_id: str
    name: str
    letters: str

    @property
    def rank(self) -> int | None:
        """What the tile asks for: without a letter it is hatched."""
        return 1 if self.letters else None

    @property
    def grade(self) -> str | None:
        """The one group, where it is known; a set of groups has no colour."""
        return self.letters if len(self.letters) == 1 else None


@dataclass(frozen=True)
class Map:
    """One map: what it shows, its tiles, and the provinces of each group."""

    title: str
    note: str
    is_published: bool
    tiles: list[Tile[Place]]
    groups: dict[str, list[Place]]


def map_page(marts: Marts, edition: Edition) -> Content:
    """The recomputed groups in every geography, that of the release first, then the published
    ones in the geography they were published in."""
    units: defaultdict[str, list[MapUnit]] = defaultdict(list)
    for unit in marts.rows(MapUnit):
        units[unit.geography].append(unit)
    ordered = sorted(units, key=lambda geography: (geography != marts.geography, geography))
    maps = [_recomputed(geography, units[geography]) for geography in ordered]
    for year in sorted({grade.index_year for grade in marts.published}):
        grades = {row.unit_id: row.grades for row in marts.published if row.index_year == year}
        maps += [
            _published(geography, units[geography], grades, year)
            for geography in ordered
            if any(unit.unit_id in grades for unit in units[geography])
        ]
    return Content("map.html", {"maps": maps, "grades": GRADES})


def _recomputed(geography: str, units: Sequence[MapUnit]) -> Map:
    year = units[0].index_year
    places = [_place(unit, (unit.grade or "") if unit.rank is not None else "") for unit in units]
    return Map(
        text("page.map.recomputed", units=len(units), year=year),
        text("page.map.recomputed_note", year=year),
        False,
        tile_map(geography, places),
        _by_letters(places),
    )


def _published(
    geography: str, units: Sequence[MapUnit], grades: Mapping[str, str], year: int
) -> Map:
    places = [_place(unit, grade_set(grades.get(unit.unit_id, ""))) for unit in units]
    return Map(
        text("page.map.published", units=len(places), year=year),
        text("page.map.published_note", year=year),
        True,
        tile_map(geography, places),
        _by_letters(places),
    )


def _place(unit: MapUnit, letters: str) -> Place:
    return Place(unit.unit_id, unit.successor_id, unit.name, letters)


def _by_letters(places: Sequence[Place]) -> dict[str, list[Place]]:
    """The provinces of each group, best group first, those without one last."""
    groups: defaultdict[str, list[Place]] = defaultdict(list)
    for place in places:
        groups[place.letters].append(place)
    return dict(sorted(groups.items(), key=lambda entry: entry[0] or "Z"))
