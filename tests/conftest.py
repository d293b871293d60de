"""What all tests share: a skipped test is a failure where ``CSI_NO_SKIP`` is set."""

import os
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and os.environ.get("CSI_NO_SKIP") == "1":
        report.outcome = "failed"
    return report
