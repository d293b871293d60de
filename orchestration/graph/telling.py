"""What is told by mail because a run failed, or a deadline comes near. Off until ``[mail]`` is in
the settings of the home."""

import dagster as dg

from ingestion.home.home import Home
from ingestion.language.vietnamese import VIETNAM
from ingestion.messages import text
from orchestration.notices.deadlines import tell_deadlines_ahead
from orchestration.notices.run_failures import tell_run_failed
from orchestration.run_context import today

# After the run of the night, before people come to work.
_MORNINGS = "30 7 * * *"


def run_failed(home: Home) -> dg.SensorDefinition:
    """Tells the operators of every run that failed, whoever started it."""

    @dg.run_failure_sensor(
        name="run_failed",
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=text("sensor.run_failed"),
    )
    def run_failed(context: dg.RunFailureSensorContext) -> None:
        run = context.dagster_run
        steps = [event.step_key or "" for event in context.get_step_failure_events()]
        mailed = tell_run_failed(home, run.run_id, run.job_name, steps)
        context.log.info(str(mailed.body()))

    return run_failed


def deadlines_ahead(home: Home) -> dg.ScheduleDefinition:
    """Tells each morning of what falls due soon."""

    @dg.op(name="tell_deadlines_ahead", description=text("schedule.deadlines_ahead"))
    def tell(context: dg.OpExecutionContext) -> None:
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
