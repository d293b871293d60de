"""What the reader fails on twice is set aside, told, and read again only when a steward lets it go;
a report that nothing can frame or judge costs itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner, Result

from expectations.checks import comparison
from expectations.validation import Alone, Validator
from ingestion.home.home import Home
from ingestion.parsing.report import Report, reader_failed
from ingestion.samples.one_agency import AGENCY, register, report
from ingestion.submissions import frames
from ingestion.submissions.frames import Batch
from orchestration.cli import main
from orchestration.identity.session import Actor
from orchestration.intake import originals
from orchestration.intake.quarantine import release
from tests.orchestration.small_reports import deliver, verdicts

KEPT, WRONG = report("3"), report("4", period="2023")
WRONG_ID = hashlib.sha256(WRONG).hexdigest()
STEWARD = Actor("lan", frozenset({"steward"}), "session")


def csi(home: Home, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(home.folder), *arguments])


def status(home: Home) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(csi(home, "status", "--json").stdout)
    return told


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    deliver(home, register(AGENCY), KEPT, WRONG)
    return home


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A reader that runs out of memory on one file, and the files it was asked to read."""
    asked: list[str] = []
    real = originals.read_reports

    def fails(files: Any, **settings: Any) -> Any:
        for name, content in files:
            if isinstance(content, Report):
                yield name, content
                continue
            asked.append(name)
            if name == WRONG_ID:
                yield name, reader_failed("out_of_memory")
            else:
                yield from real([(name, content)], **settings)

    monkeypatch.setattr(originals, "read_reports", fails)
    return asked


def test_what_failed_twice_is_set_aside_until_it_is_released(home: Home, asked: list[str]) -> None:
    for failures in (1, 2):
        assert verdicts(home) == {"accepted": 1, "tool_error": 1}
        assert asked.count(WRONG_ID) == failures
        assert len(status(home)["quarantined"]) == failures - 1
    deliver(home, register(AGENCY.replace("Sở A (mẫu)", "Sở A mới (mẫu)")))
    for _ in range(2):
        assert verdicts(home)["tool_error"] == 1
        assert asked.count(WRONG_ID) == 2, "never read unasked"
    (aside,) = status(home)["quarantined"]
    assert (aside["submission_id"], aside["reason"]) == (WRONG_ID, "out_of_memory")
    for lang, words in (("vi", "nhiều bộ nhớ hơn"), ("en", "needed more memory")):
        for command in ("status", "quarantine list"):
            (line,) = (
                line
                for line in csi(home, *command.split(), "--lang", lang).stdout.splitlines()
                if words in line
            )
            assert f"csi quarantine release {WRONG_ID[:12]}" in line
            assert "10/12/2024" in line, "nothing was read of it: it keeps its receipt"
            assert " test:" in line

    refused = csi(home, "quarantine", "release", "2.csv", "--reason", "x", "--lang", "en")
    assert refused.exit_code == 2, "nobody is logged in"
    assert release(home, STEWARD, "2.csv", "bộ nhớ đã tăng").name == "2.csv"
    assert status(home)["quarantined"] == []
    assert "Không có tệp nào" in csi(home, "quarantine", "list").stdout
    verdicts(home)
    assert asked.count(WRONG_ID) == 3
    assert status(home)["quarantined"] == [], "counting began anew"


def test_a_report_nothing_can_frame_costs_itself(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = frames._header

    def stumbles(submission_id: str, report: Report, *others: Any) -> dict[str, object]:
        if submission_id == WRONG_ID and report.contract_id:
            raise OverflowError
        return real(submission_id, report, *others)

    monkeypatch.setattr(frames, "_header", stumbles)
    assert verdicts(home) == {"accepted": 1, "tool_error": 1}
    verdicts(home)
    (aside,) = status(home)["quarantined"]
    assert (aside["submission_id"], aside["reason"]) == (WRONG_ID, "OverflowError")


@pytest.fixture
def others(home: Home) -> None:
    deliver(home, *(report("5", period=str(year)) for year in range(2018, 2022)))


def aside(home: Home) -> list[tuple[str, str]]:
    """What is in quarantine, and why."""
    return [(one["submission_id"], one["reason"]) for one in status(home)["quarantined"]]


@pytest.mark.usefixtures("others")
@pytest.mark.parametrize("step", ["alone", "together"])
def test_a_report_nothing_can_judge_costs_itself(
    home: Home, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    real = getattr(Validator, step)

    def stumbles(validator: Validator, reports: Batch | Alone, *others: Any, **more: Any) -> object:
        if not reports.cells.filter(pl.col("submission_id") == WRONG_ID).is_empty():
            raise pl.exceptions.ComputeError("overflow")
        return real(validator, reports, *others, **more)

    monkeypatch.setattr(Validator, step, stumbles)
    for _ in range(2):
        assert aside(home) == []
        assert verdicts(home) == {"accepted": 5, "tool_error": 1}
    assert aside(home) == [(WRONG_ID, "ComputeError")]


@pytest.mark.usefixtures("others")
def test_a_report_great_expectations_cannot_compare_costs_itself(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = comparison._positions_of_failures

    def stumbles(part: pl.DataFrame, operator: str, entries: Collection[str]) -> list[int]:
        if operator == "at_least" and WRONG_ID in part["submission_id"]:
            raise ValueError
        return real(part, operator, entries)

    monkeypatch.setattr(comparison, "_positions_of_failures", stumbles)
    for _ in range(2):
        assert aside(home) == []
        assert verdicts(home) == {"accepted": 5, "tool_error": 1}
    assert aside(home) == [(WRONG_ID, "ValueError")]
    with home.ledger() as ledger:
        crashes = {
            one.body["submission_id"]: one.body["crashes"] for one in ledger.events("verdict")
        }
    assert {*crashes.pop(WRONG_ID)} == {"at_least: ValueError"}
    assert not any(crashes.values())


@pytest.mark.usefixtures("others")
def test_a_validator_that_answers_nothing_sets_nothing_aside(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError

    with monkeypatch.context() as crash:
        crash.setattr(comparison, "_frames", broken)
        for _ in range(2):
            assert verdicts(home) == {"tool_error": 6}
    assert aside(home) == []
    assert verdicts(home) == {"accepted": 6}


def test_what_stops_every_report_is_no_report_s_fault(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Validator.alone

    def stops(validator: Validator, batch: Batch, *others: Any) -> Alone:
        if batch.headers.height > 1:
            raise pl.exceptions.ComputeError("together")
        return real(validator, batch, *others)

    monkeypatch.setattr(Validator, "alone", stops)
    with pytest.raises(pl.exceptions.ComputeError, match="together"):
        verdicts(home)
