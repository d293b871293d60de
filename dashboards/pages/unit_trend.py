"""The score of one unit through the years, as three series: as it was reported, restated to the
borders of today, and linked across methods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.charts import Chart
from dashboards.charts.trend import Kind, SeriesLine, trend_chart
from dashboards.looks.locale import number, text
from dashboards.marts.index import Ranking
from dashboards.marts.reading import Marts
from dashboards.marts.unit import SeriesPoint
from dashboards.pages.meanings import meanings_in_words
from dashboards.pages.phrases import range_in_words

_KINDS: dict[str, Kind] = {
    "as_reported": "reported",
    "restated": "restated",
    "linked": "linked",
}


@dataclass(frozen=True)
class UnitTrend:
    """What the page says of the series; ``reported`` and ``linked`` are texts by year, empty where
    the series says nothing that the restated one does not."""

    chart: Chart | None
    reported: dict[int, str]
    linked: dict[int, str]
    notes: tuple[str, ...]


def unit_trend(marts: Marts, unit: Ranking, points: Sequence[SeriesPoint]) -> UnitTrend:
    """The trend of a unit from all points of its series."""
    lines = [_line(series) for series in _series(unit, points)]
    restated = next((line for line in lines if line.kind == "restated"), None)
    drawn = [line for line in lines if not _repeats(line, restated)]
    linked = next((line for line in drawn if line.kind == "linked"), None)
    has_reported = any(line.kind in {"former", "reported"} for line in drawn)
    return UnitTrend(
        chart=trend_chart(unit.name, drawn, _breaks(marts, unit, points)),
        reported=_reported(unit, points) if has_reported else {},
        linked=_texts(linked) if linked else {},
        notes=(
            *_notes(marts.break_year(unit) is not None, linked is not None),
            *filter(None, [meanings_in_words(marts, marts.baseline_year)]),
        ),
    )


def _series(unit: Ranking, points: Sequence[SeriesPoint]) -> list[list[SeriesPoint]]:
    """The points of each line to draw. Units that a merged one was made from have lines of their
    own; where one unit became one, the years of the old one are its own already."""
    grouped: defaultdict[tuple[bool, str, str], list[SeriesPoint]] = defaultdict(list)
    for point in points:
        if point.is_own or unit.is_merged:
            grouped[point.is_own, point.source_unit_id, point.series].append(point)
    return list(grouped.values())


def _line(points: Sequence[SeriesPoint]) -> SeriesLine:
    first = points[0]
    return SeriesLine(
        name=first.source,
        kind=_KINDS[first.series] if first.is_own else "former",
        scores={point.index_year: point.score for point in points},
        breaks=frozenset(point.index_year for point in points if point.is_break),
    )


def _repeats(line: SeriesLine, restated: SeriesLine | None) -> bool:
    """Whether a line of the unit itself says nothing that the restated one does not."""
    if restated is None or line is restated or line.kind == "former":
        return False
    shown = {year: score for year, score in line.scores.items() if score is not None}
    return shown.items() <= restated.scores.items()


def _breaks(marts: Marts, unit: Ranking, points: Sequence[SeriesPoint]) -> dict[int, str]:
    """The years before which a line is drawn across the chart, and what changed there."""
    new_borders = marts.break_year(unit)
    years = {point.index_year for point in points if point.is_own and point.is_break}
    words = {year: text("page.trend.break_method") for year in sorted(years)}
    return words | ({new_borders: text("page.trend.break")} if new_borders else {})


def _reported(unit: Ranking, points: Sequence[SeriesPoint]) -> dict[int, str]:
    """As reported, year by year: the score, or those of the former units from lowest to highest."""
    scores: defaultdict[int, list[Decimal]] = defaultdict(list)
    for point in points:
        counts = point.is_own or unit.is_merged
        if point.series == "as_reported" and counts and point.score is not None:
            scores[point.index_year].append(point.score)
    return {year: range_in_words(min(values), max(values)) for year, values in scores.items()}


def _texts(line: SeriesLine) -> dict[int, str]:
    return {year: number(score) for year, score in line.scores.items() if score is not None}


def _notes(is_merged: bool, has_linked: bool) -> tuple[str, ...]:
    """What the reader has to know of the borders, then of the methods."""
    borders = text("page.trend.note_merged" if is_merged else "page.trend.note")
    return (borders,) if has_linked else (borders, text("page.trend.note_linked"))
