"""The intake: what a verdict rests on, and what happens when that changes or a tool fails."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.parsing.report import reader_failed
from ingestion.samples.one_agency import AGENCY, register, report
from orchestration.intake import originals, taking_in
from orchestration.intake.judging import register_of
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.pending import pending_submissions
from orchestration.intake.standing_findings import standing_findings
from orchestration.intake.taking_in import rebuild_rows, take_in
from orchestration.intake.verdicts import submissions as submissions_as_of
from orchestration.run_context import Run
from orchestration.warehouse.loading import load_form_years, load_ledger_tables
from tests.orchestration.small_reports import AS_OF, RECEIVED, deliver, verdicts
from tests.orchestration.two_people import judge_again, put_in_force


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def test_an_agency_registered_later_is_judged_again(home: Home) -> None:
    deliver(home, register("AGY-9,B (mẫu),province_agency,VN63-01,,,true\n"), report())
    assert verdicts(home) == {"held": 1}
    put_in_force(home, register(AGENCY))
    assert verdicts(home) == {"accepted": 1}


def test_what_was_accepted_of_an_agency_that_moved_is_judged_again_on_purpose(home: Home) -> None:
    deliver(home, register(AGENCY), report())
    assert verdicts(home) == {"accepted": 1}
    put_in_force(home, register(AGENCY.replace("VN63-01", "VN63-02")))
    assert verdicts(home) == {"accepted": 1}
    judge_again(home)
    assert verdicts(home) == {"held": 1}


@pytest.mark.parametrize("order", [("AGY-2", "AGY-1"), ("AGY-1", "AGY-2")])
def test_a_file_also_sent_by_its_own_agency_is_not_held(home: Home, order: list[str]) -> None:
    deliver(home, register(AGENCY))
    for day, sender in enumerate(order):
        deliver(home, report(), sender=sender, at=RECEIVED + timedelta(days=day))
        verdicts(home)
    assert verdicts(home) == {"accepted": 1}


def test_a_period_that_was_not_over_is_judged_again_when_it_is(home: Home) -> None:
    deliver(home, register(AGENCY.replace("2025-06-30", "")), report(period="2024-S2"))
    judged_on = date(2024, 12, 20)
    assert verdicts(home, judged_on) == {"held": 1}
    waiting = [_waiting(home, judged_on + timedelta(days=days)) for days in (-1, 0, 1)]
    assert waiting == [0, 0, 1], "not again for the day it was judged for"
    assert verdicts(home, date(2025, 1, 2)) == {"accepted": 1}


def _waiting(home: Home, as_of: date) -> int:
    """How many submissions a run of that day would judge."""
    with home.ledger() as ledger:
        run = Run(home, as_of)
        return len(pending_submissions(run, ledger, register_of(home, ledger), ()))


def test_a_register_never_stops_a_home(home: Home) -> None:
    deliver(home, register(AGENCY), report())
    real = AGENCY.replace("true", "false")
    deliver(home, register(real), register("AGY-1,\n"))
    deliver(home, register(AGENCY.replace("AGY-1", "AGY-3")), sender="AGY-3")
    assert verdicts(home) == {"accepted": 1, "rejected": 3}
    assert home.kind == "synthetic"


def test_a_tool_that_failed_is_asked_again(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    deliver(home, register(AGENCY), report())

    def out_of_time(files: Iterable[tuple[str, object]], **_: object) -> Iterator[object]:
        return ((name, reader_failed("time_limit")) for name, _ in files)

    monkeypatch.setattr(originals, "read_reports", out_of_time)
    assert verdicts(home) == {"tool_error": 1}
    monkeypatch.undo()
    assert verdicts(home) == {"accepted": 1}


def test_one_strange_unit_of_money_costs_one_file(home: Home) -> None:
    deliver(home, register(AGENCY), report(unit="²"), report(period="2023"))
    assert verdicts(home) == {"accepted": 1, "held": 1}


def test_a_year_before_the_index_is_held(home: Home) -> None:
    deliver(home, register(AGENCY.replace("2018-01-01", "")), report(period="2017"))
    assert verdicts(home) == {"held": 1}


def test_rows_lost_to_a_killed_run_come_back(home: Home) -> None:
    deliver(home, register(AGENCY), report())
    verdicts(home)
    shutil.rmtree(home / "rows")
    (home / "rows").mkdir()
    verdicts(home)
    run = Run(home, AS_OF)
    received = load_ledger_tables(run)
    form = load_contracts()["incident_summary/1"]
    assert load_form_years(run, form, [2024], received).height == 1


def test_a_report_received_after_the_as_of_day_does_not_count(home: Home) -> None:
    deliver(home, register(AGENCY), report())
    verdicts(home)
    with home.ledger() as ledger:
        assert submissions_as_of(ledger, date(2024, 12, 9)).is_empty()
        assert submissions_as_of(ledger, date(2024, 12, 10)).height == 1


def test_findings_of_an_older_version_are_made_again(home: Home) -> None:
    """What is kept of a finding may change from one version to the next; the words must not."""
    deliver(home, register(AGENCY), report("-3"))
    assert verdicts(home) == {"held": 1}
    (kept,) = (home / "findings").glob("*.parquet")
    before = pl.read_parquet(kept)
    before.drop("limit_number", "limit_operator").write_parquet(kept)
    assert verdicts(home) == {"held": 1}
    (kept,) = (home / "findings").glob("*.parquet")
    assert_frame_equal(pl.read_parquet(kept), before)


def test_findings_that_cannot_be_read_are_made_again(home: Home) -> None:
    deliver(home, register(AGENCY), report("-3"))
    assert verdicts(home) == {"held": 1}
    (kept,) = (home / "findings").glob("*.parquet")
    before = pl.read_parquet(kept)
    kept.write_bytes(kept.read_bytes()[:-100])
    assert verdicts(home) == {"held": 1}
    assert_frame_equal(pl.read_parquet(kept), before)


def test_what_a_killed_intake_left_is_made_again(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed once the verdict is given, before what was found is kept."""
    deliver(home, register(AGENCY), report("-3"))

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(taking_in, "_keep", end)
    with pytest.raises(KeyboardInterrupt):
        take_in(Run(home, AS_OF))
    monkeypatch.undo()
    with home.ledger() as ledger:
        judged = latest_verdicts(ledger)
    assert judged["verdict"].to_list() == ["held"]
    assert standing_findings(home, judged).is_empty()
    again = take_in(Run(home, AS_OF))
    assert (again.is_remade, again.validated) == (True, 0)
    assert set(standing_findings(home, judged)["code"]) == {"CELL-RANGE"}
    assert not take_in(Run(home, AS_OF)).is_remade


def test_a_remake_that_ends_early_leaves_what_there_was(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(home, register(AGENCY), report(), report("-3", period="2023"))
    verdicts(home)
    before = {file.name for file in home.folder.glob("*/**/*.parquet")}

    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(taking_in, "_keep", full)
    with pytest.raises(OSError, match="disk full"):
        rebuild_rows(Run(home, AS_OF))
    assert {file.name for file in home.folder.glob("*/**/*.parquet")} == before
    monkeypatch.undo()
    assert rebuild_rows(Run(home, AS_OF)) == []
    assert {file.name for file in home.folder.glob("*/**/*.parquet")} == before
    assert not [*home.folder.glob("*.part")]


def test_what_killed_writers_left_is_swept_and_that_of_others_stays(home: Home) -> None:
    deliver(home, register(AGENCY), report())
    with subprocess.Popen(["true"]) as ended:
        pass
    left = [home / name / f"x.parquet.{ended.pid}.part" for name in ("rows", "findings")]
    left.append(home / "raw" / "ab" / f"abc.{ended.pid}.part")
    at_work = home / "warehouse" / f"published.duckdb.{os.getpid()}.part"
    for file in (*left, at_work):
        file.parent.mkdir(exist_ok=True)
        file.touch()
    assert take_in(Run(home, AS_OF)).swept == len(left)
    assert not [file for file in left if file.exists()]
    assert at_work.exists()


def test_lists_that_a_ledger_keeps_as_text_are_read_as_lists(home: Home) -> None:
    deliver(home, register(AGENCY), report())
    verdicts(home)
    with home.ledger() as ledger:
        (body,) = [event.body for event in ledger.events("verdict")]
        for codes, decisions in (("", ""), ("CELL-LIST,CELL-TYPE", "D1,D2")):
            ledger.append("verdict", [{**body, "blocking_codes": codes, "decisions": decisions}])
            (row,) = latest_verdicts(ledger).iter_rows(named=True)
            assert row["blocking_codes"] == [code for code in codes.split(",") if code]
            assert row["decisions"] == [name for name in decisions.split(",") if name]
