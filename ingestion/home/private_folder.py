"""A home belongs to one user of the operating system: nobody else reads in it or writes into it.

It holds names, telephone numbers and accounts. Root is refused in the home of another like anybody
else: what it wrote there would be root's, and the next command of its owner would fail on it.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

from ingestion.home.one_writer import system_user, user_name
from ingestion.refusal import Refusal

_OTHERS = 0o077
# Where permissions cannot be changed, whoever mounted the disk decided on them.
_FIXED = (errno.EROFS, errno.EPERM, errno.ENOTSUP)


class ForeignHome(Refusal):
    """A home that another user of the operating system owns."""


def keep_to_owner() -> None:
    """Whatever this process and its children write from now on is readable by its user only."""
    os.umask(_OTHERS)


def take_possession(folder: Path) -> None:
    """Make the folder of a home where there is none; refuse one of another user
    (``ForeignHome``), and close to others one that was open to them, with all that lies in it."""
    keep_to_owner()
    refuse_foreign(folder)
    folder.mkdir(parents=True, exist_ok=True)
    close_to_others(folder)


def refuse_foreign(folder: Path) -> None:
    """Raise ``ForeignHome`` where the folder is another user's, or cannot be looked at."""
    user = system_user()
    try:
        owner = folder.stat().st_uid
    except FileNotFoundError:
        return
    except PermissionError as closed:
        raise ForeignHome("refused.closed_home", folder=folder, user=user) from closed
    if owner != os.getuid():
        raise ForeignHome("refused.foreign_home", folder=folder, owner=user_name(owner), user=user)


def close_to_others(folder: Path) -> None:
    """Close a folder of this user's that is open to others, with all that lies in it."""
    if folder.is_dir() and folder.stat().st_mode & _OTHERS:
        for path in sorted(folder.rglob("*")):
            _close(path)
        _close(folder)  # last: a killed command leaves it open, and the next begins anew


def close_folder(folder: Path) -> None:
    """Close a folder that is open to others: nobody reaches what lies in it any more."""
    if folder.is_dir():
        _close(folder)


def _close(path: Path) -> None:
    """Take the permissions of others away; a link has none of its own."""
    if path.is_symlink():
        return
    about = path.stat()
    if about.st_uid == os.getuid() and about.st_mode & _OTHERS:
        try:
            path.chmod(about.st_mode & 0o700)
        except OSError as fixed:
            if fixed.errno not in _FIXED:
                raise
