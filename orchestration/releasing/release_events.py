"""Releases in the ledger: which was made or gone back to, by whom, and whether runs wait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ingestion.home.ledger import Ledger

BY_RUN = "run"


def remember(
    ledger: Ledger,
    action: Literal["published", "rolled_back"],
    release_id: str,
    before: str | None,
    by: str,
    acknowledged: Mapping[str, str] | None = None,
    *,
    manifest: str | None = None,
) -> None:
    """Record that a release came into force, which was in force ``before``, the account that saw
    to it, or ``BY_RUN``, who acknowledged which warnings, and the hash of the ``manifest`` of one
    that was made."""
    body = {"action": action, "release_id": release_id, "before": before, "by": by}
    body |= {"manifest": manifest} if manifest else {}
    ledger.append("release", [body | {"acknowledged": dict(acknowledged or {})}])


def runs_must_wait(ledger: Ledger) -> bool:
    """Whether people went back to an earlier release and nobody has published since."""
    events = ledger.events("release")
    return bool(events) and events[-1].body["action"] == "rolled_back"


def published_at(ledger: Ledger, release_id: str) -> int:
    """The number of the event by which a release first came into force; 0 for one that never
    did."""
    made = ("published", release_id)
    numbers = (
        event.sequence
        for event in ledger.events("release")
        if (event.body["action"], event.body["release_id"]) == made
    )
    return next(numbers, 0)
