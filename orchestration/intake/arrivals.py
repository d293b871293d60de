"""What has come or was decided since the last run: whether another has anything to do.

Each kind of news has a name of its own, the same for as long as nothing is added to it, so that
what made a run fail is not tried again and again by itself.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingestion.home.ledger import EventKind, Ledger
from ingestion.home.regular_files import NotRead, look_at, state
from ingestion.landing.door import offered
from ingestion.landing.receipts import receipts
from ingestion.submissions.confirmations import unconfirmed_letters
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.run_context import last_run

# What people say, which the next run applies. A proposal changes nothing before it is approved.
_DECIDED: tuple[EventKind, ...] = (
    "decision",
    "sender_confirmed",
    "sender_unconfirmed",
    "quarantine_release",
    "letter_confirmed",
    "confirmation_undone",
    "letter_put_away",
    "letter_put_back",
    "acknowledgement",
)


def in_inbox(inbox: Path) -> str | None:
    """What lies in the inbox: another text once a file is added, taken away or written to; None
    where there is nothing that could be received."""
    seen = []
    for one in offered(inbox):
        if isinstance(one, Path):
            try:
                seen.append(f"{one.relative_to(inbox)}\0{state(look_at(one))}")
            except NotRead:  # taken away just now
                continue
    return digest(seen) if seen else None


def decided_since_run(ledger: Ledger) -> str | None:
    """What people decided after the last run read the ledger, and what was handed in and has no
    verdict yet; None where that is nothing."""
    last = last_run(ledger)
    since = last.body.get("events", last.sequence) if last else 0
    decided = [
        event.sequence
        for kind in _DECIDED
        for event in ledger.events(kind)
        if event.sequence > since and event.body.get("step") not in ("proposed", "lapsed")
    ]
    judged = set(latest_verdicts(ledger)["submission_id"]) | unconfirmed_letters(ledger).keys()
    handed_in = sorted(receipts(ledger).keys() - judged)
    news = [*map(str, decided), *handed_in]
    return digest(news) if news else None


def digest(parts: list[str]) -> str:
    """One name for several pieces of news."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
