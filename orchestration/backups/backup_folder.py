"""A folder of backups, and what each of them says of itself.

``raw/`` holds every original once, whichever backups need it, and ``releases/`` every release.
``homes/<moment>/`` is one backup: the ledger with its head, the accounts, ``home.json``,
``csi.toml``, and ``manifest.json``, which names each file with its hash. A backup is there whole or
not at all. Rows, marts and pages to come are computed again from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from dashboards.release_record.manifest import file_hashes
from ingestion.home.raw_store import RawStore
from ingestion.refusal import Refusal

MANIFEST = "manifest.json"
HOMES, RAW, RELEASES = "homes", "raw", "releases"


class BackupManifest(BaseModel):
    """What a backup holds: its ``files`` by hash, how long the ledger was and which its last event,
    the day and the hash of the figures of the last run, the hash of the manifest of each release,
    and the originals that were lost already when it was made."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    layout_version: int = 1
    made_at: str
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
    """A backup does not hold what it says it does."""

    kind = "failed"


class BackupFolder:
    """Backups of one home below ``folder``, the newest last by name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.homes, self.releases = folder / HOMES, folder / RELEASES

    def raw_store(self) -> RawStore:
        """The originals of all backups."""
        return RawStore(str(self.folder / RAW))

    def names(self) -> list[str]:
        """The backups there are, the oldest first."""
        whole = (path.parent for path in self.homes.glob(f"*/{MANIFEST}"))
        return sorted(path.name for path in whole if not path.name.endswith(".part"))

    def of(self, name: str | None) -> Path:
        """The folder of a backup, the newest where none is named; raises ``Refusal`` where there
        is none."""
        names = self.names()
        if not names or name not in (None, *names):
            raise Refusal("backup.none", folder=self.folder, name=name or "", known=_some(names))
        return self.homes / (name or names[-1])


def read_backup(folder: Path) -> BackupManifest:
    """What a backup says of itself; raises ``DamagedBackup`` where a file of it is gone or holds
    something else."""
    try:
        manifest = BackupManifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError) as damaged:
        raise DamagedBackup("backup.damaged", file=folder / MANIFEST) from damaged
    there = file_hashes(folder)
    for name, digest in manifest.files.items():
        if there.get(name) != digest:
            raise DamagedBackup("backup.damaged", file=folder / name)
    return manifest


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[-5:]) or "–"
