"""Files that are there whole or not at all, whatever ends the process that writes them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from glob import escape
from pathlib import Path


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """The path to write to, beside ``target``; when the block ends well it is on the disk under the
    name of ``target``, in one step, and what lay there before is gone. What killed writers of the
    same file left behind goes too.

    >>> with whole_file(Path("rows.parquet")) as unfinished:
    ...     unfinished.write_bytes(b"...")
    """
    if not target.parent.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        sync_folder(target.parent.parent)
    _sweep(target)
    # Two processes may write the same file at once: the last to finish stays.
    unfinished = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        yield unfinished
        with unfinished.open("rb+") as written:
            os.fsync(written.fileno())
        move_aside(target)
        os.replace(unfinished, target)
    finally:
        unfinished.unlink(missing_ok=True)
    sync_folder(target.parent)


def move_aside(place: Path) -> None:
    """Give a folder in the place of a file another name: what somebody put into it stays."""
    if place.is_dir() and not place.is_symlink():
        place.rename(place.with_name(f"{place.name}.{uuid.uuid4().hex}"))


def sweep_below(folder: Path) -> int:
    """Take away all unfinished files of writers that no longer run, in a folder and below it;
    returns how many there were."""
    return sum(_taken_away(left) for left in folder.rglob("*.part"))


def _sweep(target: Path) -> None:
    """Take away the unfinished files of the same name whose writers no longer run."""
    for left in target.parent.glob(f"{escape(target.name)}.*.part"):
        _taken_away(left)


def _taken_away(unfinished: Path) -> bool:
    """Take an unfinished file away, unless whoever writes it still runs."""
    writer = "".join(unfinished.suffixes[-2:-1]).removeprefix(".")
    is_left = writer.isdecimal() and not is_running(int(writer))
    if is_left:
        unfinished.unlink(missing_ok=True)
    return is_left


def is_running(pid: int) -> bool:
    """Whether there is a process of this id, whoever owns it."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):  # a number too large for any process
        return False
    except PermissionError:  # another user's
        return True
    return True


def sync_below(folder: Path) -> None:
    """Wait until everything in a folder and below it is on the disk, under its name."""
    for path in (*folder.rglob("*"), folder):
        if path.is_dir() and not path.is_symlink():
            sync_folder(path)
        elif path.is_file():
            with path.open("rb") as written:
                os.fsync(written.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk: without them a file that is there is not
    found again."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
