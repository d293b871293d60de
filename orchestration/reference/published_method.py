"""Which method a home publishes: that of the seeds until two people chose another."""

from __future__ import annotations

from ingestion.home.ledger import Ledger
from ingestion.submissions.decisions import chosen_method
from orchestration.reference.seeds import released_method


def published_method(ledger: Ledger) -> str:
    """The method that the next run publishes, and that is meant where none is named."""
    return chosen_method(ledger) or released_method()
