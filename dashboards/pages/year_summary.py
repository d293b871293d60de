"""What the ranking page says first: the level of the year, what moved, and who is not ranked.

Every sentence is made from the rows that the table below shows, so that it can be recomputed from
what is printed there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from dashboards.looks.locale import number, signed, text
from dashboards.marts.index import Ranking, Trend
from dashboards.marts.reading import Marts
from dashboards.pages import phrases

_NAMED_AT_MOST = 5
_UNRANKED_AT_MOST = 3
_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class YearSummary:
    """``level`` opens the page; ``moves`` are one line each."""

    level: str
    moves: list[str]


def year_summary(marts: Marts) -> YearSummary:
    """The sentences on the latest complete year."""
    ranked = [unit for unit in marts.units if unit.rank is not None]
    names = {unit.unit_id: unit.name for unit in ranked}
    trends = [trend for unit in ranked if (trend := marts.trend(unit.unit_id)) is not None]
    compared = [
        _Moved(names[trend.unit_id], trend.score_change_on_year, trend)
        for trend in trends
        if trend.score_change_on_year is not None
    ]
    moves = [*_on_year(compared, marts.year - 1), *_since_baseline(marts, trends)]
    return YearSummary(_level(ranked), [*moves, *_unranked(marts.units)])


@dataclass(frozen=True)
class _Moved:
    """A unit that is ranked in both years, and by how many points it moved."""

    name: str
    change: Decimal
    trend: Trend


def _level(ranked: Sequence[Ranking]) -> str:
    if not ranked:
        return text("page.year.nobody")
    mean = _mean([unit.score for unit in ranked if unit.score is not None])
    grades = Counter(unit.grade for unit in ranked if unit.grade)
    counts = [text("page.year.grade", units=grades[grade], grade=grade) for grade in sorted(grades)]
    sentences = [
        text("page.year.mean", mean=number(mean)),
        text("page.year.grades", ranked=len(ranked), counts=", ".join(counts)),
    ]
    return " ".join(sentences if grades["A"] else [*sentences, text("page.year.no_a")])


def _on_year(moved: Sequence[_Moved], before: int) -> list[str]:
    """The mean change, who rose and fell most, and whose grade is another one."""
    if not moved:
        return []
    ordered = sorted(moved, key=lambda unit: -abs(unit.change))
    rose = [unit for unit in ordered if unit.change > 0]
    fell = [unit for unit in ordered if unit.change < 0]
    mean = _mean([unit.change for unit in moved])
    direction = "up" if mean > 0 else "down" if mean < 0 else "same"
    counts = {"up": len(rose), "down": len(fell), "same": len(moved) - len(rose) - len(fell)}
    parts = [
        text(f"page.year.on_year.{key}", units=units) for key, units in counts.items() if units
    ]
    sentences = [
        text(
            f"page.year.mean.{direction}",
            before=before,
            points=number(abs(mean)),
            units=len(moved),
            parts=", ".join(parts),
        )
    ]
    sentences += [text("page.year.rose_most", names=_most(rose))] if rose else []
    sentences += [text("page.year.fell_most", names=_most(fell))] if fell else []
    for key, sign in (("page.year.grade_up", 1), ("page.year.grade_down", -1)):
        stepped = [unit for unit in moved if (unit.trend.grade_steps_on_year or 0) * sign > 0]
        if stepped:
            sentences.append(text(key, units=len(stepped), names=_steps(stepped)))
    if not any(unit.trend.grade_steps_on_year for unit in moved):
        sentences.append(text("page.year.same_grades"))
    return sentences


def _most(moved: Sequence[_Moved]) -> str:
    """The one that moved most, or all that moved as far as it did."""
    furthest = [unit.name for unit in moved if unit.change == moved[0].change]
    return f"{phrases.names_in_words(furthest)} ({signed(moved[0].change)})"


def _steps(stepped: Sequence[_Moved]) -> str:
    """Whose grade changed, the largest step first, and how many more there are than are named."""
    ordered = sorted(
        stepped, key=lambda unit: (-abs(unit.trend.grade_steps_on_year or 0), -abs(unit.change))
    )
    named = [
        f"{unit.name} ({phrases.grade_step(unit.trend.previous_grade, unit.trend.grade)})"
        for unit in ordered[:_NAMED_AT_MOST]
    ]
    more = len(ordered) - len(named)
    return ", ".join(named) + (text("page.year.more", units=more) if more else "")


def _since_baseline(marts: Marts, trends: Sequence[Trend]) -> list[str]:
    """Of how many the index says that they rose or fell since the baseline, and of how many it
    says nothing."""
    verdicts = Counter(
        phrases.direction_of(marts.change_certainty(trend.unit_id))
        for trend in trends
        if trend.score_change is not None
    )
    if not verdicts:
        return []
    if len(verdicts) == 1 and (direction := next(iter(verdicts))) != "level":
        parts = [text(f"page.year.moved_by_all.{direction}", units=verdicts.total())]
    else:
        parts = [
            text(f"page.year.moved.{direction}", units=verdicts[direction])
            for direction in ("up", "down", "level")
            if verdicts[direction]
        ]
    baseline = trends[0].baseline_year
    return [text("page.year.moved", baseline=baseline, parts=", ".join(parts))]


def _unranked(units: Sequence[Ranking]) -> list[str]:
    unranked = [unit for unit in units if unit.rank is None]
    if len(unranked) > _UNRANKED_AT_MOST:
        return [text("page.year.many_unranked", units=len(unranked))]
    return [
        text("page.year.unranked", name=unit.name, reason=phrases.reason_in_words(unit))
        for unit in unranked
    ]


def _mean(figures: Sequence[Decimal]) -> Decimal:
    return (sum(figures, Decimal(0)) / len(figures)).quantize(_HUNDREDTH, ROUND_HALF_UP)
