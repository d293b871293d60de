"""Folders that are replaced whole: what lay there stays until what follows it is finished.

Two renames do it. Whatever ends the process between them leaves both the old and the new folder
beside the name, and ``finish`` goes on from there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingestion.home.whole_files import sync_folder


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """An empty folder to fill, beside ``target``; when the block ends well it is in its place. One
    process at a time; what a killed one left unfinished goes first."""
    finish(target)
    unfinished, before = _beside(target)
    unfinished.mkdir()
    try:
        yield unfinished
    except BaseException:
        shutil.rmtree(unfinished)
        raise
    sync_folder(unfinished)
    if target.exists():
        target.rename(before)
    unfinished.rename(target)
    sync_folder(target.parent)
    if before.exists():
        shutil.rmtree(before)


def finish(target: Path) -> bool:
    """End a replacement that was broken off: once the old folder was moved the new one is whole and
    takes its place, before that it goes. Returns whether there was one."""
    unfinished, before = _beside(target)
    was_broken_off = unfinished.exists() or before.exists()
    if before.exists() and unfinished.exists():
        unfinished.rename(target)  # an empty folder may have been made there meanwhile
    for left in (unfinished, before):
        if left.exists():
            shutil.rmtree(left)
    return was_broken_off


def _beside(target: Path) -> tuple[Path, Path]:
    """Where the new folder is filled, and where the old one is put."""
    return target.with_name(f"{target.name}.new.part"), target.with_name(f"{target.name}.old.part")
