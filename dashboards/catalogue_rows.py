"""Rows of the catalogue of what the founding documents ask for."""

from __future__ import annotations

from typing import ClassVar

from dashboards.rows import MartRow


class CatalogueItem(MartRow):
    """One item of the founding documents, and how it is carried."""

    item_id: str
    kind: str
    quote_vi: str
    indicator: str | None
    carried_by: str | None
    mart: str | None
    obligation: str | None
    status: str
    reason: str | None
    reports: int | None
    has_arrived: bool

    @property
    def document(self) -> str:
        """The founding document: the part of the number before the dash."""
        return self.item_id.partition("-")[0]

    QUERY: ClassVar[str] = """
        select item_id, kind, quote_vi, indicator, carried_by, mart, obligation, status, reason,
            reports, has_arrived
        from visible.mart_catalogue
        order by item_id
    """
