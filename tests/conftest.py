"""What all tests share: a skipped test is a failure where ``CSI_NO_SKIP`` is set; what tests build
together is built once, by the process that runs them all."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    target = Path(__file__).parents[1] / "dbt_project" / "target" / worker
    os.environ["DBT_TARGET_PATH"] = str(target)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a folder with fixtures of its own in one process, others file by file."""
    for item in items:
        folder = item.path.parent
        shared = (folder / "conftest.py").exists() and folder.name != "tests"
        item.add_marker(pytest.mark.xdist_group(folder.name if shared else item.path.stem))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and os.environ.get("CSI_NO_SKIP") == "1":
        report.outcome = "failed"
    return report
