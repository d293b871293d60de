"""The whole graph on one screen: submissions in, rows by form and year, dbt models, the release.

Not here: how any of it is done. An asset calls one function of another room and says what came of
it; whatever can be tried without Dagster lies there.
"""

import os
import warnings
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

from ingestion.forms.contract import INDICATOR_TABLE, Form, load_contracts
from ingestion.home.home import Home
from orchestration.decisions.waiver_requests import request_waivers
from orchestration.graph.dbt_assets import dbt_definitions
from orchestration.graph.partitions import index_years
from orchestration.graph.release_asset import PUBLISH, RELEASE, SNAPSHOT, ranking_release
from orchestration.graph.run_resource import WRITER, RunRequest, going_on, opening, run_resource
from orchestration.graph.schedules import schedules
from orchestration.graph.sensors import PIPELINE, sensors
from orchestration.graph.verdict_check import VALIDATED, verdict_check
from orchestration.intake.outbox import fill_outbox
from orchestration.intake.taking_in import take_in
from orchestration.intake.verdicts import submissions
from orchestration.releasing.publication import publish_snapshot
from orchestration.run_context import Progress, today
from orchestration.warehouse.duckdb_files import indicator_counts
from orchestration.warehouse.loading import load_form_years, load_ledger_tables

# A range of years in one run needs it; Dagster still calls it beta.
warnings.filterwarnings("ignore", message="Parameter `backfill_policy`")

SUBMISSIONS = dg.AssetKey(["raw", "submissions"])


@dg.asset(key=SUBMISSIONS, group_name="raw", kinds={"polars", "duckdb"}, pool=WRITER)
def received_submissions(
    context: dg.AssetExecutionContext, run: dg.ResourceParam[RunRequest]
) -> dg.MaterializeResult[None]:
    """Receive what lies in the inbox, validate what is pending, hand back what is held, load the
    state of the ledger as of a day."""
    work = opening(context, run)
    taken_in = take_in(work)
    returned = fill_outbox(work)
    requested = request_waivers(work, returned)
    received = load_ledger_tables(work)
    counts: dict[str, Any] = {
        "newly_received": taken_in.received,
        "newly_validated": taken_in.validated,
        "newly_returned": len(returned),
        "waivers_requested": requested,
        "left_in_inbox": [one.body() for one in taken_in.left],
        "polls": [one.body() for one in taken_in.polls],
    }
    verdicts = dict(received.group_by("verdict").len().sort("verdict").iter_rows())
    return dg.MaterializeResult(metadata=counts | verdicts)


def form_rows(
    form: Form, number: int, forms: int, years: dg.PartitionsDefinition[str]
) -> dg.AssetsDefinition:
    """The asset of one form, ``number`` of ``forms``: its accepted rows, by index year, with the
    verdicts as a check."""
    key = dg.AssetKey(["raw", form.asset])

    @dg.asset(
        key=key,
        group_name="raw",
        kinds={"polars", "duckdb"},
        description=form.title.en,
        deps=[SUBMISSIONS],
        partitions_def=years,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=WRITER,
        check_specs=[dg.AssetCheckSpec(VALIDATED, asset=key, description=form.title.vi)],
    )
    def accepted_rows(
        context: dg.AssetExecutionContext, run: dg.ResourceParam[RunRequest]
    ) -> Iterator[dg.MaterializeResult[None]]:
        loaded = [int(year) for year in context.partition_keys]
        work = going_on(context, run)
        with work.home.ledger() as ledger:
            received = submissions(ledger, work.as_of)
        load_form_years(work, form, loaded, received)
        checked = verdict_check(work.home, received.filter(form=form.form))
        work.progress.advance("load", number, forms)
        yield dg.MaterializeResult(check_results=[checked])

    return accepted_rows


def indicator_cells(forms: Sequence[Form]) -> dg.AssetsDefinition:
    """The long table all indicator sheets share, whole once every form that fills it is loaded."""
    filling = [f.asset for f in forms if any(sheet.kind == "indicator" for sheet in f.sheets)]

    @dg.asset(
        key=["raw", INDICATOR_TABLE],
        group_name="raw",
        kinds={"duckdb"},
        deps=[dg.AssetKey(["raw", asset]) for asset in filling],
        pool=WRITER,
    )
    def cells(
        context: dg.AssetExecutionContext, run: dg.ResourceParam[RunRequest]
    ) -> dg.MaterializeResult[None]:
        """Count the cells that the forms have put in, by form."""
        work = going_on(context, run)
        return dg.MaterializeResult(metadata=indicator_counts(work.home.working))

    return cells


def snapshot_asset(models: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """What readers open, after every mart and its tests."""
    marts = [key for key in models.keys if models.group_names_by_key[key] == "marts"]

    @dg.asset(key=SNAPSHOT, group_name="releases", kinds={"duckdb"}, deps=marts, pool=WRITER)
    def snapshot(
        context: dg.AssetExecutionContext, run: dg.ResourceParam[RunRequest]
    ) -> dg.MaterializeResult[None]:
        """Replace the published database by a copy of what was built, and record the run. Refuses
        tables that are older than what they read: readers keep what they have."""
        work = going_on(context, run)
        return dg.MaterializeResult(metadata={"content_hash": publish_snapshot(work)})

    return snapshot


def build_definitions(
    home: Home, progress: Progress | None = None, as_of: date | None = None
) -> dg.Definitions:
    """The graph over one home; ``progress`` is told how far it has come. Its years end with the
    present one, or with that of the day ``as_of`` it is to compute for."""
    years = index_years((as_of or today()).year)
    models = dbt_definitions(home.dbt_target)
    forms = list(load_contracts().latest().values())
    rows = [form_rows(form, number, len(forms), years) for number, form in enumerate(forms, 1)]
    return dg.Definitions(
        assets=[
            received_submissions,
            *rows,
            indicator_cells(forms),
            models,
            snapshot_asset(models),
            ranking_release,
        ],
        jobs=[
            dg.define_asset_job(PIPELINE, selection=dg.AssetSelection.all()),
            dg.define_asset_job(PUBLISH, selection=dg.AssetSelection.assets(RELEASE)),
        ],
        sensors=sensors(home),
        schedules=schedules(home),
        resources={"run": run_resource(home, progress)},
        executor=dg.in_process_executor,
    )


def home_of_environment() -> Home:
    """The home ``CSI_HOME`` names, ``var`` below the working folder without it."""
    return Home(Path(os.environ.get("CSI_HOME", "var")))
