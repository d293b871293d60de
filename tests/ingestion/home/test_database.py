"""Who waits for whom at the door to DuckDB."""

import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.home import database
from ingestion.home.database import HeldDatabase, read_database, working_database

_HOLD = """
import sys, time
from pathlib import Path
from ingestion.home.database import working_database

with working_database(Path(sys.argv[1])) as connection:
    connection.execute("create table held as select 1 as x")
    print("held", flush=True)
    sys.stdin.readline()
"""


def hold(path: Path) -> subprocess.Popen[str]:
    """A process that has a database open until it is told to be done."""
    other = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout
    assert other.stdout.readline() == "held\n"
    return other


def test_whoever_waits_too_long_is_told_for_whom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "working.duckdb"
    with hold(path) as other:
        monkeypatch.setattr(database, "_WAIT_SECONDS", 0.2)
        with pytest.raises(HeldDatabase) as refused, working_database(path):
            pass
        other.communicate("done\n")
    assert (refused.value.kind, refused.value.values["process"]) == ("failed", str(other.pid))


def test_a_writer_waits_until_the_other_is_done(tmp_path: Path) -> None:
    path = tmp_path / "working.duckdb"
    other = hold(path)
    assert other.stdin
    other.stdin.write("done\n")
    other.stdin.flush()
    with working_database(path) as connection:
        connection.execute("insert into held values (2)")
    assert other.wait() == 0
    with read_database(path) as connection:
        assert connection.execute("select sum(x) from held").fetchall() == [(3,)]
