"""Backups of a small home beside it, and the home made from them."""

from pathlib import Path

from ingestion.home.home import Home
from orchestration.backups.backing_up import BackedUp, back_up
from orchestration.backups.restoring import Restored, restore
from orchestration.run_context import Progress, Silence


def backed_up(
    home: Path, *, with_releases: bool = True, progress: Progress | None = None
) -> BackedUp:
    folder = home.with_name("backups")
    return back_up(Home(home), folder, progress or Silence(), with_releases=with_releases)


def restored(home: Path, name: str | None = None) -> Restored:
    return restore(home.with_name("backups"), home.with_name("restored"), name, Silence())
