"""How merging acts on the results of each method: what is said on the pages of methods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.looks.locale import signed, text
from dashboards.marts.merging import MergedNode, MergedStandings
from dashboards.marts.reading import Marts

_SHOWN = 5


@dataclass(frozen=True)
class Merging:
    """What merging does under one method: to the index, to the indicators it moves most, and how
    many restated results stand above every predecessor (None where none can be compared)."""

    method: str
    nodes: tuple[MergedNode, ...]
    standings: MergedStandings | None


def merging_by_method(marts: Marts) -> dict[str, Merging]:
    """Every method that has results of merged units; none in a geography without such units."""
    nodes: defaultdict[str, list[MergedNode]] = defaultdict(list)
    for node in marts.rows(MergedNode):
        nodes[node.method].append(node)
    standings = {one.method: one for one in marts.rows(MergedStandings)}
    return {
        method: Merging(method, _moved_most(of_method), standings.get(method))
        for method, of_method in nodes.items()
    }


def percentage_points(share: Decimal | None) -> str:
    """A difference of two shares, signed, in percentage points; or that there is none."""
    if share is None:
        return text("page.none")
    rounded = round(share * 100, 1)
    return signed(rounded if rounded else abs(rounded))


def _moved_most(nodes: Sequence[MergedNode]) -> tuple[MergedNode, ...]:
    """The index itself, then the indicators with the largest gain, either sign."""
    roots = [node for node in nodes if node.node_kind == "root"]
    indicators = [node for node in nodes if node.node_kind == "indicator"]
    indicators.sort(key=_movement, reverse=True)
    return (*roots, *indicators[:_SHOWN])


def _movement(node: MergedNode) -> Decimal:
    """What merging earns, else how far merged units are from the others."""
    moved = node.advantage_share if node.gain_share is None else node.gain_share
    return abs(moved or Decimal(0))
