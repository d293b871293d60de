"""A home from a backup: made beside its place, checked, and put there when it is whole."""

from __future__ import annotations

import errno
import os
import shutil
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from dashboards.release_record.in_force import switch_to
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.home.raw_store import LostOriginal
from ingestion.home.whole_files import is_running
from ingestion.refusal import Refusal
from orchestration.backups.backing_up import LEDGER_FILE, SETTINGS_FILE, received_files
from orchestration.backups.backup_folder import (
    BackupFolder,
    BackupManifest,
    DamagedBackup,
    read_backup,
)
from orchestration.run_context import Progress
from orchestration.verifying.kept_releases import recorded_releases
from orchestration.verifying.rested_on import whole_ledger, whole_release

SETTINGS_ASIDE = "csi.toml.restored"


@dataclass(frozen=True)
class Restored:
    """What was restored: the backup's name, what it says of itself, and the originals that it has
    lost besides those that were lost when it was made."""

    name: str
    manifest: BackupManifest
    lost: list[str]


def restore(folder: Path, target: Path, name: str | None, progress: Progress) -> Restored:
    """Make a home at ``target``, where there is nothing yet, from the backup of that name, the
    newest where none is named. Rows, marts and pages are not in it: a rebuild makes them. Settings
    are put aside: by them the new home would fetch mail, send letters and publish beside the one it
    was made from. Raises
    ``Refusal``, ``DamagedBackup``, ``BrokenChain``; then there is no home at ``target``."""
    target = target.resolve()
    if target.exists() and any(target.iterdir()):
        raise Refusal("backup.target_exists", folder=target)
    backups = BackupFolder(folder)
    source = backups.of(name)
    manifest = read_backup(source)
    unfinished = _begun(target)
    try:
        for file in sorted(manifest.files):
            copy = unfinished / (SETTINGS_ASIDE if file == SETTINGS_FILE else file)
            shutil.copyfile(source / file, copy)
            copy.chmod(0o600)
        home = Home(unfinished, upgrades=True)
        home.upgrade()  # the backup may be of an older version of this software
        home.end_upgrade()
        lost = _fill(home, backups, manifest, progress)
        _put(unfinished, target)
    except BaseException:
        shutil.rmtree(unfinished)
        raise
    return Restored(source.name, manifest, lost)


def _begun(target: Path) -> Path:
    """A folder of this process to make the home in; what killed restores left goes."""
    for left in target.parent.glob(f".{escape(target.name)}.*.restoring"):
        if not is_running(int(left.suffixes[-2].removeprefix("."))):
            shutil.rmtree(left)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.restoring")
    unfinished.mkdir(parents=True, mode=0o700)
    return unfinished


def _put(unfinished: Path, target: Path) -> None:
    """Put the home in its place, unless another restore was quicker."""
    try:
        unfinished.replace(target)
    except OSError as there:
        if there.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        raise Refusal("backup.target_exists", folder=target) from there


def _fill(
    home: Home, backups: BackupFolder, manifest: BackupManifest, progress: Progress
) -> list[str]:
    """Put originals and releases into a home that has its ledger; returns the originals that are
    lost."""
    lost = []
    with Ledger(f"sqlite:///{home.ledger_file}") as ledger:
        if (ledger.verify(), ledger.head().hash) != (manifest.events, manifest.head):
            raise DamagedBackup("backup.damaged", file=LEDGER_FILE)
        whole_ledger(home, ledger)
        source, target = backups.raw_store(), home.raw_store()
        received = received_files(ledger)
        for done, receipt in enumerate(received, 1):
            progress.advance("restore", done, len(received))
            try:
                target.put(source.get(receipt.submission_id))
            except LostOriginal:
                lost.append(receipt.submission_id)
        for release_id in recorded_releases(ledger).keys() & manifest.releases.keys():
            kept = backups.releases / manifest.releases[release_id]
            if not kept.is_dir():
                raise DamagedBackup("backup.damaged", file=kept)
            shutil.copytree(kept, home / "releases" / release_id)
            whole_release(home, ledger, release_id)
    if manifest.release_in_force in manifest.releases:
        switch_to(home / "releases", str(manifest.release_in_force))
    return sorted(set(lost) - set(manifest.lost))
