"""One release, written once for all tests that only read it, here and in a browser."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboards.release_record.manifest import Record
from dashboards.releases.writing import write_release
from tests.dashboards.html_pages import Page
from tests.dashboards.published_marts import build
from tests.kept import kept

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


def _publish(home: Path) -> None:
    """The hand-made marts of a run, and the release of them."""
    published = build(home / "published.duckdb")
    written_release(published, home / "releases", release_id="2025.1")


@pytest.fixture(scope="session")
def _home() -> Path:
    made_from = ("dashboards", "dbt_project", "ingestion", "tests/dashboards")
    return kept("release", made_from, _publish)


@pytest.fixture(scope="session")
def published(_home: Path) -> Path:
    """The hand-made marts of a run."""
    return _home / "published.duckdb"


@pytest.fixture(scope="session")
def release(_home: Path) -> Path:
    """The folder of a written release."""
    return _home / "releases" / "2025.1"


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
