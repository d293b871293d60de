"""Files on another machine as a source: SFTP, and every other URL that fsspec opens."""

from __future__ import annotations

import atexit
import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncssh
import fsspec
import fsspec.asyn
from fsspec.exceptions import FSTimeoutError

from ingestion.home.regular_files import LARGEST_FILE
from ingestion.home.source_settings import SourceSettings
from ingestion.landing.door import NotTaken, refuse_by_name
from ingestion.landing.sources import Delivery, folder_sender
from ingestion.landing.unreadable import UnreadableFile
from ingestion.language.vietnamese import printable
from ingestion.polling.places import (
    SECONDS_TO_ANSWER,
    Item,
    Reasons,
    Unreached,
    failing_as_unreached,
    unreached,
)

_DEEPEST = 20
# What file systems call the time of the last change, or its mark.
_CHANGED = (
    "mtime",
    "LastModified",
    "last_modified",
    "modified",
    "modify",
    "last_write_time",
    "updated",
    "ETag",
    "etag",
)
_UNUSUAL = {"link": "link", "other": "device", "unknown": "device"}
_REASONS: Reasons = (
    (asyncssh.HostKeyNotVerifiable, "host_key"),
    ((PermissionError, asyncssh.PermissionDenied, asyncssh.KeyImportError), "login"),
    ((FSTimeoutError, TimeoutError), "silent"),
    ((asyncssh.ConnectionLost, asyncssh.DisconnectError, EOFError), "broken_off"),
    ((FileNotFoundError, NotADirectoryError), "no_folder"),
    (asyncssh.SFTPPermissionDenied, "closed"),
    (ImportError, "no_package"),
    (OSError, "no_connection"),
)


@atexit.register
def _end_the_loop() -> None:
    """Let the thread of fsspec's connections end before the interpreter does, which otherwise finds
    it at work and complains."""
    loop, thread = fsspec.asyn.loop[0], fsspec.asyn.iothread[0]
    if loop is not None and thread is not None:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(SECONDS_TO_ANSWER)


class RemoteFiles:
    """The files below a URL. Links are never followed, and never more is read of a file than of
    one in the inbox."""

    is_written_at_once = False

    def __init__(self, source: SourceSettings, home: Path, password: str | None) -> None:
        self._source = source
        with failing_as_unreached(_REASONS):
            options = source.options | _connection(source, home, password)
            self._files, root = fsspec.core.url_to_fs(source.url, **options)
            self._root = root.rstrip("/")
            self._files.ls(root, detail=True)

    def items(self) -> Iterator[Item | NotTaken]:
        """Every one of its files, and what of them is never received as it is."""
        with failing_as_unreached(_REASONS):
            self._files.invalidate_cache()
            yield from self._below(self._root, 0)

    def fetch(self, item: Item) -> Delivery | NotTaken:
        """The bytes of a file, never more than were listed."""
        shown = printable(item.name)
        try:
            with self._files.open(f"{self._root}/{item.name}", "rb") as file:
                content = file.read(item.size + 1)
        except (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection) as broken:
            raise Unreached("broken_off") from broken
        except (FileNotFoundError, PermissionError, asyncssh.SFTPError) as closed:
            missing = isinstance(closed, FileNotFoundError)
            return NotTaken(shown, UnreadableFile("missing" if missing else "not_opened"))
        except Exception as broken:
            raise unreached(broken, _REASONS) from broken
        if len(content) != item.size:
            return NotTaken(shown, UnreadableFile("changing"))
        sender = self._source.sender or folder_sender(shown)
        return Delivery(shown, content, sender, self._source.name, None)

    def close(self) -> None:
        """Connections of fsspec end with the object that holds them."""

    def _below(self, folder: str, depth: int) -> Iterator[Item | NotTaken]:
        """Everything in a folder but the folders that are looked into."""
        for entry in self._entries(folder, depth):
            path = str(entry["name"]).rstrip("/")
            if not path.startswith(f"{self._root}/"):  # what a server says lies elsewhere
                continue
            name = path[len(self._root) :].lstrip("/")
            is_hidden = posixpath.basename(path).startswith(".")
            if entry["type"] == "directory" and not is_hidden:
                try:
                    yield from self._below(path, depth + 1)
                except (PermissionError, asyncssh.SFTPPermissionDenied, UnreadableFile):
                    yield NotTaken(printable(name), UnreadableFile("folder_closed"))
                continue
            try:
                yield _item(name, entry)
            except UnreadableFile as reason:
                yield NotTaken(printable(name), reason)

    def _entries(self, folder: str, depth: int) -> list[dict[str, Any]]:
        if depth > _DEEPEST:
            raise UnreadableFile("folder_closed")
        entries = self._files.ls(folder, detail=True)
        # A store of objects may list a folder as a file in itself.
        others = [one for one in entries if one["name"].rstrip("/") != folder]
        return sorted(others, key=lambda entry: str(entry["name"]))


def _item(name: str, entry: dict[str, Any]) -> Item:
    """A regular file of a size and a name that are read; raises ``UnreadableFile``."""
    if posixpath.basename(name).startswith("."):
        raise UnreadableFile("hidden")
    refuse_by_name(posixpath.basename(name))
    if entry["type"] != "file":
        raise UnreadableFile(_UNUSUAL.get(entry["type"], "device"))
    size = entry.get("size")
    if size is None:
        raise UnreadableFile("not_opened")
    if size > LARGEST_FILE:
        raise UnreadableFile("over_limit", size=size)
    changed = next((entry[key] for key in _CHANGED if entry.get(key) is not None), "")
    return Item(name, size, f"{size}-{changed}")


def _connection(source: SourceSettings, home: Path, password: str | None) -> dict[str, Any]:
    """What SFTP is opened with: the host is checked, and a peer that falls silent is given up."""
    if urlsplit(source.url).scheme not in ("sftp", "ssh"):
        return {"skip_instance_cache": True}
    known_hosts = home / source.known_hosts.expanduser()
    if not known_hosts.is_file():
        raise Unreached("no_known_hosts", str(known_hosts))
    key = home / source.key_file.expanduser() if source.key_file else None
    if key is not None and not key.is_file():
        raise Unreached("no_secret", str(key))
    return {
        "skip_instance_cache": True,
        "known_hosts": str(known_hosts),
        "client_keys": [str(key)] if key else None,
        "agent_path": None,
        "password": password,
        "config": None,
        "connect_timeout": SECONDS_TO_ANSWER,
        "login_timeout": SECONDS_TO_ANSWER,
        "keepalive_interval": SECONDS_TO_ANSWER / 4,
        # Names need not be UTF-8: one that is not costs nobody else his file.
        "sftp_client_kwargs": {"path_errors": "surrogateescape"},
    }
