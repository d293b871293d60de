"""The provinces as tiles placed as on the map: one square each, the colour says group only.

The layouts are ours, made from the centres of the provinces: ``tiles/<geography>.csv`` is a grid as
it is drawn, in its cells a code and a short name. Hoàng Sa and Trường Sa are tiles of their own,
drawn in the colour of Đà Nẵng and Khánh Hòa, to which they belong.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Generic, Protocol, TypeVar


class Mapped(Protocol):
    """What a tile says of a unit."""

    @property
    def unit_id(self) -> str:
        """The unit version."""

    @property
    def grade(self) -> str | None:
        """Its group."""

    @property
    def rank(self) -> int | None:
        """Its rank; ``None`` for a unit that is not ranked."""


_Unit = TypeVar("_Unit", bound=Mapped)


@dataclass(frozen=True)
class Tile(Generic[_Unit]):
    """One tile: where it lies, what it says, and the unit it stands for."""

    label: str
    row: int
    column: int
    is_island: bool
    unit: _Unit

    @property
    def grade(self) -> str | None:
        """The group that colours the tile; ``None`` for a unit without a rank."""
        return self.unit.grade if self.unit.rank is not None else None


@dataclass(frozen=True)
class _Place:
    """One cell of a layout."""

    unit_id: str
    label: str
    row: int
    column: int
    is_island: bool


def tile_map(geography: str, units: Sequence[_Unit]) -> list[Tile[_Unit]]:
    """The tiles of a geography from north to south; empty when it has no layout."""
    by_id = {unit.unit_id: unit for unit in units}
    return [
        Tile(place.label, place.row, place.column, place.is_island, by_id[place.unit_id])
        for place in _layout(geography)
        if place.unit_id in by_id
    ]


@cache
def _layout(geography: str) -> tuple[_Place, ...]:
    """A second cell of a unit is its islands."""
    grid = files("dashboards.charts").joinpath("tiles", f"{geography}.csv")
    places: list[_Place] = []
    placed: set[str] = set()
    lines = grid.read_text(encoding="utf-8").splitlines() if grid.is_file() else []
    for row, cells in enumerate(csv.reader(lines), start=1):
        for column, cell in enumerate(cells, start=1):
            code, _, label = cell.partition("=")
            if code:
                unit_id = f"{geography}-{code}"
                places.append(_Place(unit_id, label, row, column, unit_id in placed))
                placed.add(unit_id)
    return tuple(places)
