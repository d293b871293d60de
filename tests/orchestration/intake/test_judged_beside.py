"""Reports that are judged beside others: freed when what held them is gone, warned of again
where it moved."""

import hashlib
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from ingestion.home.home import Home
from ingestion.samples.one_agency import REGISTER_HEAD, register
from orchestration.decisions.deciding import approve, propose_withdrawal
from orchestration.decisions.preview import preview_register
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.standing_findings import standing_findings
from orchestration.intake.taking_in import rebuild_rows
from orchestration.run_context import Run
from tests.expectations.builders import AGENCY, BUDGET, INCIDENTS, NAME, Row, file_of, header, plan
from tests.orchestration.decisions.test_decisions import APPROVER, STEWARD, submission, why
from tests.orchestration.small_reports import AS_OF, deliver, verdicts
from tests.orchestration.two_people import judge_again, put_in_force

BILLION = 1_000_000_000
FIGURES = ("incidents", "self_handled", "handled_with_support", "support_requested")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    deliver(home, register(f"{AGENCY},{NAME},province_agency,VN63-24,2018-01-01,2025-06-30,true\n"))
    return home


def budget(year: int, total: int, revision: int = 0, **sender: str) -> bytes:
    head = header(period=str(year), revision=revision, report_date=f"05/12/{year}", **sender)
    line = plan(item=f"Kế hoạch {year}", total_it_budget=total, security_budget=total // 10)
    return file_of(BUDGET, head, rows=[line])


def summary(period: str, revision: int = 0, **counts: int) -> bytes:
    """A summary of so many incidents by type, none handled."""
    head = header(period=period, revision=revision)
    none: Row = dict.fromkeys(FIGURES, 0)
    types = [f"TYPE_{number:02}" for number in range(1, 11)]
    return file_of(INCIDENTS, head, **{t: none | {"incidents": counts.get(t, 0)} for t in types})


def standing(home: Home) -> list[tuple[str, str]]:
    """Rule and row of every current finding in a home, except that a report is late."""
    with home.ledger() as ledger:
        findings = standing_findings(home, latest_verdicts(ledger))
    return findings.filter(pl.col("code") != "DEADLINE-LATE").select("code", "row_key").rows()


def verdict_events(home: Home) -> int:
    with home.ledger() as ledger:
        return len(ledger.events("verdict"))


def test_a_budget_is_freed_when_the_year_it_was_held_against_is_corrected(home: Home) -> None:
    deliver(home, budget(2023, 60_000_000), budget(2024, 60 * BILLION))
    assert verdicts(home) == {"accepted": 1, "held": 1}
    deliver(home, budget(2023, 60 * BILLION, revision=1))
    assert verdicts(home) == {"accepted": 3}
    assert standing(home) == []
    assert rebuild_rows(Run(home, AS_OF)) == []


def test_a_budget_is_freed_when_the_year_it_was_held_against_is_withdrawn(home: Home) -> None:
    slipped = budget(2023, 60_000_000)
    deliver(home, slipped, budget(2024, 60 * BILLION))
    verdicts(home)
    made = propose_withdrawal(home, STEWARD, submission(home, slipped), why("duplicate"))
    approve(home, APPROVER, made.decision_id)
    assert verdicts(home) == {"accepted": 1, "withdrawn": 1}
    assert rebuild_rows(Run(home, AS_OF)) == []


def agencies(successor: str = "") -> bytes:
    """A register of an agency of which another is the ``successor`` or not, with 2023."""
    return (
        f"{REGISTER_HEAD.strip()},successor_id\n"
        f"{AGENCY},{NAME},province_agency,VN63-24,2018-01-01,2023-12-31,true,{successor}\n"
        f"{LATER['agency_id']},{LATER['agency_name']},province_agency,VN63-24,2024-01-01,"
        "2025-06-30,true,\n"
    ).encode()


LATER = {"agency_id": "AGY-24-8", "agency_name": "Sở Khoa học và Công nghệ Bắc Giang (mẫu)"}
BEFORE, AFTER = budget(2023, 60 * BILLION), budget(2024, 60_000_000, **LATER)


def test_a_register_that_names_a_predecessor_later_un_accepts_nothing(tmp_path: Path) -> None:
    """Neither when it comes into force nor with the reports after it; only on purpose."""
    home = Home(tmp_path / "home")
    deliver(home, agencies(), BEFORE, AFTER)
    assert verdicts(home) == {"accepted": 2}
    linked = agencies(successor=LATER["agency_id"])
    deliver(home, linked)
    (shown,) = preview_register(home, hashlib.sha256(linked).hexdigest()).accepted
    assert (shown.before, shown.after) == ("accepted", "held")
    put_in_force(home, linked)
    assert verdicts(home) == {"accepted": 2}
    deliver(home, budget(2022, 59 * BILLION))
    assert verdicts(home, date(2026, 8, 1)) == {"accepted": 3}
    judge_again(home)
    assert verdicts(home)["held"] == 1


def test_what_a_known_predecessor_sends_late_is_compared_in_any_order(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    deliver(home, agencies(successor=LATER["agency_id"]), AFTER)
    assert verdicts(home) == {"accepted": 1}
    deliver(home, BEFORE)
    assert verdicts(home) == {"accepted": 1, "held": 1}


def test_a_report_held_for_itself_is_not_asked_again(home: Home) -> None:
    words = plan(item="Kế hoạch 2024", total_it_budget="nhiều")
    deliver(home, file_of(BUDGET, rows=[words]))
    assert verdicts(home) == {"held": 1}
    deliver(home, budget(2023, 60 * BILLION))
    verdicts(home)
    assert verdict_events(home) == 2


def test_what_moves_to_another_row_is_told_there_and_nowhere_else(home: Home) -> None:
    """The year says 4 of both types; its half says 5 of the first, and then 5 of the second."""
    deliver(home, summary("2024", TYPE_01=4, TYPE_02=4), summary("2024-S1", TYPE_01=5))
    assert verdicts(home) == {"accepted": 1, "accepted_with_warnings": 1}
    assert standing(home) == [("YEAR-BELOW-PARTS", "TYPE-01")]
    deliver(home, summary("2024-S1", revision=1, TYPE_02=5))
    assert verdicts(home) == {"accepted": 2, "accepted_with_warnings": 1}
    assert standing(home) == [("YEAR-BELOW-PARTS", "TYPE-02")]
    events = verdict_events(home)
    assert verdicts(home) == {"accepted": 2, "accepted_with_warnings": 1}
    assert verdict_events(home) == events, "known reports are not judged again"
    before = pl.concat(pl.read_parquet(path) for path in (home / "findings").glob("*.parquet"))
    assert rebuild_rows(Run(home, AS_OF)) == []
    assert standing(home) == [("YEAR-BELOW-PARTS", "TYPE-02")]
    after = pl.concat(pl.read_parquet(path) for path in (home / "findings").glob("*.parquet"))
    assert sorted(map(str, before.rows())) == sorted(map(str, after.rows()))


def test_what_is_compared_with_another_figure_says_so(home: Home) -> None:
    deliver(home, summary("2024", TYPE_01=4), summary("2024-S1", TYPE_01=5))
    verdicts(home)
    deliver(home, summary("2024-S1", revision=1, TYPE_01=6))
    verdicts(home)
    with home.ledger() as ledger:
        findings = standing_findings(home, latest_verdicts(ledger))
    below = findings.filter(code="YEAR-BELOW-PARTS")
    assert below.select("limit_operator", "limit_number").rows() == [("at_least", 6)]
