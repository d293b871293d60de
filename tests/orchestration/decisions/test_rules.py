"""The rule book as data: changed by two people, and verdicts only with a difference to read."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from expectations.book.rule_book import load_rule_book
from expectations.book.rule_changes import rule_book_of
from ingestion.home.home import Home
from ingestion.samples.one_agency import AGENCY, register
from ingestion.submissions.decisions import FALSE_ALARMS, RuleChange, Why, decisions_of
from orchestration.cli import main
from orchestration.decisions.deciding import (
    approve,
    propose_revocation,
    propose_rule_change,
    propose_waiver,
)
from orchestration.decisions.revalidation import foresee, give_verdicts
from orchestration.decisions.views import Refused
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.reference.seeds import released_method
from orchestration.releasing import release_inputs
from orchestration.releasing.release_inputs import inputs_of
from orchestration.run_context import Run
from orchestration.warehouse.rule_rows import rule_hits
from tests.orchestration.decisions.test_decisions import (
    APPROVER,
    STEWARD,
    corrected,
    sent,
    state,
    waiver,
    why,
)
from tests.orchestration.small_reports import AS_OF, deliver, verdicts

CODE = "INCIDENT-HANDLED"
BAD = sent("3", handled="5")
UNFIT = Why(category="rule_unfit", reason="đơn vị gộp các loại sự cố")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    deliver(home, register(AGENCY), BAD)
    assert verdicts(home) == {"held": 1}
    return home


def changed(home: Home, **fields: object) -> str:
    change = RuleChange.model_validate({"code": CODE, **fields})
    made = propose_rule_change(home, STEWARD, change, UNFIT)
    return approve(home, APPROVER, made.decision_id).decision_id


def record(home: Home) -> None:
    run = Run(home, AS_OF)
    give_verdicts(run, foresee(run))


def events(home: Home) -> int:
    with home.ledger() as ledger:
        return len(ledger.events())


def test_a_changed_rule_changes_verdicts_only_when_recorded(home: Home) -> None:
    decision = changed(home, severity="warn")
    assert verdicts(home) == {"held": 1}, "a known file is not judged again by itself"
    before = events(home)
    foreseen = foresee(Run(home, AS_OF))
    assert [(one.before, one.after) for one in foreseen.changes] == [
        ("held", "accepted_with_warnings")
    ]
    assert events(home) == before
    record(home)
    assert verdicts(home) == {"accepted_with_warnings": 1}
    assert foresee(Run(home, AS_OF)).judged_again == 0
    with home.ledger() as ledger:
        (row,) = latest_verdicts(ledger).iter_rows(named=True)
        assert row["rule_book_hash"] == rule_book_of(ledger).hash != load_rule_book().hash
        change = decisions_of(ledger)[decision]
        assert (change.proposed_by, change.decided_by) == (STEWARD, APPROVER.name)
    ended = propose_revocation(home, STEWARD, decision, UNFIT)
    approve(home, APPROVER, ended.decision_id)
    foreseen = foresee(Run(home, AS_OF))
    assert [(one.before, one.after) for one in foreseen.changes] == [
        ("accepted_with_warnings", "held")
    ]


def test_a_look_at_changed_rules_writes_nothing(home: Home) -> None:
    """Judging again finds that a revision, refused for its kind of data, ends a correction: the
    ledger is told when verdicts are given, and not before."""
    refused = sent("7", handled="5", revision="1").replace("Số liệu mẫu".encode(), b"real")
    deliver(home, refused)
    assert verdicts(home) == {"held": 1, "rejected": 1}
    made = corrected(home, BAD, "3", "4")
    assert verdicts(home) == {"held": 1, "rejected": 1}
    changed(home, severity="warn")
    ledger = home / "ledger.sqlite"
    before = ledger.read_bytes()
    command = ["--home", str(home.folder), "revalidate", "--as-of", AS_OF.isoformat()]
    looked = CliRunner().invoke(main, command)
    assert looked.exit_code == 1, looked.output
    assert (
        "1.csv: chờ chỉnh sửa, bổ sung → chấp nhận, có cảnh báo (vẫn các lỗi ấy)" in looked.output
    )
    assert ledger.read_bytes() == before
    seen = foresee(Run(home, AS_OF))
    deliver(home, sent("8", revision="2"))
    with pytest.raises(Refused, match="ledger_moved"):
        give_verdicts(Run(home, AS_OF), seen)
    record(home)
    assert state(home, made) == "lapsed"


def test_new_verdicts_are_asked_for_after_they_are_shown(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed(home, severity="warn")
    monkeypatch.setattr("orchestration.commands.rules.steward", lambda _: STEWARD)
    command = ["--home", str(home.folder), "revalidate", "--record", "--as-of", AS_OF.isoformat()]
    before = events(home)
    refused = CliRunner().invoke(main, command, input="n\n")
    assert refused.exit_code == 1
    assert refused.output.index("chờ chỉnh sửa, bổ sung → chấp nhận") < refused.output.index(
        "Ghi nhận 1"
    )
    assert events(home) == before
    assert CliRunner().invoke(main, command, input="y\n").exit_code == 0
    assert verdicts(home) == {"accepted_with_warnings": 1}


@pytest.mark.parametrize(
    ("fields", "after"),
    [
        ({"is_on": False}, "accepted"),
        ({"valid_to": date(2024, 12, 30)}, "accepted"),
        ({"valid_from": date(2025, 1, 1)}, "accepted"),
        ({"valid_to": date(2024, 12, 31)}, "held"),
    ],
)
def test_a_rule_holds_at_the_end_of_the_period_while_it_is_on(
    home: Home, fields: dict[str, object], after: str
) -> None:
    changed(home, **fields)
    record(home)
    assert verdicts(home) == {after: 1}


def test_a_rule_that_says_what_a_report_is_stays_as_it_is(home: Home) -> None:
    for code, fields in (("PERIOD-INVALID", {"is_on": False}), (CODE, {}), ("NO-SUCH", {})):
        change = RuleChange.model_validate({"code": code, **fields})
        with pytest.raises(Refused):
            propose_rule_change(home, STEWARD, change, UNFIT)


def test_a_release_names_the_rule_book_of_its_home(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_inputs, "content_hash", lambda *_: "of the marts")
    shipped = inputs_of(home, released_method())
    assert shipped["rule_book"] == load_rule_book().hash
    decision = changed(home, severity="warn")
    with home.ledger() as ledger:
        decided = rule_book_of(ledger).hash
    assert inputs_of(home, released_method()) == {**shipped, "rule_book": decided} != shipped
    approve(home, APPROVER, propose_revocation(home, STEWARD, decision, UNFIT).decision_id)
    assert inputs_of(home, released_method()) == shipped


def test_hits_tell_waived_findings_and_false_alarms(home: Home) -> None:
    with home.ledger() as ledger:
        (hit,) = rule_hits(ledger).filter(rule_code=CODE).rows()
    assert hit[2:] == (1, 0, 0)
    made = propose_waiver(home, STEWARD, waiver(), why("law"))
    approve(home, APPROVER, made.decision_id)
    verdicts(home)
    with home.ledger() as ledger:
        (hit,) = rule_hits(ledger).filter(rule_code=CODE).rows()
    assert hit[2:] == (1, 1, 0)
    assert "law" not in FALSE_ALARMS


def test_the_rule_book_prints_as_it_stands(home: Home) -> None:
    changed(home, is_on=False)
    printed = CliRunner().invoke(main, ["rules", "list", "--json"])
    rules = {one["code"]: one for one in json.loads(printed.stdout)}
    assert set(rules) == set(load_rule_book())
    assert all(one["owner"] and one["problem"] and one["fix"] for one in rules.values())
    assert rules[CODE]["is_on"]
    assert "{" not in printed.stdout.replace("{\n", ""), "no name of a value is left to fill in"
    here = CliRunner().invoke(main, ["--home", str(home.folder), "rules", "list"]).output
    (line,) = [line for line in here.splitlines() if line.startswith(CODE)]
    assert "đã tắt" in line
