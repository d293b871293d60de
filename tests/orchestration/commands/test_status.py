"""What `csi status` shows a person who looks at a home on a terminal."""

import json
from pathlib import Path

from click.testing import CliRunner

from ingestion.home.home import Home
from orchestration.cli import main
from tests.orchestration.small_reports import deliver, verdicts

HELD = 23


def test_a_long_list_ends_with_how_many_more_there_are(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    deliver(home, *(f"thư số {number}".encode() for number in range(HELD)))
    verdicts(home)

    def status(*options: str) -> str:
        command = ["--home", str(home.folder), "status", *options]
        return CliRunner().invoke(main, command).stdout

    assert len(json.loads(status("--json"))["refused"]) == HELD
    printed = status()
    shown = [number for number in range(HELD) if f" {number}.csv" in printed]
    assert len(shown) == 20
    assert "… và 3 mục nữa, xem bằng csi status --json." in printed


def test_the_day_of_the_last_run_is_written_as_days_are(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with home.ledger() as ledger:
        ledger.append("run", [{"as_of": "2026-07-31"}])
    printed = CliRunner().invoke(main, ["--home", str(home.folder), "status"]).stdout
    assert "31/07/2026" in printed
    assert "2026-07-31" not in printed
