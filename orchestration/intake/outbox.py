"""The outbox of a home: a returned workbook for every submission that is held or rejected."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from expectations.book.rule_book import RuleBook
from expectations.book.rule_changes import rule_book_of
from expectations.checks.across_rules import is_foreign
from expectations.sent_back.returned_workbook import returned_workbook
from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.home.whole_files import whole_file
from ingestion.landing.receipts import Receipt, receipts
from ingestion.language.vietnamese import printable
from ingestion.parsing.report import Report
from ingestion.readers.returned_sheets import Explanation
from ingestion.submissions.frames import REPORT_KEY
from orchestration.intake.kept_findings import standing_findings
from orchestration.intake.originals import lost_in, read_originals
from orchestration.intake.pending import frame_hash
from orchestration.intake.verdicts import latest_verdicts
from orchestration.run_context import Run

RETURNED = ("held", "rejected")
_INDEX = "returned.json"
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,80}")
_LAST_REVISION = 999


@dataclass(frozen=True)
class Return:
    """A submission to hand back: its verdict, receipt, findings, and the revision to send it again
    as (None where the report's own could not be read)."""

    verdict: Mapping[str, Any]
    receipt: Receipt
    findings: pl.DataFrame
    next_revision: int | None

    @property
    def path(self) -> Path:
        """Where the workbook goes, below the outbox: in the folder of its sender. What a sender
        wrote is part of it only where it is a plain name."""
        sender = self.verdict["sender"] or self.verdict["agency_id"] or ""
        parts = [self.verdict["form"], self.verdict["period"], self.receipt.submission_id[:12]]
        folder = sender if _SAFE.fullmatch(sender) else "_"
        return Path(folder) / f"{'-'.join(p for p in parts if p and _SAFE.fullmatch(p))}.xlsx"

    @property
    def stamp(self) -> str:
        """What the workbook says, as a hash; it is written again when this changes."""
        return f"{frame_hash(self.findings)[:24]}-{self.next_revision}"


def fill_outbox(run: Run) -> dict[str, list[Explanation]]:
    """Write the workbook of every held or rejected submission that is not there yet, and take away
    those of submissions that no longer are; returns the submissions written about, with what their
    senders wrote beside findings."""
    outbox = run.home / "outbox"
    present = _index(run.home)
    due = {one.receipt.submission_id: one for one in _returns(run.home, None)}
    with run.home.ledger() as ledger:
        rules = rule_book_of(ledger)
    current = {name: [one.path.as_posix(), one.stamp] for name, one in due.items()}
    for path in {path for path, _ in present.values()} - {path for path, _ in current.values()}:
        (outbox / path).unlink(missing_ok=True)
    fresh = [
        one
        for name, one in due.items()
        if present.get(name) != current[name] or not (outbox / one.path).exists()
    ]
    explained = {}
    for name, report in _written(run, fresh, outbox, rules):
        if not lost_in(name, report):
            explained[name] = report.placed_explanations
            continue
        # What was written before stays until it can be written again.
        current.pop(name)
        if name in present and (outbox / present[name][0]).exists():
            current[name] = present[name]
    with whole_file(outbox / _INDEX) as unfinished:
        unfinished.write_text(json.dumps(current, indent=0, sort_keys=True), "utf-8")
    return explained


def returned_paths(home: Home) -> dict[str, Path]:
    """Where the returned workbook of each held or rejected submission lies, by id."""
    return {name: home / "outbox" / path for name, (path, _) in _index(home).items()}


def workbook_rows(home: Home) -> pl.DataFrame:
    """What lies in the outbox: ``submission_id`` and the path of its ``workbook`` below it."""
    rows = [(name, path) for name, (path, _) in sorted(_index(home).items())]
    schema = {"submission_id": pl.String(), "workbook": pl.String()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _index(home: Home) -> dict[str, list[str]]:
    """The path and the stamp of what lies in the outbox, by submission."""
    index = home / "outbox" / _INDEX
    entries: dict[str, list[str]] = json.loads(index.read_text("utf-8")) if index.exists() else {}
    return entries


def write_returns(run: Run, names: Collection[str] | None, folder: Path) -> Iterator[Path]:
    """Write the workbooks of the named submissions, or of all that are held, into a folder; then
    raises ``LostOriginal`` where the file of one is lost."""
    with run.home.ledger() as ledger:
        rules = rule_book_of(ledger)
    due = {one.receipt.submission_id: one for one in _returns(run.home, names)}
    lost = None
    for name, report in _written(run, due.values(), folder, rules):
        lost = lost or lost_in(name, report)
        if not lost_in(name, report):
            yield folder / due[name].path
    if lost:
        raise lost


def _returns(home: Home, names: Collection[str] | None) -> Iterator[Return]:
    with home.ledger() as ledger:
        verdicts, received = latest_verdicts(ledger), receipts(ledger)
    is_chosen = (
        pl.col("verdict").is_in(RETURNED)
        if names is None
        else pl.col("submission_id").is_in(list(names))
    )
    chosen = verdicts.filter(is_chosen)
    revisions = verdicts.filter(~is_foreign()).drop_nulls([*REPORT_KEY, "revision"])
    last = revisions.group_by(REPORT_KEY).agg(last_revision=pl.col("revision").max())
    standing = standing_findings(home, chosen).filter(pl.col("waived_by").is_null())
    findings = standing.partition_by("submission_id", as_dict=True)
    for row in chosen.join(last, on=REPORT_KEY, how="left").sort("submission_id").to_dicts():
        own = findings.get((row["submission_id"],), standing.clear())
        revision = row["last_revision"]
        following = revision + 1 if revision is not None and revision < _LAST_REVISION else None
        yield Return(row, received[row["submission_id"]], own, following)


def _written(
    run: Run, returns: Collection[Return], folder: Path, rules: RuleBook
) -> Iterator[tuple[str, Report]]:
    """Read each submission again as it was sent, and write its workbook; of one that is lost there
    is none."""
    by_id, contracts = {one.receipt.submission_id: one for one in returns}, load_contracts()
    if not by_id:
        return
    reports = read_originals(run.home, [one.receipt for one in returns])
    for done, (name, report) in enumerate(reports, 1):
        if not lost_in(name, report):
            one = by_id[name]
            content = returned_workbook(
                report,
                one.findings,
                contracts[report.contract_id] if report.contract_id else None,
                name=printable(one.receipt.name),
                next_revision=one.next_revision,
                rule_book=rules,
            )
            with whole_file(folder / one.path) as unfinished:
                unfinished.write_bytes(content)
        run.progress.advance("return", done, len(by_id))
        yield name, report
