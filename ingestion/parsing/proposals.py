"""What a letter without our code says of itself, each with the place where it was read: plain data,
because it crosses from a reader process to the intake; and what a person confirmed of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple


class Found(NamedTuple):
    """Something read, and where."""

    value: str
    sheet: str
    cell: str


class Confirmed(NamedTuple):
    """Under which printed form a file is read, and what its header would say: answers as a sender
    writes them by code, and where those were read that stand in the file."""

    layout_id: str
    answers: Mapping[str, str]
    places: Mapping[str, str]


class Proposal(NamedTuple):
    """A file read as one printed form (``forms/official_layouts.py``). ``label`` is the first label
    it was recognised by, ``names`` the texts that may name its sender, ``periods`` keys of periods,
    ``report_dates`` ISO dates, ``money_units`` codes of the closed list of units: each distinct
    value once, at its first place. ``has_amounts``: its figures need a unit of money."""

    layout_id: str
    contract_id: str
    label: Found
    names: tuple[Found, ...]
    periods: tuple[Found, ...]
    report_dates: tuple[Found, ...]
    money_units: tuple[Found, ...]
    has_amounts: bool

    def only(self, field: str) -> Found | None:
        """What the file says of a header field, where it says one thing."""
        found = {
            "period": self.periods,
            "report_date": self.report_dates,
            "money_unit": self.money_units,
        }[field]
        return found[0] if len(found) == 1 else None

    def as_written(self) -> Confirmed:
        """What the file says itself and nobody has confirmed: a first report of the sender's own;
        where no amount stands, in whole đồng."""
        answers, places = {"scope": "own", "revision": "0"}, {}
        if not self.has_amounts:
            answers["money_unit"] = "1"
        for field in ("period", "report_date", "money_unit"):
            if found := self.only(field):
                answers[field], places[field] = found.value, found.cell
        return Confirmed(self.layout_id, answers, places)

    def body(self) -> dict[str, Any]:
        """The proposal as an event of the ledger keeps it."""
        return {name: _plain(value) for name, value in self._asdict().items()}


def proposal_from(body: Mapping[str, Any]) -> Proposal:
    """The proposal that an event keeps."""
    several = ("names", "periods", "report_dates", "money_units")
    found = {name: tuple(Found(**one) for one in body[name]) for name in several}
    return Proposal(**{**body, **found, "label": Found(**body["label"])})


def _plain(value: Any) -> Any:
    if isinstance(value, Found):
        return value._asdict()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value
