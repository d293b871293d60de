"""Rows and findings against the verdicts: every accepted report has rows, no other has; what a
verdict counts was kept; each file is as it was written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from orchestration.intake.kept_frames import FRAMES, INTAKE_MARK, damaged_in
from orchestration.intake.latest_verdicts import ACCEPTED, VERDICT
from orchestration.intake.standing_findings import standing_findings
from orchestration.verifying.flaws import Flaw, flaw, told

_LOOKED_AT = ("submission_id", "form", "index_year", "verdict", "codes", "waived_codes")


def flaws_of_frames(home: Home, ledger: Ledger) -> Iterator[Flaw]:
    """What is wrong with rows and findings; what they hold is looked at where all can be read."""
    if (home / INTAKE_MARK).exists():
        yield flaw("verify.frames.broken_off")
        return
    verdicts = _verdicts(ledger)
    rows, findings = ([*_flaws_of_files(home / name, kind)] for name, kind in FRAMES.items())
    yield from rows
    if all(one.is_harmless for one in rows):
        yield from _flaws_of_rows(home, verdicts)
    yield from findings
    if all(one.is_harmless for one in findings):
        yield from _flaws_of_findings(home, ledger, verdicts)


def _verdicts(ledger: Ledger) -> pl.DataFrame:
    """What the latest verdict on every submission says of rows and findings, as the columns of
    ``VERDICT`` do: the rest of it need not be read."""
    latest = {name: said for name, *said in ledger.said("verdict", *_LOOKED_AT)}
    rows = [(name, *said) for name, said in latest.items()]
    verdicts = pl.DataFrame(rows, schema={name: VERDICT[name] for name in _LOOKED_AT}, orient="row")
    return verdicts.with_columns(pl.col("codes", "waived_codes").fill_null("{}"))


def _flaws_of_files(folder: Path, schema: pl.Schema) -> Iterator[Flaw]:
    """Files that are not as they were written, and those that no run wrote."""
    for file in damaged_in(folder, schema):
        yield flaw("verify.frames.damaged", file=file.relative_to(folder.parent))
    for file in sorted(path for path in folder.rglob("*") if not path.is_dir()):
        if file.suffix != ".parquet":
            key = "verify.leftover" if file.suffix == ".part" else "verify.orphan"
            yield told(key, file=file.relative_to(folder.parent))


def _flaws_of_rows(home: Home, verdicts: pl.DataFrame) -> Iterator[Flaw]:
    accepted = verdicts.filter(pl.col("verdict").is_in(ACCEPTED))
    places = accepted.select("submission_id", "form", pl.col("index_year").cast(pl.String))
    expected, found = set(places.iter_rows()), _places_of_rows(home / "rows")
    if missing := sorted(expected - found):
        yield flaw("verify.rows.missing", count=len(missing), id=missing[0][0][:12])
    if beyond := sorted(found - expected):
        yield flaw("verify.rows.beyond", count=len(beyond), id=beyond[0][0][:12])


def _places_of_rows(folder: Path) -> set[tuple[str, ...]]:
    """The submissions that have rows, each with the form and the year it lies under; all files are
    read at once, of which a home has thousands."""
    files = [*folder.glob("*/*/*.parquet")]
    if not files:
        return set()
    scanned = pl.scan_parquet(files, include_file_paths="file", glob=False)
    lying = scanned.select("submission_id", "file").unique().collect()
    return {(name, *Path(file).parts[-3:-1]) for name, file in lying.iter_rows()}


def _flaws_of_findings(home: Home, ledger: Ledger, verdicts: pl.DataFrame) -> Iterator[Flaw]:
    """Findings that a verdict counts and that are not there. A rebuild finds by the rules and
    agencies of today: what was judged by others counts otherwise."""
    verdicts = verdicts.filter((pl.col("codes") != "{}") | (pl.col("waived_codes") != "{}"))
    kept = Counter(standing_findings(home, verdicts).select("submission_id", "code").iter_rows())
    counted = Counter[tuple[str, ...]]()
    for name, *both in verdicts.select("submission_id", "codes", "waived_codes").iter_rows():
        for codes in both:
            for code, times in json.loads(codes).items():
                counted[name, code] += times
    fewer = {name for name, _ in counted - kept}
    if not fewer:
        return
    from orchestration.verifying.judged_otherwise import judged_otherwise  # loads all that judges

    if missing := sorted(fewer - judged_otherwise(home, ledger, fewer)):
        yield flaw("verify.findings.missing", count=len(missing), id=missing[0][:12])
