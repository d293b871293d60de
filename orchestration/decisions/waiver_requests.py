"""What senders wrote beside the findings of a returned workbook, as requests for a waiver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from ingestion.home.home import Home
from ingestion.landing.receipts import receipts
from ingestion.readers.returned_sheets import Explanation
from ingestion.submissions.decisions import Waiver, Why, decisions_of
from orchestration.decisions.deciding import propose_waiver
from orchestration.decisions.views import Refused, short
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.run_context import Run

# How long a waiver is asked for; who approves it may propose another.
_ASKED_FOR = timedelta(days=365)


def request_waivers(run: Run, explained: Mapping[str, Sequence[Explanation]]) -> int:
    """Propose a waiver for every explanation, by submission, of a finding that still holds it;
    returns how many were proposed. What was asked before stays as it was answered. Whoever
    handed the report in asks, and may not approve; where nobody is named, the agency asks."""
    if not any(explained.values()):
        return 0
    with run.home.ledger() as ledger:
        decisions = [decision.what for decision in decisions_of(ledger).values()]
        verdicts = {row["submission_id"]: row for row in latest_verdicts(ledger).to_dicts()}
        received = receipts(ledger)
    asked = [_scope(what) for what in decisions if isinstance(what, Waiver)]
    requests = [
        (received[name].handed_in_by or verdicts[name]["agency_id"], waiver, why)
        for name, explanations in explained.items()
        for waiver, why in _requests(run, verdicts[name], explanations)
        if _scope(waiver) not in asked
    ]
    return sum(_propose(run.home, *request) for request in requests)


def _scope(waiver: Waiver) -> dict[str, Any]:
    return waiver.model_dump(exclude={"expires"})


def _requests(
    run: Run, verdict: Mapping[str, Any], explanations: Sequence[Explanation]
) -> Iterator[tuple[Waiver, Why]]:
    if None in (verdict[name] for name in ("agency_id", "form", "period", "scope")):
        return
    for explanation in explanations:
        if explanation.code in verdict["blocking_codes"]:
            yield (
                _waiver(run, verdict, explanation),
                Why(
                    category="confirmed_correct",
                    reason=explanation.words,
                    evidence=short(verdict["submission_id"]),
                ),
            )


def _waiver(run: Run, verdict: Mapping[str, Any], explanation: Explanation) -> Waiver:
    """For the cell beside the explanation, in this report; for a line about many cells, for their
    column."""
    return Waiver(
        rule=explanation.code,
        expires=run.as_of + _ASKED_FOR,
        form=verdict["form"],
        agency_id=verdict["agency_id"],
        period=verdict["period"],
        scope=verdict["scope"],
        subject=verdict["subject"],
        table=explanation.table or None,
        row_key=explanation.row_key or None,
        field=explanation.field or None,
    )


def _propose(home: Home, by: str, waiver: Waiver, why: Why) -> bool:
    try:
        propose_waiver(home, by, waiver, why)
    except Refused:  # a rule that is never waived, or the same is asked already
        return False
    return True
