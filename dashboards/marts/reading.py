"""What the pages of one release are made from: the rows of the marts one audience may see.

The snapshot is read through the audience's views and closed before the first page is written.
Nothing is computed here: rows come out as the marts hold them.

Not here: who may see what (``audiences.csv``), how anything is written or drawn (``pages``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from dashboards.marts.audiences import LEADERSHIP, Audience, opened_for, table
from dashboards.marts.certainty import Certainty, ChangeCertainty
from dashboards.marts.index import (
    FormerGrade,
    PublishedGrade,
    Ranking,
    Score,
    Trend,
)
from dashboards.marts.mart_row import MartRow, UnitRow
from dashboards.marts.report_status import ReportCount
from dashboards.marts.shown_counts import ReleaseBefore
from ingestion.refusal import Refusal

_Row = TypeVar("_Row", bound=MartRow)
_UnitRow = TypeVar("_UnitRow", bound=UnitRow)


class NoCompleteYearError(Refusal):
    """The snapshot holds no complete year, so there is no ranking to write."""

    kind = "failed"


@dataclass(frozen=True)
class Subject:
    """What a release is about: the year, in one method and geography, and the units of it."""

    method: str
    geography: str
    year: int
    units: tuple[str, ...]
    is_synthetic: bool


@dataclass(frozen=True)
class Marts:
    """Everything the pages of one audience are made from."""

    audience: Audience
    method: str
    geography: str
    year: int
    connection: duckdb.DuckDBPyConnection = field(repr=False, compare=False)
    _read: dict[type[MartRow], tuple[Any, ...]] = field(default_factory=dict, repr=False)
    _by_unit: dict[type[MartRow], dict[str, list[Any]]] = field(default_factory=dict, repr=False)

    def rows(self, row: type[_Row]) -> tuple[_Row, ...]:
        """The rows of one class as the audience may see them, read once.

        Its query may name ``$method``, ``$geography`` and ``$year``; a value of another type than
        the class says stops the release (``pydantic.ValidationError``).
        """
        if row not in self._read:
            scope = {"method": self.method, "geography": self.geography, "year": self.year}
            named = {name: value for name, value in scope.items() if f"${name}" in row.QUERY}
            result = self.connection.execute(row.QUERY, named)
            columns = [column[0] for column in result.description or ()]
            self._read[row] = tuple(
                row.model_validate(dict(zip(columns, values, strict=True)))
                for values in result.fetchall()
            )
        return self._read[row]

    def of_unit(self, row: type[_UnitRow], unit_id: str) -> list[_UnitRow]:
        """The rows of one class that are a unit's; each class is grouped once."""
        if row not in self._by_unit:
            self._by_unit[row] = _by_unit(self.rows(row))
        return self._by_unit[row].get(unit_id, [])

    def sees(self, mart: str, *columns: str) -> bool:
        """Whether the audience may see these columns of a mart (any of it, without columns)."""
        seen = table().columns(mart, self.audience.kind)
        return set(columns) <= set(seen) if columns else bool(seen)

    @property
    def ranking(self) -> tuple[Ranking, ...]:
        """Every unit in every year."""
        return self.rows(Ranking)

    @property
    def trends(self) -> tuple[Trend, ...]:
        """The change of every unit in every year against the baseline."""
        return self.rows(Trend)

    @property
    def published(self) -> tuple[PublishedGrade, ...]:
        """The grades that were officially published for provinces."""
        return self.rows(PublishedGrade)

    @property
    def report_counts(self) -> tuple[ReportCount, ...]:
        """Reports by unit, form and status, of the year of the page and later."""
        return self.rows(ReportCount)

    @cached_property
    def scores(self) -> dict[str, list[Score]]:
        """The nodes of the method's tree, by unit."""
        return _by_unit(self.rows(Score))

    @property
    def units(self) -> tuple[Ranking, ...]:
        """Every unit in the year of the page, in Vietnamese order."""
        return tuple(row for row in self.ranking if row.index_year == self.year)

    @property
    def is_synthetic(self) -> bool:
        """Whether any row derives from synthetic submissions: then every page says so."""
        ranking = any(row.is_synthetic for row in self.ranking)
        return ranking or any(row.is_synthetic for row in self.report_counts)

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
        matches = (t for t in self.trends if t.unit_id == unit_id and t.index_year == self.year)
        return next(matches, None)

    def certainty(self, unit_id: str) -> Certainty | None:
        """The intervals of a unit's score and rank, in the year of the page."""
        return next((row for row in self.rows(Certainty) if row.unit_id == unit_id), None)

    def change_certainty(self, unit_id: str) -> ChangeCertainty | None:
        """The interval of a unit's change since the baseline, in the year of the page."""
        return next((row for row in self.rows(ChangeCertainty) if row.unit_id == unit_id), None)

    def break_year(self, unit: Ranking) -> int | None:
        """The first year of a new geography; ``None`` for a unit that kept its borders."""
        if not unit.is_merged:
            return None
        breaks = [
            t.index_year for t in self.trends if t.unit_id == unit.unit_id and t.breaks_series
        ]
        return min(breaks, default=None)

    def published_for(self, unit: Ranking) -> dict[str, list[FormerGrade]]:
        """The published grades of a unit's predecessors (or of itself), by name."""
        by_name: defaultdict[str, list[FormerGrade]] = defaultdict(list)
        for grade in self.of_unit(FormerGrade, unit.unit_id):
            by_name[grade.graded_name].append(grade)
        return dict(by_name)


@contextmanager
def marts_for(
    published: Path, audience: Audience, subject: Subject, before: ReleaseBefore | None = None
) -> Iterator[Marts]:
    """What one audience may see of the snapshot, who may have the release ``before``, for as long
    as its pages are made."""
    with opened_for(published, audience, before=before) as connection:
        yield Marts(audience, subject.method, subject.geography, subject.year, connection)


def subject_of(published: Path, method: str) -> Subject:
    """What a release is about: the latest complete year, in the geography of its time.

    A year is shown in the borders it was reported in, so restated years do not count. Raises
    ``NoCompleteYearError``.
    """
    with opened_for(published, LEADERSHIP, only={"mart_csi_ranking"}) as connection:
        years = connection.execute(
            """
            select geography, index_year, list(unit_id order by unit_id), bool_or(is_synthetic)
            from visible.mart_csi_ranking
            where method = $method and season = 'complete' and not is_restated
            group by geography, index_year
            order by index_year desc, geography
            limit 1
            """,
            {"method": method},
        ).fetchall()
    if not years:
        raise NoCompleteYearError("cli.no_page")
    geography, year, units, is_synthetic = years[0]
    return Subject(method, geography, year, tuple(units), bool(is_synthetic))


def _by_unit(rows: Iterable[_UnitRow]) -> dict[str, list[_UnitRow]]:
    grouped: defaultdict[str, list[_UnitRow]] = defaultdict(list)
    for row in rows:
        grouped[row.unit_id].append(row)
    return dict(grouped)
