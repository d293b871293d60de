"""The page of one unit: where it stands, how it came there, and what the figures rest on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.advice_rows import Advice
from dashboards.charts.trend import trend_chart
from dashboards.locale import percent, plain, text
from dashboards.marts import Marts
from dashboards.pages import phrases
from dashboards.pages.attribution import sentence
from dashboards.pages.shell import Content, Edition
from dashboards.rows import BudgetShare, FormerScore, Ranking, Score, Trend
from dashboards.trend_rows import Attribution, IndicatorChange

_TARGETS = ("next_band", "peers_median")
_STEPS = 5


@dataclass(frozen=True)
class Node:
    """One node of the method's tree as a row of the table."""

    score: Score
    depth: int
    is_leaf: bool
    value: str
    fill: Decimal
    marks: str


@dataclass(frozen=True)
class ReportLine:
    """The reports of one form in one year, by where they stand."""

    year: int
    title: str
    accepted: int
    held: int
    missing: int
    late: int


def province_page(marts: Marts, edition: Edition, unit: Ranking) -> Content:
    """The page of one unit, with the sections its reader may see."""
    history = marts.history(unit.unit_id)
    break_year = marts.break_year(unit)
    trend = marts.trend(unit.unit_id)
    predecessors = marts.published_for(unit)
    years = tuple(sorted({grade.index_year for grade in marts.published}))
    place = marts.units.index(unit)
    values = {
        "unit": unit,
        "headline": _headline(unit),
        "sentences": _sentences(unit, trend, history),
        "certainty": phrases.certainty_in_words(marts.certainty(unit.unit_id)),
        "verdict": phrases.verdict_in_words(marts.change_certainty(unit.unit_id)),
        "chart": trend_chart(unit.name, history, break_year),
        "history": history,
        "break_year": break_year,
        "basis": phrases.basis_in_words(unit),
        "reasons": [
            sentence(row) for row in marts.rows(Attribution) if row.unit_id == unit.unit_id
        ],
        "indicator_changes": [
            row for row in marts.rows(IndicatorChange) if row.unit_id == unit.unit_id
        ],
        "former": _former_years(marts.former.get(unit.unit_id, [])),
        "nodes": _tree(marts.scores.get(unit.unit_id, [])),
        "budgets": sorted(
            marts.budgets.get(unit.unit_id, []),
            key=lambda budget: phrases.BUDGET_SCOPES.index(budget.scope_of_budget),
        ),
        "budget_share": _budget_share,
        "advice": _advice(marts, unit),
        "figure": _figure,
        "predecessors": predecessors,
        "published_years": years,
        "published": phrases.published_by_year(predecessors, years),
        "reports": _reports(marts, unit),
        "previous": marts.units[place - 1] if place else None,
        "following": marts.units[place + 1] if place + 1 < len(marts.units) else None,
    }
    return Content("province.html", values)


def _advice(marts: Marts, unit: Ranking) -> dict[str, list[Advice]]:
    """The steps of a unit towards each target, cheapest first."""
    rows = [row for row in marts.rows(Advice) if row.unit_id == unit.unit_id]
    targets = {target: [row for row in rows if row.target == target] for target in _TARGETS}
    return {target: steps[:_STEPS] for target, steps in targets.items() if steps}


def _figure(value: Decimal | None, step: Advice) -> str:
    """A figure of an indicator: a count as it is, a share in percent, or that there is none."""
    if value is None:
        return text("page.status.not_reported")
    return plain(value) if step.is_count else percent(value, decimals=2)


def _headline(unit: Ranking) -> str:
    if unit.rank is None:
        return text("page.unranked.because", reason=phrases.reason_in_words(unit))
    return text(
        "page.province.headline",
        rank=unit.rank,
        ranked=unit.ranked_units,
        year=unit.index_year,
        grade=unit.grade,
        score=phrases.score_in_words(unit),
    )


def _sentences(unit: Ranking, trend: Trend | None, history: Sequence[Ranking]) -> list[str]:
    """The change since the baseline: points and rank of one method and geography, then grades."""
    if trend is None or unit.rank is None:
        return []
    sentences = []
    change = phrases.change_since_baseline(trend)
    if change is not None:
        baseline = next((y for y in history if y.index_year == trend.baseline_year), None)
        key = "page.province.change" if baseline and baseline.rank else "page.province.points"
        sentences.append(
            text(
                key,
                points=f"{change.mark} {change.points}",
                baseline=trend.baseline_year,
                before=baseline.rank if baseline else None,
                now=unit.rank,
            )
        )
    step, words = phrases.grade_step(trend, unit.grade), phrases.grade_steps_in_words(trend)
    if step and words:
        sentences.append(
            text("page.province.steps", baseline=trend.baseline_year, step=step, steps=words)
        )
    return sentences


def _former_years(rows: Sequence[FormerScore]) -> dict[int, list[FormerScore]]:
    """The years a merged unit was several, newest first, each with its predecessors in order."""
    years: defaultdict[int, list[FormerScore]] = defaultdict(list)
    for row in reversed(rows):
        years[row.index_year].insert(0, row)
    return dict(years)


def _tree(scores: Sequence[Score]) -> list[Node]:
    """The nodes depth first, in the order of the method."""
    by_parent: defaultdict[str | None, list[Score]] = defaultdict(list)
    for score in scores:
        by_parent[score.parent_id].append(score)
    ordered: list[Node] = []

    def walk(node: str | None, depth: int) -> None:
        for score in sorted(by_parent.get(node, ()), key=lambda child: child.node_sort_order):
            is_leaf = score.node_id not in by_parent
            value = _value(score) if is_leaf else ""
            ordered.append(
                Node(score, depth, is_leaf, value, _fill(score), phrases.marks_in_words(score))
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


def _reports(marts: Marts, unit: Ranking) -> list[ReportLine]:
    """Reports of the unit and of the units it was made from, newest year first."""
    former = {row.unit_id for grades in marts.published_for(unit).values() for row in grades}
    counts: defaultdict[tuple[int, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in marts.submissions:
        if row.unit_id == unit.unit_id or row.unit_id in former:
            line = counts[-row.index_year, row.form_title_vi]
            line[row.status] += row.reports
            line["late"] += row.late_reports
    return [
        ReportLine(
            year=-year,
            title=title,
            accepted=line["accepted"] + line["accepted_with_warnings"],
            held=line["held"] + line["rejected"],
            missing=line["missing"],
            late=line["late"],
        )
        for (year, title), line in sorted(counts.items())
    ]
