"""Who waits for whom at the door to DuckDB."""

import subprocess
import sys
from pathlib import Path

from ingestion.home.database import read_database, working_database

_HOLD = """
import sys, time
from pathlib import Path
from ingestion.home.database import working_database

with working_database(Path(sys.argv[1])) as connection:
    connection.execute("create table held as select 1 as x")
    print("held", flush=True)
    sys.stdin.readline()
"""


def test_a_writer_waits_until_the_other_is_done(tmp_path: Path) -> None:
    path = tmp_path / "working.duckdb"
    other = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdin
    assert other.stdout
    assert other.stdout.readline() == "held\n"
    other.stdin.write("done\n")
    other.stdin.flush()
    with working_database(path) as connection:
        connection.execute("insert into held values (2)")
    assert other.wait() == 0
    with read_database(path) as connection:
        assert connection.execute("select sum(x) from held").fetchall() == [(3,)]
