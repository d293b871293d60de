"""Receiving: bytes to the raw store first, then a receipt in the ledger. Reading comes later."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from ingestion.agencies import is_readable_register
from ingestion.ledger import Ledger
from ingestion.raw_store import RawStore
from ingestion.sources import Delivery

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Receipt:
    """What a sender gets for a file: its id (the hash of its bytes) and when it was received.
    ``known`` says that the same bytes had been received before."""

    submission_id: str
    name: str
    size: int
    sender: str | None
    channel: str
    received_at: datetime
    declared: bool
    known: bool = False

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
        }


def receive(deliveries: Iterable[Delivery], store: RawStore, ledger: Ledger) -> list[Receipt]:
    """Keep every file and write its receipt; the same bytes give the receipt they had.

    A register of agencies is received as such; one that cannot be read is received as a report,
    and refused with its reason like any other. Where a delivery list declares an earlier receipt
    of known bytes, the earlier one counts, so that the order of arrival changes nothing.
    """
    known = receipts(ledger)
    registers = {event.body["submission_id"] for event in ledger.events("register_received")}
    answers, fresh, fresh_registers = [], [], []
    for item in deliveries:
        receipt = _receipt(item, store.put(item.content))
        if is_readable_register(item.content):
            answers.append(replace(receipt, known=receipt.submission_id in registers))
            if receipt.submission_id not in registers:
                registers.add(receipt.submission_id)
                fresh_registers.append(receipt.body())
            continue
        before = known.get(receipt.submission_id)
        if before is None or (receipt.declared and _moment(receipt) < _moment(before)):
            known[receipt.submission_id] = receipt
            fresh.append(receipt.body())
            answers.append(receipt)
        else:
            answers.append(replace(before, name=receipt.name, known=True))
    ledger.append("register_received", fresh_registers)
    ledger.append("received", fresh)
    return answers


def receipts(ledger: Ledger) -> dict[str, Receipt]:
    """The receipt that counts of every submission, by id: the earliest."""
    counted: dict[str, Receipt] = {}
    for event in ledger.events("received"):
        body = {**event.body, "received_at": datetime.fromisoformat(event.body["received_at"])}
        receipt = Receipt(**body)
        before = counted.get(receipt.submission_id)
        if before is None or _moment(receipt) < _moment(before):
            counted[receipt.submission_id] = receipt
    return counted


def _moment(receipt: Receipt) -> tuple[bool, datetime, str]:
    """Declared receipts before those of the clock, then by time and sender."""
    return not receipt.declared, receipt.received_at, receipt.sender or ""


def _receipt(item: Delivery, digest: str) -> Receipt:
    declared = item.received_at is not None
    at = item.received_at or datetime.now(UTC)
    return Receipt(digest, item.name, len(item.content), item.sender, item.channel, at, declared)
