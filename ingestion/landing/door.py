"""The door: what of the files offered may be read at all, judged by what they are and how they are
called. Whatever is passed over is named with its reason; nothing is ignored in silence."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingestion.home.regular_files import NotRead, look_at, read_regular, state
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import printable

# How programs call a file while they are still copying it.
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp")
_LOCK = "~$"
# A file written to this short a time ago may be written to still: it is looked at twice.
_JUST_NOW, _PAUSE = 2.0, 0.5


@dataclass(frozen=True)
class NotTaken:
    """A file that is not received and stays where it is, and why."""

    name: str
    reason: UnreadableFile

    def body(self) -> dict[str, object]:
        """The same as plain data; ``values`` are those that the words of the reason name."""
        return {"name": self.name, "reason": self.reason.reason, "values": self.reason.values}


def read_file(path: Path) -> bytes:
    """The bytes of a file. Raises ``UnreadableFile`` for what is no finished regular file or cannot
    be opened, and, before a byte of it is read, for one that is larger than any report."""
    refuse_by_name(path.name)
    try:
        return read_regular(path)
    except NotRead as reason:
        raise _unreadable(reason) from reason


def offered(inbox: Path) -> Iterator[Path | NotTaken]:
    """Every file below a folder, in the order of their names, and what is passed over unread. A
    hidden folder is one such thing, whatever it holds."""
    for path in sorted(_below(inbox)):
        try:
            if path.name.startswith("."):
                raise UnreadableFile("hidden")
            refuse_by_name(path.name)
            look_at(path)
        except UnreadableFile as reason:
            yield _not_taken(inbox, path, reason)
        except NotRead as reason:
            # Another folder would have been looked into.
            closed = UnreadableFile("folder_closed") if reason.code == "folder" else None
            yield _not_taken(inbox, path, closed or _unreadable(reason))
        else:
            yield path


def settled(inbox: Path) -> Iterator[Path | NotTaken]:
    """The same, once nothing is written to any more: what was written to just now is looked at
    again after a short pause, and left for the next run where it has changed."""
    everything = list(offered(inbox))
    seen = {one: _seen(one) for one in everything if isinstance(one, Path)}
    just_now = time.time() - _JUST_NOW
    young = {path for path, of in seen.items() if of is None or of.st_mtime > just_now}
    if young:
        time.sleep(_PAUSE)
    changing = {path for path in young if not _is_same(seen[path], _seen(path))}
    for one in everything:
        if isinstance(one, Path) and one in changing:
            yield _not_taken(inbox, one, UnreadableFile("changing"))
        else:
            yield one


def _below(folder: Path) -> Iterator[Path]:
    """Everything in a folder but the folders that are looked into."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        yield folder
        return
    for entry in entries:
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            yield from _below(path)
        else:
            yield path


def _seen(path: Path) -> os.stat_result | None:
    try:
        return look_at(path)
    except NotRead:
        return None


def _is_same(before: os.stat_result | None, after: os.stat_result | None) -> bool:
    return before is not None and after is not None and state(before) == state(after)


def refuse_by_name(name: str) -> None:
    """Raise ``UnreadableFile`` for a file that a program still writes, or locks another with."""
    if name.startswith(_LOCK):
        raise UnreadableFile("lock_file")
    if name.lower().endswith(_UNFINISHED):
        raise UnreadableFile("unfinished")


def _not_taken(inbox: Path, path: Path, reason: UnreadableFile) -> NotTaken:
    return NotTaken(printable(path.relative_to(inbox).as_posix()), reason)


def _unreadable(reason: NotRead) -> UnreadableFile:
    return UnreadableFile(reason.code, **({"size": reason.size} if reason.size else {}))
