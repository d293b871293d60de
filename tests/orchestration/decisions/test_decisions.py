"""Decisions: two people, laid over what was sent, ended by what changes."""

from datetime import date
from pathlib import Path

import pytest

from ingestion.blanks.layout import Answers, lay_out
from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.samples.one_agency import AGENCY, register, report
from ingestion.submissions.decisions import Category, Decision, Waiver, Why, decisions_of
from orchestration.decisions.deciding import (
    approve,
    propose_correction,
    propose_revocation,
    propose_waiver,
    propose_withdrawal,
    reject,
)
from orchestration.decisions.views import (
    Refused,
    Seen,
    Stale,
    find_submission,
    read_again,
    value_at,
)
from orchestration.identity.accounts import AccountProblem
from orchestration.identity.session import Actor
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.taking_in import rebuild_rows
from orchestration.run_context import Run
from orchestration.warehouse.loading import load_ledger_tables
from tests.expectations.builders import header
from tests.orchestration.small_reports import AS_OF, deliver, verdicts

STEWARD = "lan"
APPROVER = Actor("minh", frozenset({"reader", "approver"}), "session")
FIRST = "TYPE-01"


def why(category: Category = "typing_error") -> Why:
    return Why(category=category, reason="bản giấy ghi khác", evidence="CV 12/2025")


def sent(value: str = "3", *, revision: str = "0", handled: str = "0") -> bytes:
    """A report whose first line differs from the others."""
    text = report().decode().replace('bản đầu)","0"', f'bản đầu)","{revision}"')
    first = next(line for line in text.splitlines() if line.endswith(",3,0,0,0,0"))
    label = first.split(",3,0")[0]
    return text.replace(first, f"{label},{value},{handled},0,0,0").encode()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    deliver(home, register(AGENCY))
    return home


def submission(home: Home, content: bytes) -> str:
    name = home.raw_store().put(content)
    with home.ledger() as ledger:
        return find_submission(ledger, name)


def correction(home: Home, content: bytes, old: str, new: str) -> Decision:
    seen = value_at(home, submission(home, content), row=FIRST, column="incidents")
    return propose_correction(home, STEWARD, seen, old, new, why())


def corrected(home: Home, content: bytes, old: str, new: str) -> Decision:
    return approve(home, APPROVER, correction(home, content, old, new).decision_id)


def waiver(**fields: object) -> Waiver:
    scope = {"rule": "INCIDENT-HANDLED", "form": "incident_summary", "agency_id": "AGY-1"}
    return Waiver.model_validate({"expires": date(2026, 12, 31), **scope, **fields})


def verdict_of(home: Home, content: bytes) -> tuple[str, int, int]:
    name = submission(home, content)
    with home.ledger() as ledger:
        (row,) = latest_verdicts(ledger).filter(submission_id=name).iter_rows(named=True)
    return row["verdict"], row["waived"], row["corrected_cells"]


def state(home: Home, decision: Decision) -> str:
    with home.ledger() as ledger:
        return decisions_of(ledger)[decision.decision_id].state


def test_a_corrected_value_passes_like_any_other(home: Home) -> None:
    deliver(home, sent("ba"))
    assert verdicts(home) == {"held": 1}
    made = correction(home, sent("ba"), "ba", "3")
    assert verdicts(home) == {"held": 1}, "a proposal changes nothing"
    approve(home, APPROVER, made.decision_id)
    assert verdicts(home) == {"accepted": 1}
    assert verdict_of(home, sent("ba")) == ("accepted", 0, 1)
    loaded = load_ledger_tables(Run(home, AS_OF))
    assert loaded["corrected_cells"].to_list() == [1]
    assert rebuild_rows(Run(home, AS_OF)) == []


def test_a_corrected_value_fails_like_any_other(home: Home) -> None:
    deliver(home, sent("3", handled="2"))
    assert verdicts(home) == {"accepted": 1}
    corrected(home, sent("3", handled="2"), "3", "1")
    assert verdicts(home) == {"held": 1}
    assert verdict_of(home, sent("3", handled="2")) == ("held", 0, 1)


def test_a_correction_ends_when_a_revision_changes_the_value(home: Home) -> None:
    deliver(home, sent("ba"))
    verdicts(home)
    made = corrected(home, sent("ba"), "ba", "3")
    verdicts(home)
    deliver(home, sent("ba", revision="1"))
    assert verdicts(home) == {"accepted": 2}, "the same mistake again is corrected again"
    deliver(home, sent("4", revision="2"), sent("ba", revision="3"))
    assert verdicts(home) == {"accepted": 3, "held": 1}
    assert verdict_of(home, sent("4", revision="2"))[2] == 0
    assert verdict_of(home, sent("ba", revision="3")) == ("held", 0, 0)
    assert verdict_of(home, sent("ba"))[2] == 1, "what it was made for still stands on it"
    assert state(home, made) == "lapsed"
    assert rebuild_rows(Run(home, AS_OF)) == []


def test_the_same_value_spelt_otherwise_ends_no_correction(home: Home) -> None:
    deliver(home, sent("31"))
    verdicts(home)
    made = corrected(home, sent("31"), "31,0", "13")
    for revision, spelt in enumerate(("31,0", " 31 ", "(?) 31"), 1):
        deliver(home, sent(f'"{spelt}"', revision=str(revision)))
        verdicts(home)
        assert verdict_of(home, sent(f'"{spelt}"', revision=str(revision))) == ("accepted", 0, 1)
    assert state(home, made) == "approved"
    deliver(home, sent("32", revision="9"))
    verdicts(home)
    assert verdict_of(home, sent("32", revision="9")) == ("accepted", 0, 0)
    assert state(home, made) == "lapsed"


def test_a_withdrawn_revision_ends_no_correction(home: Home) -> None:
    deliver(home, sent("ba"), sent("4", revision="1"))
    verdicts(home)
    withdrawal = propose_withdrawal(home, STEWARD, submission(home, sent("4", revision="1")), why())
    approve(home, APPROVER, withdrawal.decision_id)
    verdicts(home)
    made = corrected(home, sent("ba"), "ba", "3")
    deliver(home, sent("ba", revision="2"))
    assert verdicts(home) == {"accepted": 2, "withdrawn": 1}
    assert state(home, made) == "approved"


def test_a_revision_that_arrives_late_ends_a_correction_all_the_same(home: Home) -> None:
    deliver(home, sent("ba"))
    verdicts(home)
    corrected(home, sent("ba"), "ba", "3")
    deliver(home, sent("ba", revision="6"))
    assert verdicts(home) == {"accepted": 2}
    deliver(home, sent("4", revision="5"))
    assert verdicts(home) == {"accepted": 2, "held": 1}
    assert verdict_of(home, sent("ba", revision="6")) == ("held", 0, 0)


def test_a_waiver_holds_to_its_last_day(home: Home) -> None:
    bad = sent("3", handled="5")
    deliver(home, bad)
    assert verdicts(home) == {"held": 1}
    made = propose_waiver(home, STEWARD, waiver(), why("confirmed_correct"))
    approve(home, APPROVER, made.decision_id)
    assert verdicts(home) == {"accepted": 1}
    assert verdict_of(home, bad) == ("accepted", 1, 0)
    assert load_ledger_tables(Run(home, AS_OF))["waived_findings"].to_list() == [1]
    assert verdicts(home, date(2026, 12, 31)) == {"accepted": 1}
    assert verdicts(home, date(2027, 1, 1)) == {"held": 1}
    assert verdicts(home) == {"accepted": 1}, "as of the day of the run, not of the clock"


def test_a_waiver_covers_nothing_beyond_its_scope(home: Home) -> None:
    deliver(home, sent("3", handled="5"))
    verdicts(home)
    for scope in (
        {"agency_id": "AGY-2"},
        {"period": "2023"},
        {"scope": "aggregate"},
        {"subject": "HS-1"},
        {"row_key": "TYPE-02"},
        {"field": "incidents"},
        {"rule": "TOTAL-ROW"},
    ):
        made = propose_waiver(home, STEWARD, waiver(**scope), why())
        approve(home, APPROVER, made.decision_id)
    assert verdicts(home) == {"held": 1}


def test_a_wide_waiver_is_approved_only_on_the_reports_its_proposer_saw(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.decisions.views._LISTED", 1)
    deliver(home, sent("3", handled="5"))
    verdicts(home)
    wide = waiver(agency_id=None)
    made = propose_waiver(home, STEWARD, wide, why())
    deliver(home, sent("3", handled="6", revision="1"))
    verdicts(home)
    with pytest.raises(Stale) as late:
        approve(home, APPROVER, made.decision_id)
    both = (late.value.seen, late.value.now)
    assert [(one["reports"], one["findings"]) for one in both] == [("1", "1"), ("2", "2")]
    assert ["hash" in one for one in both] == [False, True], "many are told by a hash of the list"
    reject(home, APPROVER, made.decision_id, "có bản mới")
    again = propose_waiver(home, STEWARD, wide, why())
    approve(home, APPROVER, again.decision_id)
    assert verdicts(home) == {"accepted": 2}


def test_withdrawing_one_of_two_contents_lets_the_other_stand(home: Home) -> None:
    deliver(home, sent("3"), sent("4"))
    assert verdicts(home) == {"held": 2}
    made = propose_withdrawal(home, STEWARD, submission(home, sent("4")), why("duplicate"))
    approve(home, APPROVER, made.decision_id)
    assert verdicts(home) == {"accepted": 1, "withdrawn": 1}
    assert submission(home, sent("4")), "its receipt and bytes stay"
    assert rebuild_rows(Run(home, AS_OF)) == []
    ended = propose_revocation(home, STEWARD, made.decision_id, why())
    approve(home, APPROVER, ended.decision_id)
    assert verdicts(home) == {"held": 2}


def test_nobody_approves_their_own(home: Home) -> None:
    both = Actor(STEWARD, frozenset({"reader", "steward", "approver"}), "session")
    made = propose_waiver(home, STEWARD, waiver(), why())
    with pytest.raises(Refused, match="own_proposal"):
        approve(home, both, made.decision_id)
    with pytest.raises(AccountProblem):
        approve(home, Actor("ai", frozenset({"reader"}), "unmapped"), made.decision_id)
    reject(home, APPROVER, made.decision_id, "thiếu căn cứ")
    with pytest.raises(Refused, match="not_open"):
        approve(home, APPROVER, made.decision_id)


def test_a_stale_view_is_refused_with_both_versions(home: Home) -> None:
    deliver(home, sent("ba"))
    verdicts(home)
    with pytest.raises(Stale) as mistaken:
        correction(home, sent("ba"), "bốn", "4")
    assert (mistaken.value.seen["value"], mistaken.value.now["value"]) == ("bốn", "ba")
    made = correction(home, sent("ba"), "ba", "3")
    deliver(home, sent("năm", revision="1"))
    verdicts(home)
    with pytest.raises(Stale) as late:
        approve(home, APPROVER, made.decision_id)
    assert (late.value.seen["value"], late.value.now["value"]) == ("ba", "năm")
    assert (late.value.seen["revision"], late.value.now["revision"]) == ("0", "1")


@pytest.mark.parametrize("rule", ["REVISION-CONFLICT", "PERIOD-INVALID", "AGENCY-UNKNOWN"])
def test_what_says_which_report_it_is_cannot_be_waived(home: Home, rule: str) -> None:
    with pytest.raises(Refused, match="not_waivable"):
        propose_waiver(home, STEWARD, waiver(rule=rule), why())


def test_a_key_or_a_header_line_cannot_be_corrected(home: Home) -> None:
    deliver(home, sent())
    verdicts(home)
    name = submission(home, sent())
    cells = read_again(home, name).cells
    for place in (
        next(cell for cell in cells if cell.field == "period"),
        next(cell for cell in cells if cell.field == "incident_type"),
    ):
        with pytest.raises(Refused, match="key_value"):
            propose_correction(home, STEWARD, Seen(name, place, None), "x", "y", why())


def test_what_is_personal_is_not_written_into_a_decision(home: Home) -> None:
    form = load_contracts().latest()["contact_points"]
    sheet = next(sheet for sheet in form.registers if sheet.table == "contact_points")
    first = {name: form.lists[name][0].label.vi for name in ("topic", "rank")}
    person = {**first, "person_name": "Nguyễn Văn A (mẫu)"}
    content = workbook_bytes(form, lay_out(form, Answers(header(), rows={sheet.name: [person]})))
    deliver(home, content)
    verdicts(home)
    name = submission(home, content)
    cells = read_again(home, name).cells
    place = next(cell for cell in cells if cell.field == "person_name")
    assert place.value.raw_text
    seen = Seen(name, place, None)
    with pytest.raises(Refused, match="personal"):
        propose_correction(home, STEWARD, seen, place.value.raw_text, "Trần B", why())
