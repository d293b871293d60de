"""The page of one unit: where it stands, how it got there, and what the figures rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.looks.locale import percent, plain, text
from dashboards.marts.advice import Advice
from dashboards.marts.certainty import ChangeCertainty
from dashboards.marts.index import BudgetShare, FormerScore, Ranking, Score, Trend
from dashboards.marts.map import PillarGrade
from dashboards.marts.method import GradeBand
from dashboards.marts.reading import Marts
from dashboards.marts.trend import Attribution, IndicatorChange
from dashboards.marts.unit import (
    NameInTime,
    PillarMedian,
    SeriesPoint,
    UnitDuty,
    UnitIncidentType,
)
from dashboards.pages import phrases
from dashboards.pages.attribution import sentence
from dashboards.pages.meanings import meanings_in_words
from dashboards.pages.shell import Content
from dashboards.pages.unit_advice import figure_of, to_next_grade, unit_advice
from dashboards.pages.unit_duties import unit_duties
from dashboards.pages.unit_incidents import unit_incidents
from dashboards.pages.unit_pillars import unit_pillars
from dashboards.pages.unit_reports import unit_reports
from dashboards.pages.unit_trend import unit_trend
from dashboards.pages.unit_year import unit_year
from dashboards.release_record.edition import Edition

_PEERS = 4


@dataclass(frozen=True)
class NodeLine:
    """One node of the method's tree as a row of the table."""

    score: Score
    depth: int
    is_leaf: bool
    value: str
    fill: Decimal
    marks: str


def province_page(marts: Marts, edition: Edition, unit: Ranking) -> Content:
    """The page of one unit, with the sections its reader may see."""
    history = marts.history(unit.unit_id)
    trend = marts.trend(unit.unit_id)
    predecessors = marts.published_for(unit)
    years = tuple(sorted({grade.index_year for grade in marts.published}))
    scores = marts.of_unit(Score, unit.unit_id)
    grades = {row.node_id: row.grade for row in marts.of_unit(PillarGrade, unit.unit_id)}
    values = {
        "unit": unit,
        "called": _called(marts.of_unit(NameInTime, unit.unit_id)),
        "headline": _headline(unit),
        "since_baseline": _since_baseline(
            unit, trend, history, marts.change_certainty(unit.unit_id)
        ),
        "on_year": unit_year(unit, trend, history, marts.of_unit(IndicatorChange, unit.unit_id)),
        "next_grade": to_next_grade(
            unit, marts.rows(GradeBand), marts.of_unit(Advice, unit.unit_id)
        ),
        "certainty": phrases.certainty_in_words(marts.certainty(unit.unit_id)),
        "verdict": phrases.verdict_in_words(marts.change_certainty(unit.unit_id)),
        "series": unit_trend(marts, unit, marts.of_unit(SeriesPoint, unit.unit_id)),
        "history": history,
        "break_year": marts.break_year(unit),
        "basis": phrases.basis_in_words(unit),
        "reasons": [sentence(row) for row in marts.of_unit(Attribution, unit.unit_id)],
        "meanings_since_last_year": meanings_in_words(marts, marts.year - 1),
        "indicator_changes": marts.of_unit(IndicatorChange, unit.unit_id),
        "former": _former_years(marts.of_unit(FormerScore, unit.unit_id)),
        "pillars": unit_pillars(marts.rows(PillarMedian), grades, scores),
        "nodes": _tree(scores),
        "budgets": sorted(
            marts.of_unit(BudgetShare, unit.unit_id),
            key=lambda budget: phrases.BUDGET_SCOPES.index(budget.scope_of_budget),
        ),
        "budget_share": _budget_share,
        "advice": unit_advice(marts.of_unit(Advice, unit.unit_id)),
        "figure": figure_of,
        "duties": unit_duties(marts.of_unit(UnitDuty, unit.unit_id)),
        "incidents": unit_incidents(marts.year, marts.of_unit(UnitIncidentType, unit.unit_id)),
        "predecessors": predecessors,
        "published_years": years,
        "published": phrases.published_by_year(predecessors, years),
        "reports": unit_reports(marts, edition, unit.unit_id),
        "peers": _peers(marts.units, unit),
    }
    return Content("province.html", values)


def _peers(units: Sequence[Ranking], unit: Ranking) -> list[Ranking]:
    """Those it is best compared with: of its region first, then those that stand next to it in the
    ranking."""
    others = [other for other in units if other is not unit and other.rank is not None]
    own = unit.rank or len(others)
    others.sort(
        key=lambda other: (
            other.region_name != unit.region_name,
            abs((other.rank or 0) - own),
            other.unit_sort_order,
        )
    )
    return others[:_PEERS]


def _called(names: Sequence[NameInTime]) -> str:
    """The full names a unit has had one after the other; empty where there is only one."""
    return "; ".join(name.in_words for name in names) if len(names) > 1 else ""


def _headline(unit: Ranking) -> str:
    """Rank and grade, or the reason why there is no rank."""
    if unit.rank is None:
        return text("page.unranked.because", reason=phrases.reason_in_words(unit))
    return text(
        "page.province.headline", rank=unit.rank, ranked=unit.ranked_units, grade=unit.grade
    )


def _since_baseline(
    unit: Ranking,
    trend: Trend | None,
    history: Sequence[Ranking],
    certainty: ChangeCertainty | None,
) -> str:
    """Points, grade and rank against those recomputed for the baseline year by the same method and
    in the same borders; empty unless the unit is ranked in both."""
    change = phrases.change_since_baseline(trend, certainty)
    if trend is None or change is None:
        return ""
    (baseline,) = (year for year in history if year.index_year == trend.baseline_year)
    return text(
        "page.province.since_baseline",
        baseline=trend.baseline_year,
        points=f"{change.mark} {change.points}",
        steps=phrases.grade_steps_in_words(trend),
        step=phrases.grade_step(trend.baseline_grade, unit.grade),
        rank_then=baseline.rank,
        rank_now=unit.rank,
    )


def _former_years(rows: Sequence[FormerScore]) -> dict[int, list[FormerScore]]:
    """The years a merged unit was several, newest first, each with its predecessors in order."""
    years: defaultdict[int, list[FormerScore]] = defaultdict(list)
    for row in reversed(rows):
        years[row.index_year].insert(0, row)
    return dict(years)


def _tree(scores: Sequence[Score]) -> list[NodeLine]:
    """The nodes depth first, in the order of the method."""
    by_parent: defaultdict[str | None, list[Score]] = defaultdict(list)
    for score in scores:
        by_parent[score.parent_id].append(score)
    ordered: list[NodeLine] = []

    def walk(node: str | None, depth: int) -> None:
        for score in sorted(by_parent.get(node, ()), key=lambda child: child.node_sort_order):
            is_leaf = score.node_id not in by_parent
            value = _value(score) if is_leaf else ""
            ordered.append(
                NodeLine(score, depth, is_leaf, value, _fill(score), phrases.marks_in_words(score))
            )
            walk(score.node_id, depth + 1)

    walk(None, 0)
    return ordered


def _fill(score: Score) -> Decimal:
    """How far the points go towards their maximum, in percent."""
    if not score.max_points or score.points is None:
        return Decimal(0)
    return (score.points / score.max_points * 100).quantize(Decimal("0.1"))


def _value(score: Score) -> str:
    """What was measured: ``52 / 60 (86,66 %)``, or the quantity where there is no whole."""
    if score.status != "reported":
        return ""
    if score.denominator is not None and score.numerator is not None:
        parts = f"{plain(score.numerator)} / {plain(score.denominator)}"
        return parts if score.value is None else f"{parts} ({percent(score.value, decimals=2)})"
    quantity = score.numerator if score.value is None else score.value
    return "" if quantity is None else plain(quantity)


def _budget_share(budget: BudgetShare) -> str:
    """The share against its threshold, or why it is not asked for."""
    if budget.share is None:
        return text("page.budget.exempt" if budget.exempt_reports else "page.none")
    return percent(budget.share, decimals=2)
