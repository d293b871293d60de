"""Releases against their manifests, manifests and the release in force against the ledger."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from dashboards.release_record.in_force import CURRENT
from dashboards.release_record.manifest import (
    MANIFEST,
    DamagedManifest,
    Manifest,
    file_hashes,
    manifest_hash,
    read_manifest,
)
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.home.ledger_head import Head
from ingestion.language.vietnamese import printable
from orchestration.run_context import Progress
from orchestration.verifying.flaws import Flaw, flaw, told


def flaws_of_releases(home: Home, ledger: Ledger, progress: Progress) -> Iterator[Flaw]:
    """Releases that are gone, or hold another page or figure than was released."""
    releases = home / "releases"
    recorded = recorded_releases(ledger)
    there = {path.name for path in releases.glob("[!.]*") if not path.is_symlink()}
    for release_id in sorted(recorded.keys() - there):
        yield flaw("verify.release.missing", release=release_id)
    for done, name in enumerate(sorted(there), 1):
        progress.advance("verify_releases", done, len(there))
        if name in recorded:
            yield from _flaws(releases / name, recorded[name])
            yield from _flaws_of_ledger(releases / name, ledger)
        else:
            yield told("verify.release.unrecorded", release=printable(name))
    for left in sorted(releases.glob(".*")):
        yield told("verify.leftover", file=printable(f"releases/{left.name}"))
    last = next(reversed(recorded), None)
    if last and not _is_in_force(releases, last, recorded):
        yield flaw("verify.release.current", release=last)


def flaws_of_release(home: Home, ledger: Ledger, release_id: str) -> Iterator[Flaw]:
    """One release that was never released, or holds another page or figure than was."""
    recorded = recorded_releases(ledger)
    if release_id in recorded:
        folder = home / "releases" / release_id
        yield from _flaws(folder, recorded[release_id])
        yield from _flaws_of_ledger(folder, ledger)
    else:
        yield flaw("verify.release.never", release=printable(release_id))


def is_as_released(folder: Path, recorded: str) -> bool:
    """Whether a folder holds the release with a manifest of this hash, whole, and all of it can be
    read."""
    try:
        return not [*_flaws(folder, recorded)]
    except OSError:
        return False


def recorded_releases(ledger: Ledger) -> dict[str, str | None]:
    """The hash of the manifest of every release, where it was recorded; the one in force last."""
    recorded: dict[str, str | None] = {}
    for event in ledger.events("release"):
        name = event.body["release_id"]
        before = recorded.pop(name, None)
        recorded[name] = event.body.get("manifest", before)
    return recorded


def _is_in_force(releases: Path, last: str, recorded: Collection[str]) -> bool:
    """Whether readers are led to the last release, or to the whole one beside it that a killed
    `csi publish` left unrecorded."""
    current = releases / CURRENT
    if not current.is_symlink():
        return False
    target = current.readlink()
    is_beside = len(target.parts) == 1 and target.name not in recorded
    return target == Path(last) or (is_beside and not [*_flaws(releases / target, None)])


def _flaws(folder: Path, recorded: str | None) -> Iterator[Flaw]:
    manifest = _manifest(folder)
    if manifest is None or recorded not in (None, manifest_hash(folder)):
        yield flaw("verify.release.manifest", release=folder.name)
        return
    there = {name: kept for name, kept in file_hashes(folder).items() if name != MANIFEST}
    if there != manifest.files:
        differing = sorted(
            name
            for name in there.keys() | manifest.files.keys()
            if there.get(name) != manifest.files.get(name)
        )
        first = printable(differing[0])
        yield flaw("verify.release.page", release=folder.name, count=len(differing), file=first)


def _flaws_of_ledger(folder: Path, ledger: Ledger) -> Iterator[Flaw]:
    manifest = _manifest(folder)
    head = manifest.ledger if manifest else None
    if head and not ledger.holds(Head(head.events, head.hash)):
        yield flaw("verify.release.ledger", release=folder.name, event=head.events)


def _manifest(folder: Path) -> Manifest | None:
    try:
        return read_manifest(folder)
    except (OSError, DamagedManifest):
        return None
