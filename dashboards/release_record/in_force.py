"""Which releases are kept, and which is in force: ``current`` is a relative link to it."""

from __future__ import annotations

import os
import re
from pathlib import Path

from dashboards.release_record.manifest import Manifest, read_manifest
from ingestion.home.whole_files import sync_folder
from ingestion.refusal import Refusal

CURRENT = "current"
_SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class UnknownRelease(Refusal):
    """No whole release has this id."""

    def __init__(self, release_id: str) -> None:
        super().__init__("refused.no_release", release=release_id)


def file_name(name: str) -> str:
    """The name, if it is safe as one part of a path; else raises ``ValueError``."""
    if not _SAFE_NAME.fullmatch(name):
        raise ValueError(f"not a name for a file: {name!r}")
    return name


def switch_to(releases: Path, release_id: str) -> None:
    """Make a release current in one step: a reader sees the old one or the new one, never none.

    Raises ``UnknownRelease``.
    """
    if read_manifest(releases / file_name(release_id)) is None:
        raise UnknownRelease(release_id)
    current = releases / CURRENT
    for left in releases.glob(f".{CURRENT}-*"):
        left.unlink()
    draft = current.with_name(f".{CURRENT}-{os.getpid()}")
    draft.symlink_to(release_id, target_is_directory=True)
    os.replace(draft, current)
    sync_folder(releases)


def current_release(releases: Path) -> Manifest | None:
    """The release in force."""
    return read_manifest(releases / CURRENT)


def all_releases(releases: Path) -> list[Manifest]:
    """Every release that is kept, by day and then by id: a correction follows what it corrects."""
    folders = (path for path in releases.glob("[!.]*") if path.is_dir() and not path.is_symlink())
    manifests = (read_manifest(folder) for folder in folders)
    return sorted(
        (manifest for manifest in manifests if manifest),
        key=lambda one: (one.as_of, one.release_id),
    )
