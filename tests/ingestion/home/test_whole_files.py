"""A file is there whole or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.home.whole_files import whole_file


def test_a_file_appears_under_its_name_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "rows.parquet"
    with whole_file(target) as unfinished:
        unfinished.write_bytes(b"half")
        assert not target.exists()
    assert target.read_bytes() == b"half"
    assert list(target.parent.iterdir()) == [target]


def test_what_fails_leaves_what_was_there_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "home.json"
    target.write_bytes(b"before")

    def fail() -> None:
        with whole_file(target) as unfinished:
            unfinished.write_bytes(b"half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        fail()
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


# Writes a file over and over, with a pause inside so that another writer comes between.
_WRITE = """
import sys, time
from pathlib import Path
from ingestion.home.whole_files import whole_file

for _ in range(50):
    with whole_file(Path(sys.argv[1])) as unfinished, unfinished.open("w") as file:
        file.write(sys.argv[2] * 10_000)
        file.flush()
        time.sleep(0.001)
        file.write(sys.argv[2] * 10_000)
"""


def test_of_two_writers_at_once_one_is_there_whole(tmp_path: Path) -> None:
    target = tmp_path / "manifest.json"
    target.write_text("a" * 20_000)
    writers = [
        subprocess.Popen([sys.executable, "-c", _WRITE, str(target), letter]) for letter in "ab"
    ]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        seen.add(target.read_text())
    assert [writer.returncode for writer in writers] == [0, 0]
    seen.add(target.read_text())
    assert seen <= {"a" * 20_000, "b" * 20_000}
    assert list(tmp_path.iterdir()) == [target]


def test_what_killed_writers_left_goes_when_the_file_is_written_again(tmp_path: Path) -> None:
    target = tmp_path / "rows [1].csv"
    killed = subprocess.Popen([sys.executable, "-c", ""])
    killed.wait()
    left = [tmp_path / f"{target.name}.{killed.pid}.part"]
    stays = [
        tmp_path / f"{target.name}.{os.getppid()}.part",  # is still being written
        tmp_path / f"other.csv.{killed.pid}.part",
        tmp_path / f"{target.name}.sent.part",
    ]
    for path in (*left, *stays):
        path.write_bytes(b"half")
    with whole_file(target) as unfinished:
        unfinished.write_bytes(b"whole")
    assert sorted(tmp_path.iterdir()) == sorted([target, *stays])
