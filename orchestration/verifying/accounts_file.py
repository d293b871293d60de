"""The accounts of a home: whether their file can be read, is whole, and is closed to others. What
they are is recorded nowhere else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from orchestration.identity.accounts import ACCOUNTS_FILE
from orchestration.verifying.flaws import Flaw, flaw, told

_OTHERS = 0o077
_COLUMNS = {"name", "roles", "salt", "password", "is_open"}  # those of the first version


def flaws_of_accounts(home: Home, ledger: Ledger) -> Iterator[Flaw]:
    """A file that is damaged or open to others; that there is none is told where somebody decided
    something, who may have no account here."""
    file = home / ACCOUNTS_FILE
    if not file.exists() or not file.stat().st_size:
        if ledger.events("decision"):
            yield told("verify.accounts.missing", file=file)
    elif not _is_whole(file):
        yield flaw("verify.accounts.damaged", file=file)
    elif file.stat().st_mode & _OTHERS:
        yield flaw("verify.accounts.open", file=file)


def _is_whole(file: Path) -> bool:
    """Whether all of the database can be read, and it is one of accounts."""
    try:
        with closing(sqlite3.connect(file, timeout=60)) as database:
            (said,) = database.execute("pragma integrity_check(1)").fetchone()
            columns = {row[1] for row in database.execute("pragma table_info(account)")}
    except sqlite3.DatabaseError:
        return False
    return said == "ok" and columns >= _COLUMNS
