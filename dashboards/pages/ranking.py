"""The ranking page: every unit in the latest complete year, and what can be said of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.certainty_rows import Certainty
from dashboards.charts import Chart
from dashboards.charts.change import Movement, change_chart
from dashboards.charts.sparkline import Scale, Sparkline, scale_of, sparkline
from dashboards.charts.tile_map import tile_map
from dashboards.locale import day, number, text
from dashboards.marts import Marts
from dashboards.pages import phrases
from dashboards.pages.shell import Content, Edition
from dashboards.rows import PublishedGrade, Ranking, Trend
from dashboards.theme import CLEAR_CHANGE

_NAMED_AT_MOST = 3


@dataclass(frozen=True)
class Line:
    """One unit as a row of the ranking table."""

    unit: Ranking
    is_tied: bool
    change: phrases.Change | None
    step: str | None
    path: Sparkline | None
    path_label: str
    published: dict[int, str]
    coverage: str
    marks: str
    rank_range: str
    score_range: str
    is_thin: bool
    reason: str


@dataclass(frozen=True)
class Published:
    """One province as it was when grades were published, and the unit it is part of now."""

    name: str
    unit: Ranking
    grades: dict[int, PublishedGrade]


def ranking_page(marts: Marts, edition: Edition) -> Content:
    """The page of the latest complete year."""
    years = tuple(sorted({grade.index_year for grade in marts.published}))
    ranked = sorted(
        (unit for unit in marts.units if unit.rank is not None),
        key=lambda unit: (unit.rank or 0, unit.unit_sort_order),
    )
    unranked = [unit for unit in marts.units if unit.rank is None]
    ties = Counter(unit.rank for unit in ranked)
    scale = scale_of([marts.history(unit.unit_id) for unit in ranked])
    trends = [trend for unit in ranked if (trend := marts.trend(unit.unit_id)) is not None]
    values = {
        "ranked": [_line(marts, unit, ties[unit.rank] > 1, scale, years) for unit in ranked],
        "unranked": [_line(marts, unit, False, None, years) for unit in unranked],
        "sentences": _sentences(ranked, unranked, trends),
        "seasons": [_season(marts, year, edition) for year in marts.years_in_progress],
        "published_years": years,
        "published": _published(marts),
        "sources": _sources(marts.published),
        "conflicts": _conflicts(marts.published),
        "tiles": tile_map(marts.geography, marts.units),
        "grades_present": sorted({unit.grade for unit in ranked if unit.grade}),
        "chart": _chart(marts, ranked),
        "clear_change": number(CLEAR_CHANGE),
        "replicates": max((row.replicates for row in marts.rows(Certainty)), default=0),
    }
    return Content("ranking.html", values)


def _line(
    marts: Marts, unit: Ranking, is_tied: bool, scale: Scale | None, years: Sequence[int]
) -> Line:
    history = marts.history(unit.unit_id)
    scored = [year for year in history if year.shown_score is not None]
    trend = marts.trend(unit.unit_id)
    path = sparkline(history, marts.break_year(unit), scale) if scale else None
    certainty = marts.certainty(unit.unit_id)
    ranks, scores = (
        (
            phrases.range_in_words(certainty.rank_best, certainty.rank_worst),
            phrases.range_in_words(certainty.score_lower, certainty.score_upper),
        )
        if certainty
        else (text("page.none"), "")
    )
    return Line(
        unit=unit,
        is_tied=is_tied,
        change=phrases.change_since_baseline(trend),
        step=phrases.grade_step(trend, unit.grade),
        path=path,
        path_label=_path_label(scored) if path else "",
        published=phrases.published_by_year(marts.published_for(unit), years),
        coverage=phrases.coverage_in_words(unit),
        marks=phrases.marks_in_words(unit),
        rank_range=ranks,
        score_range=scores,
        is_thin=phrases.is_thin(unit),
        reason="" if unit.rank is not None else phrases.reason_in_words(unit),
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


def _sentences(
    ranked: Sequence[Ranking], unranked: Sequence[Ranking], trends: Sequence[Trend]
) -> list[str]:
    """What is true of the year, what moved, and who is not ranked."""
    grades = Counter(unit.grade for unit in ranked)
    key = "page.year.grades" if grades["A"] else "page.year.no_a" if ranked else "page.year.nobody"
    sentences = [text(key, a=grades["A"], b=grades["B"], ranked=len(ranked))]
    changes = [trend.score_change for trend in trends if trend.score_change is not None]
    if changes:
        moved = Counter(phrases.direction_of(change) for change in changes)
        parts = [
            text(f"page.year.moved.{direction}", units=moved[direction])
            for direction in ("up", "down", "level")
            if moved[direction]
        ]
        baseline = trends[0].baseline_year
        sentences.append(text("page.year.moved", baseline=baseline, parts=", ".join(parts)))
    if len(unranked) > _NAMED_AT_MOST:
        sentences.append(text("page.year.many_unranked", units=len(unranked)))
    else:
        sentences += [
            text("page.year.unranked", name=unit.name, reason=phrases.reason_in_words(unit))
            for unit in unranked
        ]
    return sentences


def _season(marts: Marts, year: int, edition: Edition) -> str:
    """A season in progress: what came in so far, and that nothing is ranked."""
    if not marts.sees("mart_submission_status"):
        return text("page.season.open", year=year)
    reports: Counter[str] = Counter()
    for row in marts.submissions:
        if row.index_year == year:
            reports[row.status] += row.reports
    if not reports.total():
        return text("page.season.empty", year=year)
    return text(
        "page.season.counts",
        year=year,
        as_of=day(edition.as_of),
        accepted=number(reports["accepted"] + reports["accepted_with_warnings"]),
        held=number(reports["held"] + reports["rejected"]),
        missing=number(reports["missing"]),
        total=number(reports.total()),
    )


def _published(marts: Marts) -> list[Published]:
    return [
        Published(name, unit, {grade.index_year: grade for grade in grades})
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
        if grade.conflict_note:
            notes.setdefault(grade.index_year, {})[grade.conflict_note] = None
    return {year: list(found) for year, found in notes.items()}


def _chart(marts: Marts, ranked: Sequence[Ranking]) -> tuple[Chart, list[Movement]] | None:
    """The movements since the baseline, greatest rise first, as a chart and as its rows."""
    movements = []
    for unit in ranked:
        trend = marts.trend(unit.unit_id)
        if trend is None or trend.baseline_score is None or trend.score_change is None:
            continue
        if unit.score is None or unit.grade is None:
            continue
        movements.append(
            Movement(unit.name, unit.grade, trend.baseline_score, unit.score, trend.score_change)
        )
    if not movements:
        return None
    movements.sort(key=lambda movement: -movement.change)
    return change_chart(movements, marts.baseline_year, marts.year), movements
