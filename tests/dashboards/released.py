"""One release, written once for all tests that only read it, here and in a browser."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboards.record.manifest import Record
from dashboards.releases.writing import write_release
from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build

AS_OF = date(2026, 7, 15)


def written_release(
    published: Path,
    releases: Path,
    *,
    release_id: str = "1",
    as_of: date = AS_OF,
    record: Record | None = None,
) -> Path:
    """Write a release of some marts, in this process; returns its folder."""
    write_release(
        published,
        releases,
        as_of=as_of,
        method="CSI-R1",
        release_id=release_id,
        record=record,
        workers=1,
    )
    return releases / release_id


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-made marts of a run."""
    return build(tmp_path_factory.mktemp("warehouse") / "published.duckdb")


@pytest.fixture(scope="session")
def release(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a written release."""
    releases = tmp_path_factory.mktemp("home") / "releases"
    return written_release(published, releases, release_id="2025.1")


@pytest.fixture(scope="session")
def current(release: Path) -> Path:
    """The release in force, reached as a reader reaches it: through ``current``."""
    return release.parent / "current"


@pytest.fixture(scope="session")
def leadership(release: Path) -> Path:
    """The folder of those who may see everything."""
    return release / "leadership"


@pytest.fixture(scope="session")
def pages(release: Path) -> dict[Path, Page]:
    """Every page of the release, parsed once."""
    return {path: Page(path) for path in sorted(release.rglob("*.html"))}
