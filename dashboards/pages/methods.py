"""The year under every method that is computed: how far a result depends on the method."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.charts import Chart
from dashboards.charts.agreement import Agreement, agreement_chart
from dashboards.looks.locale import has_text, text
from dashboards.marts.index import Ranking
from dashboards.marts.method import MethodNode, MethodResult
from dashboards.marts.reading import Marts
from dashboards.pages.merging import merging_by_method, percentage_points
from dashboards.pages.method import whose
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition


@dataclass(frozen=True)
class UnitResults:
    """One unit and its result under each method that ranks it, in the order of the methods."""

    unit: Ranking
    results: tuple[MethodResult | None, ...]


def methods_page(marts: Marts, edition: Edition) -> Content:
    """The published method first, then the others; a rank of one is never taken from another's."""
    trees: defaultdict[str, list[MethodNode]] = defaultdict(list)
    for node in marts.rows(MethodNode):
        if node.method_kind != "published":
            trees[node.method].append(node)
    methods = sorted(trees, key=lambda method: (method != marts.method, method))
    ranked = {
        (result.unit_id, result.method): result
        for result in marts.rows(MethodResult)
        if result.rank is not None
    }
    units = sorted(marts.units, key=lambda unit: (unit.rank or 999, unit.unit_sort_order))
    rows = [
        UnitResults(unit, tuple(ranked.get((unit.unit_id, method)) for method in methods))
        for unit in units
    ]
    values = {
        "trees": {method: trees[method] for method in methods},
        "explained": [one for one in methods if has_text(f"page.method.about.{one}")],
        "rows": rows,
        "whose": whose,
        "sentence": _sentence(marts, rows),
        "moves": _moves(rows, methods),
        "charts": _charts(rows, methods),
        "merged": merging_by_method(marts),
        "percentage_points": percentage_points,
    }
    return Content("methods.html", values)


def _sentence(marts: Marts, rows: Sequence[UnitResults]) -> str:
    """How many units all methods rank, and in how many they come to the same group."""
    grades = [
        {result.grade for result in row.results if result} for row in rows if all(row.results)
    ]
    if not grades:
        return text("page.methods.none_ranked", year=marts.year)
    same = sum(len(letters) == 1 for letters in grades)
    return text("page.methods.sentence", year=marts.year, ranked=len(grades), same=same)


def _moves(rows: Sequence[UnitResults], methods: Sequence[str]) -> list[str]:
    """Of each other method that ranks any unit: how many have another rank under it than under the
    published one, and whose is furthest away."""
    sentences = []
    for place, method in enumerate(methods[1:], start=1):
        pairs = [
            (row.unit.name, first.rank, other.rank)
            for row in rows
            if (first := row.results[0]) and (other := row.results[place])
            if first.rank is not None and other.rank is not None
        ]
        moved = sorted(
            (pair for pair in pairs if pair[1] != pair[2]), key=lambda pair: -abs(pair[2] - pair[1])
        )
        if not pairs:
            continue
        values = {"method": methods[0], "other": method, "ranked": len(pairs), "moved": len(moved)}
        if not moved:
            sentences.append(text("page.methods.same_ranks", **values))
            continue
        name, first_rank, other_rank = moved[0]
        values |= {"unit": name, "first_rank": first_rank, "other_rank": other_rank}
        sentences.append(text("page.methods.moved", **values))
    return sentences


def _charts(rows: Sequence[UnitResults], methods: Sequence[str]) -> dict[str, Chart]:
    """Each other method against the published one, where both rank any unit."""
    charts = {}
    for place, method in enumerate(methods[1:], start=1):
        units = [
            Agreement(row.unit.name, first.grade, first.score, other.score)
            for row in rows
            if (first := row.results[0]) and (other := row.results[place])
            if first.grade and first.score is not None and other.score is not None
        ]
        if units:
            charts[method] = agreement_chart(units, methods[0], method)
    return charts
