"""Whatever is reported, nobody recovers what is hidden or what another contributed; and what gives
nobody away is shown."""

from __future__ import annotations

from collections.abc import Mapping

import hypothesis.strategies as st
from hypothesis import example, given, settings

from dashboards.marts.disclosure import Cell, is_unsafe, total_of
from dashboards.marts.suppression import statuses
from tests.dashboards.marts.attacker import Published, Rule, recovered

Counts = dict[Cell, dict[str, float]]
KINDS = ("general_news", "social_network")
LICENCES = ("licensed", "applied", "unlicensed", "trial")
_AMOUNT = st.one_of(st.integers(0, 6), st.integers(0, 60), st.just(0))


def _websites(amounts: Mapping[str, list[list[int]]]) -> tuple[Counts, list[Rule]]:
    """The sites of a year as units report them, by kind and licence, and what adds up to what."""

    def cell(line: str, breakdown: str, counted: str) -> Cell:
        return Cell("websites", "2025", line, breakdown, counted)

    parts = {
        (kind, licence): {unit: float(of[k][n]) for unit, of in amounts.items()}
        for k, kind in enumerate(KINDS)
        for n, licence in enumerate(LICENCES)
    }

    def added(*some: dict[str, float]) -> dict[str, float]:
        return {unit: sum(one[unit] for one in some) for unit in amounts}

    counts: Counts = {}
    rules = []
    for kind in KINDS:
        of_kind = added(*(parts[kind, licence] for licence in LICENCES))
        lines = tuple(cell(licence, kind, "total") for licence in LICENCES)
        for licence, line in zip(LICENCES, lines, strict=True):
            counts[line] = parts[kind, licence]
        for licence in LICENCES[:2]:  # of all four it is the same
            counts[cell(licence, kind, "denominator")] = of_kind
            rules.append(Rule(cell(licence, kind, "denominator"), lines, is_equal=True))
    for licence in LICENCES:
        whole = cell(f"sites_{licence}", "-", "total")
        counts[whole] = added(*(parts[kind, licence] for kind in KINDS))
        of_licence = tuple(cell(licence, kind, "total") for kind in KINDS)
        rules.append(Rule(whole, of_licence, is_equal=True))
    found = cell("sites_found", "-", "total")
    counts[found] = added(*parts.values())
    rules.append(
        Rule(found, tuple(cell("licensed", kind, "denominator") for kind in KINDS), is_equal=True)
    )
    return counts, rules


def _incidents(amounts: Mapping[str, list[tuple[int, int]]]) -> tuple[Counts, list[Rule]]:
    """A type's incidents and the handled ones: of both halves of a year, of the year."""
    counts: Counts = {}
    rules = []

    def cell(period: str, counted: str) -> Cell:
        return Cell("incident_types", period, "TYPE-01", "-", counted)

    for column, counted in enumerate(("incidents", "handled")):
        for half, period in enumerate(("2025-S1", "2025-S2")):
            counts[cell(period, counted)] = {
                unit: float(min(of[half][: column + 1])) for unit, of in amounts.items()
            }
        halves = (cell("2025-S1", counted), cell("2025-S2", counted))
        counts[cell("2025", counted)] = {
            unit: sum(counts[half][unit] for half in halves) for unit in amounts
        }
        rules.append(Rule(cell("2025", counted), halves, is_equal=True))
    rules += [
        Rule(cell(period, "incidents"), (cell(period, "handled"),), is_equal=False)
        for period in ("2025", "2025-S1", "2025-S2")
    ]
    return counts, rules


def _check(counts: Counts, rules: list[Rule]) -> None:
    found = statuses(counts)
    published = {
        cell: Published(found[cell], total_of(parts) if found[cell] == "shown" else None)
        for cell, parts in counts.items()
    }
    for cell, one in published.items():
        if one.mark == "shown":
            assert not is_unsafe(counts[cell]), cell
        if one.mark == "small":
            assert total_of(counts[cell]) < 5, cell
    units = sorted({unit for parts in counts.values() for unit in parts})
    assert list(recovered(published, counts, rules, [None, *units])) == []
    if not any(is_unsafe(parts) for parts in counts.values()):
        assert set(found.values()) <= {"shown"}


def _units(shape: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.integers(1, 5).flatmap(
        lambda units: st.fixed_dictionaries({f"unit {n}": shape for n in range(units)})
    )


@settings(max_examples=40, deadline=None)
@given(_units(st.lists(st.tuples(_AMOUNT, _AMOUNT), min_size=2, max_size=2)))
@example({"a": [(3, 3), (9, 9)], "b": [(0, 0), (20, 1)], "c": [(0, 0), (11, 0)]})
@example({"a": [(4, 4), (0, 0)], "b": [(0, 0), (20, 1)], "c": [(0, 0), (11, 0)]})
@example({"a": [(33, 0), (18, 0)], "b": [(36, 36), (1, 0)], "c": [(348, 18), (0, 0)]})
@example({"a": [(95, 0), (1, 0)], "b": [(3, 0), (1, 0)], "c": [(2, 0), (1, 0)]})
def test_incidents_by_half_years_give_nobody_away(
    amounts: dict[str, list[tuple[int, int]]],
) -> None:
    _check(*_incidents(amounts))


@settings(max_examples=8, deadline=None)
@given(_units(st.lists(st.lists(_AMOUNT, min_size=4, max_size=4), min_size=2, max_size=2)))
def test_sites_by_kind_and_licence_give_nobody_away(amounts: dict[str, list[list[int]]]) -> None:
    _check(*_websites(amounts))
