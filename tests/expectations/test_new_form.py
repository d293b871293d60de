"""A form nobody programmed: one contract and one page of rules, from file to findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from expectations.book.rule_book import RULES, RuleBook, load_rule_book
from expectations.checks.unit_versions import unit_cells
from expectations.validation import Validation, validate
from expectations.wording.descriptions import describe
from ingestion.blanks.layout import Answers, lay_out
from ingestion.blanks.templates import csv_bytes
from ingestion.forms.contract import Contracts, load_contracts
from tests.expectations.builders import AS_OF, CENTRE, CENTRE_NAME, batch, header, register

CONTRACT = """
form: port_scans
version: 1
asset: port_scans
title: {vi: Kết quả quét cổng, en: Port scans}
legal_source: Công văn thử nghiệm
reporter: national_centre
periods: [year]
formats: [csv]
sheets:
  - name: scans
    kind: register
    table: port_scans
    title: {vi: Quét cổng, en: Scans}
    row_key: [unit_code]
    fields:
      - {code: unit_code, kind: unit, label: {vi: Tỉnh được quét, en: Scanned province}}
      - {code: open_ports, kind: count, label: {vi: Số cổng mở, en: Open ports}}
      - {code: scanned_ports, kind: count, minimum: 1, label: {vi: Số cổng đã quét, en: Ports}}
"""
PAGE = """
form: port_scans
rules:
  - code: PORT-ORDER
    severity: block
    legal_source: form
    owner: data_steward
    checks:
      - kind: row
        table: port_scans
        left: [open_ports]
        operator: at_most
        right: [scanned_ports]
"""
Scan = tuple[str, int | str, int]


@pytest.fixture
def forms(tmp_path: Path) -> Contracts:
    (tmp_path / "port_scans").mkdir()
    (tmp_path / "port_scans" / "1.yml").write_text(CONTRACT, encoding="utf-8")
    return load_contracts(tmp_path)


@pytest.fixture
def rules(tmp_path: Path) -> RuleBook:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "general.yml").write_text((RULES / "general.yml").read_text("utf-8"), "utf-8")
    (folder / "port_scans.yml").write_text(PAGE, encoding="utf-8")
    return load_rule_book(folder)


def report(forms: Contracts, period: str, *scans: Scan) -> bytes:
    form = forms["port_scans/1"]
    rows = [dict(zip(("unit_code", "open_ports", "scanned_ports"), s, strict=True)) for s in scans]
    head = header(agency_id=CENTRE, agency_name=CENTRE_NAME, period=period)
    return csv_bytes(form, lay_out(form, Answers(head, rows={"scans": rows})))


def judged(forms: Contracts, rules: RuleBook, content: bytes) -> Validation:
    read = batch([content], forms)
    return validate(
        read,
        register=register(),
        as_of=AS_OF,
        home_kind="synthetic",
        rule_book=rules,
        contracts=forms,
    )


def test_what_is_right_passes(forms: Contracts, rules: RuleBook) -> None:
    validation = judged(forms, rules, report(forms, "2024", ("24", 3, 10), ("27", 0, 1)))
    assert validation.findings.is_empty()
    assert validation.verdicts["verdict"].to_list() == ["accepted"]


def test_its_limits_and_rules_are_checked_and_told_in_words(
    forms: Contracts, rules: RuleBook
) -> None:
    content = report(forms, "2024", ("24", 11, 10), ("27", "nhiều", 0))
    validation = judged(forms, rules, content)
    findings = validation.findings.select("code", "cell").rows()
    assert findings == [("PORT-ORDER", "B12"), ("CELL-TYPE", "B13"), ("CELL-RANGE", "C13")]
    first = validation.findings.row(0, named=True)
    description = describe(first, forms["port_scans/1"], "vi", rules)
    assert description.problem == "Số cổng mở (11) không khớp với Số cổng đã quét: phải ≤ 10."
    assert description.legal_source == "Công văn thử nghiệm"


def test_a_code_means_the_unit_it_named_in_the_period(forms: Contracts, rules: RuleBook) -> None:
    old, new = report(forms, "2024", ("24", 1, 2)), report(forms, "2025", ("24", 1, 2))
    read = batch([old, new], forms)
    cells = unit_cells(read.cells, read.headers, register().units)
    assert cells["unit_id"].to_list() == ["VN63-24", "VN34-24"]
    validation = judged(forms, rules, report(forms, "2025", ("24", 1, 2), ("27", 1, 2)))
    assert validation.findings.select("code", "cell").rows() == [("UNIT-UNKNOWN", "A13")]
