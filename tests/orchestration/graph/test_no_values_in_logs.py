"""What a sender wrote into a cell stands in no log, history or traceback, whatever went wrong."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from click.testing import CliRunner
from pydantic import TypeAdapter

from ingestion.home.home import Home
from ingestion.samples.one_agency import AGENCY, register, report
from orchestration.cli import main
from orchestration.error_kinds import stack_of
from orchestration.graph import pipeline
from orchestration.graph.dbt_events import reason_of
from orchestration.graph.definitions import SUBMISSIONS, build_definitions
from orchestration.graph.pipeline import dagster_home
from orchestration.graph.run_resource import run_resource
from tests.orchestration.small_reports import AS_OF, deliver

CANARY = "chimhoangyen987"
INCIDENTS = dg.AssetKey(["raw", "incident_counts"])


def of_duckdb() -> None:
    duckdb.sql(f"select cast('{CANARY}' as integer)").fetchall()


def of_pydantic() -> None:
    TypeAdapter(int).validate_python(CANARY)


def of_a_cause() -> None:
    try:
        of_pydantic()
    except ValueError as cause:
        raise RuntimeError(f"cell {CANARY}") from cause


def run_raw(home: Home) -> dg.ExecuteInProcessResult:
    """Receive, judge and load one year, with Dagster's history in the home."""
    dagster_home(home)
    keys = {SUBMISSIONS, INCIDENTS}
    assets = [
        asset
        for asset in build_definitions(home).assets or []
        if isinstance(asset, dg.AssetsDefinition) and asset.keys <= keys
    ]
    with dg.DagsterInstance.get() as instance:
        result = dg.materialize(
            assets,
            partition_key="2024",
            instance=instance,
            resources={"run": run_resource(home)},
            run_config={"resources": {"run": {"config": {"as_of": AS_OF.isoformat()}}}},
            raise_on_error=False,
        )
        pipeline._write_log(home, instance, result.run_id)
    return result


def where_it_stands(home: Home) -> list[str]:
    """The files that are logs or histories and hold the canary."""
    kept = [path for name in ("logs", "dagster", "dbt") for path in (home / name).rglob("*")]
    return [str(path) for path in kept if path.is_file() and CANARY.encode() in path.read_bytes()]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    deliver(home, register(AGENCY), report(f'"{CANARY}"'), sender="AGY-1")
    return home


def test_a_held_value_is_in_no_log(home: Home, capfd: pytest.CaptureFixture[str]) -> None:
    assert run_raw(home).success
    assert where_it_stands(home) == []
    assert CANARY not in "".join(capfd.readouterr())
    found = [path for path in (home / "findings").iterdir() if path.is_file()]
    assert found, "where stewards read what was sent"


@pytest.mark.parametrize(
    ("step", "fails", "kinds"),
    [
        ("take_in", of_duckdb, "ConversionException"),
        ("load_form_years", of_pydantic, "ValidationError"),
        ("load_form_years", of_a_cause, "RuntimeError, pydantic_core"),
    ],
)
def test_a_step_that_fails_on_a_value_does_not_quote_it(
    home: Home,
    step: str,
    fails: Callable[[], None],
    kinds: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(f"orchestration.graph.definitions.{step}", lambda *_: fails())
    result = run_raw(home)
    assert not result.success
    assert where_it_stands(home) == []
    assert CANARY not in "".join(capfd.readouterr())
    (log,) = (home / "logs").glob("run-*.jsonl")
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    (failed,) = (line for line in lines if "error" in line)
    assert kinds in failed["error"]
    assert f"in {fails.__name__}" in failed["stack"], "lines of code are told"
    assert pipeline._reason(result).startswith("raw__")
    assert kinds in pipeline._reason(result)


def test_every_line_of_a_log_says_when_how_grave_and_how_long(home: Home) -> None:
    run_raw(home)
    (log,) = (home / "logs").glob("run-*.jsonl")
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert all(line["time"] and line["level"] for line in lines)
    ends = [line for line in lines if line["event"] in ("STEP_SUCCESS", "PIPELINE_SUCCESS")]
    assert len(ends) == 3
    assert all(line["seconds"] >= 0 for line in ends)


def test_an_error_of_a_command_is_told_without_the_value(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.commands.status.home_status", lambda _: of_a_cause())
    done = CliRunner().invoke(main, ["--home", str(home.folder), "status"])
    assert done.exit_code == 3
    assert CANARY not in done.output
    assert "in of_pydantic" in done.stderr
    assert done.stderr.rstrip().endswith("RuntimeError")


def test_an_error_of_the_ledger_does_not_quote_an_event(home: Home) -> None:
    with home.ledger() as ledger:
        (home / "ledger.sqlite").chmod(0o400)
        body = {"submission_id": CANARY, "decision_id": object()}
        with pytest.raises(TypeError) as unserialisable:
            ledger.append("decision", [body])
        assert CANARY not in stack_of(unserialisable.value)


def test_dbt_s_message_is_told_by_its_kinds() -> None:
    class Result:
        status = "error"
        message = f"Runtime Error in model x\n  Conversion Error: Could not convert '{CANARY}'"

    assert reason_of(Result()) == "Runtime Error, Conversion Error"
