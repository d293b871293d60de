"""One release, opened in a real browser."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dashboards.releases import write_release
from tests.dashboards.published_marts import build


@pytest.fixture(scope="session")
def current(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release in force, reached as a reader reaches it: through ``current``."""
    home = tmp_path_factory.mktemp("home")
    published = build(home / "published.duckdb")
    write_release(published, home / "releases", as_of=date(2026, 7, 15), release_id="2025.1")
    return home / "releases" / "current"
