"""A small home with something of everything: reports, what readers open, releases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
from click.testing import CliRunner, Result

from dashboards.release_record.in_force import switch_to
from dashboards.release_record.manifest import (
    LedgerHead,
    Manifest,
    file_hashes,
    manifest_hash,
    write_manifest,
)
from ingestion.home.home import Home
from ingestion.home.ledger_head import Head
from ingestion.home.regular_files import file_hash
from ingestion.samples.one_agency import AGENCY, register, report
from orchestration.cli import main
from orchestration.releasing.release_events import BY_RUN, remember
from tests.orchestration.small_reports import AS_OF, deliver, verdicts

RELEASES = ("20260601-a", "20260731-b")
ACCEPTED, OTHER_YEAR, HELD = report("3"), report("4", period="2023"), report("-1", period="2022")


def small_home(folder: Path) -> Path:
    """A home with two accepted reports and one that is held, what readers open, two releases."""
    home = Home(folder)
    deliver(home, register(AGENCY))
    deliver(home, ACCEPTED, OTHER_YEAR)
    assert verdicts(home) == {"accepted": 2}
    deliver(home, HELD)
    assert verdicts(home) == {"accepted": 2, "held": 1}
    for file in (home.published, home.computed):
        with duckdb.connect(str(file)) as connection:
            connection.execute("create schema marts")
            connection.execute("create table marts.ranking as from range(5000) as made(rank)")
    files = {file.name: file_hash(file) for file in (home.published, home.computed)}
    with home.ledger() as ledger:
        ledger.append("run", [{"as_of": AS_OF.isoformat(), "files": files}])
    before = None
    for release_id in RELEASES:
        with home.ledger() as ledger:
            release(home, release_id, ledger.head())
            manifest = manifest_hash(home / "releases" / release_id)
            remember(ledger, "published", release_id, before, BY_RUN, manifest=manifest)
        before = release_id
    return home.folder


def release(home: Home, release_id: str, head: Head | None = None) -> None:
    folder = home / "releases" / release_id
    (folder / "public").mkdir(parents=True)
    (folder / "public" / "index.html").write_text(f"<p>{release_id}</p>", encoding="utf-8")
    made = Manifest(
        release_id=release_id,
        as_of=date(2026, 7, 31),
        method="CSI-R1",
        geography="VN34",
        index_year=2025,
        is_synthetic=True,
        ledger=LedgerHead(events=head.events, hash=head.hash) if head else None,
        files=file_hashes(folder),
    )
    write_manifest(folder, made)
    switch_to(home / "releases", release_id)


def csi(home: Path, *arguments: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *arguments], input=answer)
