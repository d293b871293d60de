"""The ``csi`` command as a test calls it, and the homes it makes."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from click.testing import CliRunner, Result

from ingestion.home.home import Home
from orchestration.cli import main
from orchestration.warehouse.dbt_runner import MADE_FROM
from tests.kept import dbt_target

AS_OF = "2026-07-31"
CSI = Path(sys.executable).with_name("csi")
# A merged province with both its predecessors, one that never changed, and the national centre.
SLICE = ("VN63-24", "VN63-27", "VN34-24", "VN63-46", "VN34-46", "NATIONAL")


def start_parsed(home: Path) -> None:
    """Give a new home the dbt project as it was parsed for all tests, which takes dbt seconds."""
    target = home / "dbt"
    if not target.exists():
        target.mkdir(parents=True)
        for name in ("partial_parse.msgpack", "manifest.json", MADE_FROM):
            shutil.copy(dbt_target() / name, target)


def csi(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command; its exit code is the caller's to judge."""
    if arguments[0] == "--home":
        start_parsed(Path(arguments[1]))
    return subprocess.run(
        [str(CSI), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


def must(*arguments: str, **environment: str) -> str:
    """Run the command, which must succeed, and return what it printed."""
    done = csi(*arguments, **environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def ask(*arguments: str, **environment: str) -> Result:
    """The command in this process: its modules are loaded once for all who ask. Its exit code
    (``exit_code``) is the caller's to judge."""
    return CliRunner().invoke(main, arguments, env=environment)


def answer(*arguments: str, **environment: str) -> str:
    """What the command prints in this process (``ask``), where it must succeed."""
    asked = ask(*arguments, **environment)
    assert asked.exit_code == 0, asked.output
    return asked.stdout


@dataclass(frozen=True)
class SampleHome:
    """A home that holds a synthetic sample, and the answer key of that sample."""

    folder: Path
    outcome: dict[str, Any]

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def manifest(self) -> dict[str, Any]:
        key: dict[str, Any] = json.loads((self.inbox / "manifest.json").read_text("utf-8"))
        return key

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask what readers open: marts and dimensions."""
        return _asked(Home(self.folder).published, sql)

    def query_computed(self, sql: str) -> list[tuple[Any, ...]]:
        """Ask all that the run built, from raw tables on."""
        return _asked(Home(self.folder).computed, sql)


def _asked(database: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def deliveries_of(files: Sequence[Path]) -> Path:
    """The delivery list among the files of a slice."""
    return next(path for path in files if path.name == "deliveries.csv")
