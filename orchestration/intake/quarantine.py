"""Bytes our reader failed on twice: set aside, and read again only after a person let them go.

A failure is an event of the ledger, and so is a release, after which counting begins anew. The
submission keeps its verdict (``tool_error``) while it is set aside.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.landing.receipts import Receipt, receipts
from ingestion.landing.senders import sender_id_of
from ingestion.parsing.report import READER_FAILED, Report, reader_failed
from ingestion.submissions.frames import Batch
from orchestration.identity.session import Actor
from orchestration.intake.references import meant

_FAILURES = 2
_NOT_READ = "quarantined"


@dataclass(frozen=True)
class SetAside:
    """A submission in quarantine, and why our reader failed on it last (``reader_failed``); whose
    file it is and how it came, since nothing was read of it."""

    submission_id: str
    name: str
    reason: str
    sender_id: str | None
    channel: str
    handed_in_by: str | None
    received_on: date


def set_aside(ledger: Ledger) -> dict[str, SetAside]:
    """The submissions in quarantine, by id."""
    failed, reasons = Counter[str](), dict[str, str]()
    events = [*ledger.events("reader_failure"), *ledger.events("quarantine_release")]
    for event in sorted(events, key=lambda event: event.sequence):
        name = event.body["submission_id"]
        failed[name] = failed[name] + 1 if event.kind == "reader_failure" else 0
        reasons[name] = event.body["reason"]
    received = receipts(ledger) if failed else {}
    return {
        name: _set_aside(received[name], reasons[name])
        for name, times in failed.items()
        if times >= _FAILURES
    }


def _set_aside(receipt: Receipt, reason: str) -> SetAside:
    return SetAside(
        receipt.submission_id,
        receipt.name,
        reason,
        sender_id_of(receipt),
        receipt.channel,
        receipt.handed_in_by,
        receipt.received_on,
    )


def not_read() -> Report:
    """What stands for the report of a submission in quarantine."""
    return reader_failed(_NOT_READ)


def reader_failures(batch: Batch) -> list[tuple[str, str]]:
    """On which of these submissions our reader failed just now, and why."""
    failed = batch.problems.filter(pl.col("found") != _NOT_READ, code=READER_FAILED)
    return failed.select("submission_id", "found").rows()


def record_failures(ledger: Ledger, failures: Iterable[tuple[str, str]]) -> None:
    """Write down on which submissions our reader failed, or the rules did."""
    bodies: list[dict[str, Any]] = [
        {"submission_id": name, "reason": reason} for name, reason in failures
    ]
    ledger.append("reader_failure", bodies)


def release(home: Home, actor: Actor, reference: str, reason: str) -> SetAside:
    """Let a submission be read again in the next run; named by its file or the beginning of its id.
    Raises ``Refusal`` where not exactly one in quarantine is called so, ``AccountProblem`` for an
    actor who is no steward."""
    actor.must_be("steward")
    with home.ledger() as ledger:
        aside = set_aside(ledger)
        names = {name: one.name for name, one in aside.items()}
        released = aside[meant(names, reference, "quarantine.not_one")]
        body = {"submission_id": released.submission_id, "by": actor.name, "reason": reason}
        ledger.append("quarantine_release", [body])
    return released
