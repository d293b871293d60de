"""From submissions as they were sent to verdicts and all they rest on; nothing is kept here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from expectations.book.rule_book import RuleBook, load_rule_book
from expectations.book.rule_changes import rule_book_of
from expectations.checks.across_rules import CELL_COLUMNS, JUDGED, Earlier, needed_cells
from expectations.checks.register_rules import Register
from expectations.checks.unit_versions import unit_of_headers
from expectations.validation import DELIVERIES, Alone, Validation, Validator, all_alone
from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.landing.receipts import Receipt, receipts
from ingestion.landing.senders import Senders
from ingestion.parsing.proposals import Proposal
from ingestion.parsing.report import Report
from ingestion.submissions.accepted_rows import read_rows
from ingestion.submissions.confirmations import confirmations, unconfirmed_letters
from ingestion.submissions.corrections import lapses, lay_over
from ingestion.submissions.decisions import Decision, decisions_of, in_force, touching
from ingestion.submissions.frame_columns import CELLS
from ingestion.submissions.frames import Batch
from orchestration.intake import one_by_one
from orchestration.intake.conflicts import with_other_files
from orchestration.intake.latest_verdicts import ACCEPTED, latest_verdicts
from orchestration.intake.originals import agencies_of, read_originals
from orchestration.intake.parts import KeptParts, in_parts
from orchestration.intake.pending import (
    NO_LINES,
    frame_hash,
    register_lines,
    with_other_predecessors,
)
from orchestration.intake.quarantine import reader_failures
from orchestration.intake.standing_findings import standing_findings
from orchestration.intake.unknown_senders import senders_of
from orchestration.intake.verdicts import WITHDRAWN
from orchestration.intake.withdrawals import withdrawn, withdrawn_verdicts, without
from orchestration.reference.seeds import bound, data_ends, units
from orchestration.run_context import Run


@dataclass(frozen=True)
class Found:
    """What the rules found in submissions: their headers, how many cells of each were corrected
    (none where it is not named), findings and verdicts, and on which of them we failed and why."""

    headers: pl.DataFrame
    corrected_cells: dict[str, int]
    validation: Validation
    failures: list[tuple[str, str]]


@dataclass(frozen=True)
class Judged:
    """What a judgement came to: the submissions as they were ``sent``, what was found in them under
    the ``decisions`` in force, and the events for the ledger: corrections that end, then
    verdicts. ``letters`` were recognised and wait for a person: they have no verdict."""

    sent: KeptParts
    decisions: Sequence[Decision]
    found: Found
    lapses: list[dict[str, Any]]
    events: list[dict[str, Any]]
    letters: dict[str, Proposal]


def judge(run: Run, ledger: Ledger, register: Register, received: Mapping[str, Receipt]) -> Judged:
    """Read submissions and judge them under the rules and decisions in force, as if the corrections
    that a revision among them ends had ended. Nothing is written (``taking_in.record`` does)."""
    letters: dict[str, Proposal] = {}
    sent = KeptParts(run.home / "warehouse", read_sent(run, received, letters))
    before = in_force(decisions_of(ledger).values(), run.as_of)
    senders = senders_of(register.agencies, ledger)
    ended = [
        event
        for part in sent
        for event in lapses(
            without(part, withdrawn(before) | _foreign(part, received, senders)),
            before,
            load_contracts(),
        )
    ]
    decisions = in_force(decisions_of(ledger, then=ended).values(), run.as_of)
    earlier = earlier_reports(run.home, latest_verdicts(ledger), received, register)
    validator = validator_of(run.home, run.as_of, register, rule_book_of(ledger), decisions)
    gone = tombstones(ledger, decisions)
    found = validated(run, sent, received, senders, gone, validator, earlier)
    events = _verdict_events(run, found, validator, register, ledger)
    return Judged(sent, decisions, found, ended, events, letters)


def _foreign(part: Batch, received: Mapping[str, Receipt], senders: Senders) -> set[str]:
    """The submissions that somebody else sent than the agency they name."""
    who = part.headers.select("submission_id", "agency_id").drop_nulls().iter_rows()
    return {
        name for name, agency in who if senders.of(received[name], agency) not in (None, agency)
    }


def tombstones(ledger: Ledger, decisions: Iterable[Decision]) -> set[str]:
    """The submissions that count no longer: withdrawn, or letters whose confirmation was undone."""
    return withdrawn(decisions) | unconfirmed_letters(ledger).keys()


def register_of(home: Home, ledger: Ledger) -> Register:
    """The agencies registered in a home, and what the reference knows of units and duties."""
    return Register(agencies_of(home, ledger), units(), bound(), data_ends())


def validator_of(
    home: Home,
    as_of: date,
    register: Register,
    rule_book: RuleBook,
    decisions: Sequence[Decision],
) -> Validator:
    """The rules that hold in a home."""
    return Validator(register, as_of, home.kind, rule_book, load_contracts(), decisions)


def read_sent(
    run: Run, received: Mapping[str, Receipt], letters: dict[str, Proposal]
) -> Iterator[Batch]:
    """The frames of many submissions, read in the pool, in the order of their ids. Letters that
    nobody has confirmed are in no frame: ``letters`` takes them down."""

    def counted() -> Iterator[tuple[str, Report]]:
        reports = read_originals(run.home, [received[name] for name in sorted(received)])
        for done, (name, report) in enumerate(reports, 1):
            run.progress.advance("read", done, len(received))
            if report.proposal:
                letters[name] = report.proposal
            else:
                yield name, report

    return in_parts(counted())


def validated(
    run: Run,
    sent: Iterable[Batch],
    received: Mapping[str, Receipt],
    senders: Senders,
    gone: Set[str],
    validator: Validator,
    earlier: Earlier,
) -> Found:
    """What the rules find in submissions that were sent; one that is ``gone`` (``tombstones``) is
    not judged."""
    headers, alone, corrected = list[pl.DataFrame](), list[Alone](), dict[str, int]()
    failures = list[tuple[str, str]]()
    run.progress.advance("validate", 0, len(received))
    for part in sent:
        laid = lay_over(part, validator.decisions, validator.contracts)
        headers.append(part.headers)
        corrected |= laid.cells
        failures += reader_failures(part)
        judged = one_by_one.judged_alone(
            without(laid.batch, gone), partial(_alone, validator, received, senders)
        )
        alone.append(judged)
        done = sum(one.height for one in headers)
        run.progress.advance("validate", done, len(received))
    whole = all_alone(alone)
    validation = one_by_one.judged_together(whole, partial(validator.together, earlier=earlier))
    failures += validation.failures(whole.headers)
    all_headers = pl.concat(headers)
    there = withdrawn_verdicts(sorted(gone & set(all_headers["submission_id"])))
    validation = replace(
        validation,
        verdicts=pl.concat([validation.verdicts, there]),
        findings=with_other_files(run.home, validation.findings),
    )
    return Found(all_headers, corrected, validation, failures)


def _alone(
    validator: Validator, received: Mapping[str, Receipt], senders: Senders, batch: Batch
) -> Alone:
    who = batch.headers.select("submission_id", "agency_id").iter_rows()
    deliveries = pl.DataFrame(
        [
            (name, senders.of(received[name], agency), received[name].received_on)
            for name, agency in who
        ],
        schema=DELIVERIES,
        orient="row",
    )
    return validator.alone(batch, deliveries)


def earlier_reports(
    home: Home, verdicts: pl.DataFrame, judged_now: Collection[str], register: Register
) -> Earlier:
    """What was judged before and is not judged now, with the cells that rules look back at."""
    judged = verdicts.filter(
        ~pl.col("submission_id").is_in(list(judged_now)), pl.col("verdict") != WITHDRAWN
    )
    needed = needed_cells(load_rule_book(), load_contracts())
    cells = [pl.DataFrame(schema=CELLS).select(CELL_COLUMNS)]
    accepted = judged.filter(pl.col("verdict").is_in(ACCEPTED))
    for (form, year), part in accepted.partition_by("form", "index_year", as_dict=True).items():
        ids = part["submission_id"]
        rows = read_rows(home / "rows", str(form), int(str(year)), ids, needed)
        cells.append(rows.select(CELL_COLUMNS))
    return Earlier(
        judged.select(*JUDGED),
        pl.concat(cells),
        standing_findings(home, judged),
        with_other_predecessors(judged, register),
    )


def _verdict_events(
    run: Run, found: Found, validator: Validator, register: Register, ledger: Ledger
) -> list[dict[str, Any]]:
    """The events for the ledger: the header facts, the verdict, and all it rests on."""
    about = touching(found.headers, validator.decisions)
    headers = found.headers.join(
        unit_of_headers(found.headers, units()), on="submission_id", how="left"
    ).with_columns(
        corrected_cells=pl.col("submission_id").replace_strict(found.corrected_cells, default=0),
    )
    received, confirmed = receipts(ledger), confirmations(ledger)
    before = {row["submission_id"]: row for row in latest_verdicts(ledger).iter_rows(named=True)}
    # A submission that cannot be read keeps the header it was last judged by.
    facts = before | {
        row["submission_id"]: row | {"decisions": about.get(row["submission_id"], [])}
        for row in headers.iter_rows(named=True)
        if row["contract_id"] or row["submission_id"] not in before
    }
    findings = found.validation.findings.partition_by("submission_id", as_dict=True)
    lines, senders = register_lines(register), senders_of(register.agencies, ledger)
    events: list[dict[str, Any]] = []
    for row in found.validation.verdicts.sort("submission_id").iter_rows(named=True):
        name = row["submission_id"]
        own = findings.get((name,))
        body = {
            **facts[name],
            **row,
            "rule_book_hash": validator.rule_book.on(facts[name]["period_end"]).hash,
            "register_hash": lines.get(facts[name]["agency_id"], NO_LINES),
            "confirmation": confirmed[name].confirmation_id if name in confirmed else None,
            "sender": senders.of(received[name], facts[name]["agency_id"]),
            "received_on": received[name].received_on,
            "as_of": run.as_of,
            "findings_hash": frame_hash(own) if own is not None else None,
            "crashes": found.validation.crashes_of(name),
        }
        dated = ((key, v.isoformat() if isinstance(v, date) else v) for key, v in body.items())
        events.append(dict(dated))
    return events
