"""One run of the whole graph in this process, and what it came to."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from logging import getLevelName
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.storage.tags import REPOSITORY_LABEL_TAG

from ingestion.home.database import read_database
from ingestion.home.home import Home
from ingestion.home.whole_files import whole_file
from ingestion.landing.receipts import received_names
from ingestion.landing.sources import not_in_inbox
from ingestion.refusal import Refusal
from orchestration.graph.chosen_day import refuse_other_years
from orchestration.graph.definitions import SUBMISSIONS, build_definitions
from orchestration.graph.ended_runs import end_dead_runs
from orchestration.graph.partitions import years_up_to
from orchestration.graph.release_asset import GATES, RELEASE, SNAPSHOT
from orchestration.graph.sensors import PIPELINE
from orchestration.graph.timeline import REPOSITORY
from orchestration.graph.without_values import StepFailed
from orchestration.intake.letters import letters_of
from orchestration.intake.originals import Lost, lost_originals
from orchestration.intake.quarantine import SetAside, set_aside
from orchestration.intake.registers import (
    RegisterEvent,
    WaitingRegister,
    since_run,
    waiting,
)
from orchestration.intake.verdicts import not_accepted, submissions, verdict_counts
from orchestration.run_context import Run, last_run, today
from orchestration.warehouse.merging import MergingFound, merging_found

_DAGSTER_YAML = """\
# Written by csi, which puts it back where it was changed.
telemetry:
  enabled: false
nux:
  enabled: false
retention:
  schedule: {purge_after_days: 90}
  sensor: {purge_after_days: 90}
# The first start of a home parses the dbt project, which may take a busy machine minutes.
code_servers:
  local_startup_timeout: 600
concurrency:
  pools:
    granularity: run
    default_limit: 1
event_log_storage:
  module: orchestration.graph.event_log
  class: KeptConnections
  config:
    base_dir: {env: DAGSTER_HOME}
"""


# What ends a step or the run: told with how long it took.
_ENDS = (
    dg.DagsterEventType.STEP_SUCCESS,
    dg.DagsterEventType.STEP_FAILURE,
    dg.DagsterEventType.RUN_SUCCESS,
    dg.DagsterEventType.RUN_FAILURE,
)
# How far ahead of the present year `csi run --as-of` may look.
_YEARS_AHEAD = 9


class RunFailed(Refusal):
    """A step of the graph failed: which and why (``run_failed``), or one left no result
    (``step_silent``)."""

    kind = "failed"


@dataclass(frozen=True)
class RunOutcome:
    """What a run came to: its as-of day, counts of verdicts over all submissions, what was refused,
    whether rows and findings of earlier runs had to be made again (``rows_made_again``), how many
    unfinished files of killed commands were taken away, the years computed and where the ranking
    page lies. ``received_later`` are submissions that came after the as-of day and do not count in
    this run: name and day, the earliest first. ``release_id`` is the release in force (a page
    without one is a preview), ``release_refused`` what stopped a new one, ``release_warnings`` what
    it was made with: code, count and first ids. ``not_delivered`` are files that the inbox's
    delivery list names and nobody has sent, ``left_in_inbox`` those that lie there and could not be
    received: name, reason and size. ``polls`` say of each source how much was taken, what was left
    there, and why it could not be read, if so. ``lost`` are files of the raw store to be handed in
    again, ``quarantined`` those our reader failed on twice, ``letters`` reports without our code
    that wait for a person to say what they are. ``registers`` says what became of registers of
    agencies since the last run, ``waiting_registers`` which wait for two people, ``merging`` how
    merging acts on the results of each method."""

    as_of: str
    newly_received: int
    rows_made_again: bool
    unfinished_files_swept: int
    received_later: list[dict[str, Any]]
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
    merging: list[MergingFound] = field(default_factory=list)


def dagster_home(home: Home) -> Path:
    """Dagster's own folder in a home, with its settings written; ``DAGSTER_HOME`` names it from now
    on."""
    folder = home / "dagster"
    settings = folder / "dagster.yaml"
    if not settings.is_file() or settings.read_text(encoding="utf-8") != _DAGSTER_YAML:
        with whole_file(settings) as unfinished:
            unfinished.write_text(_DAGSTER_YAML, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(folder)
    return folder


def run_pipeline(run: Run) -> RunOutcome:
    """Materialize every asset, all index years up to the as-of date; raises ``RunFailed``, and a
    ``Refusal`` for what a person can mend: a bad delivery list, mixed kinds of data, ``HomeBusy``
    while another process works in the home."""
    with run.home.alone():
        return run_alone(run)


def run_alone(run: Run) -> RunOutcome:
    """The same, for whoever works in the home already."""
    refuse_other_years(run.as_of, today().year + _YEARS_AHEAD)
    with run.home.ledger() as ledger:
        earlier = last_run(ledger)
    dagster_home(run.home)
    refused: list[Refusal] = []
    graph = build_definitions(run.home, run.progress, run.as_of)
    job = graph.resolve_job_def(PIPELINE).with_hooks({_keeping(refused)})
    with dg.DagsterInstance.get() as instance:
        end_dead_runs(run.home, instance)
        result = job.execute_in_process(
            instance=instance,
            raise_on_error=False,
            tags={
                **years_up_to(run.as_of.year),
                REPOSITORY_LABEL_TAG: REPOSITORY.get_label(),
            },
            run_config={
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                "resources": {"run": {"config": {"as_of": run.as_of.isoformat()}}},
            },
        )
        log = _write_log(run.home, instance, result.run_id)
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
        registers = since_run(run.home, ledger, earlier)
        waiting_registers = waiting(run.home, ledger)
        names = received_names(ledger)
        quarantined = [*set_aside(ledger).values()]
        letters = letters_of(run.home, ledger)
    years = _years(run.home.published)
    return RunOutcome(
        as_of=run.as_of.isoformat(),
        newly_received=intake["newly_received"],
        rows_made_again=intake["rows_made_again"],
        unfinished_files_swept=intake["unfinished_files_swept"],
        received_later=intake["received_later"],
        verdicts=verdict_counts(state),
        refused=not_accepted(state),
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
        merging=merging_found(run.home.published),
    )


def _keeping(refused: list[Refusal]) -> dg.HookDefinition:
    """Keep what a step refused, so that it can be printed in the reader's language."""

    @dg.failure_hook
    def keep(context: dg.HookContext) -> None:
        if isinstance(context.op_exception, Refusal):
            refused.append(context.op_exception)

    return keep


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
    return _message(error) if error is not None else ""


def _chain(error: Any) -> Iterator[Any]:
    """An error and what caused it, outermost first."""
    yield error
    if error.cause:
        yield from _chain(error.cause)


def _kind(error: Any) -> str:
    """The kind of an error; what ended a step names those it stands for."""
    kind = error.cls_name or "error"
    return _message(error) if kind == StepFailed.__name__ else kind


def _message(error: Any) -> str:
    """What an error says; what ended a step says kinds of error."""
    ours = f"{StepFailed.__module__}.{StepFailed.__name__}: "
    return str(error.message).strip().removeprefix(ours)


def _write_log(home: Home, instance: dg.DagsterInstance, run_id: str) -> Path:
    """Every event of the run as a line of JSON: when, how grave, what ended after how many seconds,
    and of failures kinds of error and lines of code, never messages: they may quote a cell."""
    log = home / "logs" / f"run-{run_id}.jsonl"
    begun: dict[str | None, float] = {}
    with whole_file(log) as unfinished, unfinished.open("w", encoding="utf-8") as file:
        for entry in instance.all_logs(run_id):
            event = entry.dagster_event
            if event is None:
                continue
            begun.setdefault(event.step_key, entry.timestamp)
            line = {
                "time": datetime.fromtimestamp(entry.timestamp, UTC).isoformat(),
                "level": getLevelName(entry.level),
                "run_id": run_id,
                "step": event.step_key,
                "event": event.event_type_value,
            }
            if event.event_type in _ENDS:
                line["seconds"] = round(entry.timestamp - begun[event.step_key], 3)
            if event.is_step_failure and event.step_failure_data.error:
                chain = [*_chain(event.step_failure_data.error)]
                line["error"] = ", ".join(map(_kind, chain))
                line["stack"] = "".join(stack for error in chain for stack in error.stack)
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return log
