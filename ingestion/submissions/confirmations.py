"""Letters without our code, and what people confirmed of them, as events of the ledger.

A letter is proposed by the reader and confirmed by one person; until then it waits and counts
nowhere. One that is no report is put away. Neither is ever edited: it is undone by another event,
and the letter waits again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ingestion.home.ledger import Ledger
from ingestion.parsing.proposals import Confirmed, Proposal, proposal_from


@dataclass(frozen=True)
class Confirmation:
    """What one person said a letter is, when and why."""

    confirmation_id: str
    submission_id: str
    confirmed: Confirmed
    by: str
    day: date
    reason: str

    def body(self) -> dict[str, object]:
        """The confirmation as an event of the ledger keeps it."""
        return {
            "confirmation_id": self.confirmation_id,
            "submission_id": self.submission_id,
            **self.confirmed._asdict(),
            "by": self.by,
            "day": self.day.isoformat(),
            "reason": self.reason,
        }


@dataclass(frozen=True)
class PutAway:
    """A letter that one person said is no report, when and why."""

    submission_id: str
    by: str
    day: date
    reason: str

    def body(self) -> dict[str, str]:
        """The statement as an event of the ledger keeps it."""
        return {**vars(self), "day": self.day.isoformat()}


def record_letters(ledger: Ledger, letters: Mapping[str, Proposal]) -> None:
    """Write down what was recognised in these submissions just now."""
    bodies = [{"submission_id": name, "proposal": one.body()} for name, one in letters.items()]
    ledger.append("letter_proposed", bodies)


def proposals(ledger: Ledger) -> dict[str, Proposal]:
    """Every letter that was recognised, by submission, as it was read last."""
    events = ledger.events("letter_proposed")
    return {one.body["submission_id"]: proposal_from(one.body["proposal"]) for one in events}


def confirmations(ledger: Ledger) -> dict[str, Confirmation]:
    """The confirmations in force, by submission."""
    undone = {event.body["confirmation_id"] for event in ledger.events("confirmation_undone")}
    return {
        event.body["submission_id"]: Confirmation(
            event.body["confirmation_id"],
            event.body["submission_id"],
            Confirmed(event.body["layout_id"], event.body["answers"], event.body["places"]),
            event.body["by"],
            date.fromisoformat(event.body["day"]),
            event.body["reason"],
        )
        for event in ledger.events("letter_confirmed")
        if event.body["confirmation_id"] not in undone
    }


def put_away_letters(ledger: Ledger) -> dict[str, PutAway]:
    """The letters that are no reports, by submission."""
    events = [*ledger.events("letter_put_away"), *ledger.events("letter_put_back")]
    last = {one.body["submission_id"]: one for one in sorted(events, key=lambda e: e.sequence)}
    return {
        name: PutAway(
            name, event.body["by"], date.fromisoformat(event.body["day"]), event.body["reason"]
        )
        for name, event in last.items()
        if event.kind == "letter_put_away"
    }


def unconfirmed_letters(ledger: Ledger) -> dict[str, Proposal]:
    """The letters that nobody has confirmed, those put away among them, by submission."""
    confirmed = confirmations(ledger)
    return {name: one for name, one in proposals(ledger).items() if name not in confirmed}
