"""Counts of one to four people, systems or incidents, hidden where everybody reads.

With only those hidden, a total would give them away: in each total that has one, a larger count is
hidden as well. A status beside each hidden count says which of the two it is, so that no page calls
small what is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Status = Literal["shown", "small", "hidden"]


@dataclass(frozen=True)
class SmallCounts:
    """Counts, and a ``share`` of them that would give them away (``columns``), shown together from
    ``shown_from`` on; ``totals`` name the columns that the cells of one total have in common."""

    columns: tuple[str, ...]
    shown_from: int
    totals: tuple[tuple[str, ...], ...]

    @property
    def counted(self) -> tuple[str, ...]:
        """The columns that are counts."""
        return tuple(column for column in self.columns if column != "share")

    @property
    def statuses(self) -> tuple[str, ...]:
        """The columns that say of each count whether it is ``shown``, ``small`` (below
        ``shown_from``) or ``hidden`` with a small one."""
        return tuple(f"{column}_status" for column in self.counted)

    @property
    def descriptions(self) -> dict[str, str]:
        """What each of ``statuses`` means."""
        return {
            status: f"Whether {count} is shown; small, from 1 to {self.shown_from - 1};"
            " or hidden, so that no small one can be computed."
            for count, status in zip(self.counted, self.statuses, strict=True)
        }


def without_small_counts(query: str, counts: SmallCounts, *, tell: bool) -> str:
    """A query whose small counts are null, and those hidden with them, each with its status.

    With ``tell`` nothing is hidden. A total over rows and one over columns can each need a further
    cell, so each total is processed twice.
    """
    few = " or ".join(f"({n} > 0 and {n} < {counts.shown_from})" for n in counts.counted)
    few = "false" if tell else f"coalesce({few}, false)"
    large = " and ".join(f"coalesce({n} > {counts.shown_from}, true)" for n in counts.counted)
    query = f"""
        select *, {few} as is_few, {few} as is_kept_back, {large} as is_large
        from ({query})
    """
    for total in counts.totals * 2:
        query = _with_a_larger_one(query, counts.columns[0], ", ".join(total))
    shown = ", ".join(
        f"case when not is_kept_back then {column} end as {column}" for column in counts.columns
    )
    statuses = ", ".join(
        f"""case when {count} is null then null when not is_kept_back then 'shown'
            when is_few and {count} < {counts.shown_from} and {_is_told_apart(counts.totals)}
            then 'small' else 'hidden' end as {status}"""
        for count, status in zip(counts.counted, counts.statuses, strict=True)
    )
    return f"""
        select * exclude (is_few, is_large, is_kept_back) replace ({shown}), {statuses}
        from ({query})
    """


def _with_a_larger_one(query: str, count: str, total: str) -> str:
    """Hide a further cell of every total with one hidden cell, or with small ones only: the
    smallest of those above ``shown_from``, else the smallest there is.

    One of exactly ``shown_from`` is no cover: with a small 1 it makes the least that a small and a
    hidden cell can come to, and that sum would give both.
    """
    return f"""
        select * exclude (cell, kept_back, has_large, place) replace (
            is_kept_back or (
                kept_back > 0 and (kept_back = 1 or not has_large)
                and place = 1 and coalesce({count}, 0) > 0
            ) as is_kept_back
        )
        from (
            select *,
                count(*) filter (where is_kept_back) over of_total as kept_back,
                bool_or(is_kept_back and is_large) over of_total as has_large,
                row_number() over (
                    partition by {total}
                    order by is_kept_back or coalesce({count}, 0) = 0, not is_large, {count}, cell
                ) as place
            from (select cells.*, cast(cells as varchar) as cell from ({query}) as cells)
            window of_total as (partition by {total})
        )
    """


def _is_told_apart(totals: Sequence[Sequence[str]]) -> str:
    """Whether a small count is called so: in each of its totals it is alone, or one above
    ``shown_from`` is hidden with it. A sum of 8 over two cells called small would give both."""
    over = [f"over (partition by {', '.join(total)})" for total in totals]
    return (
        " and ".join(
            f"(count(*) filter (where is_kept_back) {cells} = 1"
            f" or bool_or(is_kept_back and is_large) {cells})"
            for cells in over
        )
        or "true"
    )
