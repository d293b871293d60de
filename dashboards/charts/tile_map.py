"""The provinces as tiles placed as on the map: one square each, the colour says group only.

The layout is ours, made from the centres of the provinces. Hoàng Sa and Trường Sa are tiles of
their own, drawn in the colour of Đà Nẵng and Khánh Hòa, to which they belong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.rows import Ranking

_GRIDS: dict[str, str] = {
    "VN34": """
        12=LCh  15=LCa  08=TQ   04=CB   .       .      .
        11=ĐB   14=SL   25=PT   19=TNg  20=LS   .      .
        .       .       01=HN   24=BN   22=QNi  .      .
        .       .       37=NB   33=HY   31=HP   .      .
        .       .       38=TH   .       .       .      .
        .       .       40=NA   .       .       .      .
        .       .       42=HT   .       .       .      .
        .       .       .       44=QT   .       .      .
        .       .       .       46=Huế  .       .      .
        .       .       .       .       48=ĐNg  48=Hoàng_Sa
        .       .       .       .       51=QNg  .      .
        .       .       .       .       52=GL   .      .
        .       .       .       .       66=ĐL   .      .
        .       80=TNi  75=ĐNa  68=LĐ   56=KH   .      .
        91=AG   82=ĐT   79=HCM  .       .       56=Trường_Sa
        92=CT   86=VL   .       .       .       .      .
        96=CM   .       .       .       .       .      .
    """,
}


@dataclass(frozen=True)
class Tile:
    """One tile: where it lies, what it says, and the unit it stands for."""

    label: str
    row: int
    column: int
    is_island: bool
    unit: Ranking

    @property
    def grade(self) -> str | None:
        """The group that colours the tile; none for a unit without a rank."""
        return self.unit.grade if self.unit.rank is not None else None


def tile_map(geography: str, units: Sequence[Ranking]) -> list[Tile]:
    """The tiles of a geography from north to south; empty when it has no layout."""
    by_id = {unit.unit_id: unit for unit in units}
    tiles = []
    for row, line in enumerate(_GRIDS.get(geography, "").strip().splitlines(), start=1):
        for column, cell in enumerate(line.split(), start=1):
            code, _, label = cell.partition("=")
            unit = by_id.get(f"{geography}-{code}")
            if unit is not None:
                island = "_" in label
                tiles.append(Tile(label.replace("_", " "), row, column, island, unit))
    return tiles
