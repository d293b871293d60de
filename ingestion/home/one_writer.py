"""One process at a time writes in a home, and whoever waits is told for whom.

The lock is the operating system's: it ends with the process that holds it, however that ends. What
its holder does lies beside it for others to read, and is believed only while the lock is held.
"""

from __future__ import annotations

import json
import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from ingestion.home.whole_files import whole_file
from ingestion.language.vietnamese import VIETNAM, printable
from ingestion.refusal import Refusal

_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Writer:
    """Who works in a home: what is ``doing`` it (a command, a run), of which user of the operating
    system, the number of the process, and ``since`` when."""

    doing: str
    user: str
    process: int
    since: str

    def values(self) -> dict[str, Any]:
        """What the messages about it are made of."""
        since = datetime.fromisoformat(self.since).astimezone(VIETNAM)
        return {
            "doing": printable(self.doing),
            "user": printable(self.user),
            "process": self.process,
            "since": f"{since:%H:%M %d/%m/%Y}",
        }


class HomeBusy(Refusal):
    """Another process works in the home, and did not end in time."""

    kind = "failed"


class OneWriter:
    """The lock of the home in ``folder``. What is ``doing`` the work of this process is told to
    others; ``waiting`` is called with the one that is waited for, once per wait."""

    def __init__(self, folder: Path, doing: str, waiting: Callable[[Writer], None]) -> None:
        self._folder, self._doing, self._waiting = folder, doing, waiting
        self._lock = FileLock(folder / "lock")
        self._card = folder / "lock.json"

    @contextmanager
    def alone(
        self,
        doing: str | None = None,
        patience: float | None = None,
        waiting: Callable[[Writer], None] | None = None,
    ) -> Iterator[None]:
        """Hold the lock; the same object may more than once. Waits ``patience`` seconds (a minute
        where none is given) for another process and raises ``HomeBusy``. Where nobody can write, on
        a disk or in a folder that is read only, there is nobody to wait for."""
        is_read_only = os.statvfs(self._folder).f_flag & os.ST_RDONLY
        if is_read_only or not os.access(self._folder, os.W_OK):
            yield
            return
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            (waiting or self._waiting)(self._other())
            self._wait(_PATIENCE_SECONDS if patience is None else patience)
        try:
            if self._lock.lock_counter == 1:
                self._write_card(doing or self._doing)
            yield
        finally:
            self._lock.release()

    def other(self) -> Writer | None:
        """The other process that works in the home now; None where there is none."""
        try:
            with self._lock.acquire(timeout=0):
                return None
        except Timeout:
            return self._other()

    def _wait(self, patience: float) -> None:
        try:
            self._lock.acquire(timeout=patience)
        except Timeout as held:
            busy = {"folder": self._folder, **self._other().values()}
            raise HomeBusy("refused.busy", **busy) from held

    def _write_card(self, doing: str) -> None:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        with whole_file(self._card) as unfinished:
            writer = Writer(doing, system_user(), os.getpid(), now)
            unfinished.write_text(json.dumps(asdict(writer)), encoding="utf-8")

    def _other(self) -> Writer:
        """Who holds the lock, as far as that is written down already."""
        try:
            return Writer(**json.loads(self._card.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return Writer("csi", "?", 0, datetime.now(UTC).isoformat())


def system_user() -> str:
    """The name behind the user id: unlike LOGNAME nobody can set it."""
    return user_name(os.getuid())


def user_name(user_id: int) -> str:
    """The name of a user of the operating system, or its number where it has none."""
    try:
        return pwd.getpwuid(user_id).pw_name
    except KeyError:
        return f"uid-{user_id}"
