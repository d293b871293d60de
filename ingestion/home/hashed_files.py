"""Files whose name ends with the hash of what is in them, so that one that was changed, cut or
exchanged is known by its name: ``<stem>.<hash>.parquet``."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingestion.home.whole_files import whole_file

_DIGITS = 16


def write_hashed(folder: Path, stem: str, content: bytes) -> None:
    """Write a Parquet file in the place of the one of the same stem, if there is one."""
    target = folder / f"{stem}.{_hash(content)}.parquet"
    before = [*folder.glob(f"{stem}.parquet"), *folder.glob(f"{stem}.*.parquet")]
    with whole_file(target) as unfinished:
        unfinished.write_bytes(content)
    for file in before:
        if file != target:
            file.unlink()


def stem_of(file: Path) -> str:
    """The name of a file without the hash."""
    return file.name.partition(".")[0]


def is_as_written(file: Path) -> bool:
    """Whether a file still holds what was written under its name."""
    _, *hashed, _ = file.name.split(".")
    return file.is_file() and hashed == [_hash(file.read_bytes())]


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_DIGITS]
