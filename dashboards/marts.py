"""What the pages of one release are made from, read from the published marts.

The snapshot is opened read-only, read whole for one method and one geography, and closed before
the first page is written. Nothing is computed here: rows come out as the marts hold them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import duckdb

from dashboards.rows import (
    BudgetShare,
    MartRow,
    PublishedGrade,
    Ranking,
    Score,
    SubmissionCount,
    Trend,
)
from ingestion.vietnamese import name_key


class NoCompleteYearError(ValueError):
    """The snapshot holds no complete year, so there is no ranking to write."""


@dataclass(frozen=True)
class Marts:
    """Everything the pages of one release are made from."""

    method: str
    geography: str
    year: int
    ranking: tuple[Ranking, ...]
    trends: tuple[Trend, ...]
    scores: dict[str, list[Score]]
    published: tuple[PublishedGrade, ...]
    budgets: dict[str, list[BudgetShare]]
    submissions: tuple[SubmissionCount, ...]

    @property
    def units(self) -> tuple[Ranking, ...]:
        """Every unit in the year of the page, in Vietnamese order."""
        return tuple(row for row in self.ranking if row.index_year == self.year)

    @property
    def is_synthetic(self) -> bool:
        """Whether any row derives from synthetic submissions: then every page says so."""
        ranking = any(row.is_synthetic for row in self.ranking)
        return ranking or any(row.is_synthetic for row in self.submissions)

    @property
    def baseline_year(self) -> int:
        """The year that changes are counted from."""
        return min((trend.baseline_year for trend in self.trends), default=self.year)

    @property
    def years_in_progress(self) -> tuple[int, ...]:
        """Years whose season has begun and not ended: shown, never ranked."""
        return tuple(
            sorted({row.index_year for row in self.ranking if row.season == "in_progress"})
        )

    def history(self, unit_id: str) -> list[Ranking]:
        """The complete years of a unit up to the year of the page, oldest first."""
        return [
            row
            for row in self.ranking
            if row.unit_id == unit_id and row.season == "complete" and row.index_year <= self.year
        ]

    def trend(self, unit_id: str) -> Trend | None:
        """A unit's change since the baseline, in the year of the page."""
        found = (t for t in self.trends if t.unit_id == unit_id and t.index_year == self.year)
        return next(found, None)

    def break_year(self, unit: Ranking) -> int | None:
        """The first year of a new geography; none for a unit that kept its borders."""
        if not unit.is_merged:
            return None
        breaks = [
            t.index_year for t in self.trends if t.unit_id == unit.unit_id and t.breaks_series
        ]
        return min(breaks, default=None)

    def published_for(self, unit: Ranking) -> dict[str, list[PublishedGrade]]:
        """The published grades of a unit's predecessors (or of itself), by name.

        The trend mart lists predecessors by name, as "Quảng Ngãi: B; Kon Tum: C".
        """
        trend = self.trend(unit.unit_id)
        listed = trend.published_predecessors if trend else None
        names = [part.rpartition(":")[0].strip() for part in (listed or "").split(";")]
        wanted = [name for name in names if name] or [unit.unit_name]
        by_key: defaultdict[str, list[PublishedGrade]] = defaultdict(list)
        for grade in self.published:
            by_key[name_key(grade.unit_name)].append(grade)
        return {name: by_key.get(name_key(name), []) for name in wanted}


def read_marts(published: Path, method: str) -> Marts:
    """Read what one release needs: the latest complete year in the geography of its time."""
    with duckdb.connect(str(published), read_only=True) as con:
        geography, year = _latest_complete_year(con, method)
        scope = {"method": method, "geography": geography, "year": year}
        return Marts(
            method=method,
            geography=geography,
            year=year,
            ranking=tuple(_rows(con, Ranking, scope, "method", "geography")),
            trends=tuple(_rows(con, Trend, scope, "method", "geography")),
            scores=_by_unit(_rows(con, Score, scope, "method", "geography", "year")),
            published=tuple(_rows(con, PublishedGrade, scope)),
            budgets=_by_unit(_rows(con, BudgetShare, scope, "geography", "year")),
            submissions=tuple(_rows(con, SubmissionCount, scope, "year")),
        )


def _latest_complete_year(con: duckdb.DuckDBPyConnection, method: str) -> tuple[str, int]:
    """A year is shown in the borders it was reported in, so restated years do not count."""
    found = con.execute(
        """
        select geography, index_year
        from marts.mart_csi_ranking
        where method = $method and season = 'complete' and not is_restated
        order by index_year desc, geography
        limit 1
        """,
        {"method": method},
    ).fetchall()
    if not found:
        raise NoCompleteYearError(f"{method}: no complete year in marts.mart_csi_ranking")
    return found[0][0], found[0][1]


_Row = TypeVar("_Row", bound=MartRow)
_UnitRow = TypeVar("_UnitRow", Score, BudgetShare)


def _rows(
    con: duckdb.DuckDBPyConnection, row: type[_Row], scope: dict[str, object], *names: str
) -> list[_Row]:
    result = con.execute(row.QUERY, {name: scope[name] for name in names})
    columns: Sequence[str] = [column[0] for column in result.description or ()]
    return [
        row.model_validate(dict(zip(columns, values, strict=True))) for values in result.fetchall()
    ]


def _by_unit(rows: Iterable[_UnitRow]) -> dict[str, list[_UnitRow]]:
    grouped: defaultdict[str, list[_UnitRow]] = defaultdict(list)
    for row in rows:
        grouped[row.unit_id].append(row)
    return dict(grouped)
