"""One process at a time writes in a home; whoever waits is told for whom."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from ingestion.home import one_writer
from ingestion.home.home import Home
from ingestion.home.one_writer import HomeBusy, Writer

HOLDER = """
import sys, time
from pathlib import Path
from types import SimpleNamespace
from ingestion.home import one_writer
from ingestion.home.home import Home
with Home(Path(sys.argv[1]), "csi run").alone():
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def other_process(home: Home) -> subprocess.Popen[str]:
    """A process of its own that holds the home until it is ended."""
    command = [sys.executable, "-c", HOLDER, str(home.folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "held\n"
    return process


def test_whoever_waits_is_told_for_whom_and_refused_in_the_end(home: Home) -> None:
    told: list[Writer] = []
    holder = other_process(home)
    try:
        with (
            pytest.raises(HomeBusy) as busy,
            home.alone(patience=0.1, waiting=told.append),
        ):
            pass
    finally:
        holder.kill()
        holder.wait()
    assert [(one.doing, one.process) for one in told] == [("csi run", holder.pid)]
    assert "csi run" in busy.value.words("en")
    assert str(holder.pid) in busy.value.words("vi")


def test_a_home_is_free_when_its_holder_was_killed(home: Home) -> None:
    holder = other_process(home)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    told: list[Writer] = []
    with home.alone(patience=0, waiting=told.append):
        assert not told


def test_the_work_goes_on_once_the_other_has_ended(home: Home) -> None:
    holder = other_process(home)

    def end_the_other(_: Writer) -> None:
        holder.kill()
        holder.wait()

    with home.alone(waiting=end_the_other):
        assert f'"process": {os.getpid()}' in (home / "lock.json").read_text("utf-8")


def test_what_is_held_may_be_held_again_by_the_same_process(home: Home) -> None:
    other = Home(home.folder)
    with home.alone("csi run"):
        with home.alone("csi approve"):
            pass
        with pytest.raises(HomeBusy) as busy, other.alone(patience=0):
            pass
    assert busy.value.values["doing"] == "csi run"
    with other.alone(patience=0):
        pass


def test_on_a_disk_that_is_read_only_nobody_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home")
    read_only = SimpleNamespace(f_flag=os.ST_RDONLY)
    monkeypatch.setattr(one_writer.os, "statvfs", lambda _: read_only)
    with home.alone(), Home(home.folder).alone(patience=0):
        assert not [*home.folder.glob("lock*")]


def test_in_a_folder_that_is_read_only_nobody_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path / "home")
    with home.alone():
        pass
    monkeypatch.setattr(one_writer.os, "access", lambda path, _: path != home.folder)
    with home.alone(), Home(home.folder).alone(patience=0):
        pass
