"""From a built warehouse to what readers open: the snapshot and its content hash, then the release
made from it, where its gates let it through.

Not here: what a gate asks and what a page shows (``dashboards``).
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import duckdb

from dashboards.marts.reading import NoCompleteYearError, subject_of
from dashboards.release_record.comparing import Comparison, compare
from dashboards.release_record.gate_findings import Found
from dashboards.release_record.gates import ReleaseRefused, found_at_gates, refuse
from dashboards.release_record.in_force import all_releases, current_release, switch_to
from dashboards.release_record.manifest import LedgerHead, Manifest, Record, manifest_hash
from dashboards.releases.writing import draft_release, ranking_page, write_release
from ingestion.home.home import Home
from ingestion.refusal import Refusal
from orchestration.decisions.baseline import NamedDecision, baseline_of
from orchestration.identity.session import Actor
from orchestration.reference.frozen_versions import refuse_changed
from orchestration.reference.source_hashes import models_hash
from orchestration.releasing.acknowledgements import acknowledged
from orchestration.releasing.corrections import corrections_of
from orchestration.releasing.gate_facts import known_now
from orchestration.releasing.release_events import BY_RUN, remember, runs_must_wait
from orchestration.releasing.release_inputs import SnapshotFacts, facts_of, inputs_of, release_id_of
from orchestration.releasing.run_record import record_finished, record_run
from orchestration.run_context import Run, last_run
from orchestration.verifying.rested_on import whole_ledger, whole_release, whole_snapshot
from orchestration.warehouse.build_record import refuse_mixed
from orchestration.warehouse.dbt_runner import mart_columns, what_models_read
from orchestration.warehouse.mart_catalogue import marts_of
from orchestration.warehouse.snapshot import content_hash, keep_previous, publish


class NothingToPublish(Refusal):
    """There is no snapshot (``no_snapshot``), one that other models built (``old_snapshot``), or
    nothing that the release in force does not already say (``nothing_to_correct``)."""

    kind = "failed"


@dataclass(frozen=True)
class Publication:
    """What came of publishing: the release in force and its ranking page (a page without a release
    is a preview), what stopped a new one, and the warnings it was made with."""

    release_id: str | None
    ranking_page: str | None
    refused: list[Found] = field(default_factory=list)
    warnings: list[Found] = field(default_factory=list)


@dataclass(frozen=True)
class DryRun:
    """What publishing would change, what the gates find, and the codes among that for which nobody
    answers yet: they would stop whoever publishes by hand, and a run over real data.
    ``not_applied`` are decisions in force that the snapshot does not know: the next run applies
    them."""

    comparison: Comparison
    found: list[Found]
    stopping: list[str]
    not_applied: list[NamedDecision]


@dataclass(frozen=True)
class _Edition:
    """A release as it would be made from the snapshot of a home."""

    release_id: str
    facts: SnapshotFacts
    findings: tuple[Found, ...]
    record: Record


def publish_snapshot(run: Run) -> str:
    """Let readers open what was built, and record the run; returns the hash of the marts. Raises
    ``MixedBuilds`` where tables contradict each other, ``Changed`` where an earlier run used
    others."""
    home = run.home
    with home.ledger() as ledger:
        whole_ledger(home, ledger)
        refuse_changed(ledger)
    refuse_mixed(home.working, what_models_read(home.dbt_target), models_hash())
    _keep_what_readers_had(home)
    files = publish(
        home.working,
        home.computed,
        home.published,
        marts_of(home.dbt_target),
        announce=partial(record_finished, run),
    )
    content = content_hash(home.published, mart_columns(home.dbt_target))
    record_run(run, content, files)
    return content


def _keep_what_readers_had(home: Home) -> None:
    """Keep what readers opened until now, to compare with; nothing where a report in it was erased
    since."""
    with home.ledger() as ledger:
        run, erased = last_run(ledger), ledger.events("purged")
    if run and erased and erased[-1].sequence > run.sequence:
        home.previous.unlink(missing_ok=True)
    else:
        keep_previous(home.published, home.previous)


def publish_after_run(run: Run) -> Publication:
    """Publish what a run computed. No person is asked, so only warnings that somebody lets stand
    may be found; any, where the home holds sample figures, for which nobody answers. What stops it
    is reported and fails nothing; where nothing was ever released, it can be read as a preview.
    Once people went back, runs publish nothing until somebody does."""
    run.progress.advance("publish", 0, 1)
    try:
        if run.home.settings.publish == "by_hand":
            return _in_force(run.home)
        return _publish(run.home, by=None, codes=(), reason=None)
    except ReleaseRefused as stopped:
        return _in_force(run.home, stopped.found)
    except (NoCompleteYearError, NothingToPublish):
        return _in_force(run.home)
    finally:
        run.progress.advance("publish", 1, 1)


def publish_by_hand(
    home: Home, actor: Actor, *, acknowledging: Sequence[str], correction: str | None
) -> Publication:
    """Publish the snapshot of a home as a steward or an approver, who answers for the warnings of
    the codes named. Raises ``AccountProblem`` for anybody else, ``ReleaseRefused`` for what blocks
    and for warnings not acknowledged, ``NothingToPublish`` and ``NoCompleteYearError``."""
    actor.must_be("steward", "approver")
    with home.alone():
        return _publish(home, by=actor.name, codes=acknowledging, reason=correction)


def dry_run(home: Home, *, correction: str | None) -> DryRun:
    """What publishing would change against the release in force; nothing is kept."""
    with home.alone():
        edition = _edition(home, by=None, codes=(), reason=correction)
        with draft_release(
            home.published,
            home / "releases",
            as_of=edition.facts.as_of,
            release_id=edition.release_id,
            method=edition.facts.method,
            record=edition.record,
            workers=home.settings.threads,
        ) as manifest:
            comparison = compare(current_release(home / "releases"), manifest)
        answered = edition.record.acknowledgements
        stopping = [one.code for one in edition.findings if one.code not in answered]
        with home.ledger() as ledger:
            not_applied = baseline_of(ledger).counted
        return DryRun(comparison, list(edition.findings), stopping, not_applied)


def roll_back(home: Home, actor: Actor, release_id: str) -> Publication:
    """Make an earlier release current again, as a steward or an approver. Runs publish nothing from
    then on until somebody publishes by hand. Raises ``AccountProblem``, ``UnknownRelease``."""
    actor.must_be("steward", "approver")
    with home.alone():
        left = current_release(home / "releases")
        with home.ledger() as ledger:
            whole_release(home, ledger, release_id)
            switch_to(home / "releases", release_id)
            before = left.release_id if left else None
            remember(ledger, "rolled_back", release_id, before, actor.name)
        return _in_force(home)


def _publish(
    home: Home, *, by: str | None, codes: Sequence[str], reason: str | None
) -> Publication:
    """``by`` is the account that publishes; None when a run does and no person is asked."""
    edition = _edition(home, by=by, codes=codes, reason=reason)
    acknowledgements = edition.record.acknowledgements
    releases = home / "releases"
    current = current_release(releases)
    is_published = current is not None and current.inputs == edition.record.inputs
    with home.ledger() as ledger:
        waits = runs_must_wait(ledger)
    if by is None and (is_published or waits):
        return _in_force(home, warnings=edition.findings if is_published else ())
    is_sample = by is None and home.kind == "synthetic"
    answered = {one.code for one in edition.findings} if is_sample else acknowledgements
    try:
        refuse(edition.findings, answered)
    except ReleaseRefused as stopped:
        if by or current:
            raise
        return Publication(None, str(_preview(home, edition)), list(stopped.found))
    if not is_published:
        write_release(
            home.published,
            releases,
            as_of=edition.facts.as_of,
            release_id=edition.release_id,
            method=edition.facts.method,
            record=edition.record,
            workers=home.settings.threads,
        )
        shutil.rmtree(home / "preview", ignore_errors=True)
    if waits or not is_published:
        before = current.release_id if current else None
        names = {code: one.by for code, one in acknowledgements.items()}
        with home.ledger() as ledger:
            remember(
                ledger,
                "published",
                edition.release_id,
                before,
                by or BY_RUN,
                names,
                manifest=manifest_hash(releases / edition.release_id),
            )
    return _in_force(home, warnings=edition.findings)


def _preview(home: Home, edition: _Edition) -> Path:
    """The pages of what was refused, outside of the releases and labelled on each page; made again
    only when they would say something else. Returns its ranking page."""
    earlier = current_release(home / "preview")
    if earlier and earlier.inputs == edition.record.inputs:
        return ranking_page(home / "preview" / earlier.release_id)
    shutil.rmtree(home / "preview", ignore_errors=True)
    return write_release(
        home.published,
        home / "preview",
        as_of=edition.facts.as_of,
        release_id=edition.release_id,
        method=edition.facts.method,
        record=replace(edition.record, is_preview=True),
        workers=home.settings.threads,
    )


def _edition(home: Home, *, by: str | None, codes: Sequence[str], reason: str | None) -> _Edition:
    """The release that the snapshot would make, what the gates find in it, and who answers for
    that. Where a kept release was made from the same, it is that release."""
    if not home.published.exists():
        raise NothingToPublish("cli.release.no_snapshot")
    if not home.computed.exists():  # the snapshot of an earlier version
        raise NothingToPublish("cli.release.old_snapshot")
    with home.ledger() as ledger:
        whole_snapshot(home, ledger)
        refuse_changed(ledger)
    try:
        facts = facts_of(home.computed)
        subject, inputs = subject_of(home.computed, facts.method), inputs_of(home, facts.method)
    except (duckdb.CatalogException, duckdb.BinderException) as missing:
        raise NothingToPublish("cli.release.old_snapshot") from missing
    findings = found_at_gates(home.computed, subject, known_now(home, facts.as_of))
    current = current_release(home / "releases")
    if reason is not None and (current is None or current.inputs == inputs):
        raise NothingToPublish("cli.release.nothing_to_correct")
    with home.ledger() as ledger:
        acknowledgements = acknowledged(ledger, findings, facts.as_of, by=by, codes=codes)
        corrections = corrections_of(ledger, current, facts.decisions) if current else ()
        head = LedgerHead(**ledger.head()._asdict())
    record = Record(
        inputs,
        head,
        facts.waivers,
        facts.decisions,
        tuple(findings),
        acknowledgements,
        contact=home.settings.imprint.contact,
        licence=home.settings.imprint.licence,
    )
    kept = all_releases(home / "releases")
    same = [one.release_id for one in kept if one.inputs == inputs and reason is None]
    release_id = same[-1] if same else release_id_of(facts.as_of, inputs)
    if current and not same and (reason or corrections):
        release_id = _next_correction(current, kept)
        record = replace(
            record, corrects=current.release_id, reason=reason, corrections=corrections
        )
    return _Edition(release_id, facts, tuple(findings), record)


def _next_correction(current: Manifest, kept: Sequence[Manifest]) -> str:
    """``N`` is corrected by ``N.1``, that by ``N.2``."""
    first = current.release_id.partition(".")[0]
    ids = {one.release_id for one in kept}
    number = 1
    while f"{first}.{number}" in ids:
        number += 1
    return f"{first}.{number}"


def _in_force(
    home: Home, refused: Sequence[Found] = (), warnings: Sequence[Found] = ()
) -> Publication:
    current = current_release(home / "releases")
    page = ranking_page(home / "releases" / current.release_id) if current else None
    return Publication(
        current.release_id if current else None,
        str(page) if page and page.exists() else None,
        list(refused),
        list(warnings),
    )
