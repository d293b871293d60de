"""Real Chromium: found on the path, driven by playwright, asked to stay off the network.

Without Chromium the tests are skipped and say so; with CSI_NO_SKIP=1 they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from dashboards.releases import write_release
from tests.dashboards.published_marts import build

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where the system's Chromium lies."""
    found = next((path for name in _NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = "Chromium is not installed (make system installs it)"
        if os.environ.get("CSI_NO_SKIP") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=list(_QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def current(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release in force, reached as a reader reaches it: through ``current``."""
    home = tmp_path_factory.mktemp("home")
    published = build(home / "published.duckdb")
    write_release(published, home / "releases", as_of=date(2026, 7, 15), release_id="2025.1")
    return home / "releases" / "current"
