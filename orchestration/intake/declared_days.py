"""Who may say when an old file was received: a steward, by an account, and nobody alone where a
receipt says another moment already. Whoever fills a home that has received nothing owns it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.landing.door import NotTaken
from ingestion.landing.receipts import Receipt, all_received, moments_recorded
from ingestion.landing.sources import Delivery
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import VIETNAM
from orchestration.identity.accounts import AccountProblem
from orchestration.identity.session import Actor, acting


def admitted(
    offered: Iterable[Delivery | NotTaken], home: Home, ledger: Ledger
) -> Iterator[Delivery | NotTaken]:
    """The files whose day of receipt a delivery list may declare, with the account that says so,
    and those without such a day; the others stay where they are, with the reason."""
    received = all_received(ledger)
    recorded = moments_recorded(ledger)
    actor = acting(home)
    may_declare = not received or _is_steward(actor)
    for one in offered:
        if isinstance(one, NotTaken) or not one.is_declared or one.received_at is None:
            yield one
            continue
        before = received.get(hashlib.sha256(one.content).hexdigest())
        is_new = before is not None and one.received_at not in recorded[before.submission_id]
        if before is not None and is_new and _takes_its_place(one.received_at, before):
            yield NotTaken(one.name, _other_day(one.received_at, before))
        elif before is None and not may_declare:
            yield NotTaken(one.name, UnreadableFile("declared_by_nobody"))
        else:
            yield replace(one, declared_by=actor.name)


def _is_steward(actor: Actor) -> bool:
    try:
        actor.must_be("steward")
    except AccountProblem:
        return False
    return True


def _takes_its_place(declared: datetime, before: Receipt) -> bool:
    """Of several declared moments the earliest counts, and any before that of the clock."""
    return not before.declared or declared < before.received_at


def _other_day(declared: datetime, before: Receipt) -> UnreadableFile:
    return UnreadableFile(
        "declared_other_day",
        id=before.submission_id[:12],
        received=_shown(before.received_at),
        declared=_shown(declared),
        at=declared.isoformat(),
    )


def _shown(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M %d/%m/%Y}"
