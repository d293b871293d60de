"""A file of the raw store that is gone, changed or closed costs its submission: it is reported
with what to do, everything else goes on, and handing in the same bytes again repairs it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingestion.forms.contract import load_contracts
from ingestion.home.home import Home
from ingestion.home.raw_store import LostOriginal
from ingestion.home.regular_files import LARGEST_FILE
from ingestion.samples.one_agency import AGENCY, register, report
from ingestion.submissions.decisions import RuleChange
from orchestration.cli import main
from orchestration.decisions.deciding import propose_rule_change, propose_withdrawal
from orchestration.decisions.preview import preview
from orchestration.decisions.revalidation import foresee
from orchestration.decisions.views import value_at
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.outbox import fill_outbox
from orchestration.intake.taking_in import rebuild_rows
from orchestration.intake.verdicts import submissions
from orchestration.run_context import Run
from orchestration.warehouse.loading import load_form_years, load_ledger_tables
from orchestration.warehouse.snapshot import publish
from tests.orchestration.decisions.test_decisions import STEWARD, why
from tests.orchestration.small_reports import AS_OF, deliver, verdicts
from tests.orchestration.two_people import judge_again, put_in_force

KEPT, GONE = report("3"), report("4", period="2023")


def original(home: Home, content: bytes) -> Path:
    digest = hashlib.sha256(content).hexdigest()
    return home / "raw" / digest[:2] / digest


def lose(home: Home, content: bytes) -> None:
    original(home, content).unlink()


def cut(home: Home, content: bytes) -> None:
    original(home, content).write_bytes(content[:100])


def change(home: Home, content: bytes) -> None:
    original(home, content).write_bytes(content.replace(b"4", b"5"))


def csi(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home.folder), *arguments])


def lost_files(home: Home, language: str = "en") -> str:
    """What ``csi status`` says of files that are lost."""
    lines = csi(home, "status", "--lang", language).stdout.splitlines()
    word = {"en": " is lost: ", "vi": "Mất tệp gốc"}[language]
    return "\n".join(line for line in lines if word in line)


def verdict_of(home: Home, content: bytes) -> dict[str, object]:
    with home.ledger() as ledger:
        verdicts = latest_verdicts(ledger).filter(submission_id=hashlib.sha256(content).hexdigest())
    (row,) = verdicts.to_dicts()
    return row


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home that has received two reports, of which the test will lose ``GONE``."""
    home = Home(tmp_path / "home")
    deliver(home, register(AGENCY), KEPT, GONE)
    return home


@pytest.fixture
def judged(home: Home) -> Home:
    """The same after both were accepted."""
    assert verdicts(home) == {"accepted": 2}
    return home


@pytest.mark.parametrize(
    ("spoil", "english", "vietnamese"),
    [
        (lose, "no longer in the raw store", "không còn trong kho dữ liệu"),
        (cut, "is damaged", "đã bị hỏng"),
        (change, "is damaged", "đã bị hỏng"),
    ],
)
def test_a_report_nobody_can_read_any_more_costs_itself(
    home: Home, spoil: Callable[[Home, bytes], None], english: str, vietnamese: str
) -> None:
    spoil(home, GONE)
    assert verdicts(home) == {"accepted": 1, "tool_error": 1}
    assert verdict_of(home, KEPT)["verdict"] == "accepted"
    for language, reason in (("en", english), ("vi", vietnamese)):
        (line,) = lost_files(home, language).splitlines()
        assert "2.csv" in line
        assert reason in line
        assert "`csi submit`" in line
    deliver(home, GONE)
    assert verdicts(home) == {"accepted": 2}
    assert lost_files(home) == ""


def test_an_original_that_became_a_folder_is_told_and_mended_by_the_same_file(home: Home) -> None:
    lose(home, GONE)
    original(home, GONE).mkdir()
    assert verdicts(home) == {"accepted": 1, "tool_error": 1}
    assert "is damaged. Hand in the same file again" in lost_files(home)
    deliver(home, GONE)
    assert verdicts(home) == {"accepted": 2}
    assert lost_files(home) == ""


def test_what_was_accepted_counts_until_it_must_be_read_again(judged: Home) -> None:
    lose(judged, GONE)
    assert verdicts(judged) == {"accepted": 2}
    assert "2.csv is lost" in lost_files(judged)
    put_in_force(judged, register(AGENCY.replace("Sở A (mẫu)", "Sở A mới (mẫu)")))
    assert verdicts(judged) == {"accepted": 2}
    judge_again(judged)
    lost = verdict_of(judged, GONE)
    assert (lost["verdict"], lost["agency_id"], lost["period"]) == ("tool_error", "AGY-1", "2023")
    assert verdict_of(judged, KEPT)["verdict"] == "accepted_with_warnings"
    deliver(judged, GONE)
    verdicts(judged)
    assert verdict_of(judged, GONE)["verdict"] == "accepted_with_warnings"


def test_a_rebuild_builds_the_rest(judged: Home) -> None:
    lose(judged, GONE)
    run, form = Run(judged, AS_OF), load_contracts()["incident_summary/1"]
    assert rebuild_rows(run) == [hashlib.sha256(GONE).hexdigest()]
    assert verdicts(judged) == {"accepted": 1, "tool_error": 1}
    received = load_ledger_tables(run)
    for year, reports in ((2023, "tool_error"), (2024, "accepted")):
        assert load_form_years(run, form, [year], received)["verdict"].to_list() == [reports]


def test_a_report_that_is_lost_can_be_withdrawn(judged: Home) -> None:
    lose(judged, GONE)
    proposal = propose_withdrawal(judged, STEWARD, "2.csv", why("duplicate"))
    (effect,) = preview(judged, proposal).verdicts
    assert effect.after == "withdrawn"


def test_an_effect_and_changed_rules_are_told_of_the_rest(judged: Home) -> None:
    lose(judged, GONE)
    graded = RuleChange(code="INCIDENT-HANDLED", severity="warn")
    effects = preview(judged, propose_rule_change(judged, STEWARD, graded, why("rule_unfit")))
    lost_id = hashlib.sha256(GONE).hexdigest()
    assert [(one.submission_id, one.after) for one in effects.verdicts] == [(lost_id, "tool_error")]
    with pytest.raises(LostOriginal):
        value_at(judged, "2.csv", cell="B14")
    assert value_at(judged, "1.csv", cell="B14").place.value.raw_text == "3"
    assert foresee(Run(judged, AS_OF)).changes == []


def test_the_outbox_holds_the_rest_and_what_it_had(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, lost = report("vài", period="2021"), report("nhiều", period="2022")
    deliver(home, kept, lost)
    verdicts(home)
    lose(home, lost)
    run = Run(home, AS_OF)
    assert [*fill_outbox(run).explained] == [hashlib.sha256(kept).hexdigest()]
    done = csi(home, "return", "--all-held", "--out", str(tmp_path / "usb"), "--lang", "en")
    assert done.exit_code == 3
    assert "is no longer in the raw store" in done.stderr
    assert [Path(line).exists() for line in done.stdout.splitlines()] == [True]
    deliver(home, lost)
    assert [*fill_outbox(run).explained] == [hashlib.sha256(lost).hexdigest()]
    lose(home, lost)
    before = {path: path.read_bytes() for path in (home / "outbox").rglob("*.xlsx")}
    monkeypatch.setattr("orchestration.intake.outbox._LOOK", 0)
    for _ in range(2):
        assert [*fill_outbox(run).lost] == [hashlib.sha256(lost).hexdigest()]
        after = {path: path.read_bytes() for path in (home / "outbox").rglob("*.xlsx")}
        assert before == after, "what looks otherwise now cannot be written yet"
        monkeypatch.setattr("orchestration.intake.outbox._LOOK", 1)


def test_while_a_register_is_lost_the_agencies_are_those_of_the_last_run(
    judged: Home, tmp_path: Path
) -> None:
    run = Run(judged, AS_OF)
    load_ledger_tables(run)
    publish(judged.working, judged.computed, judged.published, [], announce=lambda _: None)
    lose(judged, register(AGENCY))
    other = report("5", period="2022")
    deliver(judged, other)
    (tmp_path / "sent.csv").write_bytes(report("6", period="2021"))
    assert csi(judged, "check", str(tmp_path / "sent.csv")).exit_code == 0
    assert verdicts(judged) == {"accepted": 3}
    assert load_ledger_tables(run)["verdict"].to_list() == ["accepted"] * 3
    assert "register of agencies 0.csv is lost" in lost_files(judged)
    rows = sorted((judged / "rows").rglob("*.parquet"))
    with pytest.raises(LostOriginal):
        rebuild_rows(run)
    assert sorted((judged / "rows").rglob("*.parquet")) == rows
    deliver(judged, register(AGENCY))
    assert lost_files(judged) == ""
    assert rebuild_rows(run) == []


def test_a_register_lost_before_the_first_run_is_as_one_that_is_still_to_come(home: Home) -> None:
    lose(home, register(AGENCY))
    assert verdicts(home) == {"held": 2}
    deliver(home, register(AGENCY))
    assert verdicts(home) == {"accepted": 2}


def test_what_was_received_before_there_was_a_limit_is_not_read(home: Home) -> None:
    large = b"x" * (LARGEST_FILE + 1)
    deliver(home, large)
    lose(home, large)  # read, it would be a lost one
    assert verdicts(home) == {"accepted": 2, "rejected": 1}
    with home.ledger() as ledger:
        refused = submissions(ledger, date.max).filter(verdict="rejected")
    assert refused["blocking_codes"].to_list() == [["FILE-UNREADABLE"]]
