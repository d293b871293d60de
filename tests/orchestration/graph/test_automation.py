"""What starts by itself, and what does not: sensors, schedules, the end of dead and old runs."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import dagster as dg
import duckdb
import pytest
from dagster._core.definitions.sensor_definition import SensorExecutionData

from ingestion.home.home import Home
from ingestion.samples.one_agency import AGENCY, register, report
from orchestration.graph import ended_runs
from orchestration.graph.ended_runs import at_work, drop_old_runs, end_dead_runs
from orchestration.graph.partitions import index_years, years_up_to
from orchestration.graph.schedules import schedules
from orchestration.graph.sensors import PIPELINE, sensors
from orchestration.identity.session import Actor
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.releasing.acknowledgements import let_stand
from orchestration.run_context import today
from tests.orchestration.small_reports import deliver, verdicts


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        yield instance


def tick(
    home: Home, name: str, cursor: str | None = None, runs: Iterable[dg.DagsterRun] = ()
) -> SensorExecutionData:
    """What a sensor says when Dagster asks it, and knows of some runs."""
    (sensor,) = [one for one in sensors(home) if one.name == name]
    with dg.DagsterInstance.ephemeral() as instance:
        for run in runs:
            instance.add_run(run)
        context = dg.build_sensor_context(instance, cursor=cursor)
        return sensor.evaluate_tick(context)


def keys(said: SensorExecutionData) -> list[str | None]:
    return [request.run_key for request in said.run_requests or []]


def put(home: Home, name: str, content: bytes) -> None:
    (home.inbox / name).parent.mkdir(parents=True, exist_ok=True)
    (home.inbox / name).write_bytes(content)


def test_an_empty_inbox_starts_nothing(home: Home) -> None:
    said = tick(home, "inbox")
    assert keys(said) == []
    assert said.skip_message


def test_a_file_starts_a_run_once_it_is_no_longer_written_to(home: Home) -> None:
    put(home, "AGY-1/report.csv", b"one")
    first = tick(home, "inbox")
    assert keys(first) == []
    put(home, "AGY-1/report.csv", b"one and two")
    growing = tick(home, "inbox", first.cursor)
    assert keys(growing) == []
    still = tick(home, "inbox", growing.cursor)
    (request,) = still.run_requests or []
    assert request.run_key == still.cursor
    assert dict(request.tags).items() >= years_up_to(today().year).items()
    # Asked again, it names the same news, for which Dagster starts no second run.
    assert keys(tick(home, "inbox", still.cursor)) == [request.run_key]


def test_another_file_is_other_news(home: Home) -> None:
    put(home, "a.csv", b"1")
    one = tick(home, "inbox").cursor
    put(home, "b.csv", b"1")
    assert tick(home, "inbox", one).cursor != one


def test_what_is_only_half_there_is_no_news(home: Home) -> None:
    put(home, "a.xlsx.part", b"1")
    put(home, "~$a.xlsx", b"1")
    assert keys(tick(home, "inbox", tick(home, "inbox").cursor)) == []


def test_what_waits_in_a_source_starts_a_run_until_it_was_taken(tmp_path: Path) -> None:
    (tmp_path / "shared" / "AGY-1").mkdir(parents=True)
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "csi.toml").write_text(
        f'[[sources]]\nname = "so"\nurl = "{tmp_path / "shared"}"\n', encoding="utf-8"
    )
    home = Home(tmp_path / "home")
    assert keys(tick(home, "sources")) == []
    (tmp_path / "shared" / "AGY-1" / "r.csv").write_bytes(report())
    (news,) = keys(tick(home, "sources"))
    assert news
    deliver(home, register(AGENCY))
    verdicts(home)  # takes what waits in the source
    with home.ledger() as ledger:
        assert latest_verdicts(ledger).height == 1
    assert keys(tick(home, "sources")) == []


def test_a_source_and_an_inbox_hold_without_a_restart(home: Home, tmp_path: Path) -> None:
    for folder in ("shared", "dropped"):
        (tmp_path / folder / "AGY-1").mkdir(parents=True)
        (tmp_path / folder / "AGY-1" / "r.csv").write_bytes(report())
    assert keys(tick(home, "sources")) == []
    (home / "csi.toml").write_text(
        f'inbox = "{tmp_path / "dropped"}"\n'
        f'[[sources]]\nname = "so"\nurl = "{tmp_path / "shared"}"\n',
        encoding="utf-8",
    )
    assert len(keys(tick(home, "sources"))) == 1
    assert len(keys(tick(home, "inbox", tick(home, "inbox").cursor))) == 1


def test_an_inbox_that_a_run_was_started_for_is_said_and_starts_no_other(home: Home) -> None:
    put(home, "AGY-1/a.csv", report())
    cursor = tick(home, "inbox").cursor
    (key,) = keys(tick(home, "inbox", cursor))
    assert key
    run = dg.DagsterRun(
        "pipeline", tags={"dagster/run_key": key}, status=dg.DagsterRunStatus.SUCCESS
    )
    said = tick(home, "inbox", cursor, runs=[run])
    assert keys(said) == []
    assert "đã có lượt chạy" in (said.skip_message or "")


def test_a_source_that_is_down_is_said_and_starts_nothing(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "csi.toml").write_text(
        '[[sources]]\nname = "so"\nurl = "nowhere"\n', encoding="utf-8"
    )
    said = tick(Home(tmp_path / "home"), "sources")
    assert keys(said) == []
    assert "so: " in (said.skip_message or "")


def test_what_was_handed_in_starts_a_run_until_it_is_judged(home: Home) -> None:
    assert keys(tick(home, "decisions")) == []
    deliver(home, register(AGENCY), report())
    (handed_in,) = keys(tick(home, "decisions"))
    assert keys(tick(home, "decisions")) == [handed_in]
    deliver(home, report("4", revision="1"))
    assert keys(tick(home, "decisions")) != [handed_in]
    verdicts(home)
    assert keys(tick(home, "decisions")) == []


@pytest.mark.parametrize(
    ("job", "status", "asks"),
    [
        ("pipeline", dg.DagsterRunStatus.STARTED, False),
        ("pipeline", dg.DagsterRunStatus.NOT_STARTED, False),
        ("pipeline", dg.DagsterRunStatus.FAILURE, True),
        ("publish", dg.DagsterRunStatus.STARTED, True),
    ],
)
def test_what_a_run_at_work_has_not_judged_yet_starts_no_other(
    home: Home, job: str, status: dg.DagsterRunStatus, asks: bool
) -> None:
    deliver(home, register(AGENCY), report())
    said = tick(home, "decisions", runs=[dg.DagsterRun(job, status=status)])
    assert bool(keys(said)) == asks
    assert asks or "đang làm việc" in (said.skip_message or "")


def test_what_people_decided_after_the_last_run_starts_one(home: Home) -> None:
    def run() -> None:
        with home.ledger() as ledger:
            ledger.append("run", [{"as_of": "2026-07-31"}])

    steward = Actor("lan", frozenset({"steward"}), "session")
    run()
    let_stand(home, steward, "REPORT-HELD", at_most=1, until=date(2027, 1, 1), reason="mẫu")
    assert len(keys(tick(home, "decisions"))) == 1
    run()
    assert keys(tick(home, "decisions")) == []


def test_what_was_decided_while_a_run_was_at_work_waits_for_the_next(home: Home) -> None:
    with home.ledger() as ledger:
        known = ledger.length()
        ledger.append("quarantine_release", [{"submission_id": "0"}])
        ledger.append("run", [{"as_of": "2026-07-31", "events": known}])
    assert len(keys(tick(home, "decisions"))) == 1


def test_a_proposal_that_nobody_approved_starts_nothing(home: Home) -> None:
    what = {"kind": "withdrawal", "submission_id": "0"}
    with home.ledger() as ledger:
        ledger.append("decision", [{"step": "proposed", "decision_id": "D1", "what": what}])
    assert keys(tick(home, "decisions")) == []


@pytest.mark.parametrize("automation", [True, False])
def test_a_home_says_whether_anything_starts_by_itself(
    home: Home, monkeypatch: pytest.MonkeyPatch, *, automation: bool
) -> None:
    monkeypatch.setattr(home.settings, "automation", automation)
    on = {one.name for one in sensors(home) if one.default_status.value == "RUNNING"}
    on |= {one.name for one in schedules(home) if one.default_status.value == "RUNNING"}
    always = {"dead_runs", "short_history_schedule"}
    others = {"inbox", "sources", "decisions", "nightly", "around_deadlines"}
    assert on == (always | others if automation else always)


def publish_deadline(home: Home, *days: tuple[str, date]) -> None:
    with duckdb.connect(str(home.published)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.mart_deadline_calendar (kind varchar, last_day_on_time date)"
        )
        connection.executemany("insert into marts.mart_deadline_calendar values (?, ?)", days)


def at_hour(home: Home, moment: str) -> int:
    """How many runs the schedule around deadlines asks for at a moment of Vietnam."""
    (schedule,) = [one for one in schedules(home) if one.name == "around_deadlines"]
    context = dg.build_schedule_context(scheduled_execution_time=datetime.fromisoformat(moment))
    return len(schedule.evaluate_tick(context).run_requests or [])


@pytest.mark.parametrize(
    ("moment", "runs"),
    [
        ("2026-12-13T16:00:00+07:00", 0),
        ("2026-12-14T08:00:00+07:00", 1),
        ("2026-12-15T16:00:00+07:00", 1),
        ("2026-12-16T08:00:00+07:00", 0),
        # Still the day before, by the clock of Greenwich.
        ("2026-12-15T20:00:00+00:00", 0),
    ],
)
def test_runs_stand_around_the_last_day_of_a_deadline(home: Home, moment: str, runs: int) -> None:
    publish_deadline(home, ("report", date(2026, 12, 15)), ("goal", date(2026, 12, 13)))
    assert at_hour(home, moment) == runs


def test_without_a_run_there_is_no_deadline_to_stand_around(home: Home) -> None:
    assert at_hour(home, "2026-12-15T08:00:00+07:00") == 0


def test_years_end_with_the_present_one_and_grow_at_new_year() -> None:
    years = index_years(today().year)
    assert years.get_last_partition_key() == str(today().year)
    assert years.get_first_partition_key() == "2014"
    new_year = datetime(today().year, 12, 31, 17, 0, 1, tzinfo=UTC)  # past midnight in Vietnam
    with dg.partition_loading_context(new_year):
        assert years.get_last_partition_key() == str(today().year + 1)
    assert index_years(today().year + 2).get_last_partition_key() == str(today().year + 2)


def begun(instance: dg.DagsterInstance) -> str:
    """A run that began and has not ended, as Dagster's history says."""
    run = dg.DagsterRun(job_name=PIPELINE, status=dg.DagsterRunStatus.STARTED)
    instance.run_storage.add_run(run)
    return run.run_id


def status(instance: dg.DagsterInstance, run_id: str) -> dg.DagsterRunStatus:
    run = instance.get_run_by_id(run_id)
    assert run
    return run.status


HOLDER = """
import sys, time
from pathlib import Path
from ingestion.home.home import Home
from orchestration.graph.ended_runs import at_work
with at_work(Home(Path(sys.argv[1])), sys.argv[2]):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_run_whose_process_was_killed_is_ended_and_one_at_work_is_not(
    home: Home, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed, living = begun(instance), begun(instance)
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home.folder), killed],
        stdout=subprocess.PIPE,
        env=dict(os.environ),
    ) as process:
        assert process.stdout
        process.stdout.readline()
        process.kill()
    assert end_dead_runs(home, instance) == []  # too young to tell
    monkeypatch.setattr(ended_runs, "_GRACE", timedelta(0))
    with at_work(home, living):
        assert end_dead_runs(home, instance) == [killed]
    assert status(instance, killed) is dg.DagsterRunStatus.FAILURE
    assert status(instance, living) is dg.DagsterRunStatus.STARTED


def test_old_runs_leave_the_history_and_the_last_ones_stay(
    home: Home, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [begun(instance) for _ in range(4)]
    for run_id in ids[:3]:
        run = instance.get_run_by_id(run_id)
        assert run
        instance.report_run_failed(run)
        (home / "logs" / f"run-{run_id}.jsonl").write_text("{}", encoding="utf-8")
    monkeypatch.setattr(ended_runs, "KEPT_DAYS", -1)
    assert drop_old_runs(home, instance) == []  # few runs are kept, however old
    monkeypatch.setattr(ended_runs, "_KEPT_AT_LEAST", 1)
    assert set(drop_old_runs(home, instance)) == {ids[0], ids[1]}
    left = {run.run_id for run in instance.get_runs()}
    assert left == {ids[2], ids[3]}
    assert [one.name for one in (home / "logs").iterdir()] == [f"run-{ids[2]}.jsonl"]


def test_the_job_that_shortens_history_is_not_taken_for_dead(
    home: Home, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ended_runs, "_GRACE", timedelta(0))
    ended: list[list[str]] = []

    def look_for_the_dead(home: Home, instance: dg.DagsterInstance) -> list[str]:
        ended.append(end_dead_runs(home, instance))
        return []

    monkeypatch.setattr("orchestration.graph.schedules.drop_old_runs", look_for_the_dead)
    (schedule,) = [one for one in schedules(home) if one.name == "short_history_schedule"]
    job = schedule.job
    assert isinstance(job, dg.JobDefinition)
    assert job.execute_in_process(instance=instance).success
    assert ended == [[]]
