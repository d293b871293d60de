"""What all tests share: a skipped test is a failure where ``CSI_NO_SKIP`` is set; what tests build
together is built once, by the process that runs them all."""

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from playwright.sync_api import Browser

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

pytest_plugins = ("tests.dashboards.released", "tests.libreoffice")

# Tests that share what took long to build stay in one process, and those that take longest begin
# first, so that both processes end together. All others go file by file.
_TOGETHER = (
    "tests/end_to_end/test_rebuild.py",
    "tests/end_to_end/test_wheel.py",
    "tests/end_to_end",
    "tests/browser/test_release_pages.py",
    "tests/dbt_project",
    "tests/dashboards/pages",
    "tests/dashboards/downloads",
    "tests/conformance",
    "tests/ingestion/samples",
)
_UNIT = ("tests/expectations", "tests/ingestion", "tests/tree")


def _rank(nodeid: str) -> int:
    """The place of a test in ``_TOGETHER``; behind all of them where it is in none."""
    places = (place for place, prefix in enumerate(_TOGETHER) if nodeid.startswith(prefix))
    return next(places, len(_TOGETHER))


class ByWhatTheyShare(LoadScopeScheduling):
    """One process for the tests of a line of ``_TOGETHER`` or of a file."""

    def _split_scope(self, nodeid: str) -> str:
        rank = _rank(nodeid)
        return _TOGETHER[rank] if rank < len(_TOGETHER) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return ByWhatTheyShare(config, log)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where only unit tests are asked for, folders that hold none are not imported."""
    place = collection_path.relative_to(config.rootpath).as_posix()
    is_elsewhere = place.count("/") == 1 and place.startswith("tests/") and place not in _UNIT
    if collection_path.is_dir() and is_elsewhere and config.option.markexpr.startswith("unit"):
        return True
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test as ``browser``, ``unit`` or ``door``, and put the longest first."""
    for item in items:
        asked = set(getattr(item, "fixturenames", ()))
        is_door = "resaved" in asked or item.get_closest_marker("door")
        if {"browser", "chromium_path"} & asked:
            item.add_marker("browser")
        elif item.nodeid.startswith(_UNIT) and not is_door:
            item.add_marker("unit")
        else:
            item.add_marker("door")
    items.sort(key=lambda item: _rank(item.nodeid))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and os.environ.get("CSI_NO_SKIP") == "1":
        report.outcome = "failed"
    return report


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
def browser(chromium_path: str) -> Iterator["Browser"]:
    """Real Chromium, driven by playwright, asked to stay off the network."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=list(_QUIET))
        yield browser
        browser.close()
