"""The whole graph on one screen: submissions in, rows by form and year, dbt models, the release.

Not here: how any of it is done. An asset calls functions of other rooms and says what came of
it; whatever can be tried without Dagster lies there.
"""

import os
import warnings
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg

import expectations
import ingestion
from ingestion.forms.contract import INDICATOR_TABLE, Form, load_contracts
from ingestion.forms.raw_tables import raw_tables
from ingestion.home.home import Home
from orchestration import releasing, warehouse
from orchestration.decisions.handing_back import hand_back
from orchestration.graph.chosen_day import WrongChoice
from orchestration.graph.columns import ROW_COUNT, SCHEMA, form_schema, indicator_schema
from orchestration.graph.dbt_assets import dbt_definitions, relations_of
from orchestration.graph.labels import labels
from orchestration.graph.partitions import index_years
from orchestration.graph.queued_runs import queued_runs
from orchestration.graph.release_asset import PUBLISH, RELEASE, SNAPSHOT, ranking_release
from orchestration.graph.run_resource import WRITER, RunRequest, going_on, opening, run_resource
from orchestration.graph.schedules import schedules
from orchestration.graph.sensors import PIPELINE, sensors
from orchestration.graph.source_code import contract_references, form_version, package_version
from orchestration.graph.telling import deadlines_ahead, run_failed, waiting_letters
from orchestration.graph.verdict_check import VALIDATED, verdict_check
from orchestration.graph.without_values import without_values
from orchestration.intake.taking_in import take_in
from orchestration.intake.verdicts import received_later, submissions
from orchestration.notices.mailbox_answers import acknowledge_mailbox
from orchestration.releasing.publication import publish_snapshot
from orchestration.run_context import Progress, today
from orchestration.warehouse.duckdb_files import form_counts, indicator_counts, tables_and_hash
from orchestration.warehouse.loading import load_form_years, load_ledger_tables

# A range of years in one run and links to code need them; Dagster still calls them beta.
_BETA = "`(backfill_policy|LocalFileCodeReference|CodeReferencesMetadataValue|with_source_code.*)`"
warnings.filterwarnings("ignore", message=f"(Parameter|Class|Function) {_BETA}")

SUBMISSIONS = dg.AssetKey(["raw", "submissions"])


@dg.asset(
    key=SUBMISSIONS,
    kinds={"polars", "duckdb"},
    code_version=package_version(ingestion, expectations),
    pool=WRITER,
    **labels("raw", "ledger"),
)
def received_submissions(
    context: dg.AssetExecutionContext, run: dg.ResourceParam[RunRequest]
) -> dg.MaterializeResult[None]:
    """Receive what lies in the inbox, validate what is pending, hand back what is held, load the
    state of the ledger as of a day."""
    with without_values():
        work = opening(context, run)
        taken_in = take_in(work)
        returned = hand_back(work)
        received = load_ledger_tables(work)
        with work.home.ledger() as ledger:
            later = received_later(ledger, work.as_of)
        answered = acknowledge_mailbox(work.home)
        relations = relations_of(work.home.dbt_target)
        tables, rows_hash = tables_and_hash(work.home.working, relations.tables_of(SUBMISSIONS))
    counts: dict[str, Any] = {
        SCHEMA: relations.schema(tables),
        ROW_COUNT: received.height,
        "received_later": later,
        "newly_received": taken_in.received,
        "rows_made_again": taken_in.is_remade,
        "unfinished_files_swept": taken_in.swept,
        "newly_validated": taken_in.validated,
        "newly_returned": returned.workbooks,
        "waivers_requested": returned.waivers,
        "left_in_inbox": [one.body() for one in taken_in.left],
        "polls": [one.body() for one in taken_in.polls],
        "acknowledged_by_mail": answered.body(),
    }
    verdicts = dict(received.group_by("verdict").len().sort("verdict").iter_rows())
    return dg.MaterializeResult(metadata=counts | verdicts, data_version=dg.DataVersion(rows_hash))


def form_rows(
    form: Form, number: int, forms: int, years: dg.PartitionsDefinition[str]
) -> dg.AssetsDefinition:
    """The asset of one form, ``number`` of ``forms``: its accepted rows, by index year, with the
    verdicts as a check."""
    key = dg.AssetKey(["raw", form.asset])
    versions = load_contracts().versions(form.form)
    title = f"“{form.title.vi}” ({form.title.en})"

    @dg.asset(
        key=key,
        kinds={"polars", "duckdb"},
        description=f"The rows of accepted reports on {title}, a partition for each index year."
        f" Asked for by: {form.legal_source}.",
        code_version=form_version(versions),
        metadata={SCHEMA: form_schema(versions), **contract_references(versions)},
        deps=[SUBMISSIONS],
        partitions_def=years,
        backfill_policy=dg.BackfillPolicy.single_run(),
        pool=WRITER,
        check_specs=[
            dg.AssetCheckSpec(
                VALIDATED,
                asset=key,
                description=f"No report on {title} waits to be mended, in any year. Where one does,"
                " says which file, why, and at which cells.",
            )
        ],
        **labels("raw", form.form),
    )
    def accepted_rows(
        context: dg.AssetExecutionContext, run: dg.ResourceParam[RunRequest]
    ) -> Iterator[dg.MaterializeResult[None]]:
        with without_values():
            loaded = _chosen_years(context)
            work = going_on(context, run)
            with work.home.ledger() as ledger:
                received = submissions(ledger, work.as_of)
            load_form_years(work, form, loaded, received)
            counted = form_counts(work.home.working, form.form, loaded, raw_tables(versions))
            checked = verdict_check(work.home, received.filter(form=form.form))
            work.progress.advance("load", number, forms)
        for year, count in zip(loaded, counted, strict=True):
            context.add_asset_metadata({ROW_COUNT: count}, key, str(year))
        yield dg.MaterializeResult(check_results=[checked])

    return accepted_rows


def _chosen_years(context: dg.AssetExecutionContext) -> list[int]:
    """The index years a run is for; raises ``WrongChoice`` where none was chosen."""
    if not (context.has_partition_key or context.has_partition_key_range):
        raise WrongChoice("refused.no_partition")
    return [int(year) for year in context.partition_keys]


def indicator_cells(forms: Sequence[Form]) -> dg.AssetsDefinition:
    """The long table all indicator sheets share, whole once every form that fills it is loaded."""
    filling = [f for f in forms if any(sheet.kind == "indicator" for sheet in f.sheets)]

    @dg.asset(
        key=["raw", INDICATOR_TABLE],
        kinds={"duckdb"},
        code_version=form_version(filling),
        metadata={SCHEMA: indicator_schema()},
        deps=[dg.AssetKey(["raw", form.asset]) for form in filling],
        pool=WRITER,
        **labels("raw", "indicators"),
    )
    def cells(
        context: dg.AssetExecutionContext, run: dg.ResourceParam[RunRequest]
    ) -> dg.MaterializeResult[None]:
        """Count the cells that the forms have put in, by form."""
        with without_values():
            counted = indicator_counts(going_on(context, run).home.working)
        return dg.MaterializeResult(metadata={ROW_COUNT: sum(counted.values()), **counted})

    return cells


def snapshot_asset(models: dg.AssetsDefinition) -> dg.AssetsDefinition:
    """What readers open, after every mart and its tests."""
    marts = [key for key in models.keys if models.group_names_by_key[key] == "marts"]

    @dg.asset(
        key=SNAPSHOT,
        kinds={"duckdb"},
        code_version=package_version(releasing, warehouse),
        deps=marts,
        pool=WRITER,
        **labels("releases", "snapshot"),
    )
    def snapshot(
        context: dg.AssetExecutionContext, run: dg.ResourceParam[RunRequest]
    ) -> dg.MaterializeResult[None]:
        """Replace what readers open by what was built, and record the run. Refuses
        tables that are older than what they read: readers keep what they have."""
        with without_values():
            content_hash = publish_snapshot(going_on(context, run))
        return dg.MaterializeResult(metadata={"content_hash": content_hash})

    return snapshot


def build_definitions(
    home: Home, progress: Progress | None = None, as_of: date | None = None
) -> dg.Definitions:
    """The graph over one home; ``progress`` is told how far it has come. Its years end with the
    present one, or with that of the day ``as_of`` it is to compute for."""
    last = (as_of or today()).year
    years = index_years(last)
    models = dbt_definitions(home.dbt_target)
    forms = list(load_contracts().latest().values())
    rows = [form_rows(form, number, len(forms), years) for number, form in enumerate(forms, 1)]
    ours = [
        received_submissions,
        *rows,
        indicator_cells(forms),
        snapshot_asset(models),
        ranking_release,
    ]
    return dg.Definitions(
        assets=[models, *dg.with_source_code_references(ours)],
        jobs=[
            dg.define_asset_job(
                PIPELINE,
                selection=dg.AssetSelection.all(),
                description="All there is, for the years of a partition: what `csi run` does.",
            ),
            dg.define_asset_job(
                PUBLISH,
                selection=dg.AssetSelection.assets(RELEASE),
                description="A release of the last snapshot by hand, for who is logged in.",
            ),
        ],
        sensors=[*sensors(home), queued_runs(home), run_failed(home), waiting_letters(home)],
        schedules=[*schedules(home), deadlines_ahead(home)],
        resources={"run": run_resource(home, progress, last)},
        executor=dg.in_process_executor,
    )


def home_of_environment() -> Home:
    """The home ``CSI_HOME`` names, ``var`` below the working folder without it."""
    return Home(Path(os.environ.get("CSI_HOME", "var")))
