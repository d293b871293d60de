"""What an analyst starts from Dagster's own pages, with its server and daemon running."""

import json
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

import duckdb
import pytest

from ingestion.home.home import Home
from ingestion.landing.receipts import received_names
from orchestration.graph.run_resource import AS_OF_TAG
from orchestration.graph.sensors import PIPELINE
from orchestration.run_context import today
from tests.end_to_end.edited_product import edit_product
from tests.end_to_end.homes import CSI, SampleHome
from tests.kept import ROOT

pytestmark = pytest.mark.nightly

LOCATION = "orchestration.graph.code_location"
CHOSEN = "2026-06-30"
PATIENCE = 600
REPOSITORY = {"repositoryLocationName": LOCATION, "repositoryName": "__repository__"}
LAUNCH = """
mutation($params: ExecutionParams!) {
  launchRun(executionParams: $params) {
    __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message }
  }
}"""
BACKFILL = """
mutation($params: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $params) {
    __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message }
  }
}"""
LOADED = "{ repositoriesOrError { ... on RepositoryConnection { nodes { name } } } }"
RUN = """
query($id: ID!) {
  runOrError(runId: $id) { ... on Run { runId status tags { key value } } }
}"""
RUNS = """
{ runsOrError(limit: 20) { ... on Runs { results { runId status tags { key value } } } } }"""
RUNS_OF_BACKFILL = """
query($id: String!) {
  partitionBackfillOrError(backfillId: $id) {
    ... on PartitionBackfill { status runs(limit: 5) { id runId status tags { key value } } }
  }
}"""


@pytest.fixture(scope="module")
def home(season: SampleHome, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home whose last run was `csi run`."""
    folder = tmp_path_factory.mktemp("pages") / "home"
    return Home(shutil.copytree(season.folder, folder, symlinks=True))


@contextmanager
def pages(home: Home, site: Path = ROOT) -> Iterator[str]:
    """`csi dev` on a home, with the product that lies in ``site``, for as long as the block lasts;
    yields the address for GraphQL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(CSI), "--home", str(home.folder), "dev", "--port", str(port)]
    log = home.folder / "dev.log"
    with log.open("w") as file:
        environment = {**os.environ, "PYTHONPATH": str(site)}
        server = subprocess.Popen(command, stdout=file, stderr=file, env=environment, cwd=site)
    address = f"http://127.0.0.1:{port}/graphql"
    try:
        wait_for(lambda: loads(address), log)
        yield address
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(60)


def loads(address: str) -> bool:
    """Whether the server answers and has loaded the graph."""
    try:
        found = ask(address, LOADED)
    except (URLError, ConnectionError):
        return False
    return bool(found["repositoriesOrError"].get("nodes"))


def ask(address: str, query: str, **variables: object) -> dict[str, Any]:
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = Request(address, body, {"Content-Type": "application/json"})  # noqa: S310
    with urlopen(request, timeout=60) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
    assert "errors" not in found, found
    data: dict[str, Any] = found["data"]
    return data


def wait_for(condition: Any, log: Path) -> Any:
    """What a condition gives once it gives something; fails with the server's log when patience
    ends."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := condition():
            return found
        time.sleep(1)
    pytest.fail(log.read_text("utf-8")[-4_000:])


def ended(run: dict[str, Any]) -> dict[str, Any] | None:
    return run if run["status"] in ("SUCCESS", "FAILURE", "CANCELED") else None


def tags(run: dict[str, Any]) -> dict[str, str]:
    return {tag["key"]: tag["value"] for tag in run["tags"]}


def run_of_backfill(address: str, params: dict[str, Any], log: Path) -> dict[str, Any]:
    """The one run of a backfill, once it has ended."""
    backfill = ask(address, BACKFILL, params=params)["launchPartitionBackfill"]["backfillId"]

    def first() -> dict[str, Any] | None:
        found = ask(address, RUNS_OF_BACKFILL, id=backfill)["partitionBackfillOrError"]
        return ended(found["runs"][0]) if found["runs"] else None

    run: dict[str, Any] = wait_for(first, log)
    return run


def launched(address: str, as_of: str, log: Path) -> dict[str, Any]:
    """The run of everything that somebody launches for a day, once it has ended."""
    years = {"start": "2014", "end": as_of[:4]}
    params = {
        "selector": {**REPOSITORY, "pipelineName": PIPELINE},
        "runConfigData": {"resources": {"run": {"config": {"as_of": as_of}}}},
        "executionMetadata": {
            "tags": [
                {"key": f"dagster/asset_partition_range_{side}", "value": year}
                for side, year in years.items()
            ]
        },
    }
    run_id = ask(address, LAUNCH, params=params)["launchRun"]["run"]["runId"]
    run: dict[str, Any] = wait_for(lambda: ended(ask(address, RUN, id=run_id)["runOrError"]), log)
    return run


def test_a_day_chosen_in_the_launchpad_is_recorded_wherever_a_day_is_shown(home: Home) -> None:
    with pages(home) as address:
        run = launched(address, CHOSEN, home.folder / "dev.log")
    assert run["status"] == "SUCCESS"
    assert tags(run)[AS_OF_TAG] == CHOSEN
    with home.ledger() as ledger:
        recorded = ledger.events("run")[-1].body
    assert (recorded["as_of"], recorded["run_id"]) == (CHOSEN, run["runId"])
    with duckdb.connect(str(home.published), read_only=True) as connection:
        days = connection.execute("select cast(as_of as varchar) from marts.dim_run").fetchall()
    assert days == [(CHOSEN,)]


def test_one_year_of_one_form_is_loaded_again_for_the_day_that_is_loaded(home: Home) -> None:
    params = {
        "assetSelection": [{"path": ["raw", "budget_figures"]}],
        "partitionNames": ["2024"],
    }
    with home.ledger() as ledger:
        loaded = ledger.events("run")[-1].body["as_of"]
    with pages(home) as address:
        run = run_of_backfill(address, params, home.folder / "dev.log")
    assert run["status"] == "SUCCESS"
    assert tags(run)[AS_OF_TAG] == loaded == CHOSEN


def test_an_edited_method_is_refused_from_the_pages_too(
    home: Home, tmp_path_factory: pytest.TempPathFactory
) -> None:
    site = edit_product(tmp_path_factory.mktemp("edited"))
    seen, log = home.published.stat(), home.folder / "dev.log"
    with home.ledger() as ledger:
        recorded = len(ledger.events("run"))
    backfill = {"assetSelection": [{"path": ["raw", "budget_figures"]}], "partitionNames": ["2024"]}
    with pages(home, site) as address:
        assert launched(address, CHOSEN, log)["status"] == "FAILURE"
        assert run_of_backfill(address, backfill, log)["status"] == "FAILURE"
    with home.ledger() as ledger:
        assert len(ledger.events("run")) == recorded
    assert home.published.stat().st_ino == seen.st_ino


def test_a_file_in_the_inbox_starts_one_run_by_itself(home: Home) -> None:
    """The sensor `inbox` starts one run for one piece of news."""
    (home / "csi.toml").write_text("automation = true\n", encoding="utf-8")
    (home.inbox / "khong-phai-bao-cao.txt").write_text("Kính gửi", encoding="utf-8")
    with pages(home) as address:

        def run_of_sensor() -> dict[str, Any] | None:
            found = ask(address, RUNS)["runsOrError"]["results"]
            mine = [run for run in found if tags(run).get("dagster/sensor_name") == "inbox"]
            assert len(mine) < 2
            return ended(mine[0]) if mine else None

        run = wait_for(run_of_sensor, home.folder / "dev.log")
        assert run["status"] == "SUCCESS"
        time.sleep(120)  # two more ticks
        assert run_of_sensor() == run
    assert tags(run)[AS_OF_TAG] == today().isoformat()
    with home.ledger() as ledger:
        recorded = ledger.events("run")[-1].body
        names = received_names(ledger)
    assert recorded["run_id"] == run["runId"]
    assert "khong-phai-bao-cao.txt" in names
