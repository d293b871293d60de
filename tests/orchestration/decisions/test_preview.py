"""What a proposal would do, told before it is approved, while nothing changes."""

from pathlib import Path

from ingestion.home.home import Home
from ingestion.submissions.decisions import RuleChange
from orchestration.decisions.deciding import (
    propose_rule_change,
    propose_waiver,
    propose_withdrawal,
)
from orchestration.decisions.preview import preview
from tests.orchestration.decisions.test_decisions import STEWARD, sent, submission, waiver, why
from tests.orchestration.small_reports import AGENCY, deliver, register, verdicts


def test_the_verdicts_a_proposal_would_change_are_told_and_not_given(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    bad, twin = sent("3", handled="5"), sent("4", handled="5")
    deliver(home, register(AGENCY), bad)
    assert verdicts(home) == {"held": 1}
    graded = RuleChange(code="INCIDENT-HANDLED", severity="warn")
    proposals = {
        "accepted": propose_waiver(home, STEWARD, waiver(), why()),
        "accepted_with_warnings": propose_rule_change(home, STEWARD, graded, why("rule_unfit")),
        "withdrawn": propose_withdrawal(home, STEWARD, submission(home, bad), why("duplicate")),
    }
    deliver(home, twin)  # waits for a run, and is no part of any effect
    kept = {path: path.read_bytes() for path in home.folder.rglob("*.parquet")}
    with home.ledger() as ledger:
        events = len(ledger.events())
    for after, proposal in proposals.items():
        foreseen = preview(home, proposal)
        assert [(one.submission_id, one.before, one.after) for one in foreseen.verdicts] == [
            (submission(home, bad), "held", after)
        ]
        assert foreseen.units is None, "nothing is published yet"
    with home.ledger() as ledger:
        assert len(ledger.events()) == events
    assert {path: path.read_bytes() for path in home.folder.rglob("*.parquet")} == kept
    assert list((home / "warehouse").iterdir()) == []
