"""Which reports were judged by something else than a run of today would judge them by."""

from __future__ import annotations

from collections.abc import Collection

from expectations.book.rule_changes import rule_book_of
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.home.raw_store import LostOriginal
from ingestion.landing.receipts import receipts
from orchestration.intake.judging import register_of
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.pending import on_other_register, on_other_rules


def judged_otherwise(home: Home, ledger: Ledger, among: Collection[str]) -> set[str]:
    """The submissions, ``among`` some, that were judged under other rules, or by another register,
    than today's."""
    verdicts = latest_verdicts(ledger, among)
    try:
        register = register_of(home, ledger)
    except LostOriginal:  # told by itself, and first
        return set(among)
    by_register = on_other_register(ledger, register, verdicts, receipts(ledger))
    return on_other_rules(verdicts, rule_book_of(ledger)) | by_register.keys()
