"""From a file at the door to a verdict in the ledger: receive, judge, keep.

Loading comes after and reads verdicts from the ledger only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from expectations.book.rule_changes import rule_book_of
from expectations.checks.across_rules import CONFLICT, across_codes
from expectations.checks.register_rules import Register
from expectations.checks.unit_versions import unit_cells, unit_of_headers
from ingestion.forms.contract import load_contracts
from ingestion.home.ledger import Ledger
from ingestion.home.whole_files import sweep_below
from ingestion.home.whole_folders import whole_folder
from ingestion.landing.containers import opened
from ingestion.landing.door import NotTaken
from ingestion.landing.receipts import Receipt, receipts
from ingestion.landing.receiving import receive
from ingestion.landing.sources import Delivery, inbox_deliveries, taken
from ingestion.polling.polls import Poll, poll
from ingestion.submissions.accepted_rows import (
    drop_submissions,
    kept_submissions,
    write_frame,
    write_rows,
)
from ingestion.submissions.confirmations import record_letters
from ingestion.submissions.corrections import lay_over
from ingestion.submissions.decisions import Decision, decisions_of, in_force
from ingestion.submissions.frame_columns import CELL_KEY
from ingestion.submissions.frames import Batch
from ingestion.submissions.purges import purged_files
from ingestion.submissions.registers import lost_registers
from orchestration.intake.declared_days import admitted
from orchestration.intake.judging import (
    Found,
    Judged,
    earlier_reports,
    judge,
    read_sent,
    register_of,
    tombstones,
    validated,
    validator_of,
)
from orchestration.intake.kept_findings import drop_findings
from orchestration.intake.kept_frames import INTAKE_MARK, keeping, must_be_remade
from orchestration.intake.latest_verdicts import ACCEPTED, latest_verdicts
from orchestration.intake.parts import KeptParts
from orchestration.intake.pending import held_beside, pending_submissions
from orchestration.intake.purging import erase_purged
from orchestration.intake.quarantine import record_failures
from orchestration.intake.register_faults import is_usable
from orchestration.intake.unknown_senders import senders_of
from orchestration.reference.seeds import units
from orchestration.run_context import Run

# Where files are written beside their place before they take it.
_WRITTEN = ("raw", "rows", "findings", "warehouse")


@dataclass(frozen=True)
class TakenIn:
    """What one intake did: files new to the raw store, submissions given a verdict, files that
    stay in the inbox, what polling each source came to, whether rows and findings were made again
    because they could not be relied on, and how many unfinished files of killed commands were taken
    away."""

    received: int
    validated: int
    left: list[NotTaken]
    polls: list[Poll]
    is_remade: bool
    swept: int


def take_in(run: Run) -> TakenIn:
    """Receive the inbox and the sources, and give every pending submission its verdict."""
    with run.home.ledger() as ledger:
        swept = sum(sweep_below(run.home / name) for name in _WRITTEN)
        if is_remade := must_be_remade(run.home):
            _remake(run, ledger)
        erase_purged(run.home, ledger)
        answers, left, polls = _received(run, ledger)
        register = register_of(run.home, ledger)
        for synthetic in register.agencies["is_synthetic"].unique():
            run.home.declare("synthetic" if synthetic else "real")
        lost = restore_rows(run, ledger)
        judged = judge_pending(run, ledger, register, lost)
    reports = [one for one in answers if not one.is_register and not one.members]
    new = [one for one in reports if not one.is_received_again]
    return TakenIn(len(new), judged, left, polls, is_remade, swept)


def _received(run: Run, ledger: Ledger) -> tuple[list[Receipt], list[NotTaken], list[Poll]]:
    """Receive what is offered: the inbox first, since it may hold the register by which a message
    is known to come from an agency."""
    left: list[NotTaken] = []
    answers: list[Receipt] = []
    purged = purged_files(ledger)

    def receive_all(deliveries: Iterable[Delivery | NotTaken]) -> None:
        offered = admitted(opened(deliveries), run.home, ledger)
        counted = _counted(run, taken(offered, left, purged), len(answers))
        home = run.home
        answers.extend(receive(counted, home.raw_store(), ledger, home.kind, is_usable))

    receive_all(inbox_deliveries(run.home.inbox))
    sources = run.home.settings.sources
    polls = [poll(source, run.home, ledger, receive_all) for source in sources]
    return answers, left, polls


def judge_pending(run: Run, ledger: Ledger, register: Register, lost: Collection[str]) -> int:
    """Give what waits its verdict, and then what waits because of that: a revision that ends a
    correction concerns the revisions after it, and reports may no longer be held against one that
    another has replaced. What is ``lost`` can no longer count. Each is judged once."""
    judged: set[str] = set()
    given = 0
    beside = set(lost)
    while True:
        decisions = in_force(decisions_of(ledger).values(), run.as_of)
        waiting = beside.union(pending_submissions(run, ledger, register, decisions)) - judged
        if not waiting:
            return given
        received, before = receipts(ledger), latest_verdicts(ledger)
        pending = {name: received[name] for name in sorted(waiting)}
        judgement = judge(run, ledger, register, pending)
        record(run, ledger, judgement)
        judged |= waiting
        given += len(waiting - judgement.letters.keys())
        senders = latest_verdicts(ledger).filter(pl.col("submission_id").is_in(list(waiting)))
        beside |= held_beside(before, senders, rule_book_of(ledger))


def rebuild_rows(run: Run) -> list[str]:
    """Drop rows and findings and make them again from the raw store and the ledger, whose chain is
    checked first (``BrokenChain``); raises ``LostOriginal`` for a register, before anything of what
    it said is dropped.

    Returns the submissions whose verdict today's rules would change; what the ledger says stands.
    """
    with run.home.ledger() as ledger:
        ledger.verify()
    take_in(run)
    with run.home.ledger() as ledger:
        if lost := lost_registers(ledger, run.home.raw_store()):
            raise lost[0]
        return _remake(run, ledger)


def _remake(run: Run, ledger: Ledger) -> list[str]:
    """Make rows and findings of what has a verdict again, and put them in the place of those there
    are."""
    recorded = latest_verdicts(ledger)
    judged = set(recorded["submission_id"])
    received = {name: one for name, one in receipts(ledger).items() if name in judged}
    decisions = in_force(decisions_of(ledger).values(), run.as_of)
    sent = KeptParts(run.home / "warehouse", read_sent(run, received, {}))
    register = register_of(run.home, ledger)
    nothing = earlier_reports(run.home, recorded.clear(), received, register)
    validator = validator_of(run.home, run.as_of, register, rule_book_of(ledger), decisions)
    senders, gone = senders_of(register.agencies, ledger), tombstones(ledger, decisions)
    found = validated(run, sent, received, senders, gone, validator, nothing)
    with (
        whole_folder(run.home / "rows") as rows,
        whole_folder(run.home / "findings") as findings,
    ):
        _keep(rows, findings, sent, decisions, found, recorded)
    (run.home / INTAKE_MARK).unlink(missing_ok=True)
    both = found.validation.verdicts.join(recorded, on="submission_id", suffix="_recorded")
    changed = both.filter(pl.col("verdict") != pl.col("verdict_recorded"))
    return changed["submission_id"].sort().to_list()


def restore_rows(run: Run, ledger: Ledger) -> set[str]:
    """Write again the rows of accepted submissions that are not there, as after a run that was
    killed between verdict and rows; returns those of which nothing can be read any more."""
    verdicts = latest_verdicts(ledger)
    accepted = set(verdicts.filter(pl.col("verdict").is_in(ACCEPTED))["submission_id"])
    missing = accepted - kept_submissions(run.home / "rows")
    if not missing:
        return set()
    received = {name: one for name, one in receipts(ledger).items() if name in missing}
    decisions = in_force(decisions_of(ledger).values(), run.as_of)
    for part in read_sent(run, received, {}):
        _write_accepted(run.home / "rows", part, decisions, verdicts)
    return missing - kept_submissions(run.home / "rows")


def _counted(run: Run, deliveries: Iterable[Delivery], before: int) -> Iterator[Delivery]:
    for done, item in enumerate(deliveries, before + 1):
        run.progress.advance("receive", done)
        yield item


def record(run: Run, ledger: Ledger, judged: Judged) -> None:
    """Write what a judgement found into the ledger, and in the place of what was kept of reports
    judged before its rows and findings."""
    with keeping(run.home):
        record_failures(ledger, judged.found.failures)
        record_letters(ledger, judged.letters)
        ledger.append("decision", judged.lapses)
        names, validation = set(judged.found.headers["submission_id"]), judged.found.validation
        before = set(latest_verdicts(ledger)["submission_id"])
        for folder in ("rows", "findings"):
            drop_submissions(run.home / folder, names & before)
        others = set(validation.verdicts["submission_id"]) - names
        compared = others & validation.compared
        drop_findings(run.home, compared, across_codes(rule_book_of(ledger)))
        drop_findings(run.home, others - compared, {CONFLICT})
        ledger.append("verdict", judged.events)
        rows, findings = run.home / "rows", run.home / "findings"
        _keep(rows, findings, judged.sent, judged.decisions, judged.found, latest_verdicts(ledger))


def _keep(
    rows: Path,
    findings: Path,
    sent: KeptParts,
    decisions: Sequence[Decision],
    found: Found,
    verdicts: pl.DataFrame,
) -> None:
    """Write the rows of what was accepted, and the findings, into their folders."""
    for part in sent:
        _write_accepted(rows, part, decisions, verdicts)
    name = hashlib.sha256("".join(sorted(found.headers["submission_id"])).encode()).hexdigest()
    write_frame(findings, name[:24], found.validation.findings)


def _write_accepted(
    folder: Path, sent: Batch, decisions: Sequence[Decision], verdicts: pl.DataFrame
) -> None:
    """Write the rows of what the ledger accepted, corrections laid over, every province code put as
    the unit it meant at the end of the report's period."""
    batch = lay_over(sent, decisions, load_contracts()).batch
    accepted = verdicts.filter(pl.col("verdict").is_in(ACCEPTED)).select("submission_id")
    headers = batch.headers.join(accepted, on="submission_id").join(
        unit_of_headers(batch.headers, units()), on="submission_id", how="left"
    )
    cells = batch.cells.join(accepted, on="submission_id")
    provinces = unit_cells(cells, batch.headers, units()).select(*CELL_KEY, province_unit="unit_id")
    cells = cells.join(provinces, on=CELL_KEY, how="left").with_columns(
        text=pl.coalesce("province_unit", "text")
    )
    write_rows(folder, cells.drop("province_unit"), headers)
