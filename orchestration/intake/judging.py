"""From submissions as they were sent to verdicts and all they rest on; nothing is kept here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import polars as pl

from expectations.book.rule_book import RuleBook, load_rule_book
from expectations.book.rule_changes import rule_book_of
from expectations.checks.across_rules import JUDGED, Earlier, needed_cells
from expectations.checks.register_rules import Register
from expectations.checks.unit_versions import unit_of_headers
from expectations.validation import DELIVERIES, Validation, validate
from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.landing.receipts import Receipt, receipts
from ingestion.parsing.proposals import Proposal
from ingestion.submissions.accepted_rows import read_rows
from ingestion.submissions.confirmations import confirmations, waiting_letters
from ingestion.submissions.corrections import Corrected, lapses, lay_over
from ingestion.submissions.decisions import Decision, decisions_of, in_force, touching
from ingestion.submissions.frames import CELLS, Batch
from orchestration.intake import one_by_one
from orchestration.intake.kept_findings import standing_findings
from orchestration.intake.one_by_one import framed, joined
from orchestration.intake.originals import agencies_of, read_originals
from orchestration.intake.pending import NO_LINES, frame_hash, register_lines
from orchestration.intake.verdicts import ACCEPTED, WITHDRAWN, latest_verdicts
from orchestration.intake.withdrawals import withdrawn, withdrawn_verdicts, without
from orchestration.reference.seeds import units
from orchestration.run_context import Run

_REPORTS_PER_FRAME = 200


@dataclass(frozen=True)
class Judged:
    """What a judgement came to: the reports with their corrections, findings and verdicts, and the
    events for the ledger: corrections that end, then verdicts. ``letters`` were recognised and wait
    for a person: they have no verdict."""

    corrected: Corrected
    validation: Validation
    lapses: list[dict[str, Any]]
    events: list[dict[str, Any]]
    letters: dict[str, Proposal]


class Sent(NamedTuple):
    """Submissions read again: their frames, and the letters among them that nobody has confirmed,
    which are in no frame."""

    batch: Batch
    letters: dict[str, Proposal]


def judge(run: Run, ledger: Ledger, register: Register, received: Mapping[str, Receipt]) -> Judged:
    """Read submissions and judge them under the rules and decisions in force, as if the corrections
    that a revision among them ends had ended. Nothing is written (``taking_in.record`` does)."""
    (sent, letters), contracts = read_sent(run, received), load_contracts()
    before = in_force(decisions_of(ledger).values(), run.as_of)
    ended = lapses(without(sent, withdrawn(before)), before, contracts)
    decisions = in_force(decisions_of(ledger, then=ended).values(), run.as_of)
    corrected = lay_over(sent, decisions, contracts)
    earlier = earlier_reports(run.home, latest_verdicts(ledger), received)
    book, gone = rule_book_of(ledger), tombstones(ledger, decisions)
    batch, validation = validated(
        run, corrected.batch, received, register, earlier, decisions, gone, book
    )
    corrected = replace(corrected, batch=batch)
    events = _verdict_events(run, corrected, validation, register, ledger, decisions, book)
    return Judged(corrected, validation, ended, events, letters)


def tombstones(ledger: Ledger, decisions: Iterable[Decision]) -> set[str]:
    """The submissions that count no longer: withdrawn, or letters whose confirmation was undone."""
    return withdrawn(decisions) | waiting_letters(ledger).keys()


def register_of(home: Home, ledger: Ledger) -> Register:
    """The agencies registered in a home, and the units of the reference."""
    return Register(agencies_of(home, ledger), units())


def read_sent(run: Run, received: Mapping[str, Receipt]) -> Sent:
    """Many submissions, read in the pool, in the order of their ids."""
    frames, waiting, letters = [], {}, {}
    reports = read_originals(run.home, [received[name] for name in sorted(received)])
    for done, (name, report) in enumerate(reports, 1):
        if report.proposal:
            letters[name] = report.proposal
        else:
            waiting[name] = report
        run.progress.advance("read", done, len(received))
        if len(waiting) == _REPORTS_PER_FRAME:
            frames.append(framed(waiting))
            waiting = {}
    return Sent(joined([*frames, framed(waiting)]), letters)


def validated(
    run: Run,
    batch: Batch,
    received: Mapping[str, Receipt],
    register: Register,
    earlier: Earlier,
    decisions: Sequence[Decision],
    gone: Collection[str],
    rule_book: RuleBook,
) -> tuple[Batch, Validation]:
    """Findings and verdicts, and the batch they are about (``one_by_one``); a submission that is
    ``gone`` (``tombstones``) is not judged."""
    run.progress.advance("validate", 0, batch.headers.height)
    whole, gone = batch, set(gone)
    batch = without(batch, gone)
    who = batch.headers.select("submission_id", "agency_id").iter_rows()
    deliveries = pl.DataFrame(
        [
            (name, received[name].sender_for(agency), received[name].received_on)
            for name, agency in who
        ],
        schema=DELIVERIES,
        orient="row",
    )
    rules_of_run = partial(
        validate,
        deliveries=deliveries,
        register=register,
        earlier=earlier,
        as_of=run.as_of,
        home_kind=run.home.kind,
        rule_book=rule_book,
        decisions=decisions,
    )
    borne, validation = one_by_one.judged(batch, rules_of_run)
    if borne is not batch:
        judged_ids = set(whole.headers["submission_id"]) - gone
        whole = joined([without(whole, judged_ids), borne])
    run.progress.advance("validate", whole.headers.height, whole.headers.height)
    there = withdrawn_verdicts(sorted(gone & set(whole.headers["submission_id"])))
    return whole, replace(validation, verdicts=pl.concat([validation.verdicts, there]))


def earlier_reports(home: Home, verdicts: pl.DataFrame, judged_now: Collection[str]) -> Earlier:
    """What was judged before and is not judged now, with the cells that rules look back at."""
    judged = verdicts.filter(
        ~pl.col("submission_id").is_in(list(judged_now)), pl.col("verdict") != WITHDRAWN
    )
    needed = needed_cells(load_rule_book(), load_contracts())
    cells = [pl.DataFrame(schema=CELLS)]
    accepted = judged.filter(pl.col("verdict").is_in(ACCEPTED))
    for (form, year), part in accepted.partition_by("form", "index_year", as_dict=True).items():
        rows = read_rows(home / "rows", str(form), int(str(year)), part["submission_id"])
        cells.append(rows.join(needed, on=["table", "field"], how="semi").select(list(CELLS)))
    return Earlier(judged.select(*JUDGED), pl.concat(cells), standing_findings(home, judged))


def _verdict_events(
    run: Run,
    corrected: Corrected,
    validation: Validation,
    register: Register,
    ledger: Ledger,
    decisions: Sequence[Decision],
    rule_book: RuleBook,
) -> list[dict[str, Any]]:
    """The events for the ledger: the header facts, the verdict, and all it rests on."""
    headers = corrected.batch.headers
    about = touching(headers, decisions)
    headers = headers.join(unit_of_headers(headers, units()), on="submission_id", how="left")
    headers = headers.with_columns(
        corrected_cells=pl.col("submission_id").replace_strict(corrected.cells, default=0),
    )
    received, confirmed = receipts(ledger), confirmations(ledger)
    before = {row["submission_id"]: row for row in latest_verdicts(ledger).iter_rows(named=True)}
    # A submission that cannot be read keeps the header it was last judged by.
    facts = before | {
        row["submission_id"]: row | {"decisions": about.get(row["submission_id"], [])}
        for row in headers.iter_rows(named=True)
        if row["contract_id"] or row["submission_id"] not in before
    }
    findings = validation.findings.partition_by("submission_id", as_dict=True)
    lines = register_lines(register)
    events: list[dict[str, Any]] = []
    crashes = [str(crash) for crash in validation.crashes]
    for row in validation.verdicts.sort("submission_id").iter_rows(named=True):
        name = row["submission_id"]
        own = findings.get((name,))
        body = {
            **facts[name],
            **row,
            "rule_book_hash": rule_book.hash,
            "register_hash": lines.get(facts[name]["agency_id"], NO_LINES),
            "confirmation": confirmed[name].confirmation_id if name in confirmed else None,
            "sender": received[name].sender_for(facts[name]["agency_id"]),
            "received_on": received[name].received_on,
            "as_of": run.as_of,
            "findings_hash": frame_hash(own) if own is not None else None,
            "crashes": crashes if row["verdict"] == "tool_error" else [],
        }
        dated = ((key, v.isoformat() if isinstance(v, date) else v) for key, v in body.items())
        events.append(dict(dated))
    return events
