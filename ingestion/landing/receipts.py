"""The receipts of a ledger: what was received and when, and which of several for the same bytes
counts.

Not here: how a file gets one (``receiving``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from ingestion.home.ledger import EventKind, Ledger
from ingestion.landing.redatings import redated
from ingestion.language.vietnamese import VIETNAM


@dataclass(frozen=True)
class Receipt:
    """What a sender gets for a file: its id (the hash of its bytes) and when it was received.
    ``is_received_again`` says that the same bytes had been received before; ``handed_in_by`` who
    brought it (``sources.Delivery``), also None in receipts older than this field. ``members`` are
    the ids of the reports that came out of it, where it is a container and no report itself;
    ``besides`` the names of what else lay in it. A register of agencies ``is_waiting`` until two
    people put it in force, unless it came as the first of its home. Of a day that is ``declared``,
    ``declared_by`` is the account that said it, None in older receipts, and ``redated_by`` the
    decision of two people that it rests on, if it moved the day of an earlier receipt."""

    submission_id: str
    name: str
    size: int
    sender: str | None
    channel: str
    received_at: datetime
    declared: bool
    handed_in_by: str | None = None
    is_received_again: bool = False
    also_sent_by: tuple[str | None, ...] = ()
    is_register: bool = False
    is_waiting: bool = False
    members: tuple[str, ...] = ()
    besides: tuple[str, ...] = ()
    declared_by: str | None = None
    redated_by: str | None = None

    @property
    def received_on(self) -> date:
        """The day of receipt in Vietnam, which deadlines are counted in."""
        return self.received_at.astimezone(VIETNAM).date()

    def body(self) -> dict[str, object]:
        """The receipt as an event of the ledger keeps it."""
        return {
            "submission_id": self.submission_id,
            "name": self.name,
            "size": self.size,
            "sender": self.sender,
            "channel": self.channel,
            "received_at": self.received_at.astimezone(UTC).isoformat(),
            "declared": self.declared,
            "handed_in_by": self.handed_in_by,
            **({"members": self.members, "besides": self.besides} if self.members else {}),
            **({"declared_by": self.declared_by} if self.declared_by else {}),
        }


def receipts(ledger: Ledger, of: Collection[str] | None = None) -> dict[str, Receipt]:
    """The receipt that counts of every submission, or ``of`` some, by id, with everyone who sent
    the same bytes."""
    counted: dict[str, Receipt] = {}
    for event in ledger.events("received", of):
        receipt = _received(event.body)
        before = counted.get(receipt.submission_id)
        counted[receipt.submission_id] = counting(before, receipt) if before else receipt
    for name, decided in redated(ledger).items():
        if name in counted:
            counted[name] = replace(
                counted[name],
                received_at=decided.received_at,
                declared=True,
                redated_by=decided.decision_id,
            )
    return counted


def moments_recorded(ledger: Ledger) -> dict[str, set[datetime]]:
    """Every moment that a receipt says of each file, whichever counts."""
    moments: dict[str, set[datetime]] = {}
    kinds: tuple[EventKind, ...] = ("received", "container_received", "register_received")
    for kind in kinds:
        for name, moment in ledger.said(kind, "submission_id", "received_at"):
            moments.setdefault(name, set()).add(datetime.fromisoformat(moment))
    return moments


def registers(ledger: Ledger) -> list[Receipt]:
    """The receipt of every register of agencies, in the order they came."""
    return [
        replace(_received(event.body), is_register=True, is_waiting=event.body.get("waits", False))
        for event in ledger.events("register_received")
    ]


def containers(ledger: Ledger) -> list[Receipt]:
    """The receipt of every file that held reports, in the order they came."""
    return [_received(event.body) for event in ledger.events("container_received")]


def all_received(ledger: Ledger) -> dict[str, Receipt]:
    """The receipt of every file that was ever received, by id: registers, reports, containers. What
    was received as two of them counts as the first."""
    received: dict[str, Receipt] = {}
    for one in (*registers(ledger), *receipts(ledger).values(), *containers(ledger)):
        received.setdefault(one.submission_id, one)
    return received


def received_names(ledger: Ledger) -> set[str]:
    """The names of all files received that are reports or held some."""
    return {one.name for one in (*receipts(ledger).values(), *containers(ledger))}


def _received(body: Mapping[str, Any]) -> Receipt:
    """The receipt that an event keeps."""
    fields = {name: value for name, value in body.items() if name not in ("kind", "waits")}
    fields |= {name: tuple(fields.get(name, ())) for name in ("members", "besides")}
    return Receipt(**fields | {"received_at": datetime.fromisoformat(body["received_at"])})


def counting(before: Receipt, receipt: Receipt) -> Receipt:
    """Of two receipts of the same bytes the one that counts, knowing the senders of both."""
    senders = {*before.also_sent_by, before.sender, *receipt.also_sent_by, receipt.sender}
    first = min(before, receipt, key=_moment)
    others = sorted(senders - {first.sender}, key=str)
    return replace(first, also_sent_by=tuple(others))


def _moment(receipt: Receipt) -> tuple[bool, datetime, str]:
    """What makes a receipt the one that counts: a declared one beats the clock's, which only says
    when an old file was handed over; then the earlier; then the sender, for want of better."""
    return not receipt.declared, receipt.received_at, receipt.sender or ""
