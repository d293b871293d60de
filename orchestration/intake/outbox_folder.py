"""What the warehouse wrote into the outbox, by its own record there. A file that somebody else put
there or changed is never taken away: it makes room under a name of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingestion.home.regular_files import NotRead, read_regular
from ingestion.home.whole_files import whole_file

_RECORD = "returned.json"
_DIGITS = 8


@dataclass(frozen=True)
class Written:
    """A workbook that was written: its ``path`` below the outbox, the ``stamp`` of what it says and
    the ``digest`` of its bytes; None where it is about to be written, or was before digests were
    kept."""

    path: str
    stamp: str
    digest: str | None = None

    def is_at(self, outbox: Path) -> bool:
        """Whether it lies there as it was written."""
        file = outbox / self.path
        return file.is_file() and self.digest in (None, _digest(file.read_bytes()))


def written_before(outbox: Path) -> dict[str, Written]:
    """What the record says was written, by submission; nothing where it cannot be read."""
    try:
        entries = json.loads(read_regular(outbox / _RECORD))
        return {name: Written(*one) for name, one in entries.items()}
    except (NotRead, ValueError, TypeError, AttributeError):
        return {}


def keep_record(outbox: Path, written: Mapping[str, Written]) -> None:
    """Record what was written, or is about to be, by submission."""
    entries = {name: [one.path, one.stamp, one.digest] for name, one in written.items()}
    with whole_file(outbox / _RECORD) as unfinished:
        unfinished.write_text(json.dumps(entries, indent=0, sort_keys=True), "utf-8")


def put(outbox: Path, content: bytes, path: str, stamp: str, before: Written | None) -> Written:
    """Write a workbook in the place of the one written ``before``, if any."""
    file = outbox / path
    is_ours = before is not None and before.path == path and before.is_at(outbox)
    if file.is_file() and not is_ours:
        _make_room(file, content)
    with whole_file(file) as unfinished:
        unfinished.write_bytes(content)
    return Written(path, stamp, _digest(content))


def take_away(outbox: Path, written: Written) -> None:
    """Take away a workbook as it was written, and the folder that is empty without it."""
    if written.is_at(outbox):
        _unlink(outbox / written.path)


def erase(outbox: Path, submission_id: str) -> None:
    """Erase every workbook of a submission that was purged, whoever changed it since, and the
    folder that is empty without it."""
    for file in list(outbox.rglob(f"*{submission_id[:12]}*.xlsx")):
        _unlink(file)


def _unlink(file: Path) -> None:
    file.unlink()
    if not any(file.parent.iterdir()):
        file.parent.rmdir()


def _make_room(file: Path, content: bytes) -> None:
    """Give somebody's own file another name; one that says what is to be written stays."""
    found = file.read_bytes()
    if found != content:
        file.rename(file.with_stem(f"{file.stem}.{_digest(found)[:_DIGITS]}"))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
