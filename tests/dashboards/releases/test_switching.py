"""A reader finds the old release or the new one, whole, whatever is killed and however often."""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from dashboards.release_record.in_force import switch_to
from dashboards.releases.writing import write_release
from tests.dashboards.published_marts import build

AS_OF = date(2026, 7, 15)
READERS = 4
SWITCHES = 150
_WRITER = """
import sys
from datetime import date
from pathlib import Path
from dashboards.releases.writing import write_release
published, releases, release_id = sys.argv[1:]
print("ready", flush=True)
write_release(
    Path(published), Path(releases), as_of=date(2026, 7, 15), method="CSI-R1",
    release_id=release_id, workers=1,
)
"""


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("few") / "published.duckdb", codes=("48",))


def _must_be_whole(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((release / name).read_bytes()).hexdigest() == digest, name


def _kill_writers(few: Path, releases: Path, kills: int) -> None:
    write_release(few, releases, as_of=AS_OF, method="CSI-R1", release_id="0", workers=1)
    chance = random.Random(2018)
    took = 0.5
    for number in range(1, kills + 1):
        arguments = [sys.executable, "-c", _WRITER, str(few), str(releases), str(number)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            started = time.perf_counter()
            try:
                writer.wait(chance.uniform(0, took * 1.2))
                took = time.perf_counter() - started
            except subprocess.TimeoutExpired:
                writer.send_signal(signal.SIGKILL)
        current = (releases / "current").readlink().name
        assert int(current) <= number
        for release in releases.glob("[!.]*"):
            _must_be_whole(release)
    last = str(kills + 1)
    write_release(few, releases, as_of=AS_OF, method="CSI-R1", release_id=last, workers=1)
    assert (releases / "current").readlink().name == last
    assert not list(releases.glob(".*")), "what was left behind is swept"


def test_a_killed_writer_leaves_the_old_or_the_new_release_whole(few: Path, tmp_path: Path) -> None:
    _kill_writers(few, tmp_path, kills=6)


@pytest.mark.nightly
def test_a_writer_killed_a_hundred_times_leaves_whole_releases(few: Path, tmp_path: Path) -> None:
    _kill_writers(few, tmp_path, kills=100)


def _read_while(releases: Path, work: Callable[[], None]) -> tuple[int, list[Exception]]:
    """How often readers read, and their errors, while work is done."""
    errors: list[Exception] = []
    reads = 0
    done = threading.Event()

    def read() -> None:
        nonlocal reads
        while not done.is_set():
            try:
                page = (releases / "current" / "leadership" / "index.html").read_bytes()
                assert page.endswith((b"</html>\n", b"</html>"))
                _must_be_whole((releases / "current").resolve())
                reads += 1
            except Exception as error:
                errors.append(error)

    readers = [threading.Thread(target=read) for _ in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        work()
    finally:
        done.set()
        for reader in readers:
            reader.join()
    return reads, errors


def test_switches_under_readers_give_no_error(few: Path, tmp_path: Path) -> None:
    for release_id in ("1", "2"):
        write_release(few, tmp_path, as_of=AS_OF, method="CSI-R1", release_id=release_id, workers=1)

    def switch() -> None:
        for number in range(SWITCHES):
            switch_to(tmp_path, str(number % 2 + 1))
            time.sleep(0.005)

    reads, errors = _read_while(tmp_path, switch)
    assert errors == []
    assert reads >= READERS


@pytest.mark.nightly
def test_releases_written_under_readers_give_no_error(few: Path, tmp_path: Path) -> None:
    write_release(few, tmp_path, as_of=AS_OF, method="CSI-R1", release_id="first", workers=1)

    def publish() -> None:
        for number in range(SWITCHES):
            write_release(
                few, tmp_path, as_of=AS_OF, method="CSI-R1", release_id=str(number), workers=1
            )

    reads, errors = _read_while(tmp_path, publish)
    assert errors == []
    assert reads >= SWITCHES


def test_a_release_is_on_the_disk_before_it_is_in_force(
    few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: dict[str, Path] = {}
    sync = os.fsync

    def remember(descriptor: int) -> None:
        path = Path(f"/proc/self/fd/{descriptor}").readlink()
        if not (tmp_path / "current").exists():
            synced[path.name] = path
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", remember)
    write_release(few, tmp_path, as_of=AS_OF, method="CSI-R1", release_id="1", workers=1)
    held = [path for path in (tmp_path / "1").rglob("*") if not path.is_symlink()]
    assert {path.name for path in held} <= synced.keys()
    assert tmp_path in synced.values()
