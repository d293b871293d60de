"""The accounts of a home: a small database of its own, beside the ledger and no part of it.

Passwords are kept as scrypt hashes, session tokens as SHA-256 hashes; neither can be read back.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

Role = Literal["reader", "steward", "approver"]
ROLES: tuple[Role, ...] = get_args(Role)
SHORTEST_PASSWORD = 10
_SESSION = timedelta(hours=12)
_COST, _BLOCK, _PARALLEL, _MEMORY = 2**15, 8, 1, 2**26
_TABLES = """
create table if not exists account (
    name text primary key, roles text not null, salt blob not null, password blob not null,
    is_open integer not null, made_by text not null, made_at text not null
);
create table if not exists session (
    token text primary key, name text not null references account (name), expires text not null
);
"""


@dataclass(frozen=True)
class Account:
    """A named person and what they may do. A reader reads and submits; a steward proposes
    decisions; an approver approves those of others; both publish and go back to earlier releases.
    A closed account may do nothing."""

    name: str
    roles: frozenset[Role]
    is_open: bool


class AccountProblem(Exception):
    """An account that cannot be made or used; ``key`` names the text below ``identity.`` in the
    catalogue."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


class Accounts:
    """Opens the database of a home, which only its owner may read, or the group that may write into
    the home; raises ``PermissionError`` for anybody else."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "accounts.sqlite"
        if not self._path.exists():
            self._path.touch()
            self._path.chmod(private_mode(folder) & 0o660)
        if not os.access(self._path, os.R_OK | os.W_OK):
            raise PermissionError(str(self._path))
        with self._connect() as connection:
            connection.executescript(_TABLES)

    def all(self) -> list[Account]:
        """Every account by name."""
        with self._connect() as connection:
            rows = connection.execute("select name, roles, is_open from account order by name")
            return [_account(*row) for row in rows.fetchall()]

    def find(self, name: str) -> Account | None:
        """The account of that name."""
        return next((account for account in self.all() if account.name == name), None)

    def add(self, name: str, password: str, roles: Iterable[Role], made_by: str) -> Account:
        """Make an account; raises ``AccountProblem`` for a name in use or a short password."""
        if self.find(name):
            raise AccountProblem("name_in_use", name=name)
        if len(password) < SHORTEST_PASSWORD:
            raise AccountProblem("short_password", least=SHORTEST_PASSWORD)
        salt = os.urandom(16)
        held = ",".join(role for role in ROLES if role in {*roles, "reader"})
        with self._connect() as connection:
            connection.execute(
                "insert into account values (?, ?, ?, ?, 1, ?, ?)",
                (name, held, salt, _scrypt(password, salt), made_by, datetime.now(UTC).isoformat()),
            )
        return _account(name, held, 1)

    def close(self, name: str) -> None:
        """End what an account may do, sessions included; its past decisions stay."""
        if self.find(name) is None:
            raise AccountProblem("unknown", name=name)
        with self._connect() as connection:
            connection.execute("update account set is_open = 0 where name = ?", (name,))
            connection.execute("delete from session where name = ?", (name,))

    def log_in(self, name: str, password: str) -> str:
        """A new session's token; raises ``AccountProblem``, the same for a wrong name as for a
        wrong password."""
        with self._connect() as connection:
            row = connection.execute(
                "select salt, password from account where name = ? and is_open = 1", (name,)
            ).fetchone()
            salt, kept = row or (bytes(16), b"")
            if not hmac.compare_digest(_scrypt(password, salt), kept):
                raise AccountProblem("wrong_password")
            token = secrets.token_urlsafe(32)
            expires = (datetime.now(UTC) + _SESSION).isoformat()
            connection.execute(
                "insert into session values (?, ?, ?)", (_digest(token), name, expires)
            )
        return token

    def log_out(self, token: str) -> None:
        """Forget a session."""
        with self._connect() as connection:
            connection.execute("delete from session where token = ?", (_digest(token),))

    def of_session(self, token: str) -> Account | None:
        """Whose session it is; None once it has run out or was ended."""
        with self._connect() as connection:
            row = connection.execute(
                "select name from session where token = ? and expires > ?",
                (_digest(token), datetime.now(UTC).isoformat()),
            ).fetchone()
        return self.find(row[0]) if row else None

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=60)
        try:
            with connection:
                yield connection
        finally:
            connection.close()


def private_mode(folder: Path) -> int:
    """The permissions of what a home keeps private: its owner's, and the group's where the group
    may write into the home."""
    return 0o770 if folder.stat().st_mode & 0o020 else 0o700


def _account(name: str, roles: str, is_open: int) -> Account:
    return Account(
        name, frozenset(role for role in ROLES if role in roles.split(",")), bool(is_open)
    )


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, maxmem=_MEMORY
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
