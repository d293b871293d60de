"""Receiving: bytes to the raw store first, then a receipt in the ledger.

Not here: what a file says and whose report it is; both are judged later, from the bytes kept here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from ingestion.home.home import HomeKind
from ingestion.home.ledger import Ledger
from ingestion.home.raw_store import RawStore
from ingestion.landing.receipts import Receipt, containers, counting, receipts
from ingestion.landing.register_faults import received_agencies
from ingestion.landing.sources import Delivery, is_register
from ingestion.landing.unreadable import UnreadableFile


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
            counted = counting(before, receipt)
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


def _is_moved(before: Receipt, counted: Receipt) -> bool:
    """Whether a declared moment would take the place of the one there was."""
    return counted.declared and counted.received_at != before.received_at


def _receipt(item: Delivery, digest: str) -> Receipt:
    at = item.received_at or datetime.now(UTC)
    fields = (item.name, len(item.content), item.sender, item.channel, at, item.is_declared)
    receipt = Receipt(digest, *fields, item.handed_in_by)
    return replace(
        receipt, members=item.members, besides=item.besides, declared_by=item.declared_by
    )
