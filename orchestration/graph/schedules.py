"""What runs at its hour: the night's run, runs around legal deadlines, and keeping history short.

Deadlines are those of ``mart_deadline_calendar`` as readers see it.
"""

from collections.abc import Sequence
from datetime import date

import dagster as dg

from ingestion.home.database import read_database
from ingestion.home.home import Home
from ingestion.language.vietnamese import VIETNAM
from ingestion.messages import text
from orchestration.graph.ended_runs import at_work, drop_old_runs
from orchestration.graph.partitions import whole_run
from orchestration.graph.sensors import PIPELINE

_NIGHTLY, _IN_OFFICE_HOURS, _WEEKLY = "0 2 * * *", "0 8,12,16 * * *", "30 4 * * 0"
_DAYS_BEFORE = 1


def schedules(home: Home) -> Sequence[dg.ScheduleDefinition]:
    """The schedules of a home, by the clock of Vietnam."""
    return [_nightly(home), _around_deadlines(home), _short_history(home)]


def next_deadline(home: Home, day: date) -> date | None:
    """The next last day on time that readers' calendar knows, from ``day`` on; None where there is
    none, or no run yet."""
    if not home.published.exists():
        return None
    with read_database(home.published) as connection:
        found: list[tuple[date | None]] = connection.execute(
            "select min(last_day_on_time) from marts.mart_deadline_calendar "
            "where kind != 'goal' and last_day_on_time >= ?",
            [day],
        ).fetchall()
    return found[0][0]


def _status(home: Home) -> dg.DefaultScheduleStatus:
    on = home.settings.automation
    return dg.DefaultScheduleStatus.RUNNING if on else dg.DefaultScheduleStatus.STOPPED


def _nightly(home: Home) -> dg.ScheduleDefinition:
    @dg.schedule(
        name="nightly",
        cron_schedule=_NIGHTLY,
        execution_timezone=VIETNAM.key,
        job_name=PIPELINE,
        default_status=_status(home),
        description=text("schedule.nightly"),
    )
    def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        return whole_run()

    return nightly


def _around_deadlines(home: Home) -> dg.ScheduleDefinition:
    @dg.schedule(
        name="around_deadlines",
        cron_schedule=_IN_OFFICE_HOURS,
        execution_timezone=VIETNAM.key,
        job_name=PIPELINE,
        default_status=_status(home),
        description=text("schedule.around_deadlines"),
    )
    def around_deadlines(context: dg.ScheduleEvaluationContext) -> dg.RunRequest | dg.SkipReason:
        day = context.scheduled_execution_time.astimezone(VIETNAM).date()
        deadline = next_deadline(home, day)
        if deadline is None:
            return dg.SkipReason(text("schedule.no_deadline"))
        if (deadline - day).days > _DAYS_BEFORE:
            return dg.SkipReason(text("schedule.far_deadline", day=f"{deadline:%d/%m/%Y}"))
        return whole_run()

    return around_deadlines


def _short_history(home: Home) -> dg.ScheduleDefinition:
    @dg.op(description=text("schedule.short_history"))
    def forget_old_runs(context: dg.OpExecutionContext) -> None:
        with at_work(home, context.run_id):
            dropped = drop_old_runs(home, context.instance)
        context.log.info(text("schedule.history_dropped", count=len(dropped)))

    @dg.job(description=text("schedule.short_history"))
    def short_history() -> None:
        forget_old_runs()

    return dg.ScheduleDefinition(
        job=short_history,
        cron_schedule=_WEEKLY,
        execution_timezone=VIETNAM.key,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=text("schedule.short_history"),
    )
