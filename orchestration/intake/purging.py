"""Erasing what two people decided to purge: its bytes, and all that was made of them in a home."""

from __future__ import annotations

import shutil

from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.submissions.accepted_rows import drop_submissions
from ingestion.submissions.purges import purged_files, purged_submissions
from orchestration.intake.kept_frames import FRAMES, SCRATCH, keeping


def erase_purged(home: Home, ledger: Ledger) -> None:
    """Erase the originals of what is purged and was not erased yet, its rows and findings, and what
    readers opened before; write down what was erased. The marts of the run that goes on know
    nothing of it. Releases stay as they were released."""
    erased = {event.body["submission_id"] for event in ledger.events("purged")}
    files = purged_files(ledger) - erased
    if not files:
        return
    store = home.raw_store()
    for name in sorted(files):
        store.erase(name)
    with keeping(home):
        for frames in FRAMES:
            drop_submissions(home / frames, purged_submissions(ledger))
    for left in (home / "warehouse").glob(f"{SCRATCH}*"):  # of a preview that was killed
        shutil.rmtree(left)
    # A database keeps the bytes of rows that were deleted: it is built anew.
    for database in (home.previous, home.working):
        database.unlink(missing_ok=True)
    shutil.rmtree(home / "preview", ignore_errors=True)
    ledger.append("purged", [{"submission_id": name} for name in sorted(files)])
