"""The raw store against the receipts: all that was received is there as it was, and what else."""

from __future__ import annotations

from collections.abc import Iterator

from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.home.raw_store import LostOriginal
from ingestion.home.regular_files import LARGEST_FILE
from ingestion.landing.receipts import all_received
from ingestion.language.vietnamese import printable
from ingestion.submissions.purges import purged_files
from orchestration.run_context import Progress
from orchestration.verifying.flaws import Flaw, flaw, told


def flaws_of_received(home: Home, ledger: Ledger, progress: Progress) -> Iterator[Flaw]:
    """Files that are gone, changed or closed; files that nobody received, as a killed `csi submit`
    leaves them."""
    store = home.raw_store()
    received = all_received(ledger)
    purged = purged_files(ledger)  # they go with the next run, if they have not gone yet
    kept = [one for name, one in received.items() if name not in purged]
    for done, receipt in enumerate(kept, 1):
        progress.advance("verify_files", done, len(kept))
        if receipt.size > LARGEST_FILE:  # of which nothing is ever read
            continue
        try:
            store.get(receipt.submission_id)
        except LostOriginal as lost:
            name = printable(receipt.name)
            reason = {"reason": lost.reason, "submission_id": receipt.submission_id}
            yield flaw(f"verify.original.{lost.reason}", name=name, **reason)
    known = {f"{name[:2]}/{name}" for name in received}
    for path in sorted(set(store.names()) - known):
        is_left = path.endswith(".part")
        key = "verify.leftover" if is_left else "verify.orphan"
        yield told(key, file=printable(f"raw/{path}"))
