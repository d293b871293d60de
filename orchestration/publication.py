"""From a built warehouse to what readers open: the snapshot, its content hash, the release."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dashboards.releases import write_release
from orchestration.run import Run
from orchestration.transformations import mart_columns
from orchestration.warehouse import content_hash, publish


@dataclass(frozen=True)
class Published:
    """What a run has published: the hash of its marts and the ranking page."""

    content_hash: str
    ranking_page: Path


def publish_release(run: Run) -> Published:
    """Swap the snapshot in and write the release of its marts; a release that exists is kept."""
    run.progress.advance("publish", 0, 1)
    publish(run.home.working, run.home.published)
    digest = content_hash(run.home.published, mart_columns())
    page = write_release(
        run.home.published,
        run.home / "releases",
        as_of=run.as_of,
        release_id=f"{run.as_of:%Y%m%d}-{digest[:8]}",
    )
    run.progress.advance("publish", 1, 1)
    return Published(digest, page)
