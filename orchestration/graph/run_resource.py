"""What every step of the graph works with: its home, the day it is computed for, and the promises
that hold whoever starts it.

A run works alone in its home, refuses what an earlier run used and somebody changed since, and
works for one day with the steps before it. The day is chosen in the launchpad, or today's; it is a
tag of the run and metadata of what was made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import dagster as dg

from ingestion.home.home import Home
from ingestion.home.one_writer import Writer
from ingestion.messages import text
from orchestration.graph.chosen_day import DayConfig, WrongChoice
from orchestration.graph.ended_runs import at_work
from orchestration.graph.timeline import put_in_timeline
from orchestration.reference.frozen_versions import refuse_changed
from orchestration.run_context import Progress, Run, Silence, today
from orchestration.verifying.rested_on import whole_ledger
from orchestration.warehouse.build_record import loaded_day

AS_OF_TAG = "csi/as_of"
# The pool of everything that writes: Dagster starts one run at a time of what is in it, and its
# pages say of a run that waits which other it waits for.
WRITER = "warehouse"
# A run that Dagster started waits as long as a national run takes many times over.
_PATIENCE_SECONDS = 3600.0


@dataclass(frozen=True)
class RunRequest:
    """What a run was started with; ``as_of`` is None where nobody chose a day."""

    home: Home
    progress: Progress
    as_of: date | None


def run_resource(
    home: Home, progress: Progress | None = None, last_year: int = 0
) -> dg.ResourceDefinition:
    """The resource ``run`` of the graph over one home, which chooses the day by its configuration
    and holds the home from the first step of a run to its last. The years of its graph end with
    ``last_year``, or the present one where that is later."""
    day = dg.Field(
        DayConfig(last_year),
        is_required=False,
        description="Ngày tính (YYYY-MM-DD), mặc định là hôm nay · The day to compute for: reports "
        "received later do not count, duties are due or not as of it. Today where none is chosen.",
    )

    @dg.resource(config_schema={"as_of": day}, description="The home and the day of a run.")
    def run(context: dg.InitResourceContext) -> Iterator[RunRequest]:
        def waits(writer: Writer) -> None:
            if context.log:
                context.log.warning(text("run.waits", **writer.values()))

        if context.run is None:
            raise ValueError("the home is opened by a run")
        if context.instance:
            put_in_timeline(context.instance, context.run)
        doing = f"Dagster {context.run.job_name} {context.run.run_id}"
        with at_work(home, context.run.run_id), home.alone(doing, _PATIENCE_SECONDS, waits):
            chosen = context.resource_config.get("as_of")
            yield RunRequest(home, progress or Silence(), chosen)

    return run


def opening(context: dg.AssetExecutionContext, request: RunRequest) -> Run:
    """The step that loads the state of the ledger, which has to be whole, for a day that the steps
    after it keep."""
    with request.home.ledger() as ledger:
        whole_ledger(request.home, ledger)
    return _for_day(context, request, request.as_of or today())


def going_on(
    context: dg.AssetExecutionContext,
    request: RunRequest,
    day_of: Callable[[Home], date | None] = loaded_day,
) -> Run:
    """A step that works on what an earlier one left in the home, for the day of that (``day_of``).
    Refuses where another day is chosen, or there is none."""
    loaded, chosen = day_of(request.home), request.as_of
    if loaded is None:
        raise WrongChoice("refused.nothing_loaded")
    if chosen and chosen != loaded:
        days = {"chosen": f"{chosen:%d/%m/%Y}", "loaded": f"{loaded:%d/%m/%Y}"}
        raise WrongChoice("refused.other_day", **days)
    return _for_day(context, request, loaded)


def _for_day(context: dg.AssetExecutionContext, request: RunRequest, as_of: date) -> Run:
    with request.home.ledger() as ledger:
        refuse_changed(ledger)
    context.instance.add_run_tags(context.run.run_id, {AS_OF_TAG: as_of.isoformat()})
    for key in context.selected_asset_keys:
        context.add_asset_metadata({"as_of": as_of.isoformat()}, asset_key=key)
    return Run(request.home, as_of, request.progress, context.run.run_id)
