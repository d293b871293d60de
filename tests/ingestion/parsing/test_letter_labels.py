"""Remarks in brackets behind the labels of a letter: those that make another one of it hold it."""

from __future__ import annotations

import pytest

from ingestion.parsing.pool import read_report
from ingestion.parsing.proposals import Confirmed
from tests.ingestion.parsing.letters import (
    HEADING,
    SUMMARY,
    SUMMARY_LETTER,
    SYSTEMS_LETTER,
    incident_rows,
    read,
    written,
)


@pytest.mark.parametrize(
    ("code", "remark", "is_held"),
    [
        ("incidents", "nghìn", True),
        ("incidents", "đơn vị: nghìn vụ", True),
        ("incidents", "%", True),
        ("incidents", "kỳ trước", True),
        ("incidents", "1.000", True),
        ("self_handled", "chưa kể sự cố nhỏ", True),
        ("self_handled", "lũy kế từ 2020", True),
        ("incident_type", "nghìn", True),
        ("estimated_damage", "kỳ trước", True),
        ("incidents", "2", False),
        ("incidents", "2=3+4", False),
        ("incidents", "vụ", False),
        ("handled_with_foreign_support", "nếu có", False),
        ("incident_type", "theo danh mục", False),
        ("estimated_damage", "triệu đồng", False),
    ],
)
def test_a_remark_that_makes_another_column_of_it_holds_its_label(
    code: str, remark: str, is_held: bool
) -> None:
    damage = [{**row, "estimated_damage": 2} for row in incident_rows()]
    labels = SUMMARY | {code: f"{SUMMARY[code]}\n({remark})"}
    report = read(SUMMARY_LETTER.but(rows=damage, labels=labels))
    at = "ABCDEFG"[[*SUMMARY].index(code)] + "5"
    assert [(p.code, p.cell) for p in report.problems] == [("COLUMN-MISSING", at)] * is_held
    assert report.proposal is not None
    units = [one.value for one in report.proposal.money_units]
    assert units == ["1000000"] * (remark == "triệu đồng")


@pytest.mark.parametrize(("unit", "held"), [("1000000", []), ("1000", ["COLUMN-MISSING"])])
def test_a_label_in_another_unit_than_was_confirmed_is_held(unit: str, held: list[str]) -> None:
    labels = SUMMARY | {"estimated_damage": "Thiệt hại ước tính (triệu đồng)"}
    confirmed = Confirmed("incident_summary/layouts/1", {"money_unit": unit}, {})
    report = read_report(SUMMARY_LETTER.but(labels=labels).workbook(), confirmed=confirmed)
    assert [problem.code for problem in report.problems] == held


@pytest.mark.parametrize(
    ("remark", "held"),
    [
        ("nghìn", ["A7"]),
        ("đơn vị: nghìn hệ thống", ["A7"]),
        ("%", ["A7"]),
        ("hệ thống", []),
        ("kể cả hệ thống dùng chung", []),
    ],
)
def test_a_unit_in_the_label_of_a_line_is_held(remark: str, held: list[str]) -> None:
    label = f"- Tổng số hệ thống thông tin thuộc phạm vi quản lý ({remark})"
    for line in ([f"{label}: 2"], [f"{label}:", 2]):
        lines = [line, *written(total_systems=None), HEADING]
        problems = read(SYSTEMS_LETTER.but(lines=lines)).problems
        assert [p.cell for p in problems if p.code == "UNIT-LINE"] == held
