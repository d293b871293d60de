"""Who reports in a sample: actors change as they did, and aggregates add up but where planted."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from ingestion.forms.header import load_header
from ingestion.samples import Facts
from ingestion.samples.agencies import Agency, register_of
from ingestion.samples.draft import Draft, Season


def agencies(facts: Facts, unit_id: str) -> list[Agency]:
    return register_of(facts, "small")[unit_id]


def test_the_department_gives_way_in_march_2025_and_the_police_lead(facts: Facts) -> None:
    before = {a.index: a for a in agencies(facts, "VN63-46") if a.is_valid_on(date(2025, 2, 28))}
    after = {a.index: a for a in agencies(facts, "VN63-46") if a.is_valid_on(date(2025, 3, 1))}
    assert before[0].name.startswith("Sở Thông tin và Truyền thông")
    assert after[0].name.startswith("Sở Khoa học và Công nghệ")
    assert before[0].successor_id == after[0].agency_id
    assert before[1].parent_id == before[0].agency_id
    assert after[0].parent_id == after[1].agency_id
    assert (before[0].parent_id, after[1].parent_id) == ("AGY-MIN-TTTT", "AGY-MIN-CA")


def test_agencies_of_the_63_name_their_successor_among_the_34(facts: Facts) -> None:
    agency_ids = {a.agency_id for of_unit in register_of(facts, "small").values() for a in of_unit}
    last = [
        a
        for of_unit in register_of(facts, "small").values()
        for a in of_unit
        if a.valid_to == date(2025, 6, 30)
    ]
    assert len(last) == 2 * 63 + 2
    assert {a.successor_id for a in last} <= agency_ids
    assert all(a.successor_id and a.successor_id.startswith("AGY-VN34-") for a in last)


def test_districts_report_until_they_end(season: Season) -> None:
    sent = [draft for draft in season.drafts if draft.agency.kind == "district"]
    assert {draft.agency.agency_id for draft in sent} == {"AGY-VN63-24-3", "AGY-VN63-46-3"}
    assert max(draft.period.end for draft in sent) == date(2025, 6, 30)


def figures(draft: Draft) -> dict[tuple[int, str], int]:
    """Counts, and money in whole dong."""
    options = load_header().lists["money_unit"]
    multiplier = {o.label.vi: int(o.code) for o in options}[str(draft.header["money_unit"])]
    (sheet,) = draft.form.registers
    return {
        (index, field.code): entry * (multiplier if field.kind == "money" else 1)
        for index, row in enumerate(draft.rows[sheet.name])
        for field in sheet.fields
        if isinstance(entry := row.get(field.code), int)
    }


def test_aggregates_add_up_but_where_planted(season: Season) -> None:
    latest = {d.key: d for d in sorted(season.drafts, key=lambda d: d.revision) if not d.fault}
    wrong = defaultdict(set)
    for aggregate in season.aggregates:
        head = aggregate.agency.agency_id
        members = [
            draft
            for (agency_id, form, period), draft in latest.items()
            if (form, period) == (aggregate.form.form, aggregate.period.key)
            and head in (agency_id, draft.agency.parent_id)
        ]
        assert len(members) >= 2
        summed: dict[tuple[int, str], int] = defaultdict(int)
        for draft in members:
            for place, number in figures(draft).items():
                summed[place] += number
            assert draft.received_at < aggregate.received_at
        for place, number in figures(aggregate).items():
            if number != summed[place]:
                wrong[aggregate.path].add((place[1], number - summed[place]))
    assert {d.period.key for d in season.aggregates} == {"2024", "2025"}
    assert len(season.aggregates) > 80
    assert wrong == {m.draft.path: {(m.field, m.too_many)} for m in season.mismatches}
    assert len(season.mismatches) == 2
