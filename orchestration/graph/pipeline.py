"""One run of the whole graph in this process, and what it came to."""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl

from ingestion.forms.periods import FIRST_EVENT_YEAR
from ingestion.home.database import read_database
from ingestion.home.home import Home
from ingestion.home.whole_files import whole_file
from ingestion.landing.receipts import receipts, received_names
from ingestion.landing.sources import not_in_inbox, passed_over
from ingestion.polling.polls import SourceDown, sources_down
from ingestion.refusal import Refusal
from ingestion.submissions.confirmations import confirmations
from ingestion.submissions.decisions import decisions_of
from ingestion.submissions.frames import REPORT_KEY
from ingestion.submissions.registers import registers_in_force
from orchestration.graph.definitions import PIPELINE, SUBMISSIONS, build_definitions
from orchestration.graph.frozen_versions import refuse_changed
from orchestration.graph.release_asset import GATES, RELEASE, SNAPSHOT
from orchestration.intake.letters import letters_of, put_away_of
from orchestration.intake.originals import Lost, lost_originals
from orchestration.intake.quarantine import SetAside, set_aside
from orchestration.intake.registers import (
    RegisterEvent,
    WaitingRegister,
    since_last_run,
    waiting,
)
from orchestration.intake.taking_in import rebuild_rows
from orchestration.intake.unknown_senders import ProposedSender, proposed_senders
from orchestration.intake.verdicts import ACCEPTED, SETTLED, submissions
from orchestration.run_context import Run, last_as_of

_DAGSTER_YAML = """\
telemetry:
  enabled: false
concurrency:
  runs:
    max_concurrent_runs: 1
event_log_storage:
  module: orchestration.graph.event_log
  class: KeptConnections
  config:
    base_dir: {env: DAGSTER_HOME}
"""
_RANGE_START, _RANGE_END = (
    "dagster/asset_partition_range_start",
    "dagster/asset_partition_range_end",
)


class RunFailed(Refusal):
    """A step of the graph failed: which and why (``run_failed``), or one left no result
    (``step_silent``)."""

    is_wrong_use = False


@dataclass(frozen=True)
class RunOutcome:
    """What a run came to: counts of verdicts over all submissions, what was refused, the years
    computed and where the ranking page lies. ``received_later`` are submissions that came after
    the as-of day and do not count in this run. ``release_id`` is the release in force (a page
    without one is a preview), ``release_refused`` what stopped a new one, ``release_warnings``
    what it was made with: code, count and first ids. ``not_delivered`` are files that the inbox's
    delivery list names and nobody has sent, ``left_in_inbox`` those that lie there and could not be
    received: name, reason and size. ``polls`` say of each source how much was taken, what was left
    there, and why it could not be read, if so. ``lost`` are files of the raw store to be handed in
    again, ``quarantined`` those our reader failed on twice, ``letters`` reports without our code
    that wait for a person to say what they are. ``registers`` says what became
    of registers of agencies since the last run, ``waiting_registers`` which wait for two people."""

    newly_received: int
    received_later: int
    verdicts: dict[str, int]
    refused: list[dict[str, Any]]
    complete_years: list[int]
    years_in_progress: list[int]
    ranking_page: str | None
    content_hash: str
    release_id: str | None = None
    release_refused: list[dict[str, Any]] = field(default_factory=list)
    release_warnings: list[dict[str, Any]] = field(default_factory=list)
    changed_verdicts: list[str] = field(default_factory=list)
    not_delivered: list[str] = field(default_factory=list)
    left_in_inbox: list[dict[str, Any]] = field(default_factory=list)
    polls: list[dict[str, Any]] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    quarantined: list[SetAside] = field(default_factory=list)
    letters: list[dict[str, Any]] = field(default_factory=list)
    registers: list[RegisterEvent] = field(default_factory=list)
    waiting_registers: list[WaitingRegister] = field(default_factory=list)


@dataclass(frozen=True)
class HomeStatus:
    """What a home holds: counts of verdicts, what was refused (the oldest first, with who handed it
    in and whether another revision counts in its place), what waits (submissions for a run,
    proposals for a second person, registers of agencies for being put in force, files of the raw
    store for being handed in again, letters and senders for being confirmed), which letters are no
    reports (``put_away``), what lies in the inbox and is not received as it is, which sources could
    not be read, what is in quarantine, and the last run."""

    kind: str | None
    verdicts: dict[str, int]
    refused: list[dict[str, Any]]
    waiting: int
    open_proposals: int
    waiting_registers: list[WaitingRegister]
    lost: list[Lost]
    left_in_inbox: list[dict[str, Any]]
    sources_down: list[SourceDown]
    quarantined: list[SetAside]
    letters: list[dict[str, Any]]
    put_away: list[dict[str, str]]
    senders: list[ProposedSender]
    last_as_of: str | None
    ranking_page: str | None


def dagster_home(home: Home) -> Path:
    """Dagster's own folder in a home, with its settings written."""
    folder = home / "dagster"
    settings = folder / "dagster.yaml"
    if not settings.exists():
        with whole_file(settings) as unfinished:
            unfinished.write_text(_DAGSTER_YAML, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(folder)
    return folder


def run_pipeline(run: Run) -> RunOutcome:
    """Materialize every asset, all index years up to the as-of date; raises ``RunFailed``, and a
    ``Refusal`` for what a person can mend: a bad delivery list, mixed kinds of data, ``HomeBusy``
    while another process works in the home."""
    with run.home.alone():
        return _run_alone(run)


def _run_alone(run: Run) -> RunOutcome:
    with run.home.ledger() as ledger:
        frozen = refuse_changed(event.body for event in ledger.events("run"))
    dagster_home(run.home)
    refused: list[Refusal] = []
    job = build_definitions(run).resolve_job_def(PIPELINE).with_hooks({_keeping(refused)})
    with dg.DagsterInstance.get() as instance:
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            tags={_RANGE_START: str(FIRST_EVENT_YEAR), _RANGE_END: str(run.as_of.year)},
            run_config={"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}},
        )
        log = _write_log(run.home, result)
        if refused:
            raise refused[0]
        if not result.success:
            raise RunFailed("refused.run_failed", reason=_reason(result), log=log)
        intake = _metadata(result, SUBMISSIONS)
        release = _metadata(result, RELEASE)
        content_hash = _metadata(result, SNAPSHOT)["content_hash"]
        gates = _check_metadata(result, GATES)
    with run.home.ledger() as ledger:
        state = submissions(ledger, run.as_of)
        frozen["contracts"] = {name: frozen["contracts"][name] for name in _contracts_in(state)}
        used = {one.confirmed.layout_id for one in confirmations(ledger).values()}
        frozen["layouts"] = {name: frozen["layouts"][name] for name in sorted(used)}
        registers, waiting_registers = since_last_run(run.home, ledger), waiting(run.home, ledger)
        in_force = {"registers": registers_in_force(ledger)}
        ledger.append("run", [{"as_of": run.as_of.isoformat(), **in_force, **frozen}])
        received_later = submissions(ledger, date.max).height - state.height
        names = received_names(ledger)
        quarantined = [*set_aside(ledger).values()]
        letters = letters_of(run.home, ledger)
    years = _years(run.home.published)
    return RunOutcome(
        newly_received=intake["newly_received"],
        received_later=received_later,
        verdicts=_verdict_counts(state),
        refused=_refused(state),
        complete_years=[year for year, season in years if season == "complete"],
        years_in_progress=[year for year, season in years if season == "in_progress"],
        ranking_page=str(release["ranking_page"]) if "ranking_page" in release else None,
        content_hash=str(content_hash),
        release_id=str(release["release_id"]) if "release_id" in release else None,
        release_refused=gates["refused"],
        release_warnings=gates["warnings"],
        not_delivered=not_in_inbox(run.home.inbox, names),
        left_in_inbox=intake["left_in_inbox"],
        polls=intake["polls"],
        lost=lost_originals(run.home),
        quarantined=quarantined,
        letters=[one.body() for one in letters],
        registers=registers,
        waiting_registers=waiting_registers,
    )


def rebuild_home(run: Run) -> RunOutcome:
    """Drop what is disposable, make it again from the raw store and the ledger, and run. Verdicts
    that today's rules would change are named; what the ledger says stands."""
    with run.home.alone():
        changed = rebuild_rows(run)
        shutil.rmtree(run.home / "warehouse")
        (run.home / "warehouse").mkdir()
        return replace(_run_alone(run), changed_verdicts=changed)


def home_status(home: Home) -> HomeStatus:
    """The state of a home, read from its ledger."""
    with home.ledger() as ledger:
        state = submissions(ledger, date.max)
        received = len(receipts(ledger))
        quarantined = [*set_aside(ledger).values()]
        down = sources_down(home.settings.sources, ledger)
        letters, senders = letters_of(home, ledger), proposed_senders(ledger)
        away = put_away_of(ledger)
        waiting_registers = waiting(home, ledger)
        proposed = [one for one in decisions_of(ledger).values() if one.state == "proposed"]
    shown = (home / name / "current" for name in ("releases", "preview"))
    pages = [folder / "leadership" / "index.html" for folder in shown]
    not_judged = {*(one.submission_id for one in letters), *(one["submission_id"] for one in away)}
    return HomeStatus(
        kind=home.kind,
        verdicts=_verdict_counts(state),
        refused=_refused(state),
        waiting=received - len({*state["submission_id"], *not_judged}),
        open_proposals=len(proposed),
        waiting_registers=waiting_registers,
        lost=lost_originals(home),
        left_in_inbox=[one.body() for one in passed_over(home.inbox)],
        sources_down=down,
        quarantined=quarantined,
        letters=[one.body() for one in letters],
        put_away=away,
        senders=senders,
        last_as_of=last_as_of(home),
        ranking_page=next((str(page) for page in pages if page.exists()), None),
    )


def _verdict_counts(state: pl.DataFrame) -> dict[str, int]:
    return dict(state.group_by("verdict").len().sort("verdict").iter_rows())


def _refused(state: pl.DataFrame) -> list[dict[str, Any]]:
    counting = state.filter(pl.col("verdict").is_in(ACCEPTED)).select(REPORT_KEY).unique()
    refused = (
        state.filter(~pl.col("verdict").is_in(SETTLED))
        .join(counting.with_columns(is_replaced=True), on=REPORT_KEY, how="left")
        .with_columns(pl.col("is_replaced").fill_null(False), pl.col("received_on").cast(pl.String))
    )
    shown = ("submission_id", "name", "verdict", "blocking_codes", "received_on", "channel")
    ordered = refused.sort("received_on", "name")
    return ordered.select(*shown, "handed_in_by", "is_replaced").rows(named=True)


def _keeping(refused: list[Refusal]) -> dg.HookDefinition:
    """Keep what a step refused, so that it can be printed in the reader's language."""

    @dg.failure_hook
    def keep(context: dg.HookContext) -> None:
        if isinstance(context.op_exception, Refusal):
            refused.append(context.op_exception)

    return keep


def _contracts_in(state: pl.DataFrame) -> list[str]:
    """The contracts under which reports were received, such as ``budget/1``."""
    versions = state.drop_nulls(["form", "form_version"]).select("form", "form_version").unique()
    return sorted(f"{form}/{version}" for form, version in versions.iter_rows())


def _years(published: Path) -> list[tuple[int, str]]:
    with read_database(published) as connection:
        return connection.execute(
            "select index_year, season from marts.mart_csi_ranking "
            "where rank is not null or season = 'in_progress' "
            "group by index_year, season order by index_year"
        ).fetchall()


def _metadata(result: dg.ExecuteInProcessResult, key: dg.AssetKey) -> dict[str, Any]:
    for event in result.get_asset_materialization_events():
        if event.asset_key == key:
            metadata = event.materialization.metadata
            return {name: value.value for name, value in metadata.items()}
    raise RunFailed("refused.step_silent", step=key.to_user_string())


def _check_metadata(result: dg.ExecuteInProcessResult, name: str) -> dict[str, Any]:
    for evaluation in result.get_asset_check_evaluations():
        if evaluation.check_name == name:
            return {key: value.value for key, value in evaluation.metadata.items()}
    raise RunFailed("refused.step_silent", step=name)


def _reason(result: dg.ExecuteInProcessResult) -> str:
    """Which steps failed, and the error each failed with, without the stack."""
    failed = [event for event in result.all_events if event.is_step_failure]
    return "\n".join(f"{event.step_key}: {_cause(event)}" for event in failed)


def _cause(event: dg.DagsterEvent) -> str:
    error = event.step_failure_data.error
    while error is not None and error.cause is not None:
        error = error.cause
    return error.message.strip() if error is not None else ""


def _kinds(error: Any) -> Iterator[str]:
    """The kind of an error and of what caused it, outermost first."""
    yield error.cls_name or "error"
    if error.cause:
        yield from _kinds(error.cause)


def _write_log(home: Home, result: dg.ExecuteInProcessResult) -> Path:
    """Every event of the run as a line of JSON, stacks of failures included."""
    log = home / "logs" / f"run-{result.run_id}.jsonl"
    with whole_file(log) as unfinished, unfinished.open("w", encoding="utf-8") as file:
        for event in result.all_events:
            line = {
                "run_id": result.run_id,
                "step": event.step_key,
                "event": event.event_type_value,
            }
            if event.is_step_failure and event.step_failure_data.error:
                # Kinds of error and lines of code, never messages: they may quote a cell.
                error = event.step_failure_data.error
                line["error"] = ", ".join(_kinds(error))
                line["stack"] = "".join(error.stack)
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return log
