"""Reports that came from a mail address the register does not have: whose they say they are is
proposed, and one person confirms it for that report or takes that back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import polars as pl

from ingestion.home.home import Home
from ingestion.home.ledger import EventKind, Ledger
from ingestion.landing.receipts import receipts
from ingestion.landing.senders import Senders
from ingestion.submissions.confirmations import confirmations
from orchestration.identity.session import Actor
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.references import meant
from orchestration.run_context import today

UNKNOWN = "SENDER-UNKNOWN"


@dataclass(frozen=True)
class ProposedSender:
    """A report of an unknown ``address``, and the agency that it says it is of."""

    submission_id: str
    name: str
    address: str
    agency_id: str

    @property
    def command(self) -> str:
        """What is typed to confirm it."""
        return f'csi confirm-sender {self.submission_id[:12]} --reason "…"'


def senders_of(agencies: pl.DataFrame, ledger: Ledger) -> Senders:
    """Who sent what, by the register and by what people confirmed of single reports; whoever
    confirms what a letter is says whose it is."""
    letters = {
        name: one.confirmed.answers["agency_id"] for name, one in confirmations(ledger).items()
    }
    return Senders(agencies, {**letters, **_confirmed(ledger)})


def proposed_senders(ledger: Ledger) -> list[ProposedSender]:
    """The reports that are held because nobody knows their sender, by the name of the file."""
    held = latest_verdicts(ledger).filter(pl.col("blocking_codes").list.contains(UNKNOWN))
    received = receipts(ledger, of=held["submission_id"].to_list()) if held.height else {}
    proposed = [
        ProposedSender(
            row["submission_id"],
            received[row["submission_id"]].name,
            row["sender"],
            row["agency_id"],
        )
        for row in held.iter_rows(named=True)
    ]
    return sorted(proposed, key=lambda one: (one.name, one.submission_id))


def confirm_sender(home: Home, actor: Actor, reference: str, reason: str) -> ProposedSender:
    """Say that a report is of the agency it names; from the next run on it is judged so. Raises
    ``Refusal`` where not exactly one that waits is called so, ``AccountProblem`` for an actor who
    is no steward."""
    actor.must_be("steward")
    with home.alone(), home.ledger() as ledger:
        proposed = {one.submission_id: one for one in proposed_senders(ledger)}
        chosen = _chosen(proposed, reference)
        _append(ledger, "sender_confirmed", chosen, actor, reason)
    return chosen


def undo_sender(home: Home, actor: Actor, reference: str, reason: str) -> ProposedSender:
    """Take that back; raises as ``confirm_sender`` does."""
    actor.must_be("steward")
    with home.alone(), home.ledger() as ledger:
        confirmed = _confirmed(ledger)
        received = receipts(ledger, of=confirmed)
        made = {
            name: ProposedSender(name, received[name].name, received[name].sender or "", agency_id)
            for name, agency_id in confirmed.items()
        }
        chosen = _chosen(made, reference)
        _append(ledger, "sender_unconfirmed", chosen, actor, reason)
    return chosen


def _chosen(proposed: Mapping[str, ProposedSender], reference: str) -> ProposedSender:
    names = {name: one.name for name, one in proposed.items()}
    return proposed[meant(names, reference, "sender.not_one")]


def _confirmed(ledger: Ledger) -> dict[str, str]:
    """The agency of every report whose sender somebody confirmed, by submission."""
    events = [*ledger.events("sender_confirmed"), *ledger.events("sender_unconfirmed")]
    agencies: dict[str, str] = {}
    for event in sorted(events, key=lambda event: event.sequence):
        if event.kind == "sender_confirmed":
            agencies[event.body["submission_id"]] = event.body["agency_id"]
        else:
            agencies.pop(event.body["submission_id"], None)
    return agencies


def senders_named_since_judged(ledger: Ledger, names: Collection[str]) -> set[str]:
    """Of some submissions those whose sender somebody confirmed, or took that back, after their
    last verdict."""
    if not names:
        return set()
    judged = {one.body["submission_id"]: one.sequence for one in ledger.events("verdict", names)}
    kinds: tuple[EventKind, ...] = ("sender_confirmed", "sender_unconfirmed")
    named = [(one.body["submission_id"], one.sequence) for k in kinds for one in ledger.events(k)]
    return {name for name, at in named if at > judged.get(name, at)}


def _append(
    ledger: Ledger, kind: EventKind, chosen: ProposedSender, actor: Actor, reason: str
) -> None:
    body = {
        "submission_id": chosen.submission_id,
        "agency_id": chosen.agency_id,
        "by": actor.name,
        "day": today().isoformat(),
        "reason": reason,
    }
    ledger.append(kind, [body])
