"""A release: one frozen, offline folder of pages, switched to in one step.

``<releases>/<release_id>/`` holds the pages, ``static/`` what they share, and ``manifest.json``,
written last. ``<releases>/current`` is a relative link to the release in force. A folder appears
under its name only when it is whole; one that is there is never written again.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from datetime import date
from importlib.resources import files
from pathlib import Path

from dashboards.marts import Marts, read_marts
from dashboards.pages.province import province_page
from dashboards.pages.ranking import ranking_page
from dashboards.pages.shell import Edition, file_name, province_path

MANIFEST = "manifest.json"
CURRENT = "current"


def write_release(
    published: Path, releases: Path, *, as_of: date, release_id: str, method: str = "CSI-R1"
) -> Path:
    """Write a release from the published marts, make it current; returns its ranking page.

    A release that is already there is only made current again. Raises ``NoCompleteYearError`` when
    the marts hold no complete year; then nothing is written and ``current`` stays.
    """
    folder = releases / file_name(release_id)
    if folder.name == CURRENT:
        raise ValueError(f"{CURRENT!r} names the release in force, not a release")
    if not (folder / MANIFEST).is_file():
        marts = read_marts(published, method)
        releases.mkdir(parents=True, exist_ok=True)
        _write_whole(folder, marts, Edition(release_id, as_of))
    _switch(releases / CURRENT, folder.name)
    return folder / "index.html"


def _write_whole(folder: Path, marts: Marts, edition: Edition) -> None:
    """Write beside the final place, then move there in one rename."""
    draft = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write_pages(draft, marts, edition)
        _write_manifest(draft, marts, edition)
        draft.chmod(0o755)
        if folder.exists():
            shutil.rmtree(folder)
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise


def _write_pages(draft: Path, marts: Marts, edition: Edition) -> None:
    static, provinces = draft / "static", draft / "province"
    static.mkdir()
    provinces.mkdir()
    for name in ("style.css", "page.js"):
        (static / name).write_bytes((files("dashboards") / "static" / name).read_bytes())
    script = files("plotly") / "package_data" / "plotly.min.js"
    (static / "plotly.min.js").write_bytes(script.read_bytes())
    (draft / "index.html").write_text(ranking_page(marts, edition), encoding="utf-8")
    for unit in marts.units:
        page = draft / province_path(unit.unit_id)
        page.write_text(province_page(marts, edition, unit), encoding="utf-8")


def _write_manifest(draft: Path, marts: Marts, edition: Edition) -> None:
    """What the release is and the hash of every file in it: the mark of a whole release."""
    pages = sorted(path for path in draft.rglob("*") if path.is_file())
    manifest = {
        "release_id": edition.release_id,
        "as_of": edition.as_of.isoformat(),
        "method": marts.method,
        "geography": marts.geography,
        "index_year": marts.year,
        "is_synthetic": marts.is_synthetic,
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
