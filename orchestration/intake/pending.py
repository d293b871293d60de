"""Which submissions wait for a verdict: new ones, and those whose verdict rests on something that
has changed since."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import polars as pl

from expectations.book.rule_book import RuleBook
from expectations.book.rule_changes import rule_book_of
from expectations.checks.across_rules import across_codes
from expectations.checks.register_rules import Register
from ingestion.home.ledger import Ledger
from ingestion.landing.receipts import Receipt, receipts
from ingestion.landing.senders import came_by_mail
from ingestion.submissions.confirmations import confirmations, unconfirmed_letters
from ingestion.submissions.decisions import Decision, touching
from orchestration.intake.latest_verdicts import ACCEPTED, latest_verdicts
from orchestration.intake.quarantine import set_aside
from orchestration.intake.unknown_senders import senders_named_since_judged, senders_of
from orchestration.run_context import Run

NO_LINES = "none"


def pending_submissions(
    run: Run, ledger: Ledger, register: Register, decisions: Sequence[Decision]
) -> dict[str, Receipt]:
    """Submissions without a verdict, and those whose verdict rests on what the register says of the
    agency, on the receipt that counts, on decisions in force, on what a person confirmed, on a
    period that was not over or on a tool that failed, where that has changed. What was accepted
    does not wait because of the register (``revalidation`` judges it again on purpose), what is in
    quarantine not for the tool, and a letter that nobody has confirmed waits for a person."""
    received, verdicts = receipts(ledger), latest_verdicts(ledger)
    confirmed = {name: one.confirmation_id for name, one in confirmations(ledger).items()}
    aside = set_aside(ledger)
    about = touching(verdicts, decisions)
    decided_anew = {
        name
        for name, ids in verdicts.select("submission_id", "decisions").iter_rows()
        if ids != about.get(name, [])
    }
    anew = verdicts.filter(pl.col("submission_id").is_in(list(decided_anew)))
    stale = decided_anew | held_beside(verdicts, anew, rule_book_of(ledger))
    stale |= _told_otherwise(ledger, register, verdicts, received)
    for row in verdicts.iter_rows(named=True):
        receipt = received[row["submission_id"]]
        if (
            (row["verdict"] == "tool_error" and row["submission_id"] not in aside)
            or row["confirmation"] != confirmed.get(row["submission_id"])
            or row["received_on"] != receipt.received_on
            or ("PERIOD-INVALID" in row["blocking_codes"] and row["as_of"] < run.as_of)
        ):
            stale.add(row["submission_id"])
    settled = set(verdicts["submission_id"]) | unconfirmed_letters(ledger).keys()
    return {name: one for name, one in received.items() if name in stale or name not in settled}


def _told_otherwise(
    ledger: Ledger, register: Register, verdicts: pl.DataFrame, received: Mapping[str, Receipt]
) -> set[str]:
    """The submissions of whose agency or sender something else is known than when they were judged;
    of those accepted only where a person or another receipt says so, not the register alone."""
    differing = on_other_register(ledger, register, verdicts, received)
    accepted = set(verdicts.filter(pl.col("verdict").is_in(ACCEPTED))["submission_id"])
    kept = differing.keys() & accepted
    by_mail = {name for name in kept if came_by_mail(received[name])}
    named = senders_named_since_judged(ledger, by_mail)
    otherwise = {name for name in kept if "sender" in differing[name]} - (by_mail - named)
    return differing.keys() - accepted | otherwise


def on_other_register(
    ledger: Ledger, register: Register, verdicts: pl.DataFrame, received: Mapping[str, Receipt]
) -> dict[str, list[str]]:
    """The submissions among those judged (``verdicts.VERDICT``) whose verdict rests on something
    else than is registered now, and what differs: the ``lines`` of the agency, the ``sender``."""
    lines, senders = register_lines(register), senders_of(register.agencies, ledger)
    differing: dict[str, list[str]] = {}
    for row in verdicts.iter_rows(named=True):
        name, agency_id = row["submission_id"], row["agency_id"]
        parts = []
        if row["register_hash"] != lines.get(agency_id, NO_LINES):
            parts.append("lines")
        if row["sender"] != senders.of(received[name], agency_id):
            parts.append("sender")
        if parts:
            differing[name] = parts
    return differing


def on_other_rules(verdicts: pl.DataFrame, rule_book: RuleBook) -> set[str]:
    """The submissions among those judged (``verdicts.VERDICT``) that were judged under other rules
    than those that hold for their period now."""
    judged_under = verdicts.select("submission_id", "period_end", "rule_book_hash")
    return {
        name
        for name, period_end, judged in judged_under.iter_rows()
        if judged != rule_book.on(period_end).hash
    }


def register_lines(register: Register) -> dict[str, str]:
    """What the register says of each agency, as a hash, and after a ``+`` whom it succeeds, where
    there is anybody; whose an address is, is asked by itself, and a member of the response network
    has other deadlines but no other report."""
    agencies = register.agencies.drop("email", "in_response_network")
    succeeded = agencies.select("successor_id", "agency_id", "valid_to").drop_nulls("successor_id")
    before = _hashes(succeeded.sort(pl.all()), "successor_id")
    own = _hashes(agencies, "agency_id")
    return {name: "+".join(filter(None, (own[name], before.get(name)))) for name in own}


def _hashes(lines: pl.DataFrame, agency: str) -> dict[str, str]:
    parts = lines.partition_by(agency, as_dict=True)
    return {str(name): frame_hash(part) for (name,), part in parts.items()}


def with_other_predecessors(verdicts: pl.DataFrame, register: Register) -> frozenset[str]:
    """The accepted submissions (``verdicts.VERDICT``) whose agency succeeds other agencies by the
    register in force than by the one they were judged under: what those reported is no reason to
    judge them anew (``revalidation`` does, on purpose)."""
    lines = register_lines(register)
    accepted = verdicts.filter(pl.col("verdict").is_in(ACCEPTED))
    rested_on = accepted.select("submission_id", "agency_id", "register_hash").iter_rows()
    return frozenset(
        name
        for name, agency, before in rested_on
        if _predecessors(before or NO_LINES) != _predecessors(lines.get(agency, NO_LINES))
    )


def _predecessors(lines: str) -> str:
    return lines.partition("+")[2]


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
