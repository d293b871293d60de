"""Counts of one to four people, systems or incidents, hidden where everybody reads.

Beside every hidden cell of a total a second one is hidden: with only one gone, the total would
give it back. Nobody is told which of them is the small one: that would leave four values for the
other.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SmallCounts:
    """Counts, and a ``share`` of them that would give them away (``columns``), shown together from
    ``shown_from`` on; ``totals`` name the columns that the cells of one total have in common."""

    columns: tuple[str, ...]
    shown_from: int
    totals: tuple[tuple[str, ...], ...]


def without_small_counts(query: str, counts: SmallCounts, *, tell: bool) -> str:
    """A query whose small counts are null, and those hidden beside them; ``<count>_hidden`` is true
    for both.

    With ``tell`` nothing is hidden. A total over rows and one over columns can each need a further
    cell, so the totals are gone through twice.
    """
    count = counts.columns[0]
    few = [
        f"{column} between 1 and {counts.shown_from - 1}"
        for column in counts.columns
        if column != "share"
    ]
    mark = "false" if tell else f"coalesce({' or '.join(few)}, false)"
    query = f"select *, {mark} as {count}_hidden from ({query})"
    if tell:
        return query
    for total in counts.totals * 2:
        query = _with_a_second(query, count, ", ".join(total))
    nulled = ", ".join(
        f"case when not {count}_hidden then {column} end as {column}" for column in counts.columns
    )
    return f"select * replace ({nulled}) from ({query})"


def _with_a_second(query: str, count: str, total: str) -> str:
    """Hide the smallest shown cell of every total that has exactly one hidden cell."""
    return f"""
        select * exclude (cell, hidden_cells, place) replace (
            {count}_hidden or (hidden_cells = 1 and place = 1 and coalesce({count}, 0) > 0)
                as {count}_hidden
        )
        from (
            select *,
                sum(cast({count}_hidden as integer)) over (partition by {total}) as hidden_cells,
                row_number() over (
                    partition by {total}
                    order by {count}_hidden or coalesce({count}, 0) = 0, {count}, cell
                ) as place
            from (select cells.*, cast(cells as varchar) as cell from ({query}) as cells)
        )
    """
