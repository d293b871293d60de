"""Figures of an old version of a form are what those of a new one are compared with, whatever their
columns and lines were called then."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from expectations.book.rule_book import RULES, RuleBook, load_rule_book
from expectations.checks.across_rules import needed_cells
from expectations.validation import Validation, validate
from ingestion.blanks.layout import Entry, lay_out
from ingestion.blanks.templates import workbook_bytes
from ingestion.forms.contract import Contracts, Form
from tests.drill_report import drill_answers, drill_reports
from tests.expectations.builders import AS_OF, batch, header, nothing_earlier

BILLION = 1_000_000_000
PAGE = """
form: drill_report
rules:
  - code: UNIT-SLIP
    severity: block
    legal_source: house
    owner: data_steward
    checks:
      - {kind: earlier_period, table: drills, field: total_cost, match: [venue], times: 500}
  - code: DENOMINATOR-JUMP
    severity: warn
    legal_source: house
    owner: data_steward
    checks:
      - {kind: jump, table: indicator_cells, field: denominator, per_cent: 50}
  - code: INCIDENT-HANDLED
    severity: block
    legal_source: house
    owner: data_steward
    checks:
      - {kind: row, table: indicator_cells, left: [trained_staff], operator: at_most,
         right: [drills_held]}
"""


@pytest.fixture
def forms() -> Contracts:
    """A form, and its next version in which lines and columns have other codes."""
    return Contracts(list(drill_reports()))


@pytest.fixture
def rules(tmp_path: Path) -> RuleBook:
    (tmp_path / "general.yml").write_text((RULES / "general.yml").read_text("utf-8"), "utf-8")
    (tmp_path / "drill_report.yml").write_text(PAGE, encoding="utf-8")
    return load_rule_book(tmp_path)


def report(form: Form, period: str, cost: int, staff: int, trained: int = 1) -> bytes:
    entries: dict[str, Entry] = {"place": "Hội trường", "held": date(2023, 5, 3), "cost": cost}
    entries |= {"drills": 1, "trained": trained, "all": staff, "people": 9, "planned": 1}
    head = header(period=period, report_date=f"05/12/{period}")
    return workbook_bytes(form, lay_out(form, drill_answers(form, head, **entries)))


def judged(forms: Contracts, rules: RuleBook, *contents: bytes) -> Validation:
    read = batch(list(contents), forms)
    return validate(read, earlier=nothing_earlier(), as_of=AS_OF, rule_book=rules, contracts=forms)


@pytest.mark.parametrize("before", ["drill_report/1", "drill_report/2"])
def test_figures_are_compared_across_a_rename(
    forms: Contracts, rules: RuleBook, before: str
) -> None:
    old = report(forms[before], "2023", BILLION, 100)
    new = report(forms["drill_report/2"], "2024", BILLION * 1000, 151)
    findings = judged(forms, rules, old, new).findings.select("code", "row_key", "field").rows()
    assert findings == [
        ("UNIT-SLIP", "Hội trường", "total_cost"),
        ("DENOMINATOR-JUMP", "trained_staff", "denominator"),
    ]
    near = report(forms["drill_report/2"], "2024", BILLION * 499, 150)
    assert judged(forms, rules, old, near).findings.is_empty()


def test_a_finding_in_an_old_report_is_told_under_its_own_names(
    forms: Contracts, rules: RuleBook
) -> None:
    old, older = (
        report(forms["drill_report/1"], year, cost, staff)
        for year, cost, staff in (("2024", BILLION, 100), ("2023", BILLION * 1000, 10))
    )
    findings = judged(forms, rules, old, older).findings.select("code", "row_key", "field").rows()
    assert findings == [
        ("UNIT-SLIP", "Hội trường", "cost"),
        ("DENOMINATOR-JUMP", "trained", "denominator"),
    ]


@pytest.mark.parametrize(
    ("version", "line"), [("drill_report/1", "trained"), ("drill_report/2", "trained_staff")]
)
def test_a_rule_names_the_latest_codes_and_judges_every_version(
    forms: Contracts, rules: RuleBook, version: str, line: str
) -> None:
    wrong = report(forms[version], "2024", BILLION, 100, trained=2)
    findings = judged(forms, rules, wrong).findings.select("code", "row_key").rows()
    assert findings == [("INCIDENT-HANDLED", line)]


def test_a_rule_that_names_an_old_code_is_refused(forms: Contracts, tmp_path: Path) -> None:
    (tmp_path / "general.yml").write_text((RULES / "general.yml").read_text("utf-8"), "utf-8")
    old = PAGE.replace("[trained_staff]", "[trained]")
    (tmp_path / "drill_report.yml").write_text(old, encoding="utf-8")
    with pytest.raises(ValueError, match="INCIDENT-HANDLED: no version of drill_report"):
        load_rule_book(tmp_path).verify(forms)


def test_the_cells_to_look_back_at_have_their_old_names_too(
    forms: Contracts, rules: RuleBook
) -> None:
    assert needed_cells(rules, forms).rows() == [
        ("drills", "cost"),
        ("drills", "place"),
        ("drills", "total_cost"),
        ("drills", "venue"),
        ("indicator_cells", "denominator"),
    ]
