"""The raw store: every byte ever received, named by its SHA-256, never changed.

A folder by default; any fsspec URL (an object store) works the same.
"""

from __future__ import annotations

import hashlib
import os
import uuid

import fsspec


class RawStore:
    """Append-only files by content hash below a folder or URL."""

    def __init__(self, url: str) -> None:
        self._files, self._root = fsspec.core.url_to_fs(url)

    def put(self, content: bytes) -> str:
        """Keep the bytes and return their SHA-256; the same bytes are kept once."""
        digest = hashlib.sha256(content).hexdigest()
        target = self._path(digest)
        if not self._files.exists(target):
            self._files.makedirs(os.path.dirname(target), exist_ok=True)
            # Written beside and moved, so that a crash never leaves half a file under its name.
            unfinished = f"{target}.{uuid.uuid4().hex}"
            self._files.pipe_file(unfinished, content)
            self._files.mv(unfinished, target)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes with this hash; raises ``FileNotFoundError`` when they were never received and
        ``ValueError`` when what lies there is no longer what was received."""
        content: bytes = self._files.cat_file(self._path(digest))
        if hashlib.sha256(content).hexdigest() != digest:
            raise ValueError(f"the raw store holds other bytes than {digest}")
        return content

    def _path(self, digest: str) -> str:
        return f"{self._root}/{digest[:2]}/{digest}"
