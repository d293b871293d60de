"""Rows of the catalogue of what the founding documents ask for."""

from __future__ import annotations

from typing import ClassVar

from dashboards.looks.locale import in_language
from dashboards.marts.mart_row import MartRow


class CatalogueItem(MartRow):
    """One item of ``mart_catalogue``, as its page shows it."""

    item_id: str
    kind: str
    quote_vi: str
    carried_by: str | None
    field: str | None
    mart: str | None
    figure: str | None
    obligation: str | None
    status: str
    reason: str | None
    reason_vi: str | None
    reports: int | None
    has_arrived: bool

    @property
    def document(self) -> str:
        """The founding document: the part of the number before the dash."""
        return self.item_id.partition("-")[0]

    @property
    def why(self) -> str | None:
        """Why it is out of reach, or what of it is left out, in the language of the page."""
        return in_language(self.reason_vi, self.reason) if self.reason_vi else self.reason

    QUERY: ClassVar[str] = """
        select item_id, kind, quote_vi, carried_by, field, mart, figure, obligation,
            status, reason, reason_vi, reports, has_arrived
        from visible.mart_catalogue
        order by item_id
    """
