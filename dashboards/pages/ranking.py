"""The ranking page: every unit in the latest complete year, and what can be said of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.charts import Chart
from dashboards.charts.change import Movement, change_chart, movements_of
from dashboards.charts.interval import Interval, IntervalScale, interval_scale
from dashboards.charts.sparkline import Path, Scale, Sparkline, scale_of, sparkline
from dashboards.charts.tile_map import tile_map
from dashboards.looks.locale import day, number, signed, text
from dashboards.marts.certainty import Certainty
from dashboards.marts.index import FormerGrade, PublishedGrade, Ranking, Trend
from dashboards.marts.map import UnitKind
from dashboards.marts.method import GradeBand
from dashboards.marts.reading import Marts
from dashboards.pages import phrases
from dashboards.pages.meanings import meanings_in_words
from dashboards.pages.reports import counts_in_words
from dashboards.pages.shell import Content
from dashboards.pages.year_summary import year_summary
from dashboards.release_record.edition import Edition


@dataclass(frozen=True)
class Sorts:
    """What the script sorts and filters a row by."""

    rank: int
    name: int
    score: Decimal
    change: Decimal
    on_year: Decimal
    coverage: Decimal
    region: str
    kinds: str


@dataclass(frozen=True)
class RankingLine:
    """One unit as a row of the ranking table."""

    unit: Ranking
    is_tied: bool
    change: phrases.ScoreChange | None
    step: str | None
    on_year: str
    path: Sparkline | None
    path_label: str
    rank_range: str
    interval: Interval | None
    interval_label: str
    sorts: Sorts
    published: dict[int, str]
    coverage: str
    marks: str
    is_thin: bool
    reason: str


@dataclass(frozen=True)
class PublishedProvince:
    """One province as it was when grades were published, and the unit it is part of now."""

    name: str
    unit: Ranking
    grades: dict[int, FormerGrade]


def ranking_page(marts: Marts, edition: Edition) -> Content:
    """The page of the latest complete year."""
    years = tuple(sorted({grade.index_year for grade in marts.published}))
    ranked = sorted(
        (unit for unit in marts.units if unit.rank is not None),
        key=lambda unit: (unit.rank or 0, unit.unit_sort_order),
    )
    unranked = [unit for unit in marts.units if unit.rank is None]
    ties = Counter(unit.rank for unit in ranked)
    scales = _scales(marts, ranked)
    values = {
        "ranked": [_line(marts, unit, ties[unit.rank] > 1, scales, years) for unit in ranked],
        "unranked": [_line(marts, unit, False, _NO_SCALES, years) for unit in unranked],
        "regions": sorted({unit.region_name for unit in marts.units if unit.region_name}),
        "has_rank_ranges": bool(marts.rows(Certainty)),
        "interval_marks": [mark.normalize() for mark in scales.interval.marks]
        if scales.interval
        else None,
        "summary": year_summary(marts),
        "seasons": [_season(marts, year, edition) for year in marts.years_in_progress],
        "published_years": years,
        "published": _published(marts),
        "sources": _sources(marts.published),
        "conflicts": _conflicts(marts.published),
        "tiles": tile_map(marts.geography, marts.units),
        "grades_present": sorted({unit.grade for unit in ranked if unit.grade}),
        "chart": _chart(marts),
        "meanings": meanings_in_words(marts, marts.baseline_year),
        "replicates": max((row.replicates for row in marts.rows(Certainty)), default=0),
    }
    return Content("ranking.html", values)


@dataclass(frozen=True)
class _Scales:
    """What the small marks of all rows share."""

    path: Scale | None = None
    interval: IntervalScale | None = None


_NO_SCALES = _Scales()


def _scales(marts: Marts, ranked: Sequence[Ranking]) -> _Scales:
    ends = [ends for row in marts.rows(Certainty) if (ends := row.ends)]
    bands = [band.score_from for band in marts.rows(GradeBand)]
    return _Scales(
        scale_of([_scores(marts.history(unit.unit_id)) for unit in ranked]),
        interval_scale(ends, bands),
    )


def _scores(history: Sequence[Ranking]) -> Path:
    return [(year.index_year, year.shown_score) for year in history]


def _line(
    marts: Marts, unit: Ranking, is_tied: bool, scales: _Scales, years: Sequence[int]
) -> RankingLine:
    history = marts.history(unit.unit_id)
    scored = [year for year in history if year.shown_score is not None]
    trend = marts.trend(unit.unit_id)
    path = None
    if scales.path:
        path = sparkline(_scores(history), marts.break_year(unit), scales.path)
    certainty = marts.certainty(unit.unit_id)
    interval = None
    ends = certainty.ends if certainty else None
    if ends and scales.interval and unit.score is not None:
        interval = scales.interval.draw(ends[0], unit.score, ends[1])
    return RankingLine(
        unit=unit,
        is_tied=is_tied,
        change=phrases.change_since_baseline(trend, marts.change_certainty(unit.unit_id)),
        step=phrases.grade_step(trend.baseline_grade if trend else None, unit.grade),
        on_year=_on_year(trend),
        path=path,
        path_label=_path_label(scored) if path else "",
        rank_range=phrases.rank_range(unit, certainty),
        interval=interval,
        interval_label=_interval_label(unit, certainty),
        sorts=_sorts(marts, unit, trend),
        published=phrases.published_by_year(marts.published_for(unit), years),
        coverage=phrases.coverage_in_words(unit),
        marks=phrases.marks_in_words(unit),
        is_thin=phrases.is_thin(unit),
        reason="" if unit.rank is not None else phrases.reason_in_words(unit),
    )


def _sorts(marts: Marts, unit: Ranking, trend: Trend | None) -> Sorts:
    cities = {row.unit_id for row in marts.rows(UnitKind) if row.is_city}
    kinds = ["city" if unit.unit_id in cities else "province"]
    kinds += ["merged" if unit.is_merged else "unchanged"]
    return Sorts(
        rank=unit.rank or 0,
        name=unit.unit_sort_order,
        score=unit.score or Decimal(0),
        change=_last_where_none(trend.score_change if trend else None),
        on_year=_last_where_none(trend.score_change_on_year if trend else None),
        coverage=unit.coverage or Decimal(0),
        region=unit.region_name or "",
        kinds=" ".join(kinds),
    )


def _last_where_none(change: Decimal | None) -> Decimal:
    return Decimal(-1000) if change is None else change


def _on_year(trend: Trend | None) -> str:
    """The points since the year before, and the step of the grade where it is another one."""
    if trend is None or trend.score_change_on_year is None:
        return ""
    step = phrases.grade_step(trend.previous_grade, trend.grade)
    return signed(trend.score_change_on_year) + (f" {step}" if trend.grade_steps_on_year else "")


def _interval_label(unit: Ranking, certainty: Certainty | None) -> str:
    ends = certainty.ends if certainty else None
    if ends is None:
        return ""
    lower, upper = ends
    return text(
        "page.interval.label",
        score=phrases.score_in_words(unit),
        lower=number(lower),
        upper=number(upper),
    )


def _path_label(scored: Sequence[Ranking]) -> str:
    first, last = scored[0], scored[-1]
    return text(
        "page.path.label",
        first=first.index_year,
        first_score=phrases.score_in_words(first),
        last=last.index_year,
        last_score=phrases.score_in_words(last),
    )


def _season(marts: Marts, year: int, edition: Edition) -> str:
    """A season in progress: what came in so far of what is owed, and that nothing is ranked."""
    if not marts.sees("mart_report_status"):
        return text("page.season.open", year=year)
    counts: Counter[str] = Counter()
    for row in marts.report_counts:
        if row.index_year == year and row.is_owed:
            counts[row.status] += row.reports
    if not counts.total():
        return text("page.season.empty", year=year)
    return text(
        "page.season.counts",
        year=year,
        as_of=day(edition.as_of),
        total=number(counts.total()),
        parts=counts_in_words(counts),
    )


def _published(marts: Marts) -> list[PublishedProvince]:
    return [
        PublishedProvince(name, unit, {grade.index_year: grade for grade in grades})
        for unit in marts.units
        for name, grades in marts.published_for(unit).items()
    ]


def _sources(published: Sequence[PublishedGrade]) -> dict[int, list[str]]:
    """The addresses the grades of each year were read from."""
    sources: dict[int, dict[str, None]] = {}
    for grade in published:
        for url in (grade.source_url or "").split(";"):
            if url.strip():
                sources.setdefault(grade.index_year, {})[url.strip()] = None
    return {year: list(urls) for year, urls in sources.items()}


def _conflicts(published: Sequence[PublishedGrade]) -> dict[int, list[str]]:
    """Where the sources of a year contradict each other: shown, not corrected."""
    notes: dict[int, dict[str, None]] = {}
    for grade in published:
        if grade.conflict:
            notes.setdefault(grade.index_year, {})[grade.conflict] = None
    return {year: list(texts) for year, texts in notes.items()}


def _chart(marts: Marts) -> tuple[Chart, list[Movement]] | None:
    """The movements since the baseline, as a chart and as its rows."""
    movements = movements_of(marts)
    if not movements:
        return None
    return change_chart(movements, marts.baseline_year, marts.year), movements
