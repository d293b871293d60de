"""How long the ledger was, and with which event it ended, kept in a file of its own beside it.

The chain of hashes tells of an event that was changed, not of events cut off its end. The file is
written after each append has been committed, so that a process killed between the two leaves it
behind the ledger; the ledger is never shorter than the file says.
"""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from ingestion.home.regular_files import NotRead, is_irregular, read_regular
from ingestion.home.whole_files import whole_file

HEAD_FILE = "ledger.head.json"
# What the first event has for the hash of the one before it.
FIRST = "0" * 64
_DIGITS = 16
_WRITTEN = re.compile(rf"([0-9]{{1,12}}):([0-9a-f]{{{_DIGITS},64}})")


class Head(NamedTuple):
    """The number of events and the hash of the last."""

    events: int
    hash: str

    def short(self) -> str:
        """The head as people write it down: ``12:3f9a0c55d1e2b740``."""
        return f"{self.events}:{self.hash[:_DIGITS]}"


def head_file(ledger: Path) -> Path:
    """Where the head of the ledger in this file is kept."""
    return ledger.with_name(HEAD_FILE)


def kept_head(file: Path) -> Head | None:
    """The head as it was kept; None where there is no such file, or one that does not say it."""
    try:
        kept = json.loads(read_regular(file))
    except (NotRead, ValueError):
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
            unfinished.write_text(head_text(head) + "\n", encoding="utf-8")


def written_head(text: str) -> Head | None:
    """A head as somebody wrote it down; None where it is none."""
    match = _WRITTEN.fullmatch(text.strip())
    return Head(int(match[1]), match[2]) if match else None


def head_text(head: Head) -> str:
    """What the file says of a head."""
    return json.dumps(head._asdict())


def first_hash(ledger: Path) -> str | None:
    """The hash of the first event, by which one home is told from another; None before it."""
    with closing(_connected(ledger)) as events:
        first = events.execute("select hash from event order by sequence limit 1").fetchone()
    return str(first[0]) if first else None


def copy_ledger(source: Path, target: Path) -> Head:
    """Copy a ledger as it is at one moment, whoever appends meanwhile, and keep its head beside the
    copy; returns that."""
    copy_database(source, target)
    with closing(sqlite3.connect(target)) as copy:
        last = copy.execute("select sequence, hash from event order by sequence desc limit 1")
        head = Head(*(last.fetchone() or (0, FIRST)))
    keep_head(head_file(target), head)
    return head


def copy_database(source: Path, target: Path) -> None:
    """Copy a database of SQLite as it is at one moment."""
    with closing(_connected(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


def _connected(database: Path) -> sqlite3.Connection:
    """A connection that changes nothing."""
    if is_irregular(database):  # to open a pipe never ends
        raise sqlite3.DatabaseError("not a database")
    return sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True)
