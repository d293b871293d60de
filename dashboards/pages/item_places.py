"""Where on the pages the figures of each item of the catalogue are seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from dashboards.marts.reading import Marts
from dashboards.pages.directives import DIRECTIVES


class Item(Protocol):
    """An item of the catalogue, as far as it says where it is shown."""

    @property
    def carried_by(self) -> str | None:
        """What carries it: a form, published figures or the register."""

    @property
    def field(self) -> str | None:
        """The column or line it is read from."""

    @property
    def mart(self) -> str | None:
        """The mart that has its figures."""

    @property
    def figure(self) -> str | None:
        """Its figures, separated by ``|``, where they are called otherwise than the field."""

    @property
    def obligation(self) -> str | None:
        """The obligation it is."""

    @property
    def status(self) -> str:
        """``carried`` or ``out_of_reach``."""


@dataclass(frozen=True)
class Place:
    """A page that shows an item, and the addresses of its figures on the page. A page per unit
    (``is_per_unit``) has them for each unit; ``mart`` and ``columns`` are what the page reads them
    from, for those who may see it."""

    page: str
    anchors: tuple[str, ...]
    mart: str
    columns: tuple[str, ...] = ()
    is_per_unit: bool = False

    def is_open_to(self, marts: Marts) -> bool:
        """Whether the reader sees the figures there."""
        return marts.sees(self.mart, *self.columns)


@dataclass(frozen=True)
class _Seen:
    """The page of a mart's figures, what their addresses begin with, and the columns they are."""

    page: str
    begins: str
    columns: tuple[str, ...] = ()
    is_per_unit: bool = False


_SEEN = {
    "mart_budget_share": _Seen("budget", "budget-"),
    "mart_csi_score": _Seen("province", "node-", ("value",), is_per_unit=True),
    "mart_csi_trend": _Seen("ranking", ""),
    "mart_gci": _Seen("pillars", ""),
    "mart_incident_reports": _Seen("incidents", "reported-"),
    "mart_listed_document": _Seen("management", "document-"),
    "mart_obligation_status": _Seen("reporting", "duty-"),
    "mart_published_grade": _Seen("province", "year-", is_per_unit=True),
}
_PAGES = {form: page for page, forms in DIRECTIVES.items() for form in forms}


def place_of(item: Item) -> Place | None:
    """The page that shows an item; None for one that is not carried."""
    if item.status != "carried" or item.mart is None or item.carried_by is None:
        return None
    if item.mart == "mart_obligation_status":
        figures = [item.obligation or ""]
    else:
        figures = (item.figure or item.field or "").split("|")
    seen = _SEEN.get(item.mart)
    if seen is None:
        page = _PAGES[item.carried_by]
        anchors = tuple(f"figure-{figure}" for figure in figures)
        return Place(page, anchors, "mart_directive_total")
    anchors = tuple(f"{seen.begins}{figure}" for figure in figures)
    return Place(seen.page, anchors, item.mart, seen.columns, seen.is_per_unit)
