"""Whoever waits in Dagster's queue is told for whom, on its own page."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.storage.dagster_run import RunOpConcurrency

from ingestion.home.home import Home
from orchestration.graph.queued_runs import QUEUED_BEHIND_TAG, queued_runs
from orchestration.graph.run_resource import WRITER
from orchestration.graph.sensors import PIPELINE
from orchestration.graph.timeline import REPOSITORY

QUEUED, STARTED = dg.DagsterRunStatus.QUEUED, dg.DagsterRunStatus.STARTED
HOLDER = """
import sys
from pathlib import Path
from ingestion.home.home import Home
with Home(Path(sys.argv[1])).alone(sys.argv[2]):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        yield instance


def a_run(instance: dg.DagsterInstance, status: dg.DagsterRunStatus, pool: str = WRITER) -> str:
    pools = RunOpConcurrency(
        root_key_counts={pool: 1}, has_unconstrained_root_nodes=False, all_pools={pool}
    )
    run = dg.DagsterRun(
        job_name=PIPELINE,
        status=status,
        run_op_concurrency=pools,
        remote_job_origin=REPOSITORY.get_job_origin(PIPELINE),
    )
    instance.run_storage.add_run(run)
    return run.run_id


@contextmanager
def at_work(home: Home, doing: str) -> Iterator[int]:
    """Another process that works in the home; yields its number."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(home.folder), doing],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=dict(os.environ),
    ) as process:
        assert process.stdout
        process.stdout.readline()
        yield process.pid


def tick(home: Home, instance: dg.DagsterInstance, cursor: str | None = None) -> str | None:
    context = dg.build_sensor_context(instance, cursor=cursor)
    return queued_runs(home).evaluate_tick(context).cursor


def told(instance: dg.DagsterInstance, run_id: str) -> list[str]:
    """What the page of a run shows of for whom it waits."""
    return [entry.message for entry in instance.all_logs(run_id)]


def test_a_queued_run_is_told_for_which_run_it_waits_and_since_when(
    home: Home, instance: dg.DagsterInstance
) -> None:
    working, waiting = a_run(instance, STARTED), a_run(instance, QUEUED)
    with at_work(home, f"Dagster {PIPELINE} {working}") as process:
        cursor = tick(home, instance)
        tick(home, instance, cursor)
    (words,) = told(instance, waiting)
    assert f"Đang đợi Dagster {PIPELINE} {working} (người dùng " in words
    assert f", tiến trình {process}, từ " in words
    (entry,) = instance.all_logs(waiting)
    assert entry.dagster_event
    link = entry.dagster_event.engine_event_data.metadata[PIPELINE]
    assert link == dg.MetadataValue.dagster_run(working)
    assert told(instance, working) == []
    run = instance.get_run_by_id(waiting)
    assert run
    assert run.tags[QUEUED_BEHIND_TAG] == words


def test_it_is_told_again_once_it_waits_for_another(
    home: Home, instance: dg.DagsterInstance
) -> None:
    a_run(instance, STARTED)
    waiting = a_run(instance, QUEUED)
    with at_work(home, "csi run"):
        cursor = tick(home, instance)
    with at_work(home, "csi rebuild"):
        tick(home, instance, cursor)
    first, second = told(instance, waiting)
    assert "Đang đợi csi run " in first
    assert "Đang đợi csi rebuild " in second


def test_who_waits_for_nobody_is_told_nothing(home: Home, instance: dg.DagsterInstance) -> None:
    """What is not in the pool waits for none of it, and one that may begin is not held back."""
    free, next_one = a_run(instance, QUEUED, pool="other"), a_run(instance, QUEUED)
    with at_work(home, "csi run"):
        tick(home, instance)
    a_run(instance, STARTED)
    tick(home, instance)  # nobody has come to the home yet
    assert (told(instance, free), told(instance, next_one)) == ([], [])
