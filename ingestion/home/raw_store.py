"""The raw store: every byte ever received, named by its SHA-256, never changed, and erased only by
a purge.

A folder by default; any fsspec URL (an object store) works the same.
"""

from __future__ import annotations

import hashlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingestion.home.regular_files import (
    LARGEST_FILE,
    NotRead,
    files_below,
    look_at,
    read_regular,
)
from ingestion.home.whole_files import sync_folder, whole_file
from ingestion.refusal import Refusal

# All else that a file here can have become is no longer what was received.
_REASONS = {"missing": "missing", "not_opened": "closed", "folder": "damaged"}


class LostOriginal(Refusal):
    """Bytes that were received and are no longer there as they were, and the code of the
    ``reason``; the words say how to mend it."""

    kind = "failed"

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(f"original.{reason}", **values)
        self.reason = reason


class RawStore:
    """Append-only files by content hash below a folder or URL."""

    def __init__(self, url: str) -> None:
        self._files: Any = None
        self._root, self._is_local = os.path.abspath(url), True
        if "://" in url:
            import fsspec  # a folder needs none of it
            from fsspec.implementations.local import LocalFileSystem

            self._files, self._root = fsspec.core.url_to_fs(url)
            self._is_local = isinstance(self._files, LocalFileSystem)

    def put(self, content: bytes) -> str:
        """Keep the bytes and return their SHA-256; the same bytes are kept once. They are on the
        disk when this returns. What was lost or damaged is there again when it is put again."""
        digest = hashlib.sha256(content).hexdigest()
        try:
            self.get(digest)
        except LostOriginal:
            self._write(self._path(digest), content)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes with this hash; raises ``LostOriginal`` when they are not there, cannot be read
        or are no longer what was received."""
        values = {"id": digest[:12]}
        try:
            content = self._read(self._path(digest))
        except NotRead as why:
            raise LostOriginal(_REASONS.get(why.code, "damaged"), **values) from why
        except FileNotFoundError as missing:
            raise LostOriginal("missing", **values) from missing
        except OSError as closed:
            raise LostOriginal("closed", **values) from closed
        if hashlib.sha256(content).hexdigest() != digest:
            raise LostOriginal("damaged", **values)
        return content

    def erase(self, digest: str) -> None:
        """Take the bytes with this hash away for good, where they are there."""
        path = self._path(digest)
        if self._is_local:
            Path(path).unlink(missing_ok=True)
            if Path(path).parent.exists():
                sync_folder(Path(path).parent)
        elif self._files.exists(path):
            self._files.rm_file(path)

    def holds(self, digest: str, size: int) -> bool:
        """Whether a file of this hash and size is there, without reading it."""
        path = self._path(digest)
        try:
            there = look_at(path).st_size if self._is_local else self._files.size(path)
        except (NotRead, OSError):
            return False
        return bool(there == size)

    def names(self) -> Iterator[str]:
        """The path of every file there is, below the store: ``<two digits>/<hash>``, and whatever
        else lies there."""
        if self._is_local:
            if Path(self._root).is_dir():
                yield from files_below(self._root)
        elif self._files.exists(self._root):
            yield from (
                path.removeprefix(f"{self._root}/") for path in self._files.find(self._root)
            )

    def _write(self, path: str, content: bytes) -> None:
        """Written beside and moved, so that a crash never leaves half a file under its name."""
        if self._is_local:
            with whole_file(Path(path)) as unfinished:
                unfinished.write_bytes(content)
            return
        self._files.makedirs(os.path.dirname(path), exist_ok=True)
        unfinished_url = f"{path}.{uuid.uuid4().hex}"
        self._files.pipe_file(unfinished_url, content)
        self._files.mv(unfinished_url, path)

    def _read(self, path: str) -> bytes:
        """Never more than was ever received, whatever the file has become."""
        if self._is_local:
            return read_regular(path)
        content: bytes = self._files.cat_file(path, 0, LARGEST_FILE + 1)
        return content

    def _path(self, digest: str) -> str:
        return f"{self._root}/{digest[:2]}/{digest}"
