"""Who is acting: the account logged in, else the one ``csi.toml`` maps the user of the operating
system to, else that user as a reader, who may read and submit only."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ingestion.home.home import Home
from ingestion.home.one_writer import system_user
from orchestration.identity.accounts import (
    Account,
    AccountProblem,
    Accounts,
    NoAccess,
    Role,
    Wait,
)

# The refusal of an actor with none of the roles that are needed.
_NEEDED: dict[tuple[Role, ...], str] = {
    ("steward",): "identity.needs_steward",
    ("approver",): "identity.needs_approver",
    ("steward", "approver"): "identity.needs_steward_or_approver",
}


@dataclass(frozen=True)
class Actor:
    """Who acts, what they may do, and how it is known: ``session``, ``mapped`` or ``unmapped``."""

    name: str
    roles: frozenset[Role]
    known_by: Literal["session", "mapped", "unmapped"]
    waits_for: Wait | None = None

    def must_be(self, *roles: Role) -> None:
        """Raise ``AccountProblem`` for an actor with none of the roles."""
        if self.waits_for:
            raise AccountProblem(f"identity.waits.{self.waits_for}", name=self.name)
        if self.roles.isdisjoint(roles):
            raise AccountProblem(_NEEDED[roles], name=self.name)


def acting(home: Home) -> Actor:
    """Who acts in a home now."""
    user = system_user()
    stranger = Actor(user, frozenset({"reader"}), "unmapped")
    try:
        accounts = Accounts(home.folder)
    except NoAccess:
        return stranger
    token = _read_token(home)
    account = accounts.of_session(token) if token else None
    if account is not None and account.is_open:
        return _actor(account, "session")
    mapped = home.settings.users.get(user)
    account = accounts.find(mapped) if mapped else None
    if account is not None and account.is_open:
        return _actor(account, "mapped")
    return stranger


def owns(home: Home) -> bool:
    """Whether the user of the operating system owns the home."""
    return os.getuid() == home.folder.stat().st_uid


def _actor(account: Account, known_by: Literal["session", "mapped"]) -> Actor:
    roles: frozenset[Role] = frozenset({"reader"}) if account.waits_for else account.roles
    return Actor(account.name, roles, known_by, account.waits_for)


def log_in(home: Home, name: str, password: str) -> Account:
    """Begin a session of this user of the operating system; raises ``AccountProblem``."""
    accounts = Accounts(home.folder)
    token = accounts.log_in(name, password)
    log_out(home)
    target = _session_file(home)
    if not target.parent.exists():
        target.parent.mkdir(mode=0o700)
    opened = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "w", encoding="ascii") as file:
        file.write(token)
    account = accounts.of_session(token)
    if account is None:
        raise AccountProblem("identity.wrong_password")
    return account


def log_out(home: Home) -> None:
    """End the session, if there is one."""
    token = _read_token(home)
    if token:
        Accounts(home.folder).log_out(token)
    _session_file(home).unlink(missing_ok=True)


def _read_token(home: Home) -> str | None:
    """The token of the session; ``None`` where others could have read or written it."""
    path = _session_file(home)
    try:
        about = path.lstat()
    except FileNotFoundError:
        return None
    others = stat.S_IRWXG | stat.S_IRWXO
    if not stat.S_ISREG(about.st_mode) or about.st_uid != os.getuid() or about.st_mode & others:
        return None
    return path.read_text(encoding="ascii")


def _session_file(home: Home) -> Path:
    return home / "sessions" / str(os.getuid())
