"""What the ledger keeps of releases: which was made or gone back to, and whether runs must wait."""

from __future__ import annotations

from typing import Literal

from ingestion.ledger import Ledger


def remember(
    ledger: Ledger,
    action: Literal["published", "rolled_back"],
    release_id: str,
    before: str | None,
) -> None:
    """Record that a release came into force, and which was in force ``before``."""
    ledger.append("release", [{"action": action, "release_id": release_id, "before": before}])


def runs_must_wait(ledger: Ledger) -> bool:
    """Whether people went back to an earlier release and nobody has published since."""
    events = ledger.events("release")
    return bool(events) and events[-1].body["action"] == "rolled_back"
