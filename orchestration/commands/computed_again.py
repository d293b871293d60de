"""A home computed again for the day of its last run, and looked at as ``csi verify`` does."""

from __future__ import annotations

from dataclasses import dataclass, field

from ingestion.home.home import Home
from orchestration.commands.machine_failures import refusal_of
from orchestration.graph.rebuilding import compute_last_day_again
from orchestration.run_context import Progress
from orchestration.verifying.flaws import Flaw, refused
from orchestration.verifying.whole_home import verify_home


@dataclass(frozen=True)
class ComputedAgain:
    """What came of it: the content hash (None where nothing was ever computed), why it ``failed``,
    or what is ``broken`` in the home after it."""

    content_hash: str | None
    failed: Flaw | None = None
    broken: list[Flaw] = field(default_factory=list)


def computed_again(home: Home, progress: Progress) -> ComputedAgain:
    """Compute a home again and verify it. What fails in a way that can be said in words is part of
    the answer."""
    try:
        content_hash = compute_last_day_again(home, progress)
    except Exception as failed:
        if (reason := refusal_of(failed)) is None:
            raise
        return ComputedAgain(None, refused(reason))
    return ComputedAgain(content_hash, None, verify_home(home, progress).broken)
