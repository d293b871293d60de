"""Which decisions correct a release: people approved them after its snapshot was made, and they are
about reports that counted in it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dashboards.release_record.manifest import Manifest
from ingestion.home.ledger import Ledger
from ingestion.submissions.decisions import (
    Correction,
    Decision,
    Purge,
    Redating,
    ReportKey,
    Revocation,
    Withdrawal,
    decisions_of,
)
from orchestration.decisions.views import report_key
from orchestration.intake.latest_verdicts import ACCEPTED
from orchestration.releasing.release_events import published_at


def corrections_of(ledger: Ledger, release: Manifest, applied: Iterable[str]) -> tuple[str, ...]:
    """The decisions among those ``applied`` in a snapshot, and not yet in the release, that correct
    or withdraw a report which counted when it was made, or end such a decision."""
    decisions = decisions_of(ledger)
    fresh = sorted((set(applied) - set(release.decisions)) & set(decisions))
    if not fresh:
        return ()
    counted = _counted(ledger, published_at(ledger, release.release_id))
    return tuple(name for name in fresh if _corrects(decisions[name], decisions, counted))


def _corrects(
    decision: Decision, decisions: dict[str, Decision], counted: set[str | ReportKey]
) -> bool:
    match decision.what:
        case Correction(report=report):
            return report in counted
        case (
            Withdrawal(submission_id=submission_id)
            | Redating(submission_id=submission_id)
            | Purge(submission_id=submission_id)
        ):
            return submission_id in counted
        case Revocation(decision_id=ended):
            return _corrects(decisions[ended], decisions, counted)
    return False


def _counted(ledger: Ledger, until: int) -> set[str | ReportKey]:
    """The submissions and reports that were accepted before an event of the ledger."""
    latest: dict[str, dict[str, Any]] = {}
    for event in ledger.events("verdict"):
        if event.sequence < until:
            latest[event.body["submission_id"]] = event.body
    counted: set[str | ReportKey] = set()
    for name, verdict in latest.items():
        if verdict["verdict"] in ACCEPTED:
            counted |= {name, report_key(verdict)}
    return counted
