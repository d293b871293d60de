"""Runs that Dagster holds back in its queue, and for whom: said on the page of each, in the words a
command that waits for the home says it in."""

import json

import dagster as dg
from dagster._core.events import EngineEventData
from dagster._core.storage.dagster_run import IN_PROGRESS_RUN_STATUSES
from dagster._core.storage.tags import POOL_TAG_PREFIX

from ingestion.home.home import Home
from ingestion.messages import text
from orchestration.graph.run_resource import WRITER

# Dagster shows the log of a run only once it has begun, its tags from the first moment on.
QUEUED_BEHIND_TAG = "csi/queued_behind"
_SECONDS = 30


def queued_runs(home: Home) -> dg.SensorDefinition:
    """Says on the page of each queued run for whom it waits, and again when that is another."""

    @dg.sensor(
        name="queued_runs",
        minimum_interval_seconds=_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=text("sensor.queued_runs"),
    )
    def tell(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        words_by_run = tell_queued_runs(home, context.instance, json.loads(context.cursor or "{}"))
        context.update_cursor(json.dumps(words_by_run))
        return dg.SkipReason(text("sensor.queued_runs_told", count=len(words_by_run)))

    return tell


def tell_queued_runs(
    home: Home, instance: dg.DagsterInstance, before: dict[str, str]
) -> dict[str, str]:
    """Write into tags and log of each queued run for whom it waits, where that is not what it was
    told ``before``; returns what each has been told, by the id of the run."""
    queued = _of_pool(instance, [dg.DagsterRunStatus.QUEUED])
    at_work = _of_pool(instance, IN_PROGRESS_RUN_STATUSES) if queued else []
    writer = home.other_writer() if at_work else None
    if writer is None:
        return {}
    words = text("run.waits", **writer.values())
    links = {run.job_name: dg.MetadataValue.dagster_run(run.run_id) for run in at_work}
    for run in queued:
        if before.get(run.run_id) != words:
            instance.add_run_tags(run.run_id, {QUEUED_BEHIND_TAG: words})
            instance.report_engine_event(words, run, EngineEventData(links))
    return dict.fromkeys((run.run_id for run in queued), words)


def _of_pool(
    instance: dg.DagsterInstance, statuses: list[dg.DagsterRunStatus]
) -> list[dg.DagsterRun]:
    """The runs that write in the home, and have one of some statuses."""
    writes = {f"{POOL_TAG_PREFIX}{WRITER}": "true"}
    return [*instance.get_runs(dg.RunsFilter(statuses=statuses, tags=writes))]
