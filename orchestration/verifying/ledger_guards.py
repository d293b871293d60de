"""What keeps the ledger from being changed unseen: its second place, and its triggers."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.home.ledger import Ledger
from orchestration.verifying.flaws import Flaw, flaw


def flaws_of_guards(ledger: Ledger) -> Iterator[Flaw]:
    """A guard that is gone."""
    if ledger.has_lost_its_head:
        yield flaw("verify.ledger.head", file=ledger.head_file, head=ledger.head_text)
    if dropped := ledger.dropped_triggers():
        yield flaw("verify.ledger.triggers", triggers=", ".join(dropped))
