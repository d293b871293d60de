"""Files handed in while Dagster's pages and daemon are at work on the same home, which receives the
same files from its inbox: each is acknowledged and recorded once."""

import json
import subprocess
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ingestion.home.home import Home
from ingestion.samples.one_agency import AGENCY, register, report
from tests.end_to_end.homes import CSI
from tests.end_to_end.test_dagster_pages import RUNS, ask, ended, pages, tags, wait_for
from tests.orchestration.small_reports import deliver

pytestmark = pytest.mark.nightly

# Each of them is in the inbox or with another clerk as well.
_CLERKS = {"a": range(30), "b": range(15, 45), "inbox": range(35, 60)}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    deliver(home, register(AGENCY))
    (home / "csi.toml").write_text("automation = true\n", encoding="utf-8")
    return home


def files(folder: Path, numbers: range) -> list[Path]:
    """One agency's report of one year, in many revisions."""
    folder.mkdir(parents=True, exist_ok=True)
    written = [folder / f"{number}.csv" for number in numbers]
    for number, file in zip(numbers, written, strict=True):
        file.write_bytes(report(str(number), revision=str(number)))
    return written


def test_receipts_are_neither_lost_nor_doubled_beside_the_pages(home: Home, tmp_path: Path) -> None:
    log = home / "dev.log"
    in_hand = {name: files(tmp_path / name, _CLERKS[name]) for name in ("a", "b")}
    with pages(home) as address:
        files(home.inbox / "AGY-1", _CLERKS["inbox"])

        def of_sensor() -> list[dict[str, Any]]:
            found = ask(address, RUNS)["runsOrError"]["results"]
            return [run for run in found if tags(run).get("dagster/sensor_name") == "inbox"]

        wait_for(of_sensor, log)
        # Some at a time for each clerk, so that the run is between its steps at some of them.
        acknowledged = set[str]()
        for start in range(0, 30, 6):
            both = [
                subprocess.Popen(
                    [CSI, "--home", home.folder, "submit", "--json", *mine[start : start + 6]],
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                )
                for mine in in_hand.values()
            ]
            for submit in both:
                printed, said = submit.communicate(timeout=300)
                assert submit.returncode == 0, said.decode()
                acknowledged |= {one["submission_id"] for one in json.loads(printed)}
        wait_for(lambda: all(map(ended, of_sensor())), log)
        assert {run["status"] for run in of_sensor()} == {"SUCCESS"}
    handed_in = {sha256(report(str(one), revision=str(one))).hexdigest() for one in range(60)}
    with home.ledger() as ledger:
        # The folder in the inbox says who sent it, a clerk does not: a receipt for each of both.
        recorded = Counter(ledger.said("received", "submission_id", "sender"))
    assert acknowledged <= {name for name, _ in recorded} == handed_in
    assert set(recorded.values()) == {1}
    assert {Path(name).name for name in home.raw_store().names()} >= handed_in
    verified = subprocess.run(
        [CSI, "--home", home.folder, "verify"], capture_output=True, text=True, check=False
    )
    assert verified.returncode == 0, verified.stdout
