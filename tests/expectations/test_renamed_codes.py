"""Figures of an old version of a form are what those of a new one are compared with, whatever their
columns and lines were called then."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from expectations.across_rules import needed_cells
from expectations.rule_book import RULES, RuleBook, load_rule_book
from expectations.validation import Validation, validate
from ingestion.contract import Contracts, Form
from ingestion.layout import Answers, lay_out
from ingestion.templates import workbook_bytes
from tests.expectations.builders import AS_OF, batch, header, nothing_earlier

BILLION = 1_000_000_000
CONTRACT = """
form: drill_report
version: 1
asset: drills
title: {vi: Báo cáo diễn tập, en: Drills}
legal_source: thử
reporter: province_agency
periods: [year]
formats: [xlsx]
sheets:
  - name: drills
    kind: register
    table: drills
    title: {vi: Diễn tập, en: Drills}
    row_key: [place]
    fields:
      - {code: place, kind: text, label: {vi: Nơi diễn tập, en: Place}}
      - {code: cost, kind: money, label: {vi: Chi phí, en: Cost}}
  - name: summary
    kind: indicator
    title: {vi: Tổng hợp, en: Summary}
    groups: {all: {vi: Chung, en: All}}
    lines:
      - code: trained
        group: all
        kind: ratio
        label: {vi: Người được tập huấn, en: Trained}
        denominator: {vi: Tổng số người, en: All}
"""
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
"""


@pytest.fixture
def forms() -> Contracts:
    """A form, and its next version in which a line and both columns have other codes."""
    old, new = yaml.safe_load(CONTRACT), yaml.safe_load(CONTRACT)
    renames = {"place": "venue", "cost": "total_cost", "trained": "trained_staff"}
    new |= {"version": 2, "renames": renames}
    new["sheets"][0]["row_key"] = ["venue"]
    new["sheets"][0]["fields"][0]["code"] = "venue"
    new["sheets"][0]["fields"][1]["code"] = "total_cost"
    new["sheets"][1]["lines"][0]["code"] = "trained_staff"
    return Contracts([Form.model_validate(old), Form.model_validate(new)])


@pytest.fixture
def rules(tmp_path: Path) -> RuleBook:
    (tmp_path / "general.yml").write_text((RULES / "general.yml").read_text("utf-8"), "utf-8")
    (tmp_path / "drill_report.yml").write_text(PAGE, encoding="utf-8")
    return load_rule_book(tmp_path)


def report(form: Form, period: str, cost: int, staff: int) -> bytes:
    place, money = (field.code for field in form.registers[0].fields)
    (line,) = form.lines
    given = Answers(
        header(period=period, report_date=f"05/12/{period}"),
        lines={line.code: {"value": 2, "denominator": staff}},
        rows={"drills": [{place: "Hội trường", money: cost}]},
    )
    return workbook_bytes(form, lay_out(form, given))


def judged(forms: Contracts, rules: RuleBook, *contents: bytes) -> Validation:
    read = batch(list(contents), forms)
    return validate(read, earlier=nothing_earlier(), as_of=AS_OF, rule_book=rules, contracts=forms)


@pytest.mark.parametrize("before", ["drill_report/1", "drill_report/2"])
def test_figures_are_compared_across_a_rename(
    forms: Contracts, rules: RuleBook, before: str
) -> None:
    old = report(forms[before], "2023", BILLION, 100)
    new = report(forms["drill_report/2"], "2024", BILLION * 1000, 151)
    found = judged(forms, rules, old, new).findings.select("code", "row_key", "field").rows()
    assert found == [
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
    found = judged(forms, rules, old, older).findings.select("code", "row_key", "field").rows()
    assert found == [
        ("UNIT-SLIP", "Hội trường", "cost"),
        ("DENOMINATOR-JUMP", "trained", "denominator"),
    ]


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
