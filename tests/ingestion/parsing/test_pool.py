"""What a reader may use, how it is told apart why one gave up, and that none outlives its asker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingestion.landing.unreadable import UnreadableFile
from ingestion.parsing import pool
from ingestion.parsing.pool import read_reports
from orchestration.cli import main
from tests.end_to_end.homes import CSI

OUT_OF_MEMORY = b'{"x": [' + b'{"a": [0]},' * 1_999_000 + b"[0]]}"


def large_document() -> bytes:
    """A document within every limit that keeps a reader busy for many seconds."""
    rows = ({f"c{n}": f"chữ {row} {n}" for n in range(20)} for row in range(45_000))
    return json.dumps({"form": "websites/1", "websites": list(rows)}, ensure_ascii=False).encode()


def reason(content: bytes, **limits: float) -> str:
    ((_, report),) = read_reports([("one", content)], **limits)  # type: ignore[arg-type]
    (problem,) = report.problems
    return problem.found


def test_a_reader_out_of_memory_or_time_says_so() -> None:
    assert reason(large_document(), seconds_per_file=1.0) == "time_limit"
    assert reason(OUT_OF_MEMORY) == "out_of_memory"


@pytest.mark.parametrize(
    ("error", "is_memory"),
    [
        (MemoryError(), True),
        (ValueError("out of memory: line 1, column 0"), True),
        (ValueError("no element found"), False),
    ],
)
def test_damage_is_told_apart_from_want_of_memory(
    monkeypatch: pytest.MonkeyPatch, error: Exception, is_memory: bool
) -> None:
    def damaged(*_: object) -> None:
        raise UnreadableFile("damaged") from error

    monkeypatch.setattr(pool, "read_document", damaged)
    if is_memory:
        with pytest.raises(MemoryError):
            pool.read_report(b"x")
    else:
        assert pool.read_report(b"x").problems[0].expected == "damaged"


@pytest.mark.door
def test_a_check_says_why_it_has_no_verdict(tmp_path: Path) -> None:
    (tmp_path / "wrong.json").write_bytes(OUT_OF_MEMORY)
    (tmp_path / "other.csv").write_bytes(b"a,b\n")
    done = CliRunner().invoke(main, ["check", *map(str, sorted(tmp_path.iterdir()))])
    assert done.exit_code == 2
    assert "other.csv: 1 lỗi hoặc lưu ý" in done.stdout
    (line,) = (line for line in done.stdout.splitlines() if "wrong.json" in line)
    assert "nhiều bộ nhớ hơn" in line


@pytest.mark.door
def test_no_reader_outlives_a_command_that_was_killed(tmp_path: Path) -> None:
    (tmp_path / "large.json").write_bytes(large_document())
    asked = subprocess.Popen([CSI, "check", tmp_path / "large.json"], stdout=subprocess.DEVNULL)
    readers: set[int] = set()
    while not readers:
        assert asked.poll() is None
        time.sleep(0.05)
        readers = {pid for pid in below(asked.pid) if (computed(pid) or 0) > 1.0}
    started = below(asked.pid)
    asked.send_signal(signal.SIGKILL)
    asked.wait()
    end = time.monotonic() + 10
    while alive := {pid for pid in started if computed(pid) is not None}:
        assert time.monotonic() < end, alive
        time.sleep(0.05)


def below(ancestor: int) -> set[int]:
    """The processes that a process started, and those they started."""
    parents = {
        int(entry.name): int(stat[1])
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and (stat := stat_of(int(entry.name)))
    }
    found: set[int] = set()
    while more := {pid for pid, by in parents.items() if by in {ancestor, *found}} - found:
        found |= more
    return found


def computed(pid: int) -> float | None:
    """The seconds a process computed; None where it has ended."""
    stat = stat_of(pid)
    if stat is None or stat[0] == "Z":
        return None
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def stat_of(pid: int) -> list[str] | None:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    except OSError:
        return None
