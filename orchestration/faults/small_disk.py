"""A disk of a size of its own: a file system in memory, where the user may mount one."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_ENOUGH = 4 * 1024**3


class SmallDisk:
    """A disk mounted at ``folder``; all of the machine's memory is not too much for it at first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def used(self) -> int:
        """The bytes in use."""
        disk = os.statvfs(self.folder)
        return (disk.f_blocks - disk.f_bfree) * disk.f_frsize

    def leave(self, room: int) -> None:
        """Leave room for so many bytes more."""
        self._resize(self.used() + room)

    def widen(self) -> None:
        """Make room again."""
        self._resize(_ENOUGH)

    def _resize(self, size: int) -> None:
        _mount("-o", f"remount,size={size}", self.folder)


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mount an empty disk at ``folder`` until the block ends."""
    folder.mkdir(parents=True, exist_ok=True)
    _mount("-t", "tmpfs", "-o", f"size={_ENOUGH},mode=0700", "tmpfs", folder)
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True, capture_output=True)  # noqa: S603, S607


def may_mount() -> bool:
    """Whether this user may mount a disk here."""
    try:
        with TemporaryDirectory(prefix="csi-disk-") as folder, small_disk(Path(folder)):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def _mount(*arguments: str | Path) -> None:
    subprocess.run(["mount", *arguments], check=True, capture_output=True)  # noqa: S603, S607
