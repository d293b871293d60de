"""What goes back to senders: a workbook for every report that is still owed by whoever sent it held
or rejected. The outbox of a home holds these and no others of ours."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from expectations.book.rule_book import RuleBook
from expectations.book.rule_changes import rule_book_of
from expectations.checks.across_rules import is_foreign
from expectations.sent_back.returned_workbook import returned_workbook
from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.home.raw_store import LostOriginal
from ingestion.home.whole_files import whole_file
from ingestion.landing.receipts import Receipt, receipts
from ingestion.language.vietnamese import printable
from ingestion.parsing.report import Report
from ingestion.readers.returned_sheets import Explanation
from ingestion.submissions.frame_columns import REPORT_KEY
from ingestion.submissions.purges import purged_submissions
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.originals import lost_in, read_originals
from orchestration.intake.outbox_folder import (
    Written,
    erase,
    keep_record,
    put,
    take_away,
    written_before,
)
from orchestration.intake.pending import frame_hash
from orchestration.intake.standing_findings import standing_findings
from orchestration.intake.verdicts import submissions, with_replaced
from orchestration.run_context import Run

RETURNED = ("held", "rejected")
# Raised when workbooks look otherwise, so that those that lie there are written again.
_LOOK = 2
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
        return f"{frame_hash(self.findings)[:24]}-{self.next_revision}-{_LOOK}"


@dataclass(frozen=True)
class Filled:
    """What was written into an outbox: what their senders wrote beside findings, by submission
    written about; and of which nothing could be written, because it is lost."""

    explained: dict[str, list[Explanation]]
    lost: dict[str, LostOriginal]


def owed(home: Home) -> set[str]:
    """The submissions that somebody still has to mend: held or rejected, and no later report was
    accepted in their place, nor is a later revision held instead."""
    with home.ledger() as ledger:
        state = with_replaced(submissions(ledger, date.max))
    waiting = state.filter(pl.col("verdict").is_in(RETURNED), ~pl.col("is_replaced"))
    held = waiting.filter(~is_foreign(), verdict="held").sort("revision", "report_date")
    latest = held.group_by(REPORT_KEY).last().select(*REPORT_KEY, "revision", "report_date")
    both = waiting.join(latest, on=REPORT_KEY, how="left", suffix="_latest")
    later = pl.col("revision_latest") > pl.col("revision")
    same = pl.col("revision_latest") == pl.col("revision")
    later |= same & (pl.col("report_date_latest") > pl.col("report_date"))
    return set(both.filter(~later.fill_null(False))["submission_id"])


def fill_outbox(run: Run, anew: Collection[str] = ()) -> Filled:
    """Make the outbox hold the workbook of every submission that is owed, and no other that was
    written before: what is not there yet, says something else or is asked for ``anew`` is
    written."""
    outbox = run.home / "outbox"
    before = written_before(outbox)
    with run.home.ledger() as ledger:
        rules, purged = rule_book_of(ledger), purged_submissions(ledger)
    for name in purged:
        erase(outbox, name)
    due = {one.receipt.submission_id: one for one in _returns(run.home, owed(run.home))}
    fresh = {
        name: one
        for name, one in due.items()
        if name in anew or not _is_there(outbox, before.get(name), one)
    }
    paths = {one.path.as_posix() for one in due.values()}
    for written in before.values():
        if written.path not in paths:
            take_away(outbox, written)
    lies_there = {name: one for name, one in before.items() if name in due}
    about_to_be = {n: Written(one.path.as_posix(), one.stamp, None) for n, one in fresh.items()}
    keep_record(outbox, lies_there | about_to_be)
    filled = Filled({}, {})
    for name, report, content in _workbooks(run, fresh.values(), rules):
        if lost := lost_in(name, report):
            filled.lost[name] = lost  # what was written before stays until it can be again
        if content is not None:
            one = fresh[name]
            path, was = one.path.as_posix(), before.get(name)
            lies_there[name] = put(outbox, content, path, one.stamp, was)
            filled.explained[name] = report.placed_explanations
    keep_record(outbox, lies_there)
    return filled


def _is_there(outbox: Path, written: Written | None, one: Return) -> bool:
    """Whether its workbook lies in the outbox and says what it should, whoever changed it since."""
    if written is None or (written.path, written.stamp) != (one.path.as_posix(), one.stamp):
        return False
    return (outbox / written.path).exists()


def returned_paths(home: Home) -> dict[str, Path]:
    """Where the returned workbook of each submission that is owed lies, by id."""
    outbox = home / "outbox"
    return {name: outbox / one.path for name, one in written_before(outbox).items()}


def workbook_rows(home: Home) -> pl.DataFrame:
    """What lies in the outbox: ``submission_id`` and the path of its ``workbook`` below it."""
    rows = [(name, one.path) for name, one in sorted(written_before(home / "outbox").items())]
    schema = {"submission_id": pl.String(), "workbook": pl.String()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def write_returns(run: Run, names: Collection[str] | None, folder: Path) -> Iterator[Path]:
    """Write the workbooks of the named submissions, or of all that are owed, into a folder of
    somebody else; then raises ``LostOriginal`` where the file of one is lost."""
    with run.home.ledger() as ledger:
        rules = rule_book_of(ledger)
    chosen = owed(run.home) if names is None else names
    due = {one.receipt.submission_id: one for one in _returns(run.home, chosen)}
    lost = None
    for name, report, content in _workbooks(run, due.values(), rules):
        lost = lost or lost_in(name, report)
        if content is not None:
            with whole_file(folder / due[name].path) as unfinished:
                unfinished.write_bytes(content)
            yield folder / due[name].path
    if lost:
        raise lost


def _returns(home: Home, names: Collection[str]) -> Iterator[Return]:
    with home.ledger() as ledger:
        verdicts, received = latest_verdicts(ledger), receipts(ledger)
    chosen = verdicts.filter(pl.col("submission_id").is_in(list(names)))
    revisions = verdicts.filter(~is_foreign()).drop_nulls([*REPORT_KEY, "revision"])
    last = revisions.group_by(REPORT_KEY).agg(last_revision=pl.col("revision").max())
    standing = standing_findings(home, chosen).filter(pl.col("waived_by").is_null())
    findings = standing.partition_by("submission_id", as_dict=True)
    for row in chosen.join(last, on=REPORT_KEY, how="left").sort("submission_id").to_dicts():
        own = findings.get((row["submission_id"],), standing.clear())
        revision = row["last_revision"]
        following = revision + 1 if revision is not None and revision < _LAST_REVISION else None
        yield Return(row, received[row["submission_id"]], own, following)


def _workbooks(
    run: Run, returns: Collection[Return], rules: RuleBook
) -> Iterator[tuple[str, Report, bytes | None]]:
    """Read each submission again as it was sent, and make its workbook; of one that is lost there
    is none."""
    by_id, contracts = {one.receipt.submission_id: one for one in returns}, load_contracts()
    if not by_id:
        return
    reports = read_originals(run.home, [one.receipt for one in returns])
    for done, (name, report) in enumerate(reports, 1):
        content = None
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
        yield name, report, content
        run.progress.advance("return", done, len(by_id))
