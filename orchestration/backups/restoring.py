"""A home from a backup: made beside its place, checked, and put there when it is whole."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from glob import escape
from pathlib import Path

from dashboards.release_record.in_force import switch_to
from ingestion.home.home import LAYOUT_VERSION, Home
from ingestion.home.ledger import Ledger
from ingestion.home.raw_store import LostOriginal, RawStore
from ingestion.home.whole_files import is_running, sync_below, sync_folder
from ingestion.refusal import Refusal
from orchestration.backups.backup_folder import (
    LEDGER_FILE,
    SETTINGS_FILE,
    BackupFolder,
    BackupManifest,
    DamagedBackup,
    originals_of,
    read_backup,
)
from orchestration.run_context import Progress
from orchestration.verifying.kept_releases import is_as_released, recorded_releases
from orchestration.verifying.rested_on import as_released, whole_ledger

SETTINGS_ASIDE = "csi.toml.restored"


@dataclass(frozen=True)
class Restored:
    """What was restored: the backup's name, what it says of itself, the originals that it has lost
    besides those that were lost when it was made, and the releases that are damaged there, which
    were left out."""

    name: str
    manifest: BackupManifest
    lost: list[str]
    damaged_releases: list[str]


def restore(folder: Path, target: Path, name: str | None, progress: Progress) -> Restored:
    """Make a home at ``target``, where there is nothing yet, from the backup of that name, the
    newest where none is named. Rows, marts and pages are not in it: a rebuild makes them. Settings
    are put aside: by them the new home would fetch mail, send letters and publish beside the one it
    was made from. Raises
    ``Refusal``, ``DamagedBackup``, ``BrokenChain``; then there is no home at ``target``."""
    target = target.resolve()
    if target.exists() and any(target.iterdir()):
        raise Refusal("backup.target_exists", folder=target)
    if target.is_relative_to(folder.resolve()):
        raise Refusal("backup.target_inside", folder=folder, home=target)
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
        if home.layout_version < LAYOUT_VERSION:  # by an older version of this software
            home.upgrade()
            home.end_upgrade()
        lost, damaged = _fill(home, backups, source, manifest, progress)
        _put(unfinished, target)
    except BaseException:
        shutil.rmtree(unfinished)
        raise
    return Restored(source.name, manifest, lost, damaged)


def _begun(target: Path) -> Path:
    """A folder of this process to make the home in; what killed restores left goes."""
    for left in target.parent.glob(f".{escape(target.name)}.*.restoring"):
        if not is_running(int(left.suffixes[-2].removeprefix("."))):
            shutil.rmtree(left)
    unfinished = target.with_name(f".{target.name}.{os.getpid()}.restoring")
    unfinished.mkdir(parents=True, mode=0o700)
    return unfinished


def _put(unfinished: Path, target: Path) -> None:
    """Put the home in its place, all of it on the disk, unless another restore was quicker."""
    sync_below(unfinished)
    try:
        unfinished.replace(target)
    except OSError as there:
        if there.errno not in (errno.ENOTEMPTY, errno.EEXIST):
            raise
        raise Refusal("backup.target_exists", folder=target) from there
    sync_folder(target.parent)


def _fill(
    home: Home, backups: BackupFolder, source: Path, manifest: BackupManifest, progress: Progress
) -> tuple[list[str], list[str]]:
    """Put originals and releases into a home that has its ledger; returns the originals that are
    lost, and the releases that are damaged."""
    with home.ledger() as ledger:
        if (whole_ledger(home, ledger), ledger.head().hash) != (manifest.events, manifest.head):
            raise DamagedBackup(source / LEDGER_FILE)
        lost = {*_copy_originals(home, ledger, backups.raw_store(), progress)}
        damaged = [*_copy_releases(home, ledger, backups, manifest)]
    return sorted(lost - set(manifest.lost)), damaged


def _copy_originals(
    home: Home, ledger: Ledger, source: RawStore, progress: Progress
) -> Iterator[str]:
    """Copy what was received; those that are lost."""
    target, received = home.raw_store(), originals_of(ledger)
    for done, receipt in enumerate(received, 1):
        progress.advance("restore", done, len(received))
        try:
            target.put(source.get(receipt.submission_id))
        except LostOriginal:
            yield receipt.submission_id


def _copy_releases(
    home: Home, ledger: Ledger, backups: BackupFolder, manifest: BackupManifest
) -> Iterator[str]:
    """Copy the releases of a backup, and lead readers to the one in force by the ledger; those that
    are damaged in the backups."""
    recorded = recorded_releases(ledger)
    for release_id in sorted(recorded.keys() & manifest.releases.keys()):
        kept = backups.releases / manifest.releases[release_id]
        if not is_as_released(kept, manifest.releases[release_id]):
            yield release_id
            continue
        shutil.copytree(kept, home / "releases" / release_id)
        as_released(home, ledger, release_id)
    last = next(reversed(recorded), None)
    if last and (home / "releases" / last).exists():
        switch_to(home / "releases", last)
