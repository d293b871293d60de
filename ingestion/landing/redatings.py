"""Days of receipt that two people decided on, read from the ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from ingestion.home.ledger import Ledger

REDATING = "redating"


class Redated(NamedTuple):
    """When a submission was received by the decision in force about it."""

    decision_id: str
    received_at: datetime


def redated(ledger: Ledger) -> dict[str, Redated]:
    """The latest decision in force about the day of receipt, by submission."""
    proposed: dict[str, dict[str, Any]] = {}
    in_force: dict[str, dict[str, Any]] = {}
    for event in ledger.events("decision"):
        name, step = event.body["decision_id"], event.body["step"]
        if step == "proposed":
            proposed[name] = event.body["what"]
        elif step == "approved" and proposed[name]["kind"] == REDATING:
            in_force[name] = proposed[name]
        elif step == "approved" and proposed[name]["kind"] == "revocation":
            in_force.pop(proposed[name]["decision_id"], None)
    return {
        what["submission_id"]: Redated(name, datetime.fromisoformat(what["received_at"]))
        for name, what in in_force.items()
    }
