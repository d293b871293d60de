"""How sure the order is: which units stand clearly above which, and which cannot be told apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from dashboards.charts.order import OrderChart, ScoreRange, order_chart
from dashboards.charts.ranks import RankBars, rank_bars
from dashboards.looks.locale import percent, text
from dashboards.marts.certainty import Certainty, Pair, RankProbability
from dashboards.marts.index import Ranking
from dashboards.marts.reading import Marts
from dashboards.pages import phrases
from dashboards.pages.shell import Content
from dashboards.release_record.edition import Edition


@dataclass(frozen=True)
class OrderLine:
    """One unit against all others; ``level`` are those it cannot be told apart from, the next one
    that of the ranking."""

    unit: Ranking
    ranks: str
    bars: RankBars
    bars_label: str
    above: int
    below: int
    level: tuple[str, ...]
    is_clear_of_next: bool


def certainty_page(marts: Marts, edition: Edition) -> Content:
    """Each unit with its ranks and those it cannot be told apart from."""
    sure = {row.unit_id: row for row in marts.rows(Certainty)}
    ranked = sorted(
        (unit for unit in marts.units if unit.rank is not None and unit.unit_id in sure),
        key=lambda unit: (unit.rank or 0, unit.unit_sort_order),
    )
    pairs = {(row.unit_id, row.other_unit_id): row for row in marts.rows(Pair)}
    bars: defaultdict[str, list[tuple[int, Decimal]]] = defaultdict(list)
    for row in marts.rows(RankProbability):
        bars[row.unit_id].append((row.possible_rank, row.probability))
    lines = [_line(unit, sure[unit.unit_id], ranked, pairs, bars[unit.unit_id]) for unit in ranked]
    values = {
        "lines": lines,
        "sentence": _sentence(lines),
        "chart": _chart(ranked, sure, pairs),
        "replicates": max((row.replicates for row in sure.values()), default=0),
    }
    return Content("certainty.html", values)


def _chart(
    ranked: Sequence[Ranking], sure: dict[str, Certainty], pairs: dict[tuple[str, str], Pair]
) -> OrderChart | None:
    """All ranked units with the intervals of their scores by the error of their data."""
    ranges = [
        ScoreRange(f"{unit.rank} {unit.name}", unit.score, sure[unit.unit_id].ends)
        for unit in ranked
        if unit.score is not None
    ]

    def is_level(one: int, other: int) -> bool:
        pair = pairs.get((ranked[one].unit_id, ranked[other].unit_id))
        return pair is not None and pair.verdict == "not_told_apart"

    return order_chart(ranges, is_level)


def _line(
    unit: Ranking,
    certainty: Certainty,
    ranked: Sequence[Ranking],
    pairs: dict[tuple[str, str], Pair],
    probabilities: Sequence[tuple[int, Decimal]],
) -> OrderLine:
    against = [pairs.get((unit.unit_id, other.unit_id)) for other in ranked]
    compared = [(pair, other) for pair, other in zip(against, ranked, strict=True) if pair]
    place = ranked.index(unit) + 1
    following = against[place] if place < len(ranked) else None
    ranks = phrases.range_in_words(certainty.rank_best, certainty.rank_worst)
    best = max(probabilities, key=lambda one: one[1], default=(unit.rank or 0, Decimal(1)))
    return OrderLine(
        unit=unit,
        ranks=ranks,
        bars=rank_bars(probabilities, unit.rank or 0, len(ranked)),
        bars_label=text(
            "page.order.bars_label", ranks=ranks, rank=best[0], share=percent(best[1], decimals=0)
        ),
        above=sum(pair.verdict == "above" for pair, _ in compared),
        below=sum(pair.verdict == "below" for pair, _ in compared),
        level=tuple(other.name for pair, other in compared if pair.verdict == "not_told_apart"),
        is_clear_of_next=following is not None and following.verdict == "above",
    )


def _sentence(lines: Sequence[OrderLine]) -> str:
    """How many of the pairs have a clear order, and how many neighbours in the ranking do."""
    if not lines:
        return text("page.order.empty")
    clear = sum(line.above for line in lines)
    pairs = clear + sum(len(line.level) for line in lines) // 2
    sentence = text(
        "page.order.sentence",
        pairs=pairs,
        clear=clear,
        share=percent(Decimal(clear) / pairs, decimals=0) if pairs else "",
    )
    neighbours = {
        "neighbours": len(lines) - 1,
        "clear": sum(line.is_clear_of_next for line in lines),
    }
    key = "page.order.neighbours" if neighbours["clear"] else "page.order.no_neighbours"
    return f"{sentence} {text(key, **neighbours)}"
