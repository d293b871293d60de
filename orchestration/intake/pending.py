"""Which submissions wait for a verdict: new ones, and those whose verdict rests on something that
has changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import polars as pl

from expectations.book.rule_book import RuleBook
from expectations.book.rule_changes import rule_book_of
from expectations.checks.across_rules import across_codes
from expectations.checks.register_rules import Register
from ingestion.home.ledger import Ledger
from ingestion.landing.receipts import Receipt, receipts
from ingestion.submissions.confirmations import confirmations, waiting_letters
from ingestion.submissions.decisions import Decision, touching
from orchestration.intake.quarantine import set_aside
from orchestration.intake.unknown_senders import senders_of
from orchestration.intake.verdicts import latest_verdicts
from orchestration.run_context import Run

NO_LINES = "none"


def pending_submissions(
    run: Run, ledger: Ledger, register: Register, decisions: Sequence[Decision]
) -> dict[str, Receipt]:
    """Submissions without a verdict, and those whose verdict rests on what the register says of the
    agency, on the receipt that counts, on decisions in force, on what a person confirmed, on a
    period that was not over or on a tool that failed, where that has changed. What is in quarantine
    does not wait for the tool, and a letter that nobody has confirmed waits for a person."""
    received, verdicts = receipts(ledger), latest_verdicts(ledger)
    confirmed = {name: one.confirmation_id for name, one in confirmations(ledger).items()}
    aside = set_aside(ledger)
    lines, senders = register_lines(register), senders_of(register.agencies, ledger)
    about = touching(verdicts, decisions)
    decided_anew = {
        name
        for name, ids in verdicts.select("submission_id", "decisions").iter_rows()
        if ids != about.get(name, [])
    }
    anew = verdicts.filter(pl.col("submission_id").is_in(list(decided_anew)))
    stale = decided_anew | held_beside(verdicts, anew, rule_book_of(ledger))
    for row in verdicts.iter_rows(named=True):
        receipt = received[row["submission_id"]]
        if (
            (row["verdict"] == "tool_error" and row["submission_id"] not in aside)
            or row["register_hash"] != lines.get(row["agency_id"], NO_LINES)
            or row["confirmation"] != confirmed.get(row["submission_id"])
            or row["received_on"] != receipt.received_on
            or row["sender"] != senders.of(receipt, row["agency_id"])
            or ("PERIOD-INVALID" in row["blocking_codes"] and row["as_of"] < run.as_of)
        ):
            stale.add(row["submission_id"])
    settled = set(verdicts["submission_id"]) | waiting_letters(ledger).keys()
    return {name: one for name, one in received.items() if name in stale or name not in settled}


def register_lines(register: Register) -> dict[str, str]:
    """What the register says of each agency, as a hash; whose an address is, is asked by itself,
    and a member of the response network has other deadlines but no other report."""
    parts = register.agencies.drop("email", "in_response_network").partition_by(
        "agency_id", as_dict=True
    )
    return {str(agency): frame_hash(lines) for (agency,), lines in parts.items()}


def frame_hash(frame: pl.DataFrame) -> str:
    """A hash of everything a frame says; lists are of texts."""
    flat = frame.with_columns(pl.col(pl.List(pl.String)).list.join("|"))
    return hashlib.sha256(flat.write_csv().encode()).hexdigest()


def held_beside(verdicts: pl.DataFrame, changed: pl.DataFrame, rule_book: RuleBook) -> set[str]:
    """Reports that rules across reports hold, of the same agency and form as one that changed
    (verdicts both): what held them may be that other report, as another content of the same
    revision or a figure of an earlier year."""
    across = pl.lit(sorted(across_codes(rule_book)))
    codes = pl.col("blocking_codes").list.set_intersection(across)
    held = verdicts.filter(codes.list.len() > 0, verdict="held")
    return set(held.join(changed, on=["form", "agency_id"], how="semi")["submission_id"])
