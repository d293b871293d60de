"""A restored home is computed again: what fails, or is broken after that, is told."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboards.release_record.manifest import manifest_hash
from ingestion.home.home import Home
from orchestration.graph.pipeline import RunFailed
from tests.orchestration.backups.small_backups import backed_up
from tests.orchestration.verifying.damages import cut, flip
from tests.orchestration.verifying.small_home import RELEASES, csi

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


def kept_release(home: Path, release_id: str) -> Path:
    """Where the backups keep a release."""
    (name,) = Home(home).folder.glob(f"releases/{release_id}")
    return home.with_name("backups") / "releases" / manifest_hash(name)


@pytest.mark.parametrize(
    "damage",
    [
        shutil.rmtree,
        lambda kept: flip(kept / "public" / "index.html"),
        lambda kept: (kept / "public" / "index.html").unlink(),
        lambda kept: os.mkfifo(kept / "public" / "added.html"),
        lambda kept: cut(kept / "manifest.json"),
    ],
    ids=["gone", "page changed", "page gone", "pipe added", "manifest cut"],
)
@pytest.mark.parametrize("release_id", RELEASES)
def test_a_release_damaged_in_the_backups_is_left_out_and_named(
    home: Path,
    target: Path,
    release_id: str,
    damage: Callable[[Path], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    damage(kept_release(home, release_id))
    shutil.rmtree(home)
    monkeypatch.setattr(COMPUTING, lambda *_: "0" * 64)
    done = csi(target, "restore", str(target.with_name("backups")), "--lang", "en")
    assert done.exit_code == 1
    assert f"The release {release_id} is damaged in the folder of backups" in done.stdout
    (other,) = {*RELEASES} - {release_id}
    there = {path.name for path in (target / "releases").iterdir()}
    # Readers are led to the last release or to none.
    assert there == ({other, "current"} if other == RELEASES[-1] else {other})


def test_what_is_broken_after_it_is_named(target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(COMPUTING, lambda *_: "0" * 64)
    answer = csi(target, "restore", str(target.with_name("backups")), "--json")
    printed = json.loads(answer.stdout)
    assert (answer.exit_code, printed["failed"]) == (1, None)
    codes = [one["code"] for one in printed["broken"]]
    assert "verify.marts.missing" in codes
    assert all(one["words"] for one in printed["broken"])
