"""A release: one frozen, offline folder of pages, switched to in one step.

``<releases>/<release_id>/`` holds a folder for each audience, ``shared/`` what they share, and
``manifest.json``, written last. ``<releases>/current`` is a relative link to the release in force.
A folder appears under its name only when it is whole and every file in it was opened again; one
that is there is never written again.
One process writes at a time: the caller sees to it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dashboards.marts.audiences import LEADERSHIP, PUBLIC
from dashboards.marts.reading import Subject, marts_for, subject_of
from dashboards.marts.shown_counts import ReleaseBefore
from dashboards.pages import SITE
from dashboards.release_record.comparing import compare
from dashboards.release_record.edition import DATA, Edition
from dashboards.release_record.in_force import CURRENT, current_release, file_name, switch_to
from dashboards.release_record.manifest import (
    MANIFEST,
    Manifest,
    Record,
    UnitStanding,
    file_hashes,
    write_manifest,
)
from dashboards.releases.building import audiences_of, write_pages, write_shared
from ingestion.home.whole_files import sync_below, sync_folder


@dataclass(frozen=True)
class _Order:
    """A release to be made: of which snapshot and method, under which name, for which day, what it
    records about how it was made, and by how many processes."""

    published: Path
    release_id: str
    as_of: date
    method: str
    record: Record
    workers: int


def write_release(
    published: Path,
    releases: Path,
    *,
    as_of: date,
    release_id: str,
    method: str,
    record: Record | None = None,
    workers: int = 2,
) -> Path:
    """Write a release from the published marts, make it current; returns its ranking page.

    A release that is already there is only made current again. Its page of changes compares with
    the release in force until then. Raises ``NoCompleteYearError`` when the marts hold no complete
    year, ``DamagedRelease`` when a file cannot be read as it was written; then nothing remains and
    ``current`` stays.
    """
    folder = releases / file_name(release_id)
    if folder.name == CURRENT:
        raise ValueError(f"{CURRENT!r} names the release in force, not a release")
    if not (folder / MANIFEST).is_file():
        order = _Order(published, release_id, as_of, method, record or Record(), workers)
        with _made(order, releases) as draft:
            if folder.exists():
                shutil.rmtree(folder)
            if not order.record.is_preview:
                sync_below(draft)  # before anybody is told that it is released
            draft.rename(folder)
            sync_folder(releases)
    switch_to(releases, release_id)
    return ranking_page(folder)


@contextmanager
def draft_release(
    published: Path,
    releases: Path,
    *,
    as_of: date,
    release_id: str,
    method: str,
    record: Record | None = None,
    workers: int = 2,
) -> Iterator[Manifest]:
    """What a release would be: its manifest, for the length of the block; nothing remains."""
    order = _Order(published, release_id, as_of, method, record or Record(), workers)
    with _made(order, releases) as draft:
        yield Manifest.model_validate_json((draft / MANIFEST).read_text(encoding="utf-8"))


def ranking_page(folder: Path) -> Path:
    """The page that leadership opens first."""
    return folder / SITE.path(LEADERSHIP, "ranking")


@contextmanager
def _made(order: _Order, releases: Path) -> Iterator[Path]:
    """A whole release in a folder beside the others, gone afterwards unless it was moved to its
    place; what a killed process left behind goes first."""
    subject = subject_of(order.published, order.method)
    releases.mkdir(parents=True, exist_ok=True)
    for left in releases.glob(".draft-*"):
        shutil.rmtree(left)
    before = None if order.record.is_preview else current_release(releases)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=releases))
    try:
        _fill(draft, order, subject, before, releases)
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _fill(
    draft: Path, order: _Order, subject: Subject, before: Manifest | None, releases: Path
) -> None:
    """Write everything a release holds, its manifest last."""
    earlier = before.model_copy(update={"pages": {}, "files": {}}) if before else None
    planned = _planned(order, subject, earlier)
    edition = Edition(
        shared=write_shared(draft),
        this=planned,
        is_preview=order.record.is_preview,
        before=earlier,
        changes=compare(earlier, planned) if earlier else None,
    )
    pages = write_pages(
        order.published,
        draft,
        subject,
        edition,
        before=_readers_have(releases, before, order.record) if before else None,
        workers=order.workers,
    )
    held = {"files": file_hashes(draft), "pages": pages}
    write_manifest(draft, planned.model_copy(update=held))


def _readers_have(releases: Path, before: Manifest, record: Record) -> ReleaseBefore:
    data = releases / file_name(before.release_id) / PUBLIC.folder / DATA
    return ReleaseBefore(data, is_corrected=record.corrects == before.release_id)


def _planned(order: _Order, subject: Subject, before: Manifest | None) -> Manifest:
    """What a release says of itself before its pages are written."""
    record = order.record
    return Manifest(
        release_id=order.release_id,
        corrects=record.corrects,
        reason=record.reason,
        corrections=record.corrections,
        contact=record.contact,
        licence=record.licence,
        before=before.release_id if before else None,
        as_of=order.as_of,
        method=subject.method,
        geography=subject.geography,
        index_year=subject.year,
        is_synthetic=subject.is_synthetic,
        inputs=dict(sorted(record.inputs.items())),
        ledger=record.ledger,
        waivers=record.waivers,
        decisions=record.decisions,
        warnings={one.code: one.count for one in record.found if one.severity == "warns"},
        acknowledgements=dict(sorted(record.acknowledgements.items())),
        audiences=tuple(audience.folder for audience in audiences_of(subject)),
        ranking=_ranking(order.published, subject),
        files={},
    )


def _ranking(published: Path, subject: Subject) -> dict[str, UnitStanding]:
    with marts_for(published, LEADERSHIP, subject) as marts:
        return {
            unit.unit_id: UnitStanding(score=unit.shown_score, grade=unit.grade, rank=unit.rank)
            for unit in sorted(marts.units, key=lambda unit: unit.unit_id)
        }
