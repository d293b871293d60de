"""Two reports under one revision and one day: both findings name the other file and the cells."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from expectations.book.rule_changes import rule_book_of
from expectations.wording.descriptions import describe
from ingestion.home.home import Home
from ingestion.samples.one_agency import AGENCY, register, report
from ingestion.submissions.decisions import Why
from orchestration.cli import main
from orchestration.decisions.deciding import approve, propose_withdrawal
from orchestration.intake.kept_findings import finding_rows
from orchestration.intake.latest_verdicts import latest_verdicts
from orchestration.intake.outbox import fill_outbox
from orchestration.intake.standing_findings import standing_findings
from orchestration.run_context import Run
from tests.orchestration.small_reports import AS_OF, RECEIVED, deliver, verdicts
from tests.orchestration.two_people import APPROVER, STEWARD


def conflicts(home: Home) -> list[dict[str, Any]]:
    with home.ledger() as ledger:
        findings = standing_findings(home, latest_verdicts(ledger))
    return findings.filter(code="REVISION-CONFLICT").rows(named=True)


@pytest.fixture
def two(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    deliver(home, register(AGENCY), report("3"))
    assert verdicts(home) == {"accepted": 1}
    other = report("3").replace(b",3,", b",4,", 1)
    deliver(home, other, at=RECEIVED + timedelta(days=1), by="lan")
    assert verdicts(home) == {"held": 2}
    return home


def test_a_conflict_names_the_other_file_and_the_cells_that_differ(two: Home) -> None:
    said = {describe(one, None).problem for one in conflicts(two)}
    (of_first,) = (one for one in said if "0.csv (test, 11/12/2024)" in one)
    (of_second,) = said - {of_first}
    assert "1.csv (test, 10/12/2024)" in of_second
    assert "Các ô khác nhau (bản này / bản kia): CSV!B13: 3 / 4." in of_first
    assert "Các ô khác nhau (bản này / bản kia): CSV!B13: 4 / 3." in of_second


def test_both_reports_and_their_cells_are_shown_and_one_is_chosen(two: Home) -> None:
    """The command shows them; a withdrawal by two people settles it with the next run."""
    folder = ["--home", str(two.folder)]
    shown = CliRunner().invoke(main, [*folder, "conflicts"])
    assert shown.exit_code == 1, shown.output
    heading, first, second, cell, choose = shown.output.splitlines()
    assert "2 bản khác nhau của AGY-1" in heading
    assert "1.csv, nhận ngày 10/12/2024 (test)" in first
    assert "0.csv, nhận ngày 11/12/2024 (lan)" in second
    assert cell.strip().startswith("CSV!B13 ")
    assert cell.endswith(": 3 / 4")
    unofficial = choose.split("csi decide withdraw ")[1].split()[0]
    status = CliRunner().invoke(main, [*folder, "status"]).output
    assert all(line in status for line in (heading, first, second, choose))
    assert f"csi conflicts {unofficial}" in status
    (listed,) = json.loads(CliRunner().invoke(main, [*folder, "conflicts", "--json"]).stdout)
    assert [one["values"] for one in listed["cells"]] == [["3", "4"]]
    made = propose_withdrawal(two, STEWARD, unofficial, Why(category="duplicate", reason="bản cũ"))
    approve(two, APPROVER, made.decision_id)
    assert verdicts(two) == {"accepted": 1, "withdrawn": 1}
    settled = CliRunner().invoke(main, [*folder, "conflicts"])
    assert (settled.exit_code, settled.output) == (0, "Không có báo cáo nào mâu thuẫn.\n")


def test_what_the_other_report_says_is_in_no_table_of_findings(two: Home) -> None:
    """Pages and Dagster show where reports differ; the values stay in terminal and workbook."""
    with two.ledger() as ledger:
        rows = finding_rows(two, latest_verdicts(ledger), rule_book_of(ledger))
    said = rows.filter(rule_code="REVISION-CONFLICT")["problem_vi"].to_list()
    assert len(said) == 2
    assert all("Các ô khác nhau: CSV!B13." in one for one in said)


def test_the_returned_workbook_says_what_the_other_report_says(two: Home) -> None:
    fill_outbox(Run(two, AS_OF))
    said = set()
    for path in (two / "outbox").rglob("*.xlsx"):
        front, *_ = load_workbook(path).worksheets
        said |= {str(cell.value) for row in front.iter_rows() for cell in row}
    for cells in ("CSV!B13: 3 / 4", "CSV!B13: 4 / 3"):
        assert any(cells in one for one in said)
