"""The ledger: its chain, its second place, the triggers that keep it."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.home.ledger import BrokenChain, Ledger, LostLedger
from orchestration.verifying.flaws import Flaw, flaw, refused


def flaws_of_ledger(ledger: Ledger) -> Iterator[Flaw]:
    """An event that was changed, and what would no longer tell of such a change."""
    try:
        ledger.verify()
    except (BrokenChain, LostLedger) as broken:
        yield refused(broken)
        return
    if ledger.has_lost_its_head:
        yield flaw("verify.ledger.head", file=ledger.head_file)
    if dropped := ledger.dropped_triggers():
        yield flaw("verify.ledger.triggers", triggers=", ".join(dropped))
