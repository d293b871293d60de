"""The provinces as tiles placed as on the map: one square each, the colour says group only.

The layout is ours, made from the centres of the provinces. Hoàng Sa and Trường Sa are tiles of
their own, drawn in the colour of Đà Nẵng and Khánh Hòa, to which they belong.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

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
    "VN63": """
        12=LCh  10=LCa  02=HG   04=CB   .       .      .
        11=ĐB   15=YB   08=TQ   06=BK   20=LS   .      .
        14=SL   25=PT   26=VP   19=TNg  24=BG   22=QNi .
        .       17=HB   01=HN   27=BN   30=HD   31=HP  .
        .       .       35=HNa  33=HY   34=TB   .      .
        .       38=TH   37=NB   36=NĐ   .       .      .
        .       40=NA   .       .       .       .      .
        .       42=HT   .       .       .       .      .
        .       .       44=QB   .       .       .      .
        .       .       45=QT   .       .       .      .
        .       .       .       46=TTH  .       .      .
        .       .       .       49=QNa  48=ĐNg  48=Hoàng_Sa
        .       .       .       62=KT   51=QNg  .      .
        .       .       .       64=GL   52=BĐ   .      .
        .       .       .       66=ĐL   54=PY   .      .
        .       70=BP   67=ĐNo  68=LĐ   56=KH   .      .
        72=TNi  74=BD   75=ĐNa  60=BTh  58=NTh  .      .
        80=LA   79=HCM  77=BRV  .       .       56=Trường_Sa
        87=ĐT   82=TG   83=BTr  .       .       .      .
        89=AG   86=VL   84=TV   .       .       .      .
        91=KG   92=CT   94=ST   .       .       .      .
        .       93=HGi  95=BL   .       .       .      .
        .       96=CM   .       .       .       .      .
    """,
}


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
        """Its rank; none for a unit that is not ranked."""


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
        """The group that colours the tile; none for a unit without a rank."""
        return self.unit.grade if self.unit.rank is not None else None


def tile_map(geography: str, units: Sequence[_Unit]) -> list[Tile[_Unit]]:
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
