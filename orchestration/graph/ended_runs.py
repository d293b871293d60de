"""Runs that are over: those whose process is gone without a word, and those nobody asks about any
more.

A killed run stays "started" in Dagster's history, and a queue that counts it lets no other begin.
Each run holds a lock for as long as its process lives, so that the dead are told from those that
wait for the home.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
from dagster._core.storage.dagster_run import FINISHED_STATUSES
from filelock import FileLock, Timeout

from ingestion.home.home import Home

KEPT_DAYS = 90
_KEPT_AT_LEAST = 20
# A process that was just launched has not come to its lock yet.
_GRACE = timedelta(minutes=5)
_BEGUN = [
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


@contextmanager
def at_work(home: Home, run_id: str) -> Iterator[None]:
    """Hold the lock of a run while it is computed."""
    lock = _lock(home, run_id)
    with lock:
        try:
            yield
        finally:
            Path(lock.lock_file).unlink(missing_ok=True)


def end_dead_runs(home: Home, instance: dg.DagsterInstance) -> list[str]:
    """Write of every run whose process is gone that it failed; returns their ids."""
    dead = []
    for record in instance.get_run_records(dg.RunsFilter(statuses=_BEGUN)):
        run_id = record.dagster_run.run_id
        is_young = datetime.now(UTC) - record.update_timestamp < _GRACE
        if not is_young and not _is_alive(home, run_id):
            instance.report_run_failed(record.dagster_run, "The process of this run is gone.")
            dead.append(run_id)
    return dead


def drop_old_runs(home: Home, instance: dg.DagsterInstance) -> list[str]:
    """Take runs that ended more than ``KEPT_DAYS`` ago out of Dagster's history, with their events
    and logs; the last ones stay, however old. What was computed is in the ledger and in releases,
    which nothing here touches. Returns the ids of the runs."""
    ended = instance.get_run_records(dg.RunsFilter(statuses=FINISHED_STATUSES))
    before = datetime.now(UTC) - timedelta(days=KEPT_DAYS)
    old = [one for one in ended[_KEPT_AT_LEAST:] if one.update_timestamp < before]
    for record in old:
        run_id = record.dagster_run.run_id
        instance.delete_run(run_id)
        shutil.rmtree(home / "dagster" / "storage" / run_id, ignore_errors=True)
        (home / "logs" / f"run-{run_id}.jsonl").unlink(missing_ok=True)
    return [record.dagster_run.run_id for record in old]


def _is_alive(home: Home, run_id: str) -> bool:
    lock = _lock(home, run_id)
    try:
        with lock.acquire(timeout=0):
            Path(lock.lock_file).unlink(missing_ok=True)
    except Timeout:
        return True
    return False


def _lock(home: Home, run_id: str) -> FileLock:
    folder = home / "dagster" / "at_work"
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / run_id)
