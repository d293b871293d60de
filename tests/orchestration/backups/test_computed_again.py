"""A restored home is computed again: what fails, or is broken after that, is told."""

import errno
import json
from pathlib import Path

import pytest

from ingestion.home.home import Home
from orchestration.graph.pipeline import RunFailed
from tests.orchestration.backups.small_backups import backed_up
from tests.orchestration.verifying.small_home import csi

COMPUTING = "orchestration.commands.computed_again.compute_last_day_again"
FAILURES = [
    (RunFailed("refused.run_failed", reason="marts: no", log="x.log"), "refused.run_failed"),
    (OSError(errno.ENOSPC, "no space"), "refused.disk_full"),
]


@pytest.fixture
def target(home: Path) -> Path:
    """Where a backed up home is to be restored."""
    backed_up(home)
    return home.with_name("restored")


@pytest.mark.parametrize(("failure", "code"), FAILURES, ids=["run", "disk"])
def test_a_home_that_cannot_be_computed_again_stands(
    target: Path, failure: Exception, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object, __: object) -> None:
        raise failure

    monkeypatch.setattr(COMPUTING, fails)
    folder = str(target.with_name("backups"))
    done = csi(target, "restore", folder)
    assert done.exit_code == 3
    assert "Đã khôi phục từ bản sao lưu" in done.stdout
    assert f"csi --home {target} rebuild" in done.stderr
    assert Home(target).kind == "synthetic"
    other = target.with_name("other")
    answer = csi(other, "restore", folder, "--json", "--lang", "en")
    failed = json.loads(answer.stdout)["failed"]
    assert (answer.exit_code, failed["code"]) == (3, code)
    assert f"csi --home {other} rebuild" in answer.stderr
    assert Home(other).kind == "synthetic"


def test_what_is_broken_after_it_is_named(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(COMPUTING, lambda *_: "0" * 64)
    answer = csi(target, "restore", str(target.with_name("backups")), "--json")
    printed = json.loads(answer.stdout)
    assert (answer.exit_code, printed["failed"]) == (1, None)
    codes = [one["code"] for one in printed["broken"]]
    assert "verify.marts.missing" in codes
    assert all(one["words"] for one in printed["broken"])
