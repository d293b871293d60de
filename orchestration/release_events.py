"""Releases in the ledger: which was made or gone back to, by whom, and whether runs wait."""

from __future__ import annotations

from typing import Literal

from ingestion.ledger import Ledger

BY_RUN = "run"


def remember(
    ledger: Ledger,
    action: Literal["published", "rolled_back"],
    release_id: str,
    before: str | None,
    by: str,
) -> None:
    """Record that a release came into force, which was in force ``before``, and the account that
    saw to it, or ``BY_RUN``."""
    body = {"action": action, "release_id": release_id, "before": before, "by": by}
    ledger.append("release", [body])


def runs_must_wait(ledger: Ledger) -> bool:
    """Whether people went back to an earlier release and nobody has published since."""
    events = ledger.events("release")
    return bool(events) and events[-1].body["action"] == "rolled_back"
