"""From a built warehouse to what readers open: the snapshot and its content hash, then the release
made from it, where its gates let it through."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path

import duckdb

import dashboards
from dashboards.comparing import Comparison, compare
from dashboards.gates import Found, ReleaseRefused, found_at_gates, refuse
from dashboards.manifest import Manifest, Record
from dashboards.marts import NoCompleteYearError, subject_of
from dashboards.releases import (
    all_releases,
    current_release,
    draft_release,
    ranking_page,
    switch_to,
    write_release,
)
from expectations.rule_changes import rule_book_of
from ingestion import messages
from ingestion.home import Home
from orchestration.identity.session import Actor
from orchestration.methods import method_hashes
from orchestration.reference import DBT_PROJECT
from orchestration.release_events import BY_RUN, remember, runs_must_wait
from orchestration.run import Run
from orchestration.transformations import mart_columns
from orchestration.warehouse import content_hash, publish

METHOD = "CSI-R1"
_PAGE_SOURCES = {".py", ".html", ".css", ".js", ".po", ".csv", ".yml"}
_MODEL_SOURCES = {".sql", ".yml", ".csv"}


class NothingToPublish(Exception):
    """There is no snapshot (``no_snapshot``), one that other models built (``old_snapshot``), or
    nothing that the release in force does not already say (``nothing_to_correct``)."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


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
    """What publishing would change, and what the gates find."""

    comparison: Comparison
    found: list[Found]


@dataclass(frozen=True)
class _Edition:
    """A release as it would be made from the snapshot of a home."""

    release_id: str
    as_of: date
    record: Record


def publish_snapshot(run: Run) -> str:
    """Let readers open what the run has built; returns the hash of its marts."""
    publish(run.home.working, run.home.published)
    return content_hash(run.home.published, mart_columns())


def publish_after_run(run: Run) -> Publication:
    """Publish what a run computed. What blocks is told and fails nothing; warnings are recorded
    and need nobody. Once people went back, runs publish nothing until somebody publishes by hand.
    Where nothing was ever released, what is refused can be read as a preview."""
    run.progress.advance("publish", 0, 1)
    try:
        if run.home.settings.publish == "by_hand":
            return _in_force(run.home)
        return _publish(run.home, by=None, acknowledged=(), correction=None)
    except ReleaseRefused as stopped:
        in_force = _in_force(run.home, stopped.found)
        return in_force if in_force.ranking_page else _preview(run.home, stopped.found)
    except (NoCompleteYearError, NothingToPublish):
        return _in_force(run.home)
    finally:
        run.progress.advance("publish", 1, 1)


def publish_by_hand(
    home: Home, actor: Actor, *, acknowledged: Sequence[str], correction: str | None
) -> Publication:
    """Publish the snapshot of a home as a steward or an approver. Raises ``AccountProblem`` for
    anybody else, ``ReleaseRefused`` for what blocks and for warnings not acknowledged,
    ``NothingToPublish`` and ``NoCompleteYearError``."""
    actor.must_be("steward", "approver")
    with home.alone():
        return _publish(home, by=actor.name, acknowledged=acknowledged, correction=correction)


def dry_run(home: Home, *, correction: str | None) -> DryRun:
    """What publishing would change against the release in force; nothing is kept."""
    with home.alone():
        edition, found = _edition(home, (), correction)
        with draft_release(
            home.published,
            home / "releases",
            as_of=edition.as_of,
            release_id=edition.release_id,
            method=METHOD,
            record=edition.record,
            workers=home.settings.threads,
        ) as manifest:
            return DryRun(compare(current_release(home / "releases"), manifest), found)


def roll_back(home: Home, actor: Actor, release_id: str) -> Publication:
    """Make an earlier release current again, as a steward or an approver. Runs publish nothing from
    then on until somebody publishes by hand. Raises ``AccountProblem``, ``UnknownRelease``."""
    actor.must_be("steward", "approver")
    with home.alone():
        left = current_release(home / "releases")
        switch_to(home / "releases", release_id)
        with home.ledger() as ledger:
            before = left.release_id if left else None
            remember(ledger, "rolled_back", release_id, before, actor.name)
        return _in_force(home)


def _publish(
    home: Home, *, by: str | None, acknowledged: Sequence[str], correction: str | None
) -> Publication:
    """``by`` is the account that publishes; None when a run does and no person is asked."""
    edition, found = _edition(home, tuple(acknowledged), correction)
    if by and acknowledged:
        edition = replace(edition, record=replace(edition.record, acknowledged_by=by))
    refuse(found, acknowledged if by else {one.code for one in found})
    releases = home / "releases"
    inputs = edition.record.inputs
    current = current_release(releases)
    with home.ledger() as ledger:
        waits = runs_must_wait(ledger)
        if current is not None and current.inputs == inputs:
            if waits and by:
                remember(ledger, "published", current.release_id, current.release_id, by)
            return _in_force(home, warnings=found)
    if waits and not by:
        return _in_force(home)
    page = write_release(
        home.published,
        releases,
        as_of=edition.as_of,
        release_id=edition.release_id,
        method=METHOD,
        record=edition.record,
        workers=home.settings.threads,
    )
    with home.ledger() as ledger:
        before = current.release_id if current else None
        remember(ledger, "published", edition.release_id, before, by or BY_RUN)
    return Publication(edition.release_id, str(page), warnings=found)


def _preview(home: Home, refused: Sequence[Found]) -> Publication:
    """The pages of what was refused, outside of the releases and labelled on each page."""
    edition, _ = _edition(home, (), None)
    shutil.rmtree(home / "preview", ignore_errors=True)
    page = write_release(
        home.published,
        home / "preview",
        as_of=edition.as_of,
        release_id=edition.release_id,
        method=METHOD,
        record=replace(edition.record, is_preview=True),
        workers=home.settings.threads,
    )
    return Publication(None, str(page), list(refused))


def _edition(
    home: Home, acknowledged: tuple[str, ...], correction: str | None
) -> tuple[_Edition, list[Found]]:
    """The release that the snapshot would make, and what the gates find in it."""
    if not home.published.exists():
        raise NothingToPublish("no_snapshot")
    found = found_at_gates(home.published, subject_of(home.published, METHOD))
    try:
        inputs = inputs_of(home)
    except duckdb.CatalogException as missing:
        raise NothingToPublish("old_snapshot") from missing
    current = current_release(home / "releases")
    if correction is not None and (current is None or current.inputs == inputs):
        raise NothingToPublish("nothing_to_correct")
    as_of, waivers = _facts(home.published)
    digest = hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
    release_id = f"{as_of:%Y%m%d}-{digest[:8]}"
    corrects = None
    if correction is not None and current is not None:
        release_id, corrects = _next_correction(home, current), current.release_id
    record = Record(inputs, waivers, tuple(found), acknowledged, corrects, correction)
    return _Edition(release_id, as_of, record), found


def _next_correction(home: Home, current: Manifest) -> str:
    """``N`` is corrected by ``N.1``, that by ``N.2``."""
    first = current.release_id.partition(".")[0]
    known = {one.release_id for one in all_releases(home / "releases")}
    number = 1
    while f"{first}.{number}" in known:
        number += 1
    return f"{first}.{number}"


def inputs_of(home: Home) -> dict[str, str]:
    """Everything a release of the snapshot is a function of, as hashes and versions; the rule book
    with the changes that the home's people decided."""
    with home.ledger() as ledger:
        rule_book = rule_book_of(ledger)
    return {
        "content": content_hash(home.published, mart_columns()),
        "method": method_hashes()[METHOD],
        "rule_book": rule_book.hash,
        "models": _hash_of([DBT_PROJECT], _MODEL_SOURCES),
        "pages": _hash_of(
            [Path(dashboards.__path__[0]), Path(messages.__path__[0])], _PAGE_SOURCES
        ),
        "version": version("csi-warehouse"),
    }


def _facts(published: Path) -> tuple[date, tuple[str, ...]]:
    """The day the snapshot was computed for, and the waivers in force in it."""
    with duckdb.connect(str(published), read_only=True) as connection:
        ((as_of,),) = connection.execute("select as_of from raw.run").fetchall()
        known = connection.execute(
            "select 1 from information_schema.tables"
            " where table_schema = 'marts' and table_name = 'mart_decision'"
        ).fetchall()
        waivers = (
            known
            and connection.execute(
                "select decision_id from marts.mart_decision"
                " where kind = 'waiver' and is_in_force order by decision_id"
            ).fetchall()
        )
    return as_of, tuple(decision for (decision,) in waivers)


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


def _hash_of(folders: Sequence[Path], kept: set[str]) -> str:
    """One hash over the sources below some folders, by name and content."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in kept and "target" not in path.relative_to(folder).parts:
                digest.update(f"{path.relative_to(folder).as_posix()}\n".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
