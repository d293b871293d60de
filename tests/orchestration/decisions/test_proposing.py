"""What may be proposed beside what was proposed before, and in which state a decision stands."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ingestion.home.home import Home
from ingestion.submissions.decisions import Decision, RuleChange, decisions_of
from orchestration.decisions.deciding import (
    approve,
    open_proposal,
    propose_revocation,
    propose_rule_change,
    propose_waiver,
    reject,
)
from orchestration.decisions.views import Refused
from tests.orchestration.decisions.test_decisions import APPROVER, STEWARD, waiver, why


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def proposed(home: Home, **scope: object) -> Decision:
    return propose_waiver(home, STEWARD, waiver(**scope), why())


def state(home: Home, decision: Decision) -> str:
    with home.ledger() as ledger:
        return decisions_of(ledger)[decision.decision_id].state


def test_the_same_is_proposed_again_only_once_it_was_turned_down_or_ended(home: Home) -> None:
    first = proposed(home)
    with pytest.raises(Refused, match="already") as refused:
        proposed(home)
    assert refused.value.values["id"] == first.decision_id
    reject(home, APPROVER, first.decision_id, "thiếu căn cứ")
    second = proposed(home)
    approve(home, APPROVER, second.decision_id)
    with pytest.raises(Refused, match="already"):
        proposed(home)
    ended = propose_revocation(home, STEWARD, second.decision_id, why())
    assert state(home, second) == "approved", "a proposal to end it ends nothing"
    approve(home, APPROVER, ended.decision_id)
    assert state(home, second) == "revoked"
    third = proposed(home)
    assert [one.decision_id for one in (first, second, ended, third)] == ["D1", "D2", "D3", "D4"]


@pytest.mark.parametrize(
    "other",
    [
        {"agency_id": "AGY-2"},
        {"period": "2024"},
        {"row_key": "TYPE-01"},
        {"expires": date(2027, 12, 31)},
        {"rule": "TOTAL-ROW"},
    ],
)
def test_another_scope_or_another_last_day_is_another_waiver(
    home: Home, other: dict[str, object]
) -> None:
    proposed(home)
    assert proposed(home, **other).decision_id == "D2"


def test_only_an_open_proposal_is_answered_and_only_an_approved_decision_ended(home: Home) -> None:
    made = proposed(home)
    assert open_proposal(home, made.decision_id) == made
    with pytest.raises(Refused, match="not_approved"):
        propose_revocation(home, STEWARD, made.decision_id, why())
    reject(home, APPROVER, made.decision_id, "thiếu căn cứ")
    with pytest.raises(Refused, match="not_approved"):
        propose_revocation(home, STEWARD, made.decision_id, why())
    for answered in (open_proposal, lambda *at: approve(at[0], APPROVER, at[1])):
        with pytest.raises(Refused, match="not_open"):
            answered(home, made.decision_id)


def test_a_change_of_a_rule_changes_something(home: Home) -> None:
    with pytest.raises(Refused, match="no_change"):
        propose_rule_change(home, STEWARD, RuleChange(code="TOTAL-ROW"), why())
    for change in (
        RuleChange(code="TOTAL-ROW", is_on=False),
        RuleChange(code="TOTAL-ROW", valid_to=date(2025, 12, 31)),
        RuleChange(code="TOTAL-ROW", severity="warn"),
    ):
        assert propose_rule_change(home, STEWARD, change, why()).what == change
