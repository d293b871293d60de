"""Which of several places is the table, and which rows under it are its own."""

from __future__ import annotations

import pytest

from ingestion.parsing.table_search import find_tables
from ingestion.readers.grid import Cell, Document, Grid

LABELS = {"item": "Nội dung", "cases": "Số vụ", "rate": "Hệ số", "amount": "Kinh phí"}
TITLE = "Số liệu"


def sheet(title: str, *rows: tuple[str, ...]) -> Grid:
    """A sheet of texts; an empty one is a blank cell."""
    return Grid(
        title,
        {
            (row, column): Cell(text)
            for row, texts in enumerate(rows, 1)
            for column, text in enumerate(texts, 1)
            if text
        },
    )


@pytest.mark.parametrize(("matching", "is_table"), [(4, True), (3, True), (2, True), (1, False)])
def test_half_of_the_labels_make_a_table(matching: int, is_table: bool) -> None:
    labels = (*list(LABELS.values())[:matching], *("Khác",) * (4 - matching))
    tables = find_tables(Document([sheet(TITLE, labels, ("A", "1", "2", "3"))]), LABELS, TITLE)
    assert [table.width for table in tables] == ([matching] if is_table else [])


def test_most_labels_count_before_the_title_and_the_title_before_the_order() -> None:
    whole, part = tuple(LABELS.values()), ("Nội dung", "Số vụ", "Hệ số")
    for titles, rows, expected in (
        (("Trang 1", TITLE), (whole, part), "Trang 1"),
        (("Trang 1", TITLE), (part, whole), TITLE),
        (("Trang 1", TITLE), (whole, whole), TITLE),
        (("Trang 1", "Trang 2"), (whole, whole), "Trang 1"),
    ):
        grids = [sheet(title, labels) for title, labels in zip(titles, rows, strict=True)]
        first, *_ = find_tables(Document(grids), LABELS, TITLE)
        assert first.grid.title == expected


@pytest.mark.parametrize(
    ("numbered", "is_row"),
    [
        (("(1)", "(2)", "(3)", "(4)"), False),
        (("A", "1", "2", "3"), False),
        (("1", "2", "3", "4"), False),
        (("", "(1)", "(2)", "(3)"), False),
        (("", "1", "2", "3"), True),
        (("", "", "(1)", "(2)"), True),
        (("(1)", "(3)", "(2)", "(4)"), True),
        (("A", "2", "3", "4"), True),
        (("An", "1", "2", "3"), True),
    ],
)
def test_a_line_that_counts_the_columns_is_no_row(numbered: tuple[str, ...], is_row: bool) -> None:
    grid = sheet(TITLE, tuple(LABELS.values()), numbered, ("A", "5", "6", "7"))
    (table,) = find_tables(Document([grid]), LABELS, TITLE)
    assert table.rows == ([2, 3] if is_row else [3])


@pytest.mark.parametrize(
    ("below", "foot"),
    [
        ([("",), ("Người lập biểu",)], 4),
        ([("Người lập biểu",)], 3),
        ([("Người lập biểu",), ("Huế", "5")], None),
        ([("Kế toán",)], None),
        ([("Tổng cộng", "5"), ("Người lập biểu",)], 4),
        ([("",), ("An",)], None),
        ([("",), ("", "", "Thủ trưởng đơn vị")], 4),
    ],
)
def test_signatures_begin_below_a_gap_or_a_total_or_hold_nothing_else(
    below: list[tuple[str, ...]], foot: int | None
) -> None:
    grid = sheet(TITLE, tuple(LABELS.values()), ("A", "5", "6", "7"), *below)
    (table,) = find_tables(Document([grid]), LABELS, TITLE)
    assert table.foot == foot
