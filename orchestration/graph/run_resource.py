"""What every step of the graph works with: its home, the day it is computed for, and the promises
that hold whoever starts it.

A step runs alone in its home, refuses what an earlier run used and somebody changed since, and
works for one day with the steps before it. The day is chosen in the launchpad, or today's; it is a
tag of the run and metadata of what was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import dagster as dg

from ingestion.forms.periods import FIRST_INDEX_YEAR
from ingestion.home.home import Home
from ingestion.refusal import Refusal
from orchestration.reference.frozen_versions import refuse_changed
from orchestration.run_context import Progress, Run, Silence, today
from orchestration.warehouse.build_record import loaded_day

AS_OF_TAG = "csi/as_of"
LAST_YEAR = 2035


@dataclass(frozen=True)
class RunRequest:
    """What a run was started with; ``as_of`` as it was written, None where nobody chose a day."""

    home: Home
    progress: Progress
    as_of: str | None


def run_resource(home: Home, progress: Progress | None = None) -> dg.ResourceDefinition:
    """The resource ``run`` of the graph over one home, whose configuration chooses the day."""
    day = dg.Field(
        str,
        is_required=False,
        description="Ngày tính (YYYY-MM-DD), mặc định là hôm nay · The day to compute for: reports "
        "received later do not count, duties are due or not as of it. Today where none is chosen.",
    )

    @dg.resource(config_schema={"as_of": day}, description="The home and the day of a run.")
    def run(context: dg.InitResourceContext) -> RunRequest:
        return RunRequest(home, progress or Silence(), context.resource_config.get("as_of"))

    return run


@contextmanager
def opening(context: dg.AssetExecutionContext, request: RunRequest) -> Iterator[Run]:
    """The step that loads the state of the ledger for a day, which the steps after it keep."""
    with _at_work(context, request, _chosen(request) or today()) as run:
        yield run


@contextmanager
def going_on(
    context: dg.AssetExecutionContext,
    request: RunRequest,
    day_of: Callable[[Home], date | None] = loaded_day,
) -> Iterator[Run]:
    """A step that works on what an earlier one left in the home, for the day of that (``day_of``).
    Refuses where another day is chosen, or there is none."""
    with request.home.alone():
        loaded, chosen = day_of(request.home), _chosen(request)
        if loaded is None:
            raise Refusal("refused.nothing_loaded")
        if chosen and chosen != loaded:
            days = {"chosen": f"{chosen:%d/%m/%Y}", "loaded": f"{loaded:%d/%m/%Y}"}
            raise Refusal("refused.other_day", **days)
        with _at_work(context, request, loaded) as run:
            yield run


@contextmanager
def _at_work(context: dg.AssetExecutionContext, request: RunRequest, as_of: date) -> Iterator[Run]:
    with request.home.alone():
        with request.home.ledger() as ledger:
            refuse_changed(ledger)
        context.instance.add_run_tags(context.run.run_id, {AS_OF_TAG: as_of.isoformat()})
        for key in context.selected_asset_keys:
            context.add_asset_metadata({"as_of": as_of.isoformat()}, asset_key=key)
        yield Run(request.home, as_of, request.progress, context.run.run_id)


def _chosen(request: RunRequest) -> date | None:
    """The day that was chosen; raises ``Refusal`` where that is none, or out of all years."""
    if request.as_of is None:
        return None
    try:
        day = date.fromisoformat(request.as_of)
    except ValueError as wrong:
        raise Refusal("refused.no_day", value=request.as_of) from wrong
    refuse_other_years(day)
    return day


def refuse_other_years(day: date) -> None:
    """Raise ``Refusal`` for a day that lies outside of the years there are."""
    if not FIRST_INDEX_YEAR <= day.year <= LAST_YEAR:
        years = {"first": FIRST_INDEX_YEAR, "last": LAST_YEAR}
        raise Refusal("refused.as_of", day=f"{day:%d/%m/%Y}", **years)
