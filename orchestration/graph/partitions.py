"""The partitions of what forms report: one per year that an event or an index may belong to."""

import dagster as dg

from ingestion.forms.periods import FIRST_EVENT_YEAR
from ingestion.language.vietnamese import VIETNAM
from orchestration.run_context import today

_RANGE_START = "dagster/asset_partition_range_start"
_RANGE_END = "dagster/asset_partition_range_end"
_EVERY_NEW_YEAR = "0 0 1 1 *"


def index_years(last: int) -> dg.TimeWindowPartitionsDefinition:
    """The years up to the present one, and the one after it on New Year's Day without anybody doing
    anything; up to ``last`` where that is later."""
    ahead = max(0, last - today().year)
    return dg.TimeWindowPartitionsDefinition(
        start=str(FIRST_EVENT_YEAR),
        cron_schedule=_EVERY_NEW_YEAR,
        fmt="%Y",
        timezone=VIETNAM.key,
        end_offset=1 + ahead,
    )


def years_up_to(last: int) -> dict[str, str]:
    """The tags of a run of every year up to ``last``."""
    return {_RANGE_START: str(FIRST_EVENT_YEAR), _RANGE_END: str(last)}


def whole_run(news: str | None = None) -> dg.RunRequest:
    """A run of every year there is, for today; at most one for the same ``news``."""
    return dg.RunRequest(run_key=news, tags=years_up_to(today().year))
