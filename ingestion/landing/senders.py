"""Whose a file is: the agency its channel gives, or the one whose mailbox it came from.

Anybody can write an address into the ``From`` line of a message, so an address means an agency only
where the register of agencies names it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

import polars as pl

from ingestion.landing.receipts import Receipt
from ingestion.language.vietnamese import printable

_MARK = "@"


def is_address(sender: pl.Expr) -> pl.Expr:
    """Whether a sender is an address that no agency is registered with."""
    return sender.str.contains(_MARK, literal=True)


def came_by_mail(receipt: Receipt) -> bool:
    """Whether anybody sent it from an address, which only the register or a person can tell the
    agency of."""
    return any(_MARK in (sender or "") for sender in (receipt.sender, *receipt.also_sent_by))


def sender_id_of(receipt: Receipt) -> str | None:
    """The agency that a channel gives for a file, whatever is in it; None where it came from an
    address, or from nobody who is known."""
    sender = receipt.sender
    return None if sender is None or _MARK in sender else printable(sender)


class Senders:
    """Who sent what, by the ``email`` of a register of agencies (shape of ``AGENCIES``), and by
    what people ``confirmed`` of reports from addresses it does not have: agencies, by submission.
    """

    def __init__(self, agencies: pl.DataFrame, confirmed: Mapping[str, str] = {}) -> None:
        self._confirmed = confirmed
        self._lines = defaultdict[str, list[tuple[str, date, date]]](list)
        columns = ("email", "agency_id", "valid_from", "valid_to")
        for email, agency_id, start, end in agencies.drop_nulls("email").select(columns).rows():
            line = (agency_id, start or date.min, end or date.max)
            self._lines[email.lower()].append(line)

    def of(self, receipt: Receipt, agency_id: str | None) -> str | None:
        """Who sent a report about an agency: the agency itself if it is among those who did, else
        who sent it first. An address that the register does not name on the day of receipt, or
        names for several other agencies, stays an address."""
        everyone = (receipt.sender, *receipt.also_sent_by)
        if agency_id in {one for sender in everyone for one in self._agencies(sender, receipt)}:
            return agency_id
        first = self._agencies(receipt.sender, receipt)
        return first.pop() if len(first) == 1 else receipt.sender

    def _agencies(self, sender: str | None, receipt: Receipt) -> set[str | None]:
        if sender is None or _MARK not in sender:
            return {sender}
        if receipt.submission_id in self._confirmed:
            return {self._confirmed[receipt.submission_id]}
        lines = self._lines.get(sender, [])
        return {one for one, start, end in lines if start <= receipt.received_on <= end}
