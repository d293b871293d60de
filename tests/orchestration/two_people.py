"""A register of agencies put in force by two people, for tests of what follows."""

from __future__ import annotations

import hashlib

from ingestion.home.home import Home
from ingestion.submissions.decisions import Why
from orchestration.decisions.deciding import approve, propose_register
from orchestration.identity.session import Actor

STEWARD = "lan"
APPROVER = Actor("minh", frozenset({"approver"}), "session")


def put_in_force(home: Home, content: bytes) -> str:
    """Let two people decide on a register that was received; returns the id of the decision."""
    why = Why(category="law", reason="nghị quyết sáp nhập")
    made = propose_register(home, STEWARD, hashlib.sha256(content).hexdigest(), why)
    return approve(home, APPROVER, made.decision_id).decision_id
