"""A release: one frozen, offline folder of pages, switched to in one step.

``<releases>/<release_id>/`` holds a folder for each audience, ``shared/`` what they share, and
``manifest.json``, written last. ``<releases>/current`` is a relative link to the release in force.
A folder appears under its name only when it is whole; one that is there is never written again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from datetime import date
from pathlib import Path

from dashboards.audiences import LEADERSHIP
from dashboards.building import audiences_of, write_pages, write_shared
from dashboards.marts import Subject, subject_of
from dashboards.pages import SITE
from dashboards.pages.shell import Edition, file_name

MANIFEST = "manifest.json"
CURRENT = "current"


def write_release(
    published: Path,
    releases: Path,
    *,
    as_of: date,
    release_id: str,
    method: str = "CSI-R1",
    workers: int = 2,
) -> Path:
    """Write a release from the published marts, make it current; returns its ranking page.

    A release that is already there is only made current again. Raises ``NoCompleteYearError`` when
    the marts hold no complete year; then nothing is written and ``current`` stays.
    """
    folder = releases / file_name(release_id)
    if folder.name == CURRENT:
        raise ValueError(f"{CURRENT!r} names the release in force, not a release")
    if not (folder / MANIFEST).is_file():
        subject = subject_of(published, method)
        releases.mkdir(parents=True, exist_ok=True)
        _write_whole(folder, published, subject, as_of, workers)
    _switch(releases / CURRENT, folder.name)
    return folder / SITE.path(LEADERSHIP, "ranking")


def _write_whole(
    folder: Path, published: Path, subject: Subject, as_of: date, workers: int
) -> None:
    """Write beside the final place, then move there in one rename."""
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        edition = Edition(folder.name, as_of, write_shared(draft))
        write_pages(published, draft, subject, edition, workers=workers)
        _write_manifest(draft, subject, edition)
        draft.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _write_manifest(draft: Path, subject: Subject, edition: Edition) -> None:
    """What the release is and the hash of every file in it: the mark of a whole release."""
    pages = sorted(path for path in draft.rglob("*") if path.is_file())
    manifest = {
        "release_id": edition.release_id,
        "as_of": edition.as_of.isoformat(),
        "method": subject.method,
        "geography": subject.geography,
        "index_year": subject.year,
        "is_synthetic": subject.is_synthetic,
        "audiences": [audience.folder for audience in audiences_of(subject)],
        "files": {
            page.relative_to(draft).as_posix(): hashlib.sha256(page.read_bytes()).hexdigest()
            for page in pages
        },
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2)
    (draft / MANIFEST).write_text(text + "\n", encoding="utf-8")


def _switch(current: Path, target: str) -> None:
    """Point ``current`` to a release; a reader sees the old one or the new one, never none."""
    draft = current.with_name(f".{CURRENT}-{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.symlink_to(target, target_is_directory=True)
    os.replace(draft, current)
