"""What starts a run by itself: files in the inbox, files in a source, what people decided; and what
is done when a run is over.

A sensor names its news (``run_key``), and Dagster starts one run for each name: what made a run
fail is not run again before something else comes. The daemon works on for months: each sensor reads
the settings of its home again.
"""

from collections.abc import Iterator, Sequence

import dagster as dg
from dagster._core.storage.dagster_run import NOT_FINISHED_STATUSES
from dagster._core.storage.tags import RUN_KEY_TAG

from ingestion.home.home import Home
from ingestion.messages import text
from ingestion.polling.places import Unreached
from ingestion.polling.polls import arrivals
from orchestration.graph.ended_runs import end_dead_runs
from orchestration.graph.partitions import whole_run
from orchestration.intake.arrivals import decided_since_run, digest, in_inbox

PIPELINE = "pipeline"
_INBOX_SECONDS, _DECISIONS_SECONDS, _SOURCES_SECONDS = 60, 60, 300


def _status(home: Home) -> dg.DefaultSensorStatus:
    """Whether sensors are on before anybody switches them."""
    on = home.settings.automation
    return dg.DefaultSensorStatus.RUNNING if on else dg.DefaultSensorStatus.STOPPED


def sensors(home: Home) -> Sequence[dg.SensorDefinition]:
    """The sensors of a home."""
    return [_inbox(home), _sources(home), _decisions(home), _dead_runs(home)]


def _inbox(home: Home) -> dg.SensorDefinition:
    @dg.sensor(
        name="inbox",
        job_name=PIPELINE,
        minimum_interval_seconds=_INBOX_SECONDS,
        default_status=_status(home),
        description=text("sensor.inbox"),
    )
    def inbox(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        lying = in_inbox(home.as_set_now().inbox)
        if lying is None:
            yield dg.SkipReason(text("sensor.inbox_empty"))
        elif context.cursor != lying:  # a file that is being copied looks otherwise next time
            yield dg.SkipReason(text("sensor.inbox_changing"))
        elif context.instance.get_runs_count(dg.RunsFilter(tags={RUN_KEY_TAG: lying})):
            yield dg.SkipReason(text("sensor.inbox_taken_in"))
        else:
            yield whole_run(lying)
        context.update_cursor(lying or "")

    return inbox


def _sources(home: Home) -> dg.SensorDefinition:
    @dg.sensor(
        name="sources",
        job_name=PIPELINE,
        minimum_interval_seconds=_SOURCES_SECONDS,
        default_status=_status(home),
        description=text("sensor.sources"),
    )
    def sources(_: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        waiting, down = [], []
        now = home.as_set_now()
        with now.ledger() as ledger:
            for source in now.settings.sources:
                try:
                    waiting += arrivals(source, now, ledger)
                except Unreached as why:
                    down.append(f"{source.name}: {why.words()}")
        if waiting:
            yield whole_run(digest(sorted(waiting)))
        else:
            yield dg.SkipReason("\n".join(down) or text("sensor.sources_empty"))

    return sources


def _decisions(home: Home) -> dg.SensorDefinition:
    @dg.sensor(
        name="decisions",
        job_name=PIPELINE,
        minimum_interval_seconds=_DECISIONS_SECONDS,
        default_status=_status(home),
        description=text("sensor.decisions"),
    )
    def decisions(context: dg.SensorEvaluationContext) -> Iterator[dg.RunRequest | dg.SkipReason]:
        unfinished = dg.RunsFilter(job_name=PIPELINE, statuses=list(NOT_FINISHED_STATUSES))
        if context.instance.get_runs_count(unfinished):  # it has not judged yet what it took in
            yield dg.SkipReason(text("sensor.run_at_work"))
            return
        with home.ledger() as ledger:
            decided = decided_since_run(ledger)
        if decided:
            yield whole_run(decided)
        else:
            yield dg.SkipReason(text("sensor.nothing_decided"))

    return decisions


def _dead_runs(home: Home) -> dg.SensorDefinition:
    @dg.sensor(
        name="dead_runs",
        minimum_interval_seconds=60,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=text("sensor.dead_runs"),
    )
    def dead_runs(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        ended = end_dead_runs(home, context.instance)
        return dg.SkipReason(text("sensor.dead_runs_ended", count=len(ended)))

    return dead_runs
