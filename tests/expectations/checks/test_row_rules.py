"""Rules across the cells of a row at their borders: how many yes are enough, which day is the first
that is too late, which answer asks for another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import product

import polars as pl
import pytest

from expectations.book.check_kinds import AtLeastOneCheck, DatesCheck, RequiredWhenCheck, RowCheck
from expectations.checks.check_frame import all_checks
from expectations.checks.comparison import evaluate
from expectations.checks.row_rules import at_least_one, dates, required_when, sums
from ingestion.submissions.frame_columns import NUMBER

FIELDS = ("a", "b", "c")
CODE = "ROW-RULE"


def row(name: str, **answers: int | str | None) -> Iterable[dict[str, object]]:
    """The cells of a row; None is a blank one."""
    for field, answer in answers.items():
        yield {
            "submission_id": name,
            "table": "things",
            "sheet": "Things",
            "cell": "A1",
            "row": "",
            "row_key": "",
            "row_number": 1,
            "named": field,
            "field": field,
            "status": "not_reported" if answer is None else "reported",
            "raw_text": None if answer is None else str(answer),
            "number": answer if isinstance(answer, int) else None,
            "text": answer if isinstance(answer, str) else None,
        }


def cells(*rows: Iterable[dict[str, object]]) -> pl.DataFrame:
    texts = dict.fromkeys(
        ("submission_id", "table", "sheet", "cell", "row_key", "row", "field", "named", "status",
         "raw_text"),
        pl.String(),
    )  # fmt: skip
    return pl.DataFrame(
        [cell for of_row in rows for cell in of_row],
        schema={**texts, "row_number": pl.Int32(), "number": NUMBER, "text": pl.String()},
    )


def broken(checks: pl.DataFrame) -> set[str]:
    """The rows that break a rule."""
    outcome = evaluate(all_checks([checks]))
    assert not outcome.crashed
    return set(outcome.failed["submission_id"])


def test_one_yes_is_enough_and_so_are_two_and_three() -> None:
    answers = list(product((None, 0, 1), repeat=3))
    rows = [
        row(f"{given}", **dict(zip(FIELDS, given, strict=True)), d=1) for given in answers
    ]  # fmt: skip
    check = AtLeastOneCheck(kind="at_least_one", table="things", fields=FIELDS)
    without = {f"{given}" for given in answers if 1 not in given}
    assert broken(at_least_one(cells(*rows), CODE, check)) == without


@pytest.mark.parametrize(
    ("earlier", "later", "is_broken"),
    [
        ("2024-05-17", "2024-05-16", True),
        ("2024-05-17", "2024-05-17", False),
        ("2024-05-17", "2024-05-18", False),
        ("2024-05-17", None, False),
        (None, "2024-05-16", False),
    ],
)
def test_a_day_is_not_before_the_one_it_follows(
    earlier: str | None, later: str | None, is_broken: bool
) -> None:
    for day in (earlier, later):
        assert day is None or date.fromisoformat(day)
    check = DatesCheck(kind="dates", table="things", earlier="a", later="b")
    assert bool(broken(dates(cells(row("r", a=earlier, b=later)), CODE, check))) == is_broken


@pytest.mark.parametrize(
    ("answer", "given", "is_broken"),
    [
        (1, None, True),
        (1, "x", False),
        (0, None, False),
        (None, None, False),
    ],
)
def test_a_yes_asks_for_more_and_nothing_else_does(
    answer: int | None, given: str | None, is_broken: bool
) -> None:
    check = RequiredWhenCheck(
        kind="required_when", table="things", field="b", when_field="a", answer="yes"
    )
    read = cells(row("r", a=answer, b=given))
    assert bool(broken(required_when(read, CODE, check))) == is_broken


@pytest.mark.parametrize(
    ("left", "right", "is_broken"),
    [
        ((2, 3), 5, False),
        ((2, 3), 4, True),
        ((2, 3), 6, True),
        ((0, 0), 0, False),
        ((2, None), 5, False),
        ((2, 3), None, False),
    ],
)
def test_sums_are_compared_where_all_of_them_is_filled(
    left: tuple[int, int | None], right: int | None, is_broken: bool
) -> None:
    check = RowCheck(
        kind="row", table="things", left=("a", "b"), operator="equals", right=("c",)
    )  # fmt: skip
    read = cells(row("r", a=left[0], b=left[1], c=right))
    assert bool(broken(sums(read, CODE, check))) == is_broken
