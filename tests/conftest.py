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

pytest_plugins = ("tests.dashboards.released",)

# Its homes are its own, and take as long as all others of its folder.
_ALONE = "tests/end_to_end/test_rebuild.py"
_OF_ONE_RELEASE = ("tests/browser", "tests/dashboards")


class ByWhatTheyShare(LoadScopeScheduling):
    """Tests of a folder with fixtures of its own stay in one process, and so do those of the pages
    of one release; others go file by file."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder = file.rpartition("/")[0]
        if file == _ALONE:
            return file
        if folder.startswith(_OF_ONE_RELEASE):
            return "one release"
        return folder if (Path(__file__).parents[1] / folder / "conftest.py").exists() else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return ByWhatTheyShare(config, log)


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
