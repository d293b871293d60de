"""Rules across reports, and that the answer does not depend on how reports were split."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from expectations.book.rule_book import load_rule_book
from expectations.checks.across_rules import CELL_COLUMNS, Earlier, needed_cells
from expectations.checks.register_rules import Register
from expectations.wording.descriptions import describe
from ingestion.forms.contract import load_contracts
from tests.expectations.builders import (
    AGENCY,
    BUDGET,
    INCIDENTS,
    MERGED,
    MERGED_NAME,
    OTHER,
    OTHER_NAME,
    SECURITY,
    Row,
    batch,
    codes_and_cells,
    earlier_of,
    file_of,
    header,
    judge,
    plan,
    put,
    register,
)

BILLION = 1_000_000_000


def budget(year: int, total: int, revision: int = 0, **row: object) -> bytes:
    head: Row = header(period=str(year), revision=revision, report_date=f"05/12/{year}")
    line = plan(item=f"Kế hoạch {year}", total_it_budget=total, security_budget=total // 10)
    return file_of(BUDGET, head, rows=[line | row])


def verdicts(contents: list[bytes]) -> list[str]:
    """The verdicts of one batch, in the order of the files."""
    return judge(contents).verdicts["verdict"].to_list()


def test_two_contents_under_one_revision_are_both_held() -> None:
    first, second = budget(2023, 60 * BILLION), budget(2023, 61 * BILLION)
    judged = judge([first, second])
    assert codes_and_cells(judged) == [("REVISION-CONFLICT", None)] * 2
    assert judged.verdicts["verdict"].to_list() == ["held", "held"]
    own, other = judged.findings.iter_rows(named=True)
    said = describe(own, load_contracts().latest()[BUDGET]).problem
    assert "05/12/2023" in said
    assert other["submission_id"][:12] in said
    assert verdicts([first, budget(2023, 61 * BILLION, revision=1)]) == ["accepted", "accepted"]


def test_a_conflict_holds_the_report_that_was_accepted_before() -> None:
    first, second = budget(2023, 60 * BILLION), budget(2023, 61 * BILLION)
    before = judge([first])
    after = judge([second], earlier=earlier_of(batch([first]), before))
    (own, older) = after.verdicts.iter_rows(named=True)
    assert own["verdict"] == older["verdict"] == "held"
    assert older["submission_id"] == before.verdicts["submission_id"][0]
    assert older["blocking_codes"] == ["REVISION-CONFLICT"]
    assert set(after.findings["submission_id"]) == {own["submission_id"], older["submission_id"]}


@pytest.mark.parametrize(
    ("total", "expected", "exponent"),
    [
        (60 * BILLION * 500, "held", 3),
        (60 * BILLION * 500 - 1, "accepted", None),
        (60 * BILLION // 500, "held", -3),
        (60 * BILLION // 500 + 1, "accepted", None),
        (60_000_000, "held", -3),
        (60_000, "held", -6),
    ],
)
def test_a_budget_in_another_unit_of_money_is_held(
    total: int, expected: str, exponent: int | None
) -> None:
    slipped = budget(2024, total)
    judged = judge([budget(2023, 60 * BILLION), slipped])
    assert judged.verdicts["verdict"].to_list() == ["accepted", expected]
    if expected == "held":
        columns = ("code", "field", "limit_number", "slip_exponent")
        assert judged.findings.select(columns).rows() == [
            ("UNIT-SLIP", "total_it_budget", 60 * BILLION, exponent)
        ]


def test_a_slipped_year_is_no_base_for_the_next() -> None:
    files = [
        budget(2022, 60 * BILLION),
        budget(2023, 60_000_000),
        budget(2024, 61 * BILLION),
    ]
    assert verdicts(files) == ["accepted", "held", "accepted"]


def test_the_revision_that_counts_is_the_base() -> None:
    wrong, right = budget(2023, 60_000_000), budget(2023, 60 * BILLION, revision=1)
    assert verdicts([wrong, right, budget(2024, 61 * BILLION)]) == ["accepted"] * 3


def test_no_base_after_three_years_and_none_for_another_project() -> None:
    assert verdicts([budget(2019, 60 * BILLION), budget(2023, 60_000_000)]) == ["accepted"] * 2
    road, dam = (
        budget(2023, 60 * BILLION, scope_of_budget="Dự án", item="Dự án 1"),
        budget(2024, 60_000_000, scope_of_budget="Dự án", item="Dự án 2"),
    )
    assert verdicts([road, dam]) == ["accepted"] * 2
    same = budget(2024, 60_000_000, scope_of_budget="Dự án", item="Dự án 1")
    assert verdicts([road, same]) == ["accepted", "held"]


def test_reports_held_for_another_reason_are_no_base() -> None:
    spoilt = file_of(
        BUDGET,
        header(period="2023"),
        put("yearly_plan|Kế hoạch 2023", "exempt", "có lẽ"),
        rows=[plan(item="Kế hoạch 2023")],
    )
    assert verdicts([spoilt, budget(2024, 60_000_000)]) == ["held", "accepted"]


@pytest.mark.parametrize(
    ("total", "factor"),
    [
        (60 * BILLION * 1_000, "lớn hơn kỳ trước (60.000.000.000 đồng) khoảng 1.000 lần"),
        (60_000, "nhỏ hơn kỳ trước (60.000.000.000 đồng) khoảng 1.000.000 lần"),
        (60, "nhỏ hơn kỳ trước (60.000.000.000 đồng) khoảng 1.000.000.000 lần"),
    ],
)
def test_a_slip_names_the_step_between_units_of_money(total: int, factor: str) -> None:
    judged = judge([budget(2023, 60 * BILLION), budget(2024, total)])
    (finding,) = judged.findings.iter_rows(named=True)
    description = describe(finding, load_contracts().latest()[BUDGET])
    assert factor in description.problem


_OF_OTHER: Row = {
    "agency_id": OTHER, "agency_name": OTHER_NAME, "unit_code": "27", "unit_name": "Bắc Ninh",
}  # fmt: skip


def budget_of(agency: Row, year: int, total: int) -> bytes:
    head = header(**(agency | {"period": str(year), "report_date": f"05/12/{year}"}))
    line = plan(item=f"Kế hoạch {year}", total_it_budget=total, security_budget=total // 10)
    return file_of(BUDGET, head, rows=[line])


def test_who_succeeds_others_is_compared_with_all_of_them_together() -> None:
    one: Row = {}
    other = _OF_OTHER
    both: Row = {"agency_id": MERGED, "agency_name": MERGED_NAME, "unit_name": "Bắc Ninh"}
    before = [budget_of(one, 2024, 60 * BILLION), budget_of(other, 2024, 40 * BILLION)]
    slip, near = budget_of(both, 2025, 200_000_000), budget_of(both, 2025, 200_000_010)
    assert verdicts([*before, slip]) == ["accepted", "accepted", "held"]
    assert verdicts([*before, near]) == ["accepted"] * 3
    alone = budget_of(one, 2024, 200 * BILLION)
    assert verdicts([alone, slip]) == ["accepted"] * 2, "nobody knows the whole of before"
    later = pl.when(agency_id=OTHER).then(date(2026, 6, 30)).otherwise("valid_to")
    dated = replace(register(), agencies=register().agencies.with_columns(valid_to=later))
    judged = judge([alone, slip], registered=dated).verdicts["verdict"].to_list()
    assert judged == ["accepted", "held"], "the other is succeeded only in the year after"


def test_a_row_that_is_not_the_only_one_of_its_kind_has_no_counterpart() -> None:
    """Two yearly plans of one year: which of them last year's became nobody knows."""
    totals = {"Kế hoạch 2025": 60 * BILLION, "Kế hoạch bổ sung 2025": 60_000_000}
    rows = [
        plan(item=item, total_it_budget=total, security_budget=total // 10)
        for item, total in totals.items()
    ]
    head = header(
        period="2025", report_date="05/12/2025", agency_id=MERGED, agency_name=MERGED_NAME,
        unit_name="Bắc Ninh",
    )  # fmt: skip
    before = budget_of({}, 2024, 60 * BILLION), budget_of(_OF_OTHER, 2024, 60 * BILLION)
    assert verdicts([*before, file_of(BUDGET, head, rows=rows)]) == ["accepted"] * 3
    assert verdicts([*before, file_of(BUDGET, head, rows=rows[1:])])[-1] == "held"


def systems(year: int, denominator: int) -> bytes:
    head: Row = header(period=str(year), report_date=f"05/12/{year}")
    line: Row = {"value": 2, "denominator": denominator}
    return file_of(SECURITY, head, level_approved_share=line)


@pytest.mark.parametrize(
    ("denominator", "expected"),
    [(150, "accepted"), (151, "accepted_with_warnings"), (50, "accepted"),
     (49, "accepted_with_warnings")],
)  # fmt: skip
def test_a_denominator_that_jumps_is_told_and_accepted(denominator: int, expected: str) -> None:
    judged = judge([systems(2023, 100), systems(2024, denominator)])
    assert judged.verdicts["verdict"].to_list() == ["accepted", expected]
    if expected != "accepted":
        (finding,) = judged.findings.iter_rows(named=True)
        assert (finding["code"], finding["row_key"], finding["field"]) == (
            "DENOMINATOR-JUMP",
            "level_approved_share",
            "denominator",
        )
        description = describe(finding, load_contracts().latest()[SECURITY])
        way = "tăng" if denominator > 100 else "giảm"
        told = f"({denominator}) {way} 51 % so với kỳ trước (100), vượt mức 50 %"
        assert told in description.problem


def test_a_jump_is_told_against_last_year_only() -> None:
    assert verdicts([systems(2022, 100), systems(2024, 900)]) == ["accepted"] * 2


def summary(period: str, count: int, revision: int = 0) -> bytes:
    head: Row = header(period=period, revision=revision, report_date="05/12/2024")
    figures = ("incidents", "self_handled", "handled_with_support", "support_requested")
    none: Row = dict.fromkeys(figures, 0)
    rows = {f"TYPE_{number:02}": none for number in range(2, 11)}
    return file_of(INCIDENTS, head, TYPE_01=none | {"incidents": count}, **rows)


@pytest.mark.parametrize(
    ("year", "expected"), [(9, "accepted"), (8, "accepted"), (7, "accepted_with_warnings")]
)
def test_a_year_is_at_least_its_parts(year: int, expected: str) -> None:
    files = [summary("2024-S1", 5), summary("2024-S2", 3), summary("2024", year)]
    judged = judge(files, deliveries=[(None, date(2024, 6, 1))] * 3)
    assert judged.verdicts["verdict"].to_list() == ["accepted", "accepted", expected]
    if expected != "accepted":
        columns = ("code", "row_key", "field", "limit_operator", "limit_number")
        assert judged.findings.select(columns).rows() == [
            ("YEAR-BELOW-PARTS", "TYPE-01", "incidents", "at_least", 8)
        ]


def test_the_part_that_counts_is_the_corrected_one() -> None:
    files = [summary("2024-S1", 50), summary("2024-S1", 5, revision=1), summary("2024", 7)]
    assert verdicts(files) == ["accepted"] * 3


def test_an_own_report_and_an_aggregate_are_no_conflict() -> None:
    aggregate = file_of(BUDGET, header(scope="Tổng hợp nhiều đơn vị"), rows=[plan()])
    assert verdicts([file_of(BUDGET, rows=[plan()]), aggregate]) == ["accepted"] * 2


SEASON = [
    budget(2022, 60 * BILLION),
    budget(2023, 60_000_000),
    budget(2024, 62 * BILLION),
    budget(2024, 63 * BILLION),
]
WARNED = [summary("2024-S1", 5), summary("2024", 4), systems(2023, 100), systems(2024, 900)]


# In which order an agency sends its four reports of either season.
ORDERS = {
    f"AGY-24-1{number:02}": order
    for number, order in enumerate(list(itertools.permutations(range(4)))[::3])
}


def sent_by(agency_id: str, content: bytes) -> bytes:
    """The same report of another agency."""
    return content.replace(AGENCY.encode(), agency_id.encode())


def test_batches_of_one_in_any_order_end_like_one_batch() -> None:
    """One report of a season after the other, each agency in an order of its own."""
    line = register().agencies.filter(agency_id=AGENCY)
    agencies = pl.concat(line.with_columns(agency_id=pl.lit(agency)) for agency in ORDERS)
    registered = Register(agencies, register().units)
    sent = [
        [
            sent_by(agency, season[order[step]])
            for agency, order in ORDERS.items()
            for season in (SEASON, WARNED)
        ]
        for step in range(4)
    ]
    read = batch([content for contents in sent for content in contents])
    whole = judge([content for contents in sent for content in contents], registered=registered)
    columns = ("submission_id", "verdict", "blocking_codes", "codes", "waived_codes")
    expected = whole.verdicts.select(columns)
    assert set(expected["verdict"]) == {"accepted", "accepted_with_warnings", "held"}
    verdicts = expected.clear()
    for contents in sent:
        headers = read.headers.join(verdicts, on="submission_id")
        cells = read.cells.join(verdicts, on="submission_id", how="semi")
        judged = judge(contents, earlier=Earlier(headers, cells), registered=registered)
        changed = judged.verdicts.select(columns)
        others = verdicts.join(changed, on="submission_id", how="anti")
        verdicts = pl.concat([others, changed])
    ended = verdicts.select("submission_id", "verdict").sort("submission_id")
    assert ended.equals(expected.select("submission_id", "verdict").sort("submission_id"))


def test_needed_cells_name_what_a_caller_must_hand_in() -> None:
    assert needed_cells(load_rule_book(), load_contracts()).rows() == [
        ("budget_figures", "item"),
        ("budget_figures", "scope_of_budget"),
        ("budget_figures", "total_it_budget"),
        ("incident_counts", "handled_with_support"),
        ("incident_counts", "incidents"),
        ("incident_counts", "self_handled"),
        ("indicator_cells", "denominator"),
        ("indicator_cells", "value"),
        ("technical_measurements", "accounts_monitored"),
        ("technical_measurements", "addresses_monitored"),
        ("technical_measurements", "portal_checks_made"),
        ("technical_measurements", "systems_required"),
    ]


def test_the_needed_cells_are_enough() -> None:
    first = budget(2023, 60 * BILLION)
    read = batch([first])
    earlier = earlier_of(read, judge([first]))
    needed = needed_cells(load_rule_book(), load_contracts())
    few = earlier.cells.join(needed, on=["table", "field"], how="semi").select(CELL_COLUMNS)
    judged = judge([budget(2024, 60_000_000)], earlier=Earlier(earlier.headers, few))
    assert codes_and_cells(judged)[0][0] == "UNIT-SLIP"
