"""The counts of the country in an audience's view: those that are not for everybody are null, each
with a status beside it, so that no page calls small what is not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from dashboards.marts.disclosure import Cell, rules
from dashboards.marts.suppression import Told, statuses


@dataclass(frozen=True)
class ProtectedCounts:
    """Counts of a mart, and a ``share`` of them that would give them away (``columns``); ``cell``
    are the columns (or fixed words) that name a row's count in ``mart_country_contribution``:
    form, period, line, breakdown."""

    columns: tuple[str, ...]
    cell: tuple[str, ...]

    @property
    def counted(self) -> tuple[str, ...]:
        """The columns that are counts."""
        return tuple(column for column in self.columns if column != "share")

    @property
    def statuses(self) -> tuple[str, ...]:
        """The columns that say of each count whether it is ``shown``, ``small`` or ``hidden``."""
        return tuple(f"{column}_status" for column in self.counted)

    @property
    def descriptions(self) -> dict[str, str]:
        """What each of ``statuses`` means."""
        return {
            status: f"Whether {count} is shown; small, below {rules().shown_from}; or hidden, so"
            " that no contributor can be computed: few contributors, one that dominates, or a"
            " count from which such a one could be computed."
            for count, status in zip(self.counted, self.statuses, strict=True)
        }


@dataclass(frozen=True)
class ReleaseBefore:
    """The release that readers have already: the public's files of it, and whether the new one
    corrects it."""

    data: Path
    is_corrected: bool


def told_before(
    connection: duckdb.DuckDBPyConnection,
    protected: Mapping[str, ProtectedCounts],
    before: ReleaseBefore,
) -> dict[Cell, Told]:
    """What the public was told of each count; of those not shown only where the release is
    corrected. Nothing of a mart whose file says no status."""
    told: dict[Cell, Told] = {}
    for mart, counts in protected.items():
        file = before.data / f"{mart}.parquet"
        if not file.is_file():
            continue
        rows = connection.read_parquet(str(file))
        names = [name if name in rows.columns else f"'{name}'" for name in counts.cell]
        for counted, status in zip(counts.counted, counts.statuses, strict=True):
            if status not in rows.columns:
                continue
            for form, period, line, breakdown, mark, amount in rows.project(
                f"{', '.join(names)}, {status}, cast({counted} as double)"
            ).fetchall():
                if mark == "shown" or (mark == "hidden" and before.is_corrected):
                    told[Cell(form, period, line, breakdown, counted)] = Told(mark, amount)
    return told


def put_statuses(connection: duckdb.DuckDBPyConnection, before: Mapping[Cell, Told]) -> None:
    """Make the table ``count_status``, of what the public is shown of each count, from the snapshot
    that is attached; ``before`` is what an earlier release told."""
    counts: defaultdict[Cell, dict[str, float]] = defaultdict(dict)
    for *cell, contributor, contribution in connection.execute(
        "select form, period, line, breakdown, counted, contributor, contribution"
        " from snapshot.marts.mart_country_contribution order by all"
    ).fetchall():
        counts[Cell(*cell)][contributor] = float(contribution)
    connection.execute(
        "create table count_status (form varchar, period varchar, line varchar, breakdown varchar,"
        " counted varchar, status varchar)"
    )
    found = statuses(counts, before)
    if found:
        connection.executemany(
            "insert into count_status values (?, ?, ?, ?, ?, ?)",
            [(*asdict(cell).values(), status) for cell, status in found.items()],
        )


def with_statuses(query: str, counts: ProtectedCounts, columns: tuple[str, ...]) -> str:
    """A query of a mart with its statuses, and without the counts that are not shown.

    A count that nobody is known to have contributed to is hidden. ``columns`` are those of the
    mart.
    """
    names = [f"counts.{name}" if name in columns else f"'{name}'" for name in counts.cell]
    joins, cases = "", []
    for count, status in zip(counts.counted, counts.statuses, strict=True):
        same = " and ".join(
            f"{status}_of.{place} = {name}"
            for place, name in zip(("form", "period", "line", "breakdown"), names, strict=True)
        )
        joins += (
            f" left join count_status as {status}_of on {same} and {status}_of.counted = '{count}'"
        )
        cases.append(
            f"case when {count} is not null then coalesce({status}_of.status, 'hidden') end"
            f" as {status}"
        )
    all_shown = " and ".join(f"coalesce({status}, 'shown') = 'shown'" for status in counts.statuses)
    shown = {
        count: f"{status} = 'shown'"
        for count, status in zip(counts.counted, counts.statuses, strict=True)
    } | ({"share": all_shown} if "share" in counts.columns else {})
    replaced = ", ".join(
        f"case when {test} then {name} end as {name}" for name, test in shown.items()
    )
    return f"""
        select * replace ({replaced})
        from (select counts.*, {", ".join(cases)} from ({query}) as counts{joins})
    """


def all_shown(query: str, counts: ProtectedCounts) -> str:
    """A query of a mart for those who see every count, with the same statuses."""
    cases = ", ".join(
        f"case when {count} is not null then 'shown' end as {status}"
        for count, status in zip(counts.counted, counts.statuses, strict=True)
    )
    return f"""select *, {cases} from ({query})"""
