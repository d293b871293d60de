"""A backup of a home, made while people work in it.

The ledger is copied first, in one step. Originals are on the disk before the ledger names them and
are never changed, so that those the copy names are all there, whatever is received meanwhile.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dashboards.release_record.in_force import current_release
from dashboards.release_record.manifest import file_hashes, manifest_hash
from ingestion.home.home import CARD_FILE, Home
from ingestion.home.ledger import Ledger
from ingestion.home.ledger_head import Head, copy_database, copy_ledger
from ingestion.home.raw_store import LostOriginal, RawStore
from ingestion.home.regular_files import LARGEST_FILE
from ingestion.home.whole_files import whole_file
from ingestion.home.whole_folders import whole_folder
from ingestion.landing.receipts import Receipt, containers, receipts, registers
from ingestion.refusal import Refusal
from ingestion.submissions.purges import purged_files
from orchestration.backups.backup_folder import MANIFEST, BackupFolder, BackupManifest
from orchestration.identity.accounts import ACCOUNTS_FILE
from orchestration.run_context import Progress, last_run
from orchestration.verifying.kept_releases import recorded_releases
from orchestration.verifying.rested_on import whole_ledger, whole_release

LEDGER_FILE, SETTINGS_FILE = "ledger.sqlite", "csi.toml"


@dataclass(frozen=True)
class BackedUp:
    """What a backup came to: its name, what it says of itself, how many originals were new to the
    folder, and how many files lie in the inbox, which no backup holds."""

    name: str
    manifest: BackupManifest
    new_originals: int
    in_inbox: int


def back_up(home: Home, folder: Path, progress: Progress, *, with_releases: bool) -> BackedUp:
    """Add a backup of a home to a folder of backups. Raises ``BrokenChain`` and ``NotWhole`` where
    the ledger, or a release, is not as it was recorded, ``Refusal`` for a folder in the home."""
    if folder.resolve().is_relative_to(home.folder):
        raise Refusal("backup.inside", folder=folder, home=home.folder)
    home.ledger().close()  # says in words what is lost
    backups = BackupFolder(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    now = datetime.now(UTC)
    target = backups.homes / f"{now:%Y%m%dT%H%M%S.%fZ}"
    backups.homes.mkdir(exist_ok=True, mode=0o700)
    with whole_folder(target) as unfinished:
        head = _copy_databases(home, unfinished)
        with Ledger(f"sqlite:///{unfinished / LEDGER_FILE}") as ledger:
            whole_ledger(home, ledger)
            received = received_files(ledger)
            before = set(backups.raw_store().names())
            for name in purged_files(ledger):
                backups.raw_store().erase(name)
            lost = [*_copy_originals(home, backups.raw_store(), received, progress)]
            releases = _copy_releases(home, ledger, backups) if with_releases else {}
            run = last_run(ledger)
        for name in (CARD_FILE, SETTINGS_FILE):
            if (home / name).exists():
                shutil.copyfile(home / name, unfinished / name)
        current = current_release(home / "releases")
        manifest = BackupManifest(
            made_at=now.isoformat(timespec="seconds"),
            events=head.events,
            head=head.hash,
            as_of=run.body["as_of"] if run else None,
            content_hash=run.body.get("content_hash") if run else None,
            files=file_hashes(unfinished),
            originals=len(received),
            lost=lost,
            releases=releases,
            release_in_force=current.release_id if current else None,
        )
        with whole_file(unfinished / MANIFEST) as writing:
            writing.write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
        for path in unfinished.iterdir():
            path.chmod(0o600)
    new = len(set(backups.raw_store().names()) - before)
    waiting = sum(path.is_file() for path in home.inbox.rglob("*"))
    return BackedUp(target.name, manifest, new, waiting)


def drop_older(folder: Path, keep: int) -> list[str]:
    """Take away all backups of a folder but the newest ``keep``; originals and releases stay."""
    backups = BackupFolder(folder)
    older = backups.names()[:-keep]
    for name in older:
        shutil.rmtree(backups.homes / name)
    return older


def _copy_databases(home: Home, target: Path) -> Head:
    """Copy ledger and accounts, each as it is at one moment, sessions left out; returns where the
    ledger ends."""
    head = copy_ledger(home.ledger_file, target / LEDGER_FILE)
    if (home / ACCOUNTS_FILE).exists():
        copy_database(home / ACCOUNTS_FILE, target / ACCOUNTS_FILE)
        with closing(sqlite3.connect(target / ACCOUNTS_FILE)) as accounts, accounts:
            accounts.execute("delete from session")
    return head


def received_files(ledger: Ledger) -> list[Receipt]:
    """Every file there is a receipt of, but those that were purged and those larger than any that
    is read."""
    received = {
        one.submission_id: one
        for one in (*registers(ledger), *receipts(ledger).values(), *containers(ledger))
    }
    purged = purged_files(ledger)
    return [
        one for name, one in received.items() if one.size <= LARGEST_FILE and name not in purged
    ]


def _copy_originals(
    home: Home, target: RawStore, received: list[Receipt], progress: Progress
) -> Iterator[str]:
    """Copy what is not in the backups yet, and what is damaged there; those that are lost."""
    source = home.raw_store()
    for done, receipt in enumerate(received, 1):
        progress.advance("back_up", done, len(received))
        try:
            target.put(source.get(receipt.submission_id))
        except LostOriginal:
            yield receipt.submission_id


def _copy_releases(home: Home, ledger: Ledger, backups: BackupFolder) -> dict[str, str]:
    """Copy the releases that are not in the backups yet; the hash of the manifest of each."""
    hashes = {}
    for release_id in recorded_releases(ledger):
        source = home / "releases" / release_id
        if not source.exists():
            continue
        whole_release(home, ledger, release_id)
        hashes[release_id] = manifest_hash(source)
        target = backups.releases / hashes[release_id]
        if not target.exists():
            backups.releases.mkdir(exist_ok=True, mode=0o700)
            with whole_folder(target) as unfinished:
                shutil.copytree(source, unfinished, dirs_exist_ok=True)
    return hashes
