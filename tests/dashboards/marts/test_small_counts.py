"""Counts below five and those hidden with them: what the views of the public keep back, and that no
sum gives it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import duckdb
import pytest

from dashboards.marts.audiences import PUBLIC, opened_for, table
from dashboards.marts.small_counts import SmallCounts, without_small_counts
from ingestion.messages import text
from tests.dashboards.published_marts import build

SMALL, SHOWN_FROM = range(1, 5), 5
Cell = tuple[int | None, str]


def _public(cells: dict[tuple[str, int], tuple[int, int]], *totals: str) -> dict[object, list[str]]:
    """What the public sees of the two counts of each cell: the figure, or its status."""
    values = ", ".join(
        f"('{row}', {column}, {n}, {of_them})" for (row, column), (n, of_them) in cells.items()
    )
    query = without_small_counts(
        f"select * from (values {values}) as cells (across, down, incidents, handled)",
        SmallCounts(("incidents", "handled"), SHOWN_FROM, tuple((total,) for total in totals)),
        tell=False,
    )
    with duckdb.connect() as connection:
        rows = connection.execute(
            "select across, down, incidents, incidents_status, handled, handled_status"
            f" from ({query})"
        ).fetchall()
    for _, _, *figures in rows:
        for figure, status in (figures[:2], figures[2:]):
            assert (figure is None) == (status != "shown")
    return {
        (row[0], row[1]): [str(row[2]) if row[2] is not None else row[3], row[5]] for row in rows
    }


def test_four_is_small_and_five_is_shown() -> None:
    public = _public({("a", n): (n, n) for n in (0, 1, 4, 5, 6, 30)}, "across")
    assert {column: words for (_, column), (words, _) in public.items()} == {
        0: "0",
        1: "small",
        4: "small",
        5: "5",
        6: "hidden",
        30: "30",
    }


def test_each_pair_of_counts_is_shown_or_kept_back_whole() -> None:
    """Alone in its total: with a count of one to four its other count goes too, called small where
    it is below five (a zero beside a three would say who was not helped), hidden from five on."""
    pairs = [(n, of_them) for n in range(8) for of_them in range(n + 1)]
    shown = _public({(f"{n} {of_them}", 1): (n, of_them) for n, of_them in pairs}, "across")
    for pair in pairs:
        words = shown[f"{pair[0]} {pair[1]}", 1]
        if set(pair) & set(SMALL):
            assert words == ["small" if n < SHOWN_FROM else "hidden" for n in pair], pair
        else:
            assert words == [str(pair[0]), "shown"], pair


def test_a_large_count_with_a_small_part_is_hidden_and_not_called_small() -> None:
    public = _public({("a", 1): (85, 4), ("a", 2): (95, 21), ("a", 3): (400, 300)}, "across")
    assert public["a", 1] == ["hidden", "small"]
    assert public["a", 2] == ["hidden", "hidden"]
    assert public["a", 3] == ["400", "shown"]


def test_totals_over_rows_and_columns_both_keep_their_secret() -> None:
    counts = {("a", 1): 2, ("a", 2): 30, ("a", 3): 7, ("b", 1): 40, ("b", 2): 50, ("b", 3): 60}
    public = _public({cell: (n, n) for cell, n in counts.items()}, "across", "down")
    hidden = {cell for cell, (words, _) in public.items() if words in ("small", "hidden")}
    assert [cell for cell, (words, _) in public.items() if words == "small"] == [("a", 1)]
    for place in (0, 1):
        for of_total in {cell[place] for cell in counts}:
            assert sum(cell[place] == of_total for cell in hidden) != 1


def test_no_sum_gives_a_hidden_count_back() -> None:
    """Every total of four such cells, one of them large: who knows the sum and what the statuses
    mean finds at least two values for each cell that is kept back."""
    totals = [cells for cells in product((0, 1, 4, 5, 6), repeat=3) if set(cells) & set(SMALL)]
    cells = {(f"{n}", place): (count, count) for n, total in enumerate(totals)
             for place, count in enumerate((*total, 30))}  # fmt: skip
    public = _public(cells, "across")
    for n, total in enumerate(totals):
        words = [public[f"{n}", place][0] for place in range(4)]
        for count, word in zip((*total, 30), words, strict=True):
            assert word == {True: "small", False: word}[count in SMALL]
            assert word != "small" or count in SMALL
        kept_back = [word for word in words if word in ("small", "hidden")]
        rest = sum((*total, 30)) - sum(int(word) for word in words if word.isdigit())
        possible = list(_possible(kept_back, rest))
        for values in zip(*possible, strict=True):
            assert len(set(values)) > 1, (total, words)


def _possible(kept_back: Sequence[str], rest: int) -> Iterator[tuple[int, ...]]:
    """The values that cells kept back can have: a small one 1 to 4, a hidden one 5 or more."""
    choices = [SMALL if word == "small" else range(SHOWN_FROM, rest + 1) for word in kept_back]
    return (values for values in product(*choices) if sum(values) == rest)


@pytest.mark.parametrize("cells", [(1, 5), (1, 5, 5), (4, 4), (3, 4)])
def test_where_nothing_large_can_be_hidden_small_and_hidden_are_not_told_apart(
    cells: tuple[int, ...],
) -> None:
    public = _public({("a", place): (n, n) for place, n in enumerate(cells)}, "across")
    assert {words for words, _ in public.values()} == {"hidden"}


def test_a_small_count_that_is_alone_is_called_so() -> None:
    assert _public({("a", 1): (3, 3), ("a", 2): (0, 0)}, "across")["a", 1] == ["small", "small"]


def test_the_mark_names_the_number_that_counts_are_shown_from() -> None:
    limits = {line.counts.shown_from for line in table().lines if line.counts}
    assert limits == {SHOWN_FROM}
    for language in ("vi", "en"):
        assert text("page.count.small", language) == f"<{SHOWN_FROM}"


def test_a_half_year_hides_nothing_of_its_year(tmp_path: Path) -> None:
    statuses = _of_periods(tmp_path, [("2025-S1", "half-year", 3), ("2025", "year", 43)])
    assert statuses == {"2025-S1": "small", "2025": "shown"}


def test_the_other_half_of_a_year_that_is_shown_is_hidden_with_a_small_one(tmp_path: Path) -> None:
    periods = [("2025-S1", "half-year", 3), ("2025-S2", "half-year", 40), ("2025", "year", 43)]
    statuses = _of_periods(tmp_path, periods)
    assert statuses == {"2025-S1": "small", "2025-S2": "hidden", "2025": "shown"}


def _of_periods(folder: Path, periods: Sequence[tuple[str, str, int]]) -> dict[str, str]:
    """The statuses of the one type in periods of one year, beside another that is frequent."""
    published = build(folder / "published.duckdb", codes=("48",))
    with duckdb.connect(str(published)) as connection:
        connection.execute("delete from marts.mart_incident_total")
        connection.executemany(
            "insert into marts.mart_incident_total"
            " (period, period_kind, index_year, incident_type, incidents, handled)"
            " values (?, ?, 2025, 'TYPE-01', ?, ?)",
            [(*period, period[-1]) for period in periods],
        )
    with opened_for(published, PUBLIC) as connection:
        return dict(
            connection.execute(
                "select period, incidents_status from visible.mart_incident_total"
            ).fetchall()
        )
