"""How long the ledger was, and with which event it ended, kept in a file of its own beside it.

The chain of hashes tells of an event that was changed, not of events cut off its end. The file is
written after each append has been committed, so that a process killed between the two leaves it
behind the ledger; the ledger is never shorter than the file says.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from ingestion.home.whole_files import whole_file

HEAD_FILE = "ledger.head.json"


class Head(NamedTuple):
    """The number of events and the hash of the last."""

    events: int
    hash: str


def head_file(ledger: Path) -> Path:
    """Where the head of the ledger in this file is kept."""
    return ledger.with_name(HEAD_FILE)


def kept_head(file: Path) -> Head | None:
    """The head as it was kept; None where there is no such file, or one that does not say it."""
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not (isinstance(kept, dict) and kept.keys() == {"events", "hash"}):
        return None
    head = Head(**kept)
    is_head = type(head.events) is int and head.events >= 0 and isinstance(head.hash, str)
    return head if is_head else None


def keep_head(file: Path, head: Head) -> None:
    """Keep the head. One of a longer ledger stays: another process was quicker, or this ledger was
    cut."""
    before = kept_head(file)
    if before is None or before.events < head.events:
        with whole_file(file) as unfinished:
            unfinished.write_text(json.dumps(head._asdict()) + "\n", encoding="utf-8")
