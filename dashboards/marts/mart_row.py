"""What the rows of all marts have in common: a class per mart says what a page may know of a row,
and the query that reads it.

Every query names its columns and reads ``visible.<mart>``: the view of whoever the page is for. A
column that is not for every audience is optional in its class, because it is null where it is
hidden.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from dashboards.looks.locale import in_language


class MartRow(BaseModel):
    """A row of a mart; ``QUERY`` is how it is read."""

    model_config = ConfigDict(frozen=True)
    QUERY: ClassVar[str]


class UnitRow(MartRow):
    """A row of a mart that belongs to one unit."""

    unit_id: str


class Basis(MartRow):
    """What a figure rests on: shares, 0 to 1, of what was reported; null where nothing was."""

    late_share: Decimal | None
    waived_share: Decimal | None
    corrected_share: Decimal | None
    self_reported_share: Decimal | None


class Noted(MartRow):
    """A published figure, and what contradicts it."""

    conflict_note: str | None
    conflict_note_vi: str | None

    @property
    def conflict(self) -> str:
        """What contradicts the figure, in the language of the page; empty where nothing does."""
        return in_language(self.conflict_note_vi or "", self.conflict_note)
