"""What is told by mail because a run failed, or a deadline comes near. Off until ``[mail]`` is in
the settings of the home, as they are when there is something to tell."""

import dagster as dg

from ingestion.home.home import Home
from ingestion.language.vietnamese import VIETNAM
from ingestion.messages import text
from orchestration.graph.chosen_day import WrongChoice
from orchestration.graph.ended_runs import at_work
from orchestration.notices.deadlines import tell_deadlines_ahead
from orchestration.notices.run_failures import tell_run_failed
from orchestration.notices.sending import send_waiting
from orchestration.run_context import today

# After the run of the night, before people come to work.
_MORNINGS = "30 7 * * *"
_AGAIN_SECONDS = 600


def run_failed(home: Home) -> dg.SensorDefinition:
    """Tells the operators of every run that failed, whoever started it; not of one that was refused
    what a person chose for it, who reads why on its page."""

    @dg.run_failure_sensor(
        name="run_failed",
        # A run of the command that was killed says nothing of where its graph lies.
        monitor_all_code_locations=True,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=text("sensor.run_failed"),
    )
    def tell(context: dg.RunFailureSensorContext) -> None:
        run = context.dagster_run
        failed = context.get_step_failure_events()
        if failed and all(map(_was_chosen_wrongly, failed)):
            return
        steps = [event.step_key or "" for event in failed]
        mailed = tell_run_failed(home.as_set_now(), run.run_id, run.job_name, steps)
        context.log.info(str(mailed.body()))

    return tell


def _was_chosen_wrongly(failure: dg.DagsterEvent) -> bool:
    """Whether a step failed by a ``WrongChoice``."""
    error = failure.step_failure_data.error
    while error is not None and error.cause is not None:
        error = error.cause
    return error is not None and error.cls_name == WrongChoice.__name__


def waiting_letters(home: Home) -> dg.SensorDefinition:
    """Sends what the mail server did not take before."""

    @dg.sensor(
        name="waiting_letters",
        minimum_interval_seconds=_AGAIN_SECONDS,
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=text("sensor.waiting_letters"),
    )
    def send(_: dg.SensorEvaluationContext) -> dg.SkipReason:
        return dg.SkipReason(
            text("sensor.letters_sent", count=send_waiting(home.as_set_now()).sent)
        )

    return send


def deadlines_ahead(home: Home) -> dg.ScheduleDefinition:
    """Tells each morning of what falls due soon."""

    @dg.op(name="tell_deadlines_ahead", description=text("schedule.deadlines_ahead"))
    def tell(context: dg.OpExecutionContext) -> None:
        with at_work(home, context.run_id):
            mailed = tell_deadlines_ahead(home, today())
        context.add_output_metadata(mailed.body())

    @dg.job(name="deadlines_ahead", description=text("schedule.deadlines_ahead"))
    def job() -> None:
        tell()

    return dg.ScheduleDefinition(
        job=job,
        cron_schedule=_MORNINGS,
        execution_timezone=VIETNAM.key,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=text("schedule.deadlines_ahead"),
    )
