"""Totals add up, parts stay inside their wholes, and merged units are their predecessors' sum."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.blanks.layout import Entry
from ingestion.forms.contract import Contracts
from ingestion.forms.header import load_header
from ingestion.samples import Facts
from ingestion.samples.agencies import register_of
from ingestion.samples.draft import Draft
from ingestion.samples.figures import apportion
from ingestion.samples.season import plan_season
from ingestion.samples.strength import Strengths

Numbers = Counter[tuple[str, str, str]]


@given(
    total=st.integers(0, 10**9),
    weights=st.lists(st.integers(0, 1_000), min_size=1, max_size=20),
    least=st.integers(0, 1),
)
def test_shares_add_up_to_the_total(total: int, weights: list[int], least: int) -> None:
    parts = apportion(total, weights, least)
    assert sum(parts) == total
    assert min(parts) >= (least if total >= least * len(weights) else 0)


@given(st.lists(st.integers(0, 1_000), min_size=1, max_size=20), st.data())
def test_a_part_shared_by_its_whole_never_exceeds_it(
    wholes: list[int], data: st.DataObject
) -> None:
    total = data.draw(st.integers(0, sum(wholes)))
    parts = apportion(total, wholes)
    assert all(part <= whole for part, whole in zip(parts, wholes, strict=True))


@pytest.fixture(scope="module")
def drafts(contracts: Contracts, few_facts: Facts) -> list[Draft]:
    """Reports before anything is planted in them."""
    register = register_of(few_facts, "small")
    return plan_season(contracts, few_facts, register, 7, "small").drafts


def test_the_smallest_of_a_hundred_agencies_has_one_of_what_all_are_counted_by(
    contracts: Contracts, facts: Facts
) -> None:
    """More agencies than officers, systems or sites in a province leave none without."""
    few = replace(facts, units={"VN34-01": facts.units["VN34-01"]})
    season = plan_season(contracts, few, register_of(few, "national"), 1, "national")
    assert len({draft.agency.agency_id for draft in season.drafts}) > 100
    for draft in season.drafts:
        counted = [sheet.name for sheet in draft.form.registers if sheet.sample_rows]
        assert all(draft.rows[name] for name in counted), draft.key
        for sheet in draft.form.sheets:
            for line in sheet.lines if sheet.kind == "indicator" else ():
                whole = draft.lines[line.code].get("denominator", line.denominator_minimum)
                assert isinstance(whole, int | float)
                assert whole >= line.denominator_minimum, draft.key


def numbers(draft: Draft) -> Numbers:
    """Every number of a report in đồng or pieces, by place."""
    options = load_header().lists["money_unit"]
    multipliers = {option.label.vi: int(option.code) for option in options}
    multiplier = multipliers.get(str(draft.header.get("money_unit")), 1)
    money = {f.code for sheet in draft.form.registers for f in sheet.fields if f.kind == "money"}
    numbers_by_place: Numbers = Counter()

    def add(place: str, field: str, entry: Entry) -> None:
        if isinstance(entry, int):
            numbers_by_place[draft.form.form, place, field] += entry * (
                multiplier if field in money else 1
            )

    for code, parts in draft.lines.items():
        for part, entry in parts.items():
            add(code, part, entry)
    for sheet in draft.form.registers:
        for index, row in enumerate(draft.rows[sheet.name]):
            place = str(row.get("unit_code", index))
            for code, entry in row.items():
                add(place, code, entry)
    return numbers_by_place


def by_unit(drafts: list[Draft], period: str) -> dict[str, Numbers]:
    numbers_by_unit: dict[str, Numbers] = defaultdict(Counter)
    for draft in drafts:
        # Where only one agency of a unit sends a form, its part is not the unit's figure.
        if draft.period.key == period and draft.agency.unit and not draft.form.sample:
            numbers_by_unit[draft.agency.unit.unit_id].update(numbers(draft))
    return numbers_by_unit


def test_half_year_is_part_of_the_year(drafts: list[Draft]) -> None:
    years = {(d.agency.agency_id, d.form.form, d.period.key): numbers(d) for d in drafts}
    halves = [d for d in drafts if d.period.kind == "half-year" and d.period.index_year < 2025]
    assert halves
    for half in halves:
        agency, form, _ = half.key
        whole = years[agency, form, str(half.period.index_year)]
        assert all(number <= whole[place] for place, number in numbers(half).items())


def test_merged_unit_pools_its_predecessors(
    drafts: list[Draft], contracts: Contracts, few_facts: Facts
) -> None:
    new = by_unit(drafts, "2025")
    assert set(new) == set(few_facts.predecessors)
    old_units = {unit_id: unit for unit_id, unit in few_facts.units.items() if unit.valid_to}
    kept_whole = {
        unit_id: type(unit)(unit_id, unit.code, unit.name_vi, unit.name_vi_short, None, None)
        for unit_id, unit in old_units.items()
    }
    unmerged = replace(few_facts, units=kept_whole, predecessors={})
    old = by_unit(
        plan_season(contracts, unmerged, register_of(unmerged, "small"), 7, "small").drafts, "2025"
    )
    for unit_id, predecessors in few_facts.predecessors.items():
        pooled: Counter[tuple[str, str]] = Counter()
        for predecessor in predecessors:
            for (form, place, field), number in old[predecessor].items():
                pooled[form, field if form != "agency_security_report" else place + field] += number
        merged: Counter[tuple[str, str]] = Counter()
        for (form, place, field), number in new[unit_id].items():
            merged[form, field if form != "agency_security_report" else place + field] += number
        assert merged == pooled


def test_parts_stay_inside_their_wholes(drafts: list[Draft]) -> None:
    for draft in drafts:
        for parts in draft.lines.values():
            if "denominator" in parts:
                assert int(str(parts["value"])) <= int(str(parts["denominator"]))
        for row in draft.rows.get("incidents", []):
            done = int(str(row["self_handled"])) + int(str(row["handled_with_support"]))
            assert done <= int(str(row["incidents"]))


def test_every_published_set_has_room_for_the_path(facts: Facts) -> None:
    bands = {"A": (80, 100), "B": (65, 80), "C": (50, 65), "D": (30, 50), "E": (0, 30)}
    for seed in range(20):
        strengths = Strengths(facts, seed)
        for (year, unit_id), grades in facts.grades.items():
            points = 100 * strengths.strength(unit_id, year)
            assert min(bands[g][0] for g in grades) + 3.4 < points
            assert points < max(bands[g][1] for g in grades) - 3.4


def test_old_and_new_agencies_divide_the_periods(drafts: list[Draft]) -> None:
    for draft in drafts:
        if unit := draft.agency.unit:
            before_merger = draft.period.end < date(2025, 7, 1)
            assert unit.unit_id.startswith("VN63" if before_merger else "VN34")
    assert not [d for d in drafts if d.period.index_year == 2026 and d.period.kind == "year"]
    assert [d for d in drafts if d.period.key == "2026-S1"]
