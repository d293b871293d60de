"""``csi backup`` and ``csi restore``: what cannot be computed again, in a second place and back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from ingestion.home.home import Home
from ingestion.language.vietnamese import VIETNAM
from ingestion.messages import text
from ingestion.refusal import Refusal
from orchestration.backups.backing_up import SETTINGS_FILE, BackedUp, back_up, drop_older
from orchestration.backups.backup_folder import BackupFolder, read_backup
from orchestration.backups.restoring import SETTINGS_ASIDE, Restored, restore
from orchestration.commands.console import ConsoleProgress, say
from orchestration.commands.exit_codes import EXIT_CODE
from orchestration.commands.options import JSON, LANGUAGE, home_folder, open_home, print_json
from orchestration.graph.rebuilding import compute_last_day_again
from orchestration.verifying.whole_home import verify_home

_FOLDER = click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
_EXIT_CODES = """\b
Exit codes: 0 done; 1 done, but originals are lost; 2 no home, or wrong use; 3 nothing was done."""


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
    received yet is in none. Keep FOLDER on another disk, and as closed as the home: it holds the
    same names.

    \b
    Examples:
      csi backup /mnt/backup/csi
      csi backup /mnt/backup/csi --keep 90
    """
    home = open_home(context, create=False)
    with ConsoleProgress(lang) as progress:
        done = back_up(home, folder, progress, with_releases=not without_releases)
    dropped = drop_older(folder, keep) if keep else []
    if as_json:
        print_json({**asdict(done), "manifest": done.manifest, "dropped": dropped})
    else:
        say("\n".join(_backup_lines(done, len(dropped), lang)))
    if done.manifest.lost:
        sys.exit(EXIT_CODE["findings"])


@click.command("restore", epilog=_EXIT_CODES)
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
        home = Home(target, context.command_path)
        computed = compute_last_day_again(home, progress)
        verified = verify_home(home, progress)
    if as_json:
        print_json({**asdict(restored), "manifest": restored.manifest, "content_hash": computed})
    else:
        say("\n".join(_restore_lines(restored, computed, lang)))
        say("\n".join(f"- {one.words(lang)}" for one in verified.broken))
    if restored.lost or not verified.is_whole:
        sys.exit(EXIT_CODE["findings"])


def _list(folder: Path, language: str, as_json: bool) -> None:
    backups = BackupFolder(folder)
    manifests = {name: read_backup(backups.homes / name) for name in backups.names()}
    if not manifests:
        raise Refusal("backup.none", folder=folder, name="", known="–")
    if as_json:
        print_json({name: one.model_dump(mode="json") for name, one in manifests.items()})
        return
    for name, one in manifests.items():
        counts = {"events": one.events, "originals": one.originals, "releases": len(one.releases)}
        made = datetime.fromisoformat(one.made_at).astimezone(VIETNAM)
        day = f"{made:%H:%M %d/%m/%Y}"
        say(text("backup.line", language, name=name, made_at=day, **counts))


def _backup_lines(done: BackedUp, dropped: int, language: str) -> Iterator[str]:
    made = done.manifest
    counts = {"events": made.events, "originals": made.originals, "releases": len(made.releases)}
    yield text("backup.done", language, name=done.name, new=done.new_originals, **counts)
    if made.lost:
        yield text("backup.lost", language, count=len(made.lost), id=made.lost[0][:12])
    if done.in_inbox:
        yield text("backup.inbox", language, count=done.in_inbox)
    if dropped:
        yield text("backup.dropped", language, count=dropped)


def _restore_lines(restored: Restored, computed: str | None, language: str) -> Iterator[str]:
    made = restored.manifest
    counts = {"events": made.events, "originals": made.originals, "releases": len(made.releases)}
    yield text("backup.restored", language, name=restored.name, **counts)
    if SETTINGS_FILE in made.files:
        yield text("backup.settings", language, file=SETTINGS_ASIDE)
    if restored.lost:
        yield text("backup.lost", language, count=len(restored.lost), id=restored.lost[0][:12])
    if computed is not None:
        which = "same" if computed == made.content_hash else "other"
        yield text(f"backup.figures.{which}", language, hash=computed)
