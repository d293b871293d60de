"""What readers open against the record of the last run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.home.places import log_beside
from ingestion.home.regular_files import file_hash
from orchestration.intake.kept_frames import SCRATCH
from orchestration.run_context import last_run
from orchestration.verifying.flaws import Flaw, flaw, told


def flaws_of_snapshot(home: Home, ledger: Ledger) -> Iterator[Flaw]:
    """Files of marts that are gone or are not those the last run recorded; those of a run that was
    killed before its record are told. Of a run whose record has no hashes, as earlier versions
    wrote it, whether they can be opened."""
    run = last_run(ledger)
    hashes = run.body.get("files", {}) if run else {}
    unrecorded = [
        event.body["files"]
        for event in ledger.events("snapshot_finished")
        if run is None or event.sequence > run.sequence
    ]
    for file in (home.published, home.computed):
        name = file.relative_to(home.folder)
        if (log := log_beside(file)).exists():
            yield flaw("verify.marts.log", file=log.relative_to(home.folder))
        elif not file.exists():
            if file.name in hashes or (run and file == home.published):
                yield flaw("verify.marts.missing", file=name)
        elif not file.is_file():
            yield flaw("verify.marts.damaged", file=name)
        elif any(file_hash(file) == files[file.name] for files in unrecorded):
            yield told("verify.marts.unrecorded", file=name)
        elif file.name not in hashes:
            if not _opens(file):
                yield flaw("verify.marts.damaged", file=name)
        elif file_hash(file) != hashes[file.name]:
            is_other = _opens(file)
            yield flaw("verify.marts.other" if is_other else "verify.marts.damaged", file=name)
    lying = home / "warehouse"
    for left in sorted([*lying.glob("*.part"), *lying.glob(f"{SCRATCH}*")]):
        yield told("verify.leftover", file=left.relative_to(home.folder))


def _opens(file: Path) -> bool:
    from orchestration.verifying.opened_marts import can_be_read  # DuckDB, for what is damaged only

    return can_be_read(file)
