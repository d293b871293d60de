"""From a built warehouse to what readers open: the snapshot, its content hash, the release."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import dashboards
from dashboards.marts import NoCompleteYearError
from dashboards.releases import write_release
from ingestion import messages
from orchestration.run import Run
from orchestration.transformations import mart_columns
from orchestration.warehouse import content_hash, publish


@dataclass(frozen=True)
class Published:
    """What a run has published: the hash of its marts and the ranking page, which is None while no
    year is complete."""

    content_hash: str
    ranking_page: Path | None


def publish_release(run: Run) -> Published:
    """Swap the snapshot in and write the release of its marts; a release that exists is kept."""
    run.progress.advance("publish", 0, 1)
    publish(run.home.working, run.home.published)
    digest = content_hash(run.home.published, mart_columns())
    version = hashlib.sha256((digest + _pages_hash()).encode()).hexdigest()[:8]
    try:
        page = write_release(
            run.home.published,
            run.home / "releases",
            as_of=run.as_of,
            release_id=f"{run.as_of:%Y%m%d}-{version}",
        )
    except NoCompleteYearError:
        page = None
    run.progress.advance("publish", 1, 1)
    return Published(digest, page)


def _pages_hash() -> str:
    """What makes the same marts look otherwise: the pages' code, templates, styles and texts."""
    folders = (Path(dashboards.__path__[0]), Path(messages.__path__[0]))
    kept = {".py", ".html", ".css", ".js", ".po"}
    files = sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in kept)
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
