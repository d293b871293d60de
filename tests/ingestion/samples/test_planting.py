"""Faults and near-misses: how many, where, and that nothing else is wrong."""

from __future__ import annotations

import ast
import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import ingestion.samples
from ingestion.forms.contract import Contracts
from ingestion.landing.agencies import agency_types
from ingestion.samples import Facts, plan_sample
from ingestion.samples.agencies import register_of
from ingestion.samples.draft import Draft, Season

CODES = {
    "CELL-TYPE", "CELL-REQUIRED", "CELL-RANGE", "CELL-LIST", "CELL-ERROR", "RATIO-ORDER",
    "TOTAL-ROW", "INCIDENT-HANDLED", "BUDGET-ORDER", "EXEMPTION-REASON", "UNIT-SLIP",
    "UNIT-MISMATCH", "AGENCY-UNKNOWN", "AGENCY-NAME", "PERIOD-INVALID", "SENDER-NOT-ENTITLED",
    "REVISION-CONFLICT", "ROW-DUPLICATE", "ROW-UNKNOWN", "COLUMN-MISSING", "SHEET-MISSING",
    "FORM-UNKNOWN", "FILE-UNREADABLE", "DATA-KIND", "DENOMINATOR-JUMP", "YEAR-BELOW-PARTS",
    "SYSTEM-COUNT", "SYSTEM-STEPS", "SYSTEM-ASSESSOR", "SYSTEM-ASSESSED", "INCIDENT-TICKED",
    "SITE-COUNT", "CONTACT-DATES",
}  # fmt: skip


def faulty(season: Season) -> list[Draft]:
    return [draft for draft in season.drafts if draft.fault]


def test_every_fault_is_planted_at_least_three_times(season: Season) -> None:
    counts = Counter(draft.fault.code for draft in season.drafts if draft.fault)
    assert set(counts) == CODES
    assert min(counts.values()) >= 3
    assert sum(counts.values()) < 130


def test_the_early_years_stay_complete(season: Season) -> None:
    accepted = {draft.key for draft in season.drafts if not draft.fault}
    early = [draft for draft in faulty(season) if draft.period.index_year <= 2020]
    assert early
    assert all(draft.key in accepted for draft in early)


def test_one_unit_has_no_security_report_in_the_last_full_year(season: Season) -> None:
    accepted = {draft.key for draft in season.drafts if not draft.fault}
    lost = Counter(
        draft.agency.unit.unit_id
        for draft in season.drafts
        if draft.form.form == "agency_security_report"
        and draft.period.key == "2025"
        and draft.key not in accepted
        and draft.agency.unit
    )
    assert list(lost.values()) == [2]


def test_a_report_has_one_revision_number_once(season: Season) -> None:
    counts = Counter((*draft.key, draft.revision) for draft in season.drafts)
    twice = {key for key, count in counts.items() if count > 1}
    conflicts = {
        (*d.key, d.revision)
        for d in faulty(season)
        if d.fault and d.fault.code == "REVISION-CONFLICT"
    }
    assert twice == conflicts
    assert len({draft.path for draft in season.drafts}) == len(season.drafts)


def test_corrected_reports_both_stand(season: Season) -> None:
    wrong = {draft.key for draft in faulty(season)}
    revised = [d for d in season.drafts if d.revision and d.key not in wrong]
    first = {d.key: d for d in season.drafts if not d.revision}
    assert len(revised) > 20
    for draft in revised:
        before = first[draft.key]
        assert (before.lines, before.rows) != (draft.lines, draft.rows)
        assert before.received_at < draft.received_at


def test_a_slip_has_a_sound_year_before(season: Season) -> None:
    sound = {draft.key for draft in season.drafts if not draft.fault}
    for draft in faulty(season):
        if draft.fault and draft.fault.code in ("UNIT-SLIP", "DENOMINATOR-JUMP"):
            agency, form, period = draft.key
            assert (agency, form, str(int(period) - 1)) in sound


def test_every_near_miss_stands_at_least_twice_in_a_sound_report(season: Season) -> None:
    counts = Counter(what for _, what in season.near_misses)
    assert len(counts) == 13
    assert min(counts.values()) >= 2
    assert not [draft for draft, _ in season.near_misses if draft.fault]


def test_the_last_minute_is_the_day_before_the_deadline(season: Season, facts: Facts) -> None:
    for draft, what in season.near_misses:
        if what == "last_minute_on_time":
            due = facts.law.deadline_of(draft.form.form, draft.period)
            assert due is not None
            assert (due.day - draft.received_at.date()).days == 1
            assert draft.received_at.isoformat().endswith("T23:59:00+07:00")


def test_some_reports_are_late_and_most_are_not(season: Season, facts: Facts) -> None:
    deadlines = ((d, facts.law.deadline_of(d.form.form, d.period)) for d in season.drafts)
    dated = [(draft, due) for draft, due in deadlines if due]
    late = [draft for draft, due in dated if draft.received_at.date() >= due.day]
    assert 0.02 < len(late) / len(dated) < 0.12


def test_the_generator_knows_nothing_of_the_rules() -> None:
    for path in Path(ingestion.samples.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            assert not [name for name in names if name.startswith("expectations")]


def test_a_national_register_has_every_commune_of_today_under_made_up_names(facts: Facts) -> None:
    register = register_of(facts, "national")
    agencies = [agency for of_unit in register.values() for agency in of_unit]
    kinds = Counter(agency.kind for agency in agencies)
    assert (kinds["commune"], kinds["ward"], kinds["special_zone"]) == (2621, 687, 13)
    assert len(agencies) - 3321 == 34 * 18
    assert len({agency.agency_id for agency in agencies}) == len(agencies)
    assert all(agency.is_valid_on(date(2025, 12, 31)) for agency in agencies)
    communes = [agency for agency in agencies if agency_types()[agency.kind].is_duty_assumed]
    assert len(communes) == 3321
    assert all(re.search(r" mẫu \d{3}, .+ \(mẫu\)$", agency.name) for agency in communes)
    assert not [agency for agency in communes if agency.is_in_network]
    police = {agency.agency_id for agency in agencies if agency.kind == "police"}
    assert {agency.parent_id for agency in communes} <= police


def test_a_national_year_has_the_forms_that_could_be_owed_of_all(
    contracts: Contracts, facts: Facts
) -> None:
    unit = facts.units["VN34-04"]
    one = replace(facts, units={unit.unit_id: unit}, predecessors={}, grades={})
    season = plan_sample(seed=3, scale="national", contracts=contracts, facts=one)
    sound = [draft for draft in season.drafts if draft.agency.unit and not draft.revision]
    senders = Counter(draft.form.form for draft in sound)
    everyone = 18 + 56
    assert {draft.period.index_year for draft in season.drafts} == {2025}
    assert {form for form, count in senders.items() if count >= everyone} == {
        "agency_security_report", "budget", "incident_summary", "information_systems",
    }  # fmt: skip
    assert {draft.suffix for draft in sound} == {"xlsx", "csv"}


def test_a_season_holds_one_year_of_all_agencies(contracts: Contracts, few_facts: Facts) -> None:
    season = plan_sample(seed=3, scale="season", contracts=contracts, facts=few_facts)
    sound = [draft for draft in season.drafts if draft.agency.unit and not draft.revision]
    assert {draft.period.index_year for draft in season.drafts} == {2024}
    assert len({draft.agency.agency_id for draft in sound}) == 12 * 8
    assert {draft.suffix for draft in sound} == {"xlsx"}
