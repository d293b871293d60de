"""Two reports under one revision and one day: both findings name the other file and the cells."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from expectations.wording.descriptions import describe
from ingestion.home.home import Home
from orchestration.intake.kept_findings import standing_findings
from orchestration.intake.verdicts import latest_verdicts
from tests.orchestration.small_reports import (
    AGENCY,
    RECEIVED,
    deliver,
    register,
    report,
    verdicts,
)


def conflicts(home: Home) -> list[dict[str, Any]]:
    with home.ledger() as ledger:
        findings = standing_findings(home, latest_verdicts(ledger))
    return findings.filter(code="REVISION-CONFLICT").rows(named=True)


def test_a_conflict_names_the_other_file_and_the_cells_that_differ(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    deliver(home, register(AGENCY), report("3"))
    assert verdicts(home) == {"accepted": 1}
    deliver(home, report("3").replace(b",3,", b",4,", 1), at=RECEIVED + timedelta(days=1))
    assert verdicts(home) == {"held": 2}
    one, other = conflicts(home)
    assert {*one["candidate_names"], *other["candidate_names"]} == {"0.csv", "1.csv"}
    for finding in (one, other):
        (name,) = finding["candidate_names"]
        said = describe(finding, None).problem
        assert finding["expected_text"] == "CSV!B13"
        assert name in said
        assert "Các ô khác nhau: CSV!B13." in said
