"""The accounts of a home: a small database of its own, beside the ledger and no part of it.

Passwords are kept as scrypt hashes, session tokens as SHA-256 hashes; neither can be read back.

Two people stand behind every decision, so nobody may be two: who makes an account knows its first
password, and could propose as one and approve as the other. An account that decides is therefore
itself made by two: its holder chooses a password of their own, and a person who did not make the
account confirms whose it is. Until then it reads and submits only. The accounts a home begins with
come from its owner, who holds the files of the home anyway.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, get_args

from ingestion.refusal import Refusal

Role = Literal["reader", "steward", "approver"]
Wait = Literal["own_password", "confirmation"]
ROLES: tuple[Role, ...] = get_args(Role)
SHORTEST_PASSWORD = 10
ACCOUNTS_FILE = "accounts.sqlite"
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,59}", re.IGNORECASE | re.ASCII)
_SESSION = timedelta(hours=12)
_COST, _BLOCK, _PARALLEL, _MEMORY = 2**15, 8, 1, 2**26
_TABLES = """
create table if not exists account (
    name text primary key, roles text not null, salt blob not null, password blob not null,
    is_open integer not null, made_by text not null, made_at text not null,
    own_password integer not null default 1, confirmed_by text
);
create table if not exists session (
    token text primary key, name text not null references account (name), expires text not null
);
"""


# Columns of later versions; accounts of before were in use and stay so.
_ADDED = {
    "own_password": "alter table account add column own_password integer not null default 1",
    "confirmed_by": "alter table account add column confirmed_by text",
}
_ALL = "select name, roles, is_open, own_password, confirmed_by from account order by name"


@dataclass(frozen=True)
class Account:
    """A named person and what they are meant to do. A reader reads and submits; a steward proposes
    decisions; an approver approves those of others; both publish and go back to earlier releases.
    A closed account may do nothing, one that waits for something may read and submit."""

    name: str
    roles: frozenset[Role]
    is_open: bool
    waits_for: Wait | None = None


class AccountProblem(Refusal):
    """An account that cannot be made or used."""


class NoAccess(AccountProblem):
    """Who acts may not read the accounts of the home."""


class DamagedAccounts(AccountProblem):
    """The file of accounts is no database any more."""

    kind = "failed"


class Accounts:
    """Opens the database of a home, which only its owner may read; raises ``NoAccess`` for anybody
    else, and ``DamagedAccounts``."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / ACCOUNTS_FILE
        if not self._path.exists():
            self._path.touch(mode=0o600)
        if not os.access(self._path, os.R_OK | os.W_OK):
            raise NoAccess("identity.no_access")
        with self._readable(), self._connect() as connection:
            connection.executescript(_TABLES)
            columns = {row[1] for row in connection.execute("pragma table_info(account)")}
            missing = [change for column, change in _ADDED.items() if column not in columns]
            for change in missing:
                connection.execute(change)
            if missing:
                connection.execute("update account set confirmed_by = made_by")

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Say in words that the file is no database any more."""
        try:
            yield
        except sqlite3.OperationalError:  # busy, a full disk, no permission
            raise
        except sqlite3.DatabaseError as damaged:
            raise DamagedAccounts("identity.damaged", file=self._path) from damaged

    def all(self) -> list[Account]:
        """Every account by name."""
        with self._connect() as connection:
            rows = connection.execute(_ALL)
            return [_account(*row) for row in rows.fetchall()]

    def find(self, name: str) -> Account | None:
        """The account of that name."""
        return next((account for account in self.all() if account.name == name), None)

    def add(
        self,
        name: str,
        password: str,
        roles: Iterable[Role],
        made_by: str,
        *,
        by_owner: bool,
    ) -> Account:
        """Make an account, of use at once where the owner of the home makes it, else once its
        holder has a password of their own and another has confirmed it. Raises ``AccountProblem``
        for a name in use, one that could be taken for another, or a short password."""
        if not _NAME.fullmatch(name):
            raise AccountProblem("identity.bad_name")
        if any(one.name.casefold() == name.casefold() for one in self.all()):
            raise AccountProblem("identity.name_in_use", name=name)
        salt, kept = _kept(password)
        held = ",".join(role for role in ROLES if role in {*roles, "reader"})
        made = (name, held, salt, kept, made_by, datetime.now(UTC).isoformat())
        with self._connect() as connection:
            connection.execute(
                "insert into account values (?, ?, ?, ?, 1, ?, ?, ?, ?)",
                (*made, int(by_owner), made_by if by_owner else None),
            )
        return self._known(name)

    def change_password(self, name: str, old: str, new: str) -> Account:
        """Give an account the password its holder chose; raises ``AccountProblem`` for a wrong old
        one and for a new one that is short or the same."""
        self._check(name, old)
        if old == new:
            raise AccountProblem("identity.same_password")
        salt, kept = _kept(new)
        with self._connect() as connection:
            connection.execute(
                "update account set salt = ?, password = ?, own_password = 1 where name = ?",
                (salt, kept, name),
            )
            connection.execute("delete from session where name = ?", (name,))
        return self._known(name)

    def confirm(self, name: str, by: str) -> Account:
        """Confirm that an account belongs to the person it names; raises ``AccountProblem`` for its
        maker, for its holder, and before its holder has a password of their own."""
        account = self._known(name)
        with self._connect() as connection:
            ((maker,),) = connection.execute("select made_by from account where name = ?", (name,))
            if by in (maker, name):
                raise AccountProblem("identity.confirmed_by_maker", name=name)
            if account.waits_for == "own_password":
                raise AccountProblem("identity.password_of_another", name=name)
            if account.waits_for:
                connection.execute("update account set confirmed_by = ? where name = ?", (by, name))
        return self._known(name)

    def are_two_people(self) -> bool:
        """Whether somebody may propose and somebody else approve."""
        ready = [one for one in self.all() if one.is_open and one.waits_for is None]
        stewards, approvers = (
            {one.name for one in ready if role in one.roles} for role in ("steward", "approver")
        )
        return any(steward != approver for steward in stewards for approver in approvers)

    def close(self, name: str) -> None:
        """End what an account may do, sessions included; its past decisions stay."""
        self._known(name)
        with self._connect() as connection:
            connection.execute("update account set is_open = 0 where name = ?", (name,))
            connection.execute("delete from session where name = ?", (name,))

    def log_in(self, name: str, password: str) -> str:
        """A new session's token; raises ``AccountProblem``, the same for a wrong name as for a
        wrong password."""
        self._check(name, password)
        token = secrets.token_urlsafe(32)
        expires = (datetime.now(UTC) + _SESSION).isoformat()
        with self._connect() as connection:
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

    def _known(self, name: str) -> Account:
        account = self.find(name)
        if account is None:
            raise AccountProblem("identity.unknown", name=name)
        return account

    def _check(self, name: str, password: str) -> None:
        """Raise ``AccountProblem`` unless this is the password of an open account."""
        with self._connect() as connection:
            row = connection.execute(
                "select salt, password from account where name = ? and is_open = 1", (name,)
            ).fetchone()
        salt, kept = row or (bytes(16), b"")
        if not hmac.compare_digest(_scrypt(password, salt), kept):
            raise AccountProblem("identity.wrong_password")

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=60)
        try:
            with connection:
                yield connection
        finally:
            connection.close()


def _account(
    name: str, roles: str, is_open: int, own_password: int, confirmed_by: str | None
) -> Account:
    held = frozenset(role for role in ROLES if role in roles.split(","))
    waits_for: Wait | None = None if confirmed_by is not None else "confirmation"
    if not own_password:
        waits_for = "own_password"
    return Account(name, held, bool(is_open), waits_for if held != {"reader"} else None)


def _kept(password: str) -> tuple[bytes, bytes]:
    """What is kept of a password: a fresh salt and its hash; raises ``AccountProblem``."""
    if len(password) < SHORTEST_PASSWORD:
        raise AccountProblem("identity.short_password", least=SHORTEST_PASSWORD)
    salt = os.urandom(16)
    return salt, _scrypt(password, salt)


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        password.encode(), salt=salt, n=_COST, r=_BLOCK, p=_PARALLEL, maxmem=_MEMORY
    )


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
