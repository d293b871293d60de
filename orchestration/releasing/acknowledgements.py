"""Warnings that a named person lets stand for runs to come: of which kind, how many at most, until
when and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from dashboards.release_record.gate_findings import Found
from dashboards.release_record.gates import gates
from dashboards.release_record.manifest import Acknowledgement
from ingestion.home.home import Home
from ingestion.home.ledger import Ledger
from ingestion.refusal import Refusal
from orchestration.identity.session import Actor


@dataclass(frozen=True)
class StandingAcknowledgement:
    """A warning acknowledged in advance by the account ``by``: up to ``at_most`` things found, for
    runs computed up to the day ``until``."""

    code: str
    by: str
    at_most: int
    until: date
    reason: str


class NoSuchWarning(Refusal):
    """No gate of that code warns; what blocks cannot be acknowledged."""


def let_stand(
    home: Home, actor: Actor, code: str, *, at_most: int, until: date, reason: str
) -> StandingAcknowledgement:
    """Let a warning stand for runs to come, as a steward or an approver. Raises ``AccountProblem``,
    ``NoSuchWarning``."""
    _must_warn(code)
    actor.must_be("steward", "approver")
    standing = StandingAcknowledgement(code, actor.name, at_most, until, reason)
    body = {**vars(standing), "until": until.isoformat(), "step": "given"}
    with home.ledger() as ledger:
        ledger.append("acknowledgement", [body])
    return standing


def stop_acknowledging(home: Home, actor: Actor, code: str) -> None:
    """End what stands for a warning. Raises ``AccountProblem``, ``NoSuchWarning``."""
    _must_warn(code)
    actor.must_be("steward", "approver")
    with home.ledger() as ledger:
        ledger.append("acknowledgement", [{"code": code, "by": actor.name, "step": "ended"}])


def standing_acknowledgements(ledger: Ledger) -> dict[str, StandingAcknowledgement]:
    """What stands by code, the latest word on each; expired ones too."""
    standing: dict[str, StandingAcknowledgement] = {}
    for event in ledger.events("acknowledgement"):
        body = event.body
        standing.pop(body["code"], None)
        if body["step"] == "given":
            standing[body["code"]] = StandingAcknowledgement(
                body["code"],
                body["by"],
                int(body["at_most"]),
                date.fromisoformat(body["until"]),
                body["reason"],
            )
    return standing


def acknowledged(
    ledger: Ledger, findings: Iterable[Found], as_of: date, *, by: str | None, codes: Iterable[str]
) -> dict[str, Acknowledgement]:
    """Who acknowledged which of the warnings found: the person ``by``, those named in ``codes``
    now; the others whoever let them stand."""
    standing, named = standing_acknowledgements(ledger), set(codes)
    acknowledgements = {}
    for one in findings:
        in_advance = standing.get(one.code)
        if one.severity == "blocks":
            continue
        if by and one.code in named:
            acknowledgements[one.code] = Acknowledgement(by=by)
        elif in_advance and one.count <= in_advance.at_most and as_of <= in_advance.until:
            acknowledgements[one.code] = Acknowledgement(by=in_advance.by, until=in_advance.until)
    return acknowledgements


def _must_warn(code: str) -> None:
    codes = [gate.code for gate in gates() if gate.severity == "warns"]
    if code not in codes:
        raise NoSuchWarning("cli.acknowledged.unknown", code=code, known=", ".join(codes))
