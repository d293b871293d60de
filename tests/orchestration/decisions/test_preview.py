"""What a proposal would do, told before it is approved, while nothing changes."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingestion.home.home import Home
from ingestion.samples.one_agency import AGENCY, register
from ingestion.submissions.decisions import Decision, RuleChange, Waiver
from orchestration.cli import main
from orchestration.decisions.deciding import (
    approve,
    propose_revocation,
    propose_rule_change,
    propose_waiver,
    propose_withdrawal,
)
from orchestration.decisions.preview import Preview, preview
from orchestration.decisions.revalidation import foresee
from orchestration.decisions.views import Refused
from orchestration.intake.kept_frames import INTAKE_MARK
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.taking_in import rebuild_rows
from orchestration.run_context import Run
from tests.orchestration.decisions.test_decisions import (
    APPROVER,
    STEWARD,
    sent,
    submission,
    waiver,
    why,
)
from tests.orchestration.small_reports import AS_OF, deliver, verdicts
from tests.orchestration.two_people import judge_again

CODE = "INCIDENT-HANDLED"


def test_the_verdicts_a_proposal_would_change_are_told_and_not_given(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    bad = sent("3", handled="5")
    other = bad.replace(b'"2024"', b'"2023"')
    deliver(home, register(AGENCY), bad)
    assert verdicts(home) == {"held": 1}
    graded = RuleChange(code="INCIDENT-HANDLED", severity="warn")
    proposals = {
        "accepted": propose_waiver(home, STEWARD, waiver(), why()),
        "accepted_with_warnings": propose_rule_change(home, STEWARD, graded, why("rule_unfit")),
        "withdrawn": propose_withdrawal(home, STEWARD, submission(home, bad), why("duplicate")),
    }
    deliver(home, other)  # the next run judges it with and without the proposal
    kept = {path: path.read_bytes() for path in home.folder.rglob("*.parquet")}
    with home.ledger() as ledger:
        events = len(ledger.events())
    for after, proposal in proposals.items():
        foreseen = preview(home, proposal)
        assert [(one.before, one.after) for one in foreseen.verdicts][:1] == [("held", after)]
        assert submission(home, bad) in {one.submission_id for one in foreseen.verdicts}
        assert foreseen.units is None, "nothing is published yet"
    with home.ledger() as ledger:
        assert len(ledger.events()) == events
    assert {path: path.read_bytes() for path in home.folder.rglob("*.parquet")} == kept
    assert list((home / "warehouse").iterdir()) == []


@dataclass(frozen=True)
class Two:
    """A home with two reports that a rule holds, of 2023 and 2024."""

    home: Home
    of_2023: str
    of_2024: str

    def approve(self, decision: Decision) -> str:
        return approve(self.home, APPROVER, decision.decision_id).decision_id

    def of(self, period: str) -> Waiver:
        return waiver(period=period)


@pytest.fixture
def two(tmp_path: Path) -> Two:
    home = Home(tmp_path / "home")
    of_2024 = sent("3", handled="5")
    of_2023 = of_2024.replace(b'"2024"', b'"2023"')
    deliver(home, register(AGENCY), of_2023, of_2024)
    assert verdicts(home) == {"held": 2}
    return Two(home, submission(home, of_2023), submission(home, of_2024))


def changes(foreseen: Preview) -> set[tuple[str, str, str]]:
    return {(one.submission_id, one.before, one.after) for one in foreseen.verdicts}


def graded(two: Two, **fields: object) -> Decision:
    change = RuleChange.model_validate({"code": CODE, "severity": "warn", **fields})
    return propose_rule_change(two.home, STEWARD, change, why("rule_unfit"))


def test_what_others_approved_is_no_part_of_the_effect_of_a_rule(two: Two) -> None:
    approved = two.approve(propose_waiver(two.home, STEWARD, two.of("2023"), why()))
    waiting = propose_withdrawal(two.home, STEWARD, two.of_2024, why("duplicate"))
    foreseen = preview(two.home, graded(two))
    assert changes(foreseen) == {(two.of_2024, "held", "accepted_with_warnings")}
    assert [one.decision_id for one in foreseen.baseline.counted] == [approved]
    assert [one.decision_id for one in foreseen.baseline.left_out] == [waiting.decision_id]


def test_what_others_changed_of_the_rules_is_no_part_of_it_either(two: Two) -> None:
    two.approve(graded(two))
    off = RuleChange(code="DEADLINE-LATE", is_on=False)
    late = propose_rule_change(two.home, STEWARD, off, why("rule_unfit"))
    foreseen = preview(two.home, late)
    assert foreseen.is_judged_again
    assert changes(foreseen) == set(), "what the other rule holds is held on neither side"


def test_a_report_that_waits_for_another_decision_shows_the_effect_of_this_one(two: Two) -> None:
    two.approve(propose_waiver(two.home, STEWARD, two.of("2023"), why()))
    withdrawn = propose_withdrawal(two.home, STEWARD, two.of_2023, why("duplicate"))
    assert changes(preview(two.home, withdrawn)) == {(two.of_2023, "accepted", "withdrawn")}


def test_the_end_of_a_rule_change_has_an_effect(two: Two) -> None:
    decision = two.approve(graded(two))
    judge_again(two.home)
    ended = propose_revocation(two.home, STEWARD, decision, why("other"))
    assert {(one.before, one.after) for one in preview(two.home, ended).verdicts} == {
        ("accepted_with_warnings", "held")
    }


def test_what_waits_for_a_run_is_not_judged_again_on_purpose(two: Two) -> None:
    """What another person approved comes with the next run, and not with other rules."""
    two.approve(propose_waiver(two.home, STEWARD, two.of("2023"), why()))
    two.approve(graded(two))
    foreseen = foresee(Run(two.home, AS_OF))
    assert [(one.submission_id, one.after) for one in foreseen.changes] == [
        (two.of_2024, "accepted_with_warnings")
    ]


def test_an_effect_begins_with_a_sentence_and_names_the_rule(two: Two) -> None:
    waived = propose_waiver(two.home, STEWARD, two.of("2023"), why())
    other = graded(two)
    folder = str(two.home.folder)
    told = CliRunner().invoke(main, ["--home", folder, "decide", "effect", waived.decision_id])
    assert told.exit_code == 0, told.output
    lines = told.output.splitlines()
    assert lines[0] == "Báo cáo đổi kết quả kiểm tra: 1."
    assert "không có thay đổi này" in lines[1]
    assert lines[2].startswith(f"Không tính ở bên nào (đang chờ phê duyệt): {other.decision_id} (")
    assert lines[3].endswith(f"chờ chỉnh sửa, bổ sung → chấp nhận; không còn vi phạm {CODE}")
    assert lines[4].startswith(f"   {CODE}: ")


def test_a_rule_that_is_wrong_for_a_year_is_changed_for_that_year(two: Two) -> None:
    """Reports of other years keep the rule, and are not even asked about."""
    of_2024 = {"first_day": date(2024, 1, 1), "last_day": date(2024, 12, 31)}
    made = graded(two, **of_2024)
    assert changes(preview(two.home, made)) == {(two.of_2024, "held", "accepted_with_warnings")}
    two.approve(made)
    foreseen = foresee(Run(two.home, AS_OF))
    assert foreseen.judged_again == 1, "2023 is closed"
    judge_again(two.home)
    assert verdicts(two.home) == {"accepted_with_warnings": 1, "held": 1}
    deliver(two.home, sent("4", handled="6", revision="1"))
    assert verdicts(two.home) == {"accepted_with_warnings": 2, "held": 1}
    assert rebuild_rows(Run(two.home, AS_OF)) == []


def test_a_rule_is_switched_off_and_on_for_a_time(two: Two) -> None:
    two.approve(graded(two, severity=None, is_on=False))
    two.approve(graded(two, severity=None, is_on=True, first_day=date(2024, 12, 31)))
    judge_again(two.home)
    assert verdicts(two.home) == {"accepted": 1, "held": 1}
    with two.home.ledger() as ledger:
        held = latest_verdicts(ledger).filter(verdict="held")
    assert held["submission_id"].to_list() == [two.of_2024]


def test_a_waiver_is_for_the_periods_that_end_within_its_days(two: Two) -> None:
    asked = waiver(first_day=date(2024, 1, 1), last_day=date(2024, 12, 31))
    two.approve(propose_waiver(two.home, STEWARD, asked, why()))
    assert verdicts(two.home) == {"accepted": 1, "held": 1}
    with two.home.ledger() as ledger:
        held = latest_verdicts(ledger).filter(verdict="held")
    assert held["submission_id"].to_list() == [two.of_2023]


def test_days_that_hold_for_nothing_are_refused(two: Two) -> None:
    upside_down = {"first_day": date(2024, 12, 31), "last_day": date(2024, 1, 1)}
    for fields in (upside_down, {"first_day": date(2024, 1, 1), "valid_to": date(2024, 12, 31)}):
        with pytest.raises(Refused):
            graded(two, **fields)
    with pytest.raises(Refused):
        propose_waiver(two.home, STEWARD, waiver(**upside_down), why())


def test_a_preview_after_a_broken_off_intake_is_of_rows_made_again(two: Two) -> None:
    """What a killed intake left is not what the next run loads; what a killed preview left goes."""
    rule = graded(two)
    foreseen = preview(two.home, rule)
    left = two.home / "warehouse" / "preview-killed"
    left.mkdir()
    for file in (two.home / "findings").rglob("*.parquet"):
        file.unlink()
    (two.home / INTAKE_MARK).touch()
    again = preview(two.home, rule)
    assert again.verdicts == foreseen.verdicts
    assert not left.exists()
    assert (two.home / INTAKE_MARK).exists(), "nothing of the home is mended by looking"
