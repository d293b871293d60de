"""What a release is a function of: the snapshot, the method, the rules, the models, the pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

import duckdb

import dashboards
from expectations.book.rule_changes import rule_book_of
from ingestion import messages
from ingestion.home.database import read_database
from ingestion.home.home import Home
from orchestration.reference.method_hashes import method_hashes
from orchestration.reference.source_hashes import hash_of_sources, models_hash
from orchestration.warehouse.dbt_runner import mart_columns
from orchestration.warehouse.snapshot import content_hash

_PAGE_SOURCES = (".py", ".html", ".css", ".js", ".po", ".csv", ".yml")


@dataclass(frozen=True)
class SnapshotFacts:
    """What a snapshot says of itself: the day it was computed for, the method that is published,
    the waivers in force in it, and every decision that had been approved by then."""

    as_of: date
    method: str
    waivers: tuple[str, ...]
    decisions: tuple[str, ...]


def inputs_of(home: Home, method: str) -> dict[str, str]:
    """Everything a release of the snapshot under a method is a function of, as hashes and versions;
    the rule book with the changes that the home's people decided."""
    with home.ledger() as ledger:
        rule_book = rule_book_of(ledger)
    imprint = home.settings.imprint.model_dump_json(exclude_none=True)
    of_imprint = hashlib.sha256(imprint.encode()).hexdigest()
    return {
        "content": content_hash(home.published, mart_columns(home.dbt_target)),
        "method": method_hashes()[method],
        "rule_book": rule_book.hash,
        "models": models_hash(),
        "pages": hash_of_sources(
            [Path(dashboards.__path__[0]), Path(messages.__path__[0])], _PAGE_SOURCES
        ),
        "version": version("csi-warehouse"),
        "imprint": of_imprint,
    }


def release_id_of(as_of: date, inputs: Mapping[str, str]) -> str:
    """The id of a release that corrects none: its day and a hash of its inputs."""
    digest = hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()
    return f"{as_of:%Y%m%d}-{digest[:8]}"


def snapshot_day(home: Home) -> date | None:
    """The as-of day of the snapshot; None where there is none, or one of older models. Readers may
    have it open."""
    try:
        return facts_of(home.published).as_of if home.published.exists() else None
    except duckdb.CatalogException:
        return None


def facts_of(published: Path) -> SnapshotFacts:
    """What the snapshot says of itself; raises ``duckdb.CatalogException`` for one of older
    models."""
    with read_database(published) as connection:
        ((as_of, method),) = connection.execute(
            "select as_of, released_method from marts.dim_run"
        ).fetchall()
        decisions = connection.execute(
            "select decision_id, kind = 'waiver' and is_in_force from marts.mart_decision"
            " where state in ('approved', 'lapsed', 'revoked') order by decision_id"
        ).fetchall()
    waivers = tuple(name for name, is_waiver in decisions if is_waiver)
    return SnapshotFacts(as_of, method, waivers, tuple(name for name, _ in decisions))
