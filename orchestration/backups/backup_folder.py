"""A folder of backups, and what each of them says of itself.

``raw/`` holds every original once, whichever backups need it, and ``releases/`` every release.
``homes/<moment>/`` is one backup: the ledger with its head, the accounts, ``home.json``,
``csi.toml``, and ``manifest.json``, which names each file with its hash. A backup is there whole or
not at all. Rows, marts and pages to come are computed again from it. One process at a time adds to
the folder or takes away from it.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from dashboards.release_record.manifest import file_hashes
from ingestion.home.ledger import Ledger
from ingestion.home.ledger_head import first_hash
from ingestion.home.raw_store import RawStore
from ingestion.home.regular_files import LARGEST_FILE, NotRead, read_regular
from ingestion.home.whole_files import sync_folder
from ingestion.home.whole_folders import finish
from ingestion.landing.receipts import Receipt, all_received
from ingestion.refusal import Refusal
from ingestion.submissions.purges import purged_files

MANIFEST, LEDGER_FILE, SETTINGS_FILE = "manifest.json", "ledger.sqlite", "csi.toml"
HOMES, RAW, RELEASES = "homes", "raw", "releases"
_UNFINISHED = ".part"
_NAME = "%Y%m%dT%H%M%S.%fZ"
_MOMENT = re.compile(r"\d{8}T\d{6}\.\d{6}Z")


class BackupManifest(BaseModel):
    """What a backup holds: of which ``home`` it is, by the hash of the first event (None before
    there was one, and in the first backups), its ``files`` by hash, how long the ledger was and
    which its last event, the day and the hash of the figures of the last run, the hash of the
    manifest of each release, the release in force by the ledger, and the originals that were lost
    already when it was made."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    layout_version: int = 1
    made_at: str
    home: str | None = None
    events: int
    head: str
    as_of: str | None
    content_hash: str | None
    files: dict[str, str]
    originals: int
    lost: list[str]
    releases: dict[str, str]
    release_in_force: str | None


class DamagedBackup(Refusal):
    """A backup does not hold what it says it does: the ``file`` that is gone or another."""

    kind = "failed"

    def __init__(self, file: Path) -> None:
        super().__init__("backup.damaged", file=file)


class BackupFolder:
    """Backups of one home below ``folder``, the newest last by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.homes, self.releases = folder / HOMES, folder / RELEASES

    def raw_store(self) -> RawStore:
        """The originals of all backups."""
        return RawStore(str(self.folder / RAW))

    def names(self) -> list[str]:
        """The backups there are, the oldest first; one that lost its manifest too."""
        there = (path for path in self.homes.glob("*") if path.suffix != _UNFINISHED)
        return sorted(
            path.name
            for path in there
            if path.is_dir() and (_MOMENT.fullmatch(path.name) or (path / MANIFEST).exists())
        )

    def next_name(self, now: datetime) -> str:
        """The name of a backup made now: after all others, also where the clock was set back."""
        names = [name for name in self.names() if _MOMENT.fullmatch(name)]
        last = datetime.strptime(names[-1], _NAME).replace(tzinfo=UTC) if names else now
        return f"{max(now, last + timedelta(microseconds=1)):{_NAME}}"

    def of(self, name: str | None) -> Path:
        """The folder of a backup, the newest where none is named; raises ``Refusal`` where there
        is none."""
        names = self.names()
        if not names or name not in (None, *names):
            raise Refusal("backup.none", folder=self.folder, name=name or "", known=_some(names))
        return self.homes / (name or names[-1])

    def refuse_other(self, home: Path, first: str | None) -> None:
        """Raise ``Refusal`` where the newest backup that says whose it is is of another home than
        the one in the folder ``home``, whose ledger begins with the event of the hash ``first``."""
        name, other = next(self._homes(), ("", first))
        if other != first:
            ids = {"id": _short(first), "other": _short(other)}
            raise Refusal("backup.other_home", folder=self.folder, name=name, home=home, **ids)

    def sweep(self) -> int:
        """Take away what killed backups left unfinished; returns how much there was."""
        homes = [path for path in self.homes.glob(f"*{_UNFINISHED}") if path.is_dir()]
        for path in homes:
            shutil.rmtree(path)
        files = [*(self.folder / RAW).rglob(f"*{_UNFINISHED}")]
        for path in files:
            path.unlink()
        releases = {path.name.partition(".")[0] for path in self.releases.glob(f"*{_UNFINISHED}")}
        return len(homes) + len(files) + sum(finish(self.releases / name) for name in releases)

    def sync_names(self) -> None:
        """Wait until all that lies in the folder is on the disk under its name, also what a killed
        backup put there."""
        raw = self.folder / RAW
        for path in (*raw.glob("*"), raw, self.releases, self.homes, self.folder):
            if path.is_dir():
                sync_folder(path)

    def _homes(self) -> Iterator[tuple[str, str]]:
        """The backups that say of which home they are, the newest first."""
        for name in reversed(self.names()):
            with suppress(DamagedBackup, sqlite3.Error):
                first = read_manifest(self.homes / name).home
                first = first or first_hash(self.homes / name / LEDGER_FILE)
                if first:
                    yield name, first


def read_manifest(folder: Path) -> BackupManifest:
    """What a backup says of itself; raises ``DamagedBackup``."""
    try:
        return BackupManifest.model_validate_json(read_regular(folder / MANIFEST))
    except (NotRead, ValidationError) as damaged:
        raise DamagedBackup(folder / MANIFEST) from damaged


def read_backup(folder: Path) -> BackupManifest:
    """The same, and every file it names is as it says; else raises ``DamagedBackup``."""
    manifest = read_manifest(folder)
    try:
        there = file_hashes(folder)
    except OSError as closed:
        raise DamagedBackup(Path(closed.filename or folder)) from closed
    for name, digest in manifest.files.items():
        if there.get(name) != digest:
            raise DamagedBackup(folder / name)
    return manifest


def originals_of(ledger: Ledger) -> list[Receipt]:
    """Every file that a backup of a home with this ledger holds: all that were received, but those
    that were purged and those larger than any that is read."""
    purged = purged_files(ledger)
    received = all_received(ledger).items()
    return [one for name, one in received if one.size <= LARGEST_FILE and name not in purged]


def _short(first: str | None) -> str:
    return first[:12] if first else "–"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[-5:]) or "–"
