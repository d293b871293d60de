"""A register of agencies is a decision: received, shown, and in force when a second person
approves."""

from __future__ import annotations

import hashlib
from pathlib import Path

import polars as pl
import pytest

from ingestion.home.home import Home
from ingestion.refusal import Refusal
from ingestion.samples.one_agency import AGENCY, REGISTER_HEAD, register, report
from ingestion.submissions.decisions import Why
from ingestion.submissions.registers import current_agencies, registers_in_force
from orchestration.commands.register_texts import waiting_lines
from orchestration.decisions.deciding import (
    approve,
    propose_register,
    propose_revocation,
    reject,
)
from orchestration.decisions.preview import preview, preview_register
from orchestration.decisions.views import Refused, Stale, find_register
from orchestration.identity.session import Actor
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.originals import lost_originals
from orchestration.intake.registers import RegisterEvent, since_run, waiting
from orchestration.intake.taking_in import take_in
from orchestration.run_context import Run, last_run
from tests.orchestration.small_reports import AS_OF, deliver, verdicts
from tests.orchestration.two_people import APPROVER, STEWARD, judge_again, put_in_force

WHY = Why(category="law", reason="nghị quyết")
OPEN = AGENCY.replace("2025-06-30", "")
OTHER = "AGY-2,Sở B (mẫu),province_agency,VN63-01,2018-01-01,,true\n"
ENDED = AGENCY.replace("2025-06-30", "2024-06-30").strip()
MERGED = f"{REGISTER_HEAD.strip()},successor_id\n{ENDED},AGY-2\n".encode()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    deliver(home, register(OPEN, OTHER), report())
    assert verdicts(home) == {"accepted": 1}
    return home


def id_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def names_in_force(home: Home) -> dict[str, str]:
    with home.ledger() as ledger:
        agencies = current_agencies(ledger, home.raw_store())
    return dict(agencies.select("agency_id", "agency_name").iter_rows())


def waiting_names(home: Home) -> list[str]:
    with home.ledger() as ledger:
        return [one.register_id for one in waiting(home, ledger)]


def test_the_registers_that_come_first_hold_at_once(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    deliver(home, register(AGENCY), register(OTHER))
    assert names_in_force(home) == {"AGY-1": "Sở A (mẫu)", "AGY-2": "Sở B (mẫu)"}
    assert waiting_names(home) == []


def test_a_later_register_waits_and_un_accepts_nothing(home: Home) -> None:
    deliver(home, MERGED, report("5", period="2023"))
    assert verdicts(home) == {"accepted": 2}, "the run goes on with the register in force"
    with home.ledger() as ledger:
        (one,) = waiting(home, ledger)
    assert [(change.agency_id, change.kind) for change in one.changes] == [("AGY-1", "merged")]
    assert one.decision_id is None
    (line,) = waiting_lines([one], "vi")
    assert f'csi agencies propose {id_of(MERGED)[:12]} --category … --reason "…"' in line


def test_what_is_shown_is_what_happens(home: Home) -> None:
    deliver(home, MERGED)
    shown = preview_register(home, id_of(MERGED))
    (accepted,) = shown.accepted
    assert (accepted.before, accepted.after) == ("accepted", "held")
    assert shown.verdicts == []
    made = propose_register(home, STEWARD, id_of(MERGED), WHY)
    assert preview(home, made) == shown
    approve(home, APPROVER, made.decision_id)
    assert verdicts(home) == {"accepted": 1}
    judge_again(home)
    assert verdicts(home) == {"held": 1}


def test_what_was_held_is_judged_again_as_it_was_shown(home: Home) -> None:
    late = report("4", period="2023").replace(b"AGY-1", b"AGY-3")
    deliver(home, late)
    assert verdicts(home) == {"accepted": 1, "held": 1}
    third = register(OPEN.replace("AGY-1", "AGY-3"))
    deliver(home, third)
    (foreseen,) = preview_register(home, id_of(third)).verdicts
    assert (foreseen.submission_id, foreseen.after) == (id_of(late), "accepted")
    put_in_force(home, third)
    assert verdicts(home) == {"accepted": 2}


def test_nobody_puts_a_register_in_force_alone(home: Home) -> None:
    deliver(home, MERGED)
    made = propose_register(home, STEWARD, id_of(MERGED), WHY)
    both = Actor(STEWARD, frozenset({"steward", "approver"}), "session")
    with pytest.raises(Refused, match="own_proposal"):
        approve(home, both, made.decision_id)
    take_in(Run(home, AS_OF))
    with home.ledger() as ledger:
        assert id_of(MERGED) not in registers_in_force(ledger)
        (one,) = waiting(home, ledger)
    assert f"csi decide approve {made.decision_id}" in waiting_lines([one], "vi")[0]


def test_a_rejected_register_waits_no_longer_until_somebody_proposes_it_again(home: Home) -> None:
    deliver(home, MERGED)
    made = propose_register(home, STEWARD, id_of(MERGED), WHY)
    reject(home, APPROVER, made.decision_id, "chưa có nghị quyết")
    assert waiting_names(home) == []
    propose_register(home, STEWARD, id_of(MERGED), WHY)
    assert waiting_names(home) == [id_of(MERGED)]


def test_a_register_is_approved_only_while_it_changes_what_was_seen(home: Home) -> None:
    deliver(home, MERGED)
    made = propose_register(home, STEWARD, id_of(MERGED), WHY)
    put_in_force(home, register(OPEN.replace("Sở A", "Sở A mới")))
    with pytest.raises(Stale):
        approve(home, APPROVER, made.decision_id)


def test_a_register_that_changes_nothing_is_not_proposed(home: Home) -> None:
    same = register(OTHER)
    deliver(home, same)
    with pytest.raises(Refused, match="same_register"):
        propose_register(home, STEWARD, id_of(same), WHY)


def test_a_register_that_changes_nothing_is_told_once(home: Home) -> None:
    same = register(OTHER)
    deliver(home, same)
    with home.ledger() as ledger:
        first = RegisterEvent(id_of(register(OPEN, OTHER)), "0.csv", "first")
        told = RegisterEvent(id_of(same), "0.csv", "same")
        assert since_run(home, ledger, last_run(ledger)) == [first, told]
        ledger.append("run", [{"registers": registers_in_force(ledger)}])
        assert since_run(home, ledger, last_run(ledger)) == []
    assert waiting_names(home) == []


def test_a_run_says_what_became_of_registers_since_the_one_before(home: Home) -> None:
    def states() -> list[tuple[str, str | None]]:
        with home.ledger() as ledger:
            events = since_run(home, ledger, last_run(ledger))
            ledger.append("run", [{"registers": registers_in_force(ledger)}])
        return [(one.state, one.decision_id) for one in events]

    assert states() == [("first", None)]
    decision = put_in_force(home, MERGED)
    assert states() == [("in_force", decision)]
    ended = propose_revocation(home, STEWARD, decision, WHY)
    assert states() == []
    approve(home, APPROVER, ended.decision_id)
    assert states() == [("ended", None)]


def test_the_register_that_waits_is_meant_where_files_are_called_alike(home: Home) -> None:
    deliver(home, MERGED)
    with home.ledger() as ledger:
        assert find_register(ledger, "0.csv") == id_of(MERGED)
        assert find_register(ledger, id_of(register(OPEN, OTHER))[:12]) != id_of(MERGED)
        with pytest.raises(Refusal, match="no_register"):
            find_register(ledger, "khong-co.csv")


def test_a_revoked_register_gives_way_to_the_lines_before_it(home: Home) -> None:
    decision = put_in_force(home, register(OPEN.replace("Sở A", "Sở A mới")))
    assert names_in_force(home)["AGY-1"] == "Sở A mới (mẫu)"
    made = propose_revocation(home, STEWARD, decision, WHY)
    shown = preview(home, made)
    assert [(one.agency_id, one.kind) for one in shown.agencies] == [("AGY-1", "renamed")]
    approve(home, APPROVER, made.decision_id)
    assert names_in_force(home)["AGY-1"] == "Sở A (mẫu)"
    assert verdicts(home) == {"accepted": 1}


def test_registers_hold_in_the_order_they_were_approved(home: Home) -> None:
    first, second = (register(OPEN.replace("Sở A", f"Sở A {n}")) for n in (1, 2))
    deliver(home, first, second)
    put_in_force(home, second)
    put_in_force(home, first)
    assert names_in_force(home)["AGY-1"] == "Sở A 1 (mẫu)"


def test_a_register_received_before_there_were_decisions_stays_in_force(home: Home) -> None:
    old = register(OPEN.replace("Sở A", "Sở A cũ"))
    name = home.raw_store().put(old)
    with home.ledger() as ledger:
        body = dict(ledger.events("register_received")[0].body)
        del body["waits"]
        ledger.append("register_received", [body | {"submission_id": name}])
    assert names_in_force(home)["AGY-1"] == "Sở A cũ (mẫu)"
    assert waiting_names(home) == []


def test_a_lost_register_that_waits_costs_the_agencies_nothing(home: Home) -> None:
    deliver(home, MERGED)
    (home / "raw" / id_of(MERGED)[:2] / id_of(MERGED)).unlink()
    assert verdicts(home) == {"accepted": 1}
    assert waiting_names(home) == []
    with home.ledger() as ledger:
        events = since_run(home, ledger, last_run(ledger))
        states = [(one.register_id, one.state) for one in events]
    assert states == [(id_of(register(OPEN, OTHER)), "first")], "nobody knows what it changes"
    deliver(home, MERGED)
    assert waiting_names(home) == [id_of(MERGED)]


def test_a_register_that_a_sender_sent_before_is_lost_once(home: Home) -> None:
    deliver(home, MERGED, sender="AGY-1")
    deliver(home, MERGED)
    (home / "raw" / id_of(MERGED)[:2] / id_of(MERGED)).unlink()
    assert [(one.submission_id, one.is_register) for one in lost_originals(home)] == [
        (id_of(MERGED), True)
    ]


def test_verdicts_keep_the_register_they_rest_on(home: Home) -> None:
    def lines() -> pl.Series:
        with home.ledger() as ledger:
            return latest_verdicts(ledger)["register_hash"]

    before = lines()
    put_in_force(home, MERGED)
    verdicts(home)
    assert lines().equals(before)
    judge_again(home)
    assert not lines().equals(before)
