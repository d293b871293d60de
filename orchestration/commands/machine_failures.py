"""What the machine refuses, whatever the command: no room, no permission."""

from __future__ import annotations

import errno
from collections.abc import Iterator

from ingestion.refusal import Refusal

_FULL = (errno.ENOSPC, errno.EDQUOT)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)
# As SQLite and DuckDB say it, which raise errors of their own.
_SAID_OF_FULL = ("disk is full", "no space left on device")
_SAID_OF_CLOSED = ("readonly database", "permission denied", "unable to open database file")


class MachineRefuses(Refusal):
    """The disk is full, or a file is closed to this user."""

    kind = "failed"


def refused_by_machine(error: BaseException) -> MachineRefuses | None:
    """The failure in words, where the machine is why; None for every other."""
    for cause in _causes(error):
        number = cause.errno if isinstance(cause, OSError) else None
        said = str(cause).lower()
        if number in _FULL or any(sign in said for sign in _SAID_OF_FULL):
            return MachineRefuses("refused.disk_full")
        if number in _CLOSED or any(sign in said for sign in _SAID_OF_CLOSED):
            file = cause.filename if isinstance(cause, OSError) else None
            return MachineRefuses("refused.no_permission", file=file or "csi")
    return None


def refusal_of(error: Exception) -> Refusal | None:
    """Why something failed, in words; None where nobody foresaw it."""
    return error if isinstance(error, Refusal) else refused_by_machine(error)


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    while cause is not None:
        yield cause
        cause = cause.__cause__ or cause.__context__
