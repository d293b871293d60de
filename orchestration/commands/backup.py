"""``csi backup`` and ``csi restore``: what cannot be computed again, in a second place and back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from ingestion.home.home import Home
from ingestion.language.vietnamese import VIETNAM
from ingestion.messages import text
from ingestion.refusal import Refusal
from orchestration.backups.backing_up import BackedUp, back_up, drop_older
from orchestration.backups.backup_folder import (
    SETTINGS_FILE,
    BackupFolder,
    BackupManifest,
    DamagedBackup,
    read_backup,
)
from orchestration.backups.restoring import SETTINGS_ASIDE, Restored, restore
from orchestration.commands.computed_again import ComputedAgain, computed_again
from orchestration.commands.console import ConsoleProgress, say
from orchestration.commands.exit_codes import EXIT_CODE
from orchestration.commands.options import JSON, LANGUAGE, home_folder, open_home, print_json
from orchestration.verifying.flaws import refused

_FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
_EXIT_CODES = """\b
Exit codes: 0 done; 1 done, but originals are lost; 2 no home, or wrong use; 3 nothing was done."""
_RESTORE_EXIT_CODES = """\b
Exit codes: 0 done; 1 done, but originals or releases are lost, or something is broken, or a backup
on the list is damaged; 2 wrong use; 3 nothing was restored, or the run after it failed: then the
home stands and `csi rebuild` goes on."""


@click.command(epilog=_EXIT_CODES)
@_FOLDER
@click.option("--without-releases", is_flag=True, help="Leave the releases out.")
@click.option(
    "--keep",
    type=click.IntRange(min=1),
    metavar="N",
    help="Take away all backups in FOLDER but the newest N. Originals are never taken away.",
)
@LANGUAGE
@JSON
@click.pass_context
def backup(
    context: click.Context,
    folder: Path,
    without_releases: bool,
    keep: int | None,
    lang: str,
    as_json: bool,
) -> None:
    """Add a backup of the home to FOLDER: originals, ledger, accounts, settings, releases.

    People may go on working. Each original lies in FOLDER once, however many backups need it, so
    that a backup each night costs what came in that day. What lies in the inbox and was not
    received yet is in none. FOLDER holds backups of one home. Keep it on another disk, and as
    closed as the home: it holds the same names.

    \b
    Examples:
      csi backup /mnt/backup/csi
      csi backup /mnt/backup/csi --keep 90
    """
    home = open_home(context, create=False)
    with ConsoleProgress(lang) as progress:
        done = back_up(home, folder, progress, with_releases=not without_releases)
    dropped = drop_older(home, folder, keep) if keep else []
    if as_json:
        print_json({**asdict(done), "manifest": done.manifest, "dropped": dropped})
    else:
        say("\n".join(_backup_lines(done, len(dropped), lang)))
    if done.manifest.lost:
        sys.exit(EXIT_CODE["findings"])


@click.command("restore", epilog=_RESTORE_EXIT_CODES)
@_FOLDER
@click.option("--of", "name", metavar="NAME", help="Which backup. Default: the newest.")
@click.option("--list", "only_list", is_flag=True, help="Say which backups there are.")
@LANGUAGE
@JSON
@click.pass_context
def restore_command(
    context: click.Context,
    folder: Path,
    name: str | None,
    only_list: bool,
    lang: str,
    as_json: bool,
) -> None:
    """Make a home from a backup in FOLDER, where there is none yet, and compute it again.

    Every file is checked against its hash, the ledger against the event it ended with; then rows
    and marts are made as by `csi rebuild`, for the day of the last run, and the result is compared
    with what that run recorded. The home lies where --home says. Its settings lie beside it as
    csi.toml.restored, so that it fetches, sends and publishes nothing until you put them in force.
    Where computing fails the home stands as it was restored, and the exit code is 3.

    \b
    Examples:
      csi restore /mnt/backup/csi --list
      csi --home restored restore /mnt/backup/csi
      csi --home restored restore /mnt/backup/csi --of 20261130T010000.000000Z
    """
    if only_list:
        _list(folder, lang, as_json)
        return
    target = home_folder(context)
    with ConsoleProgress(lang) as progress:
        restored = restore(folder, target, name, progress)
    if not as_json:
        say("\n".join(_restore_lines(restored, lang)))
    with ConsoleProgress(lang) as progress:
        again = computed_again(Home(target, context.command_path), progress)
    if as_json:
        print_json(_plain(restored, again, lang))
    else:
        for line in _computed_lines(restored, again, lang):
            say(line)
    if again.failed:
        reason = again.failed.words(lang)
        say(text("backup.not_computed", lang, home=target, reason=reason), err=True)
        sys.exit(EXIT_CODE["failed"])
    if restored.lost or restored.damaged_releases or again.broken:
        sys.exit(EXIT_CODE["findings"])


def _plain(restored: Restored, again: ComputedAgain, language: str) -> dict[str, Any]:
    return {
        **asdict(restored),
        "manifest": restored.manifest,
        "content_hash": again.content_hash,
        "failed": again.failed.plain(language) if again.failed else None,
        "broken": [one.plain(language) for one in again.broken],
    }


def _list(folder: Path, language: str, as_json: bool) -> None:
    backups = BackupFolder(folder)
    listed = {name: _read(backups.homes / name) for name in backups.names()}
    if not listed:
        raise Refusal("backup.none", folder=folder, name="", known="–")
    if as_json:
        print_json({name: _plain_listed(one, language) for name, one in listed.items()})
    else:
        say("\n".join(_listed_line(name, one, language) for name, one in listed.items()))
    if any(isinstance(one, DamagedBackup) for one in listed.values()):
        sys.exit(EXIT_CODE["findings"])


def _read(folder: Path) -> BackupManifest | DamagedBackup:
    try:
        return read_backup(folder)
    except DamagedBackup as damaged:
        return damaged


def _plain_listed(one: BackupManifest | DamagedBackup, language: str) -> dict[str, Any]:
    if isinstance(one, DamagedBackup):
        return {"broken": [refused(one).plain(language)]}
    return one.model_dump(mode="json")


def _listed_line(name: str, one: BackupManifest | DamagedBackup, language: str) -> str:
    if isinstance(one, DamagedBackup):
        return text("backup.line_damaged", language, name=name, **one.values)
    counts = {"events": one.events, "originals": one.originals, "releases": len(one.releases)}
    made = datetime.fromisoformat(one.made_at).astimezone(VIETNAM)
    day = f"{made:%H:%M %d/%m/%Y}"
    return text("backup.line", language, name=name, made_at=day, **counts)


def _backup_lines(done: BackedUp, dropped: int, language: str) -> Iterator[str]:
    made = done.manifest
    counts = {"events": made.events, "originals": made.originals, "releases": len(made.releases)}
    yield text("backup.done", language, name=done.name, new=done.new_originals, **counts)
    if made.lost:
        yield text("backup.lost", language, count=len(made.lost), id=made.lost[0][:12])
    if done.in_inbox:
        yield text("backup.inbox", language, count=done.in_inbox)
    if done.swept:
        yield text("backup.swept", language, count=done.swept)
    if dropped:
        yield text("backup.dropped", language, count=dropped)


def _restore_lines(restored: Restored, language: str) -> Iterator[str]:
    made = restored.manifest
    counts = {"events": made.events, "originals": made.originals, "releases": len(made.releases)}
    yield text("backup.restored", language, name=restored.name, **counts)
    if SETTINGS_FILE in made.files:
        yield text("backup.settings", language, file=SETTINGS_ASIDE)
    if restored.lost:
        yield text("backup.lost", language, count=len(restored.lost), id=restored.lost[0][:12])
    for release in restored.damaged_releases:
        yield text("backup.release_damaged", language, release=release)


def _computed_lines(restored: Restored, again: ComputedAgain, language: str) -> Iterator[str]:
    if again.content_hash is not None:
        which = "same" if again.content_hash == restored.manifest.content_hash else "other"
        yield text(f"backup.figures.{which}", language, hash=again.content_hash)
    yield from (f"- {one.words(language)}" for one in again.broken)
