"""The manifest of a release: what it is, what it was made from, the hash of every file in it."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from dashboards.release_record.gate_findings import Found
from ingestion.home.regular_files import file_hash, files_below
from ingestion.home.whole_files import whole_file
from ingestion.refusal import Refusal

MANIFEST = "manifest.json"


class Acknowledgement(BaseModel):
    """The account that let a warning stand: for this release, or for all up to a day."""

    model_config = ConfigDict(frozen=True)

    by: str
    until: date | None = None


class LedgerHead(BaseModel):
    """How many events the ledger had, and the hash of the last, when a release was made: a second
    place that says what the ledger was."""

    model_config = ConfigDict(frozen=True)

    events: int
    hash: str


@dataclass(frozen=True)
class Record:
    """What a release records about how it was made.

    ``inputs`` are hashes and versions by name; ``ledger`` is what it was then;
    ``decisions`` those its snapshot contains, ``waivers`` those of them in force; ``found`` what
    the gates found, ``acknowledgements`` who let which warning stand; ``corrects`` is the release
    that this one corrects, for the ``reason`` somebody gave or because of the decisions
    ``corrections``; ``contact`` and ``licence`` are what the home says of them. A preview is no
    release, and its pages say so.
    """

    inputs: dict[str, str] = field(default_factory=dict)
    ledger: LedgerHead | None = None
    waivers: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()
    acknowledgements: dict[str, Acknowledgement] = field(default_factory=dict)
    corrects: str | None = None
    reason: str | None = None
    corrections: tuple[str, ...] = ()
    contact: str | None = None
    licence: str | None = None
    is_preview: bool = False


class UnitStanding(BaseModel):
    """A unit's place in the year of a release."""

    model_config = ConfigDict(frozen=True)

    score: Decimal | None
    grade: str | None
    rank: int | None


class Manifest(BaseModel):
    """What a release says of itself; ``pages`` hashes what each page says, without the lines that
    name the release, so that two releases can be compared; ``before`` is the release that was in
    force when it was made, which its page of changes compares with. Releases are kept for ever: a
    field that came later has a default."""

    model_config = ConfigDict(frozen=True)

    release_id: str
    corrects: str | None = None
    reason: str | None = None
    corrections: tuple[str, ...] = ()
    contact: str | None = None
    licence: str | None = None
    before: str | None = None
    as_of: date
    method: str
    geography: str
    index_year: int
    is_synthetic: bool
    inputs: dict[str, str] = {}
    ledger: LedgerHead | None = None
    waivers: tuple[str, ...] = ()
    decisions: tuple[str, ...] = ()
    warnings: dict[str, int] = {}
    acknowledgements: dict[str, Acknowledgement] = {}
    audiences: tuple[str, ...] = ()
    ranking: dict[str, UnitStanding] = {}
    pages: dict[str, str] = {}
    files: dict[str, str]


class DamagedManifest(Refusal):
    """A manifest does not say what a release says of itself."""

    kind = "failed"


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a release; ``None`` where there is no whole release. Raises
    ``DamagedManifest``."""
    file = folder / MANIFEST
    if not file.is_file():
        return None
    try:
        return Manifest.model_validate_json(file.read_bytes())
    except ValidationError as damaged:
        raise DamagedManifest("verify.release.manifest", release=folder.name) from damaged


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest, last of all: it marks a whole release."""
    content = manifest.model_dump(mode="json")
    text = json.dumps(content, ensure_ascii=False, indent=2)
    with whole_file(folder / MANIFEST) as unfinished:
        unfinished.write_text(text + "\n", encoding="utf-8")


def manifest_hash(folder: Path) -> str:
    """The hash of the manifest of a release, which stands for all files in it."""
    return hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()


def file_hashes(folder: Path) -> dict[str, str]:
    """The hash of every file below a folder; none of what only looks like one."""
    if not folder.is_dir():
        return {}
    places = ((name, os.path.join(folder, name)) for name in files_below(folder))
    return {
        name: file_hash(place) if is_file else ""
        for name, place in places
        if (is_file := os.path.isfile(place)) or not os.path.isdir(place)
    }
