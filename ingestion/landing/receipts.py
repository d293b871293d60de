"""Receiving: bytes to the raw store first, then a receipt in the ledger.

Not here: what a file says and whose report it is; both are judged later, from the bytes kept here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from ingestion.home.home import HomeKind
from ingestion.home.ledger import EventKind, Ledger
from ingestion.home.raw_store import RawStore
from ingestion.landing.redatings import redated
from ingestion.landing.register_faults import received_agencies
from ingestion.landing.sources import Delivery, is_register
from ingestion.landing.unreadable import UnreadableFile
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


def receive(
    deliveries: Iterable[Delivery],
    store: RawStore,
    ledger: Ledger,
    kind: HomeKind | None = None,
    is_usable: Callable[[bytes], bool] = lambda _: True,
) -> list[Receipt]:
    """Keep every file and write its receipt; the same bytes give the receipt they had. Every byte
    is on the disk before the first receipt is written, and all receipts are written or none.

    A container is kept with a receipt that says which reports came out of it; they are deliveries
    of their own.
    A register of agencies is received as such when it can be used (also by what the caller knows of
    it, ``is_usable``), is of the home's ``kind`` of data, and comes from the house itself, not from
    a sender; any other is received as a report and refused with its reason, and so is one within a
    container. Registers that come before any other hold at once, later ones wait
    (``submissions.registers``). Of several receipts of the same bytes one that a delivery list
    declares counts, else the earliest, so that the order of arrival changes nothing; but a declared
    moment never takes the place of an earlier receipt's, which takes two people (``redatings``).
    """
    kept = []
    for item in deliveries:
        register_kind = _kind_of_register(item)
        if register_kind and not is_usable(item.content):
            register_kind = None
        receipt = _receipt(item, store.put(item.content))
        kept.append(_Kept(receipt, register_kind, item.received_at is None))
    with ledger.held():
        return _write_receipts(kept, ledger, kind)


class _Kept(NamedTuple):
    """A file whose bytes are kept: the receipt it gets, unless it had one; the kind of data of a
    register that can be used; whether the time is that of this machine's clock."""

    receipt: Receipt
    register_kind: HomeKind | None
    is_by_clock: bool


def _write_receipts(kept: Iterable[_Kept], ledger: Ledger, kind: HomeKind | None) -> list[Receipt]:
    """The receipts of what was kept, after what others received in the meantime."""
    by_id = receipts(ledger)
    known_before = set(by_id)
    registers = set()
    for event in ledger.events("register_received"):
        registers.add(event.body["submission_id"])
        kind = event.body["kind"]
    is_waiting = bool(registers)
    opened_before = {one.submission_id for one in containers(ledger)}
    answers, fresh, fresh_registers, fresh_containers = [], [], [], []
    for receipt, register_kind, is_by_clock in kept:
        if receipt.submission_id in registers:
            answers.append(replace(receipt, is_received_again=True, is_register=True))
            continue
        if receipt.members:
            again = receipt.submission_id in opened_before
            answers.append(replace(receipt, is_received_again=again))
            if not again:
                opened_before.add(receipt.submission_id)
                fresh_containers.append(receipt.body())
            continue
        if register_kind and kind in (None, register_kind):
            kind = register_kind
            registers.add(receipt.submission_id)
            about = {"kind": register_kind, "waits": is_waiting}
            fresh_registers.append({**receipt.body(), **about})
            answers.append(replace(receipt, is_register=True, is_waiting=is_waiting))
            continue
        before = by_id.get(receipt.submission_id)
        if before is None:
            counted = receipt
        elif is_by_clock and receipt.sender in (before.sender, *before.also_sent_by):
            counted = before  # handed in twice at once: the first that is written down counts
        else:
            counted = _counting(before, receipt)
            if receipt.submission_id in known_before and _is_moved(before, counted):
                counted = before  # received meanwhile by another process
        if counted != before:
            by_id[receipt.submission_id] = counted
            fresh.append(receipt.body())
        again = before is not None
        answers.append(replace(counted, name=receipt.name, is_received_again=again))
    ledger.append("register_received", fresh_registers)
    ledger.append("container_received", fresh_containers)
    ledger.append("received", fresh)
    return answers


def _kind_of_register(item: Delivery) -> HomeKind | None:
    """The kind of data of a register the house itself hands in; None for every other file."""
    if item.sender is not None or item.is_within or not is_register(item.content):
        return None
    try:
        synthetic = received_agencies(item.content)["is_synthetic"][0]
    except UnreadableFile:
        return None
    return "synthetic" if synthetic else "real"


def receipts(ledger: Ledger, of: Collection[str] | None = None) -> dict[str, Receipt]:
    """The receipt that counts of every submission, or ``of`` some, by id, with everyone who sent
    the same bytes."""
    counted: dict[str, Receipt] = {}
    for event in ledger.events("received", of):
        receipt = _received(event.body)
        before = counted.get(receipt.submission_id)
        counted[receipt.submission_id] = _counting(before, receipt) if before else receipt
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


def _counting(before: Receipt, receipt: Receipt) -> Receipt:
    """Of two receipts of the same bytes the one that counts, knowing the senders of both."""
    senders = {*before.also_sent_by, before.sender, *receipt.also_sent_by, receipt.sender}
    first = min(before, receipt, key=_moment)
    others = sorted(senders - {first.sender}, key=str)
    return replace(first, also_sent_by=tuple(others))


def _is_moved(before: Receipt, counted: Receipt) -> bool:
    """Whether a declared moment would take the place of the one there was."""
    return counted.declared and counted.received_at != before.received_at


def _moment(receipt: Receipt) -> tuple[bool, datetime, str]:
    """What makes a receipt the one that counts: a declared one beats the clock's, which only says
    when an old file was handed over; then the earlier; then the sender, for want of better."""
    return not receipt.declared, receipt.received_at, receipt.sender or ""


def _receipt(item: Delivery, digest: str) -> Receipt:
    at = item.received_at or datetime.now(UTC)
    fields = (item.name, len(item.content), item.sender, item.channel, at, item.is_declared)
    receipt = Receipt(digest, *fields, item.handed_in_by)
    return replace(
        receipt, members=item.members, besides=item.besides, declared_by=item.declared_by
    )
