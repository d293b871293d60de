"""A backup of a home, made while people work in it.

The ledger is copied first, in one step, with the card of that moment; what else changes by the
ledger is derived from the copy. Originals are on the disk before the ledger names them and are
never changed, so that those the copy names are all there, whatever is received meanwhile; where a
purge took one of them away, the ledger is copied anew.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dashboards.release_record.manifest import file_hashes, manifest_hash
from ingestion.home.home import CARD_FILE, Home, read_card
from ingestion.home.ledger import Ledger
from ingestion.home.ledger_head import Head, copy_database, copy_ledger, first_hash
from ingestion.home.places import is_home
from ingestion.home.raw_store import LostOriginal, RawStore
from ingestion.home.whole_files import sync_below, sync_folder, whole_file
from ingestion.home.whole_folders import whole_folder
from ingestion.landing.receipts import Receipt
from ingestion.landing.sources import Delivery, inbox_deliveries
from ingestion.refusal import Refusal
from ingestion.submissions.purges import purged_files
from orchestration.backups.backup_folder import (
    LEDGER_FILE,
    MANIFEST,
    SETTINGS_FILE,
    BackupFolder,
    BackupManifest,
    originals_of,
)
from orchestration.identity.accounts import ACCOUNTS_FILE
from orchestration.run_context import Progress, last_run
from orchestration.verifying.kept_releases import recorded_releases
from orchestration.verifying.rested_on import as_released, whole_ledger


@dataclass(frozen=True)
class BackedUp:
    """What a backup came to: its name, what it says of itself, how many originals were new to the
    folder, how many files lie in the inbox, which no backup holds, and how much that killed backups
    left was ``swept``."""

    name: str
    manifest: BackupManifest
    new_originals: int
    in_inbox: int
    swept: int


def back_up(home: Home, folder: Path, progress: Progress, *, with_releases: bool) -> BackedUp:
    """Add a backup of a home to a folder of backups. Raises ``BrokenChain`` and ``NotWhole`` where
    the ledger, or a release, is not as it was recorded, ``Refusal`` for a folder in the home and
    for one that holds backups of another."""
    if folder.resolve().is_relative_to(home.folder):
        raise Refusal("backup.inside", folder=folder, home=home.folder)
    if is_home(folder):
        raise Refusal("backup.is_home", folder=folder)
    home.ledger().close()  # says in words what is lost
    backups = BackupFolder(folder)
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        sync_folder(folder.resolve().parent)
    backups.homes.mkdir(exist_ok=True, mode=0o700)
    with home.alone_in(folder):
        backups.refuse_other(home.folder, first_hash(home.ledger_file))
        swept = backups.sweep()
        before = set(backups.raw_store().names())
        now = datetime.now(UTC)
        target = backups.homes / backups.next_name(now)
        with whole_folder(target) as unfinished:
            manifest = _fill(home, backups, unfinished, now, progress, with_releases=with_releases)
        new = len(set(backups.raw_store().names()) - before)
    return BackedUp(target.name, manifest, new, _not_received(home), swept)


def _not_received(home: Home) -> int:
    """The files of the inbox that are in no backup: those nobody has received yet."""
    with home.ledger() as ledger:
        received = {one.submission_id for one in originals_of(ledger)}
    return sum(
        hashlib.sha256(one.content).hexdigest() not in received
        for one in inbox_deliveries(home.inbox)
        if isinstance(one, Delivery)
    )


def drop_older(home: Home, folder: Path, keep: int) -> list[str]:
    """Take away all backups of a folder but the newest ``keep`` that have a manifest; originals and
    releases stay. Each goes in one step: what a killed process leaves is no backup any more."""
    backups = BackupFolder(folder)
    with home.alone_in(folder):
        names = backups.names()
        whole = [name for name in names if (backups.homes / name / MANIFEST).exists()]
        older = [name for name in names if name < whole[-keep]] if len(whole) > keep else []
        for name in older:
            dropped = (backups.homes / name).rename(backups.homes / f"{name}.dropped.part")
            sync_folder(backups.homes)
            shutil.rmtree(dropped)
    return older


def _fill(
    home: Home,
    backups: BackupFolder,
    target: Path,
    now: datetime,
    progress: Progress,
    *,
    with_releases: bool,
) -> BackupManifest:
    """Fill the folder of a backup, and put what all backups share beside it: all of it is on the
    disk when this returns."""
    _copy_accounts(home, target)
    if (home / SETTINGS_FILE).exists():
        shutil.copyfile(home / SETTINGS_FILE, target / SETTINGS_FILE)
    head, lost = _copy_received(home, backups.raw_store(), target, progress)
    with Ledger(f"sqlite:///{target / LEDGER_FILE}") as ledger:
        received = originals_of(ledger)
        releases = _copy_releases(home, ledger, backups) if with_releases else {}
        run = last_run(ledger)
        in_force = next(reversed(recorded_releases(ledger)), None)
    backups.sync_names()
    manifest = BackupManifest(
        made_at=now.isoformat(timespec="seconds"),
        home=first_hash(target / LEDGER_FILE),
        events=head.events,
        head=head.hash,
        as_of=run.body["as_of"] if run else None,
        content_hash=run.body.get("content_hash") if run else None,
        files=file_hashes(target),
        originals=len(received),
        lost=lost,
        releases=releases,
        release_in_force=in_force,
    )
    with whole_file(target / MANIFEST) as writing:
        writing.write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
    for path in target.iterdir():
        path.chmod(0o600)
    sync_below(target)
    return manifest


def _copy_received(
    home: Home, store: RawStore, target: Path, progress: Progress
) -> tuple[Head, list[str]]:
    """Copy the ledger and the originals it names, but those that are purged; returns where the
    ledger ends, and the originals that are lost."""
    while True:
        head = _copy_ledger(home, target)
        with Ledger(f"sqlite:///{target / LEDGER_FILE}") as ledger:
            whole_ledger(home, ledger, read_card(target / CARD_FILE))
            for name in purged_files(ledger):
                store.erase(name)
            lost = [*_copy_originals(home, store, originals_of(ledger), progress)]
        with home.ledger() as since:
            if not purged_files(since) & {*lost}:
                return head, lost


def _copy_ledger(home: Home, target: Path) -> Head:
    """Copy the ledger and the card as they were at one moment; returns where the ledger ends. The
    card changes once in the life of a home, and not while both looks at it see the same."""
    while True:
        card = (home / CARD_FILE).read_bytes()
        head = copy_ledger(home.ledger_file, target / LEDGER_FILE)
        if (home / CARD_FILE).read_bytes() == card:
            (target / CARD_FILE).write_bytes(card)
            return head


def _copy_accounts(home: Home, target: Path) -> None:
    """Copy the accounts as they are at one moment, sessions left out."""
    if not (home / ACCOUNTS_FILE).exists():
        return
    copy_database(home / ACCOUNTS_FILE, target / ACCOUNTS_FILE)
    with closing(sqlite3.connect(target / ACCOUNTS_FILE)) as accounts, accounts:
        accounts.execute("delete from session")


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
    """Copy the releases that are not in the backups yet, and those that are damaged there; the hash
    of the manifest of each."""
    hashes = {}
    for release_id in recorded_releases(ledger):
        source = home / "releases" / release_id
        if not source.exists():
            continue
        as_released(home, ledger, release_id)
        hashes[release_id] = manifest_hash(source)
        target = backups.releases / hashes[release_id]
        if not _holds_the_same(source, target):
            backups.releases.mkdir(exist_ok=True, mode=0o700)
            with whole_folder(target) as unfinished:
                shutil.copytree(source, unfinished, dirs_exist_ok=True)
                sync_below(unfinished)
    return hashes


def _holds_the_same(source: Path, target: Path) -> bool:
    try:
        return file_hashes(target) == file_hashes(source)
    except OSError:  # a file there can no longer be read
        return False
