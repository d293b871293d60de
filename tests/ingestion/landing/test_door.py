"""What may be read at all is judged before it is read: regular, finished, not beyond the limit, and
the same from its beginning to its end."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from ingestion.home import regular_files
from ingestion.home.raw_store import LostOriginal, RawStore
from ingestion.landing import door
from ingestion.landing.door import NotTaken, offered, read_file, settled
from ingestion.landing.unreadable import UnreadableFile
from ingestion.messages import LANGUAGES
from tests.ingestion.hostile_files import strange_entries


def reasons(inbox: Path) -> dict[str, str]:
    return {one.name: one.reason.reason for one in settled(inbox) if isinstance(one, NotTaken)}


def test_what_is_passed_over_is_named_and_never_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = strange_entries(tmp_path)
    (tmp_path / "report.csv").write_text("a")
    monkeypatch.setattr(os, "open", pytest.fail)
    assert reasons(tmp_path) == expected
    words = [
        one.reason.words(language)
        for one in offered(tmp_path)
        if isinstance(one, NotTaken)
        for language in LANGUAGES
    ]
    assert len(words) == 2 * len(expected)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/dev/zero", "device"),
        ("/dev", "folder"),
        ("/proc/self/exe", "link"),
        ("/nowhere/report.xlsx", "missing"),
        ("/proc/self/mem", "not_opened"),
        ("/proc/self/maps", "changing"),
    ],
)
def test_what_is_no_regular_file_is_not_read(path: str, reason: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_file(Path(path))
    assert refused.value.reason == reason


def test_a_folder_nobody_may_look_into_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    real = os.scandir

    def closed(path: Any) -> Any:
        if Path(path).name == "closed":
            raise PermissionError
        return real(path)

    monkeypatch.setattr(os, "scandir", closed)
    assert reasons(tmp_path) == {"closed": "folder_closed"}


def test_a_file_that_is_still_written_to_waits_for_the_next_run(tmp_path: Path) -> None:
    copied = tmp_path / "copied.csv"
    copied.write_text("a")
    stop = threading.Event()

    def copy() -> None:
        while not stop.wait(0.02):
            with copied.open("a") as file:
                file.write("b")

    copying = threading.Thread(target=copy)
    copying.start()
    try:
        assert reasons(tmp_path) == {"copied.csv": "changing"}
    finally:
        stop.set()
        copying.join()
    assert reasons(tmp_path) == {}


def test_only_what_is_young_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        (tmp_path / f"{number}.csv").write_text("a")
        os.utime(tmp_path / f"{number}.csv", (time.time() - 60,) * 2)
    monkeypatch.setattr(door.time, "sleep", pytest.fail)
    assert list(settled(tmp_path)) == [tmp_path / f"{number}.csv" for number in range(3)]


def test_a_file_that_changes_while_it_is_read_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.csv"
    path.write_text("a" * 100)
    real = os.fstat

    def growing(opened: int) -> os.stat_result:
        state = real(opened)
        with path.open("a") as file:
            file.write("b")
        return state

    monkeypatch.setattr(regular_files.os, "fstat", growing)
    with pytest.raises(UnreadableFile) as refused:
        read_file(path)
    assert refused.value.reason == "changing"


@pytest.mark.parametrize("become", ["link", "pipe", "larger"])
def test_a_raw_file_that_became_something_else_is_lost_and_mended(
    tmp_path: Path, become: str
) -> None:
    store = RawStore(str(tmp_path))
    name = store.put(b"as received")
    kept = tmp_path / name[:2] / name
    kept.unlink()
    if become == "link":
        kept.symlink_to("/dev/zero")
    elif become == "pipe":
        os.mkfifo(kept)
    else:
        kept.touch()
        os.truncate(kept, 64 * 1024**3)
    assert not store.holds(name, 11)
    with pytest.raises(LostOriginal, match="damaged"):
        store.get(name)
    assert store.put(b"as received") == name
    assert store.get(name) == b"as received"
