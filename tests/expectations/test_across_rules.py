"""Rules across reports, and that the answer does not depend on how reports were split."""

from __future__ import annotations

import itertools

import polars as pl
import pytest

from expectations.across_rules import CELL_COLUMNS, Earlier, needed_cells
from expectations.rule_book import load_rule_book
from tests.expectations.builders import (
    BUDGET,
    Row,
    batch,
    earlier_of,
    file_of,
    found,
    header,
    judge,
    plan,
    put,
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
    assert found(judged) == [("REVISION-CONFLICT", None)] * 2
    assert judged.verdicts["verdict"].to_list() == ["held", "held"]
    assert verdicts([first, budget(2023, 61 * BILLION, revision=1)]) == ["accepted", "accepted"]


def test_a_conflict_holds_the_report_that_was_accepted_before() -> None:
    first, second = budget(2023, 60 * BILLION), budget(2023, 61 * BILLION)
    before = judge([first])
    after = judge([second], earlier=earlier_of(batch([first]), before))
    (own, older) = after.verdicts.iter_rows(named=True)
    assert own["verdict"] == older["verdict"] == "held"
    assert older["submission_id"] == before.verdicts["submission_id"][0]
    assert older["blocking_codes"] == "REVISION-CONFLICT"
    assert set(after.findings["submission_id"]) == {own["submission_id"], older["submission_id"]}


@pytest.mark.parametrize(
    ("total", "expected"),
    [
        (60 * BILLION * 500, "held"),
        (60 * BILLION * 500 - 1, "accepted"),
        (60 * BILLION // 500, "held"),
        (60 * BILLION // 500 + 1, "accepted"),
        (60_000_000, "held"),
    ],
)
def test_a_budget_in_another_unit_of_money_is_held(total: int, expected: str) -> None:
    slipped = budget(2024, total)
    judged = judge([budget(2023, 60 * BILLION), slipped])
    assert judged.verdicts["verdict"].to_list() == ["accepted", expected]
    if expected == "held":
        assert judged.findings["code"].to_list() == ["UNIT-SLIP"]
        assert judged.findings["field"].to_list() == ["total_it_budget"]
        assert judged.findings["expected"].to_list() == ["60000000000"]


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


SEASON = [
    budget(2022, 60 * BILLION),
    budget(2023, 60_000_000),
    budget(2024, 62 * BILLION),
    budget(2024, 63 * BILLION),
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::3])
def test_batches_of_one_in_any_order_end_like_one_batch(order: tuple[int, ...]) -> None:
    whole = judge(SEASON).verdicts
    expected = dict(zip(whole["submission_id"], whole["verdict"], strict=True))
    known: dict[str, dict[str, object]] = {}
    for step, position in enumerate(order):
        before = batch([SEASON[i] for i in order[:step]])
        headers = before.headers.join(
            pl.DataFrame(
                list(known.values()),
                schema={
                    "submission_id": pl.String,
                    "verdict": pl.String,
                    "blocking_codes": pl.String,
                    "warning_findings": pl.Int32,
                },
            ),
            on="submission_id",
        )
        judged = judge([SEASON[position]], earlier=Earlier(headers, before.cells))
        for row in judged.verdicts.rename({"warnings": "warning_findings"}).iter_rows(named=True):
            columns = ("submission_id", "verdict", "blocking_codes", "warning_findings")
            known[row["submission_id"]] = {column: row[column] for column in columns}
    assert {name: row["verdict"] for name, row in known.items()} == expected


def test_needed_cells_name_what_a_caller_must_hand_in() -> None:
    assert needed_cells(load_rule_book()).rows() == [
        ("budget_figures", "item"),
        ("budget_figures", "scope_of_budget"),
        ("budget_figures", "total_it_budget"),
    ]


def test_the_needed_cells_are_enough() -> None:
    first = budget(2023, 60 * BILLION)
    read = batch([first])
    all_known = earlier_of(read, judge([first]))
    needed = needed_cells(load_rule_book())
    few = all_known.cells.join(needed, on=["table", "field"], how="semi").select(CELL_COLUMNS)
    judged = judge([budget(2024, 60_000_000)], earlier=Earlier(all_known.headers, few))
    assert found(judged)[0][0] == "UNIT-SLIP"
