"""What was erased, or is to be: submissions that two people purged, and the files they came in.

The bytes go; hash, receipt and events stay. The same bytes are not received again.
"""

from __future__ import annotations

from ingestion.home.ledger import Ledger
from ingestion.landing.receipts import containers
from ingestion.submissions.decisions import Purge, decisions_of


def purged_submissions(ledger: Ledger) -> set[str]:
    """The submissions that approved decisions purge."""
    decisions = decisions_of(ledger).values()
    approved = (one.what for one in decisions if one.state == "approved")
    return {what.submission_id for what in approved if isinstance(what, Purge)}


def purged_files(ledger: Ledger) -> set[str]:
    """The hashes of all that is purged: the submissions, and every message or archive that brought
    one of them, since it holds the same bytes."""
    submissions = purged_submissions(ledger)
    if not submissions:
        return set()
    brought = {one.submission_id for one in containers(ledger) if submissions & {*one.members}}
    return submissions | brought
