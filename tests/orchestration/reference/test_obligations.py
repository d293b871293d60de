"""Obligations as data agree with the words they were read in, and with the forms that answer."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

import pytest

from expectations.book.check_kinds import RecentCheck
from expectations.book.rule_book import load_rule_book
from ingestion.forms.contract import load_contracts
from ingestion.messages import catalogue
from orchestration.reference.seeds import seed_rows

FACTS = {row["id"]: row for row in seed_rows("reference/reporting_obligation")}
RULES = {row["rule_id"]: row for row in seed_rows("reference/obligation_rule")}


def test_every_obligation_has_a_rule() -> None:
    assert {rule["obligation_id"] for rule in RULES.values()} - {""} == set(FACTS)


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_keeps_the_words_of_its_obligation(rule_id: str) -> None:
    """A rule of one sector has a legal base of its own."""
    rule = RULES[rule_id]
    if not rule["obligation_id"] or rule["sector"]:
        assert rule["legal_basis"]
        assert rule["source"]
        return
    fact = FACTS[rule["obligation_id"]]
    kept = ("legal_basis", "source", "valid_from", "valid_to")
    assert [rule[column] for column in kept] == [fact[column] for column in kept]
    day = rule["deadline_month_day"] or rule["deadline_date"]
    assert day == fact["deadline_mm_dd_or_date"]
    if rule["deadline_amount"]:
        deadline = "5 days" if rule_id == "R3" else fact["deadline_text"]
        assert deadline.replace("within ", "").startswith(f"{rule['deadline_amount']} ")
    if rule["deadline_rule"].startswith("before"):
        assert fact["deadline_text"].startswith("before ")
    if rule["deadline_rule"] == "by_date":
        assert fact["deadline_text"].startswith("by ") or "planning day" in rule["note"]


def test_a_rule_binds_whom_its_obligation_binds() -> None:
    words = {
        "everyone": "",
        "network_members": "members of the incident response network; for every other agency an",
        "some_units": "Thừa Thiên Huế (VN63-46, VN34-46); for every other province an assumption",
        "nobody_known": "nobody known",
    }
    for rule in RULES.values():
        fact = FACTS.get(rule["obligation_id"])
        assert fact is None or fact["binds"].startswith(words[rule["binds"]])
        assert fact is None or bool(fact["binds"]) == (rule["binds"] != "everyone")
    bound = {
        (row["rule_id"], row["unit_id"]) for row in seed_rows("reference/obligation_bound_unit")
    }
    some = {rule_id for rule_id, rule in RULES.items() if rule["binds"] == "some_units"}
    assert bound == {(rule_id, unit) for rule_id in some for unit in ("VN63-46", "VN34-46")}


def test_what_was_not_read_in_the_original_keeps_its_mark() -> None:
    for rule in RULES.values():
        fact = FACTS.get(rule["obligation_id"], {"status": ""})
        if fact["status"].startswith("partial") or "second-hand" in rule["source"]:
            assert rule["mark"] == "second_hand"
        if rule["mark"] == "verified":
            assert fact["status"].startswith(("verified", "field list verified"))
    assert {rule["mark"] for rule in RULES.values() if rule["sector"]} == {"second_hand"}


def test_the_date_of_a_document_is_one_its_legal_basis_names() -> None:
    """Where the first day of a rule was not read, and no other; never an invented one."""
    for rule_id, rule in RULES.items():
        parts = [str(int(part)) for part in rule["document_date"].split("-") if part]
        words = f"{rule['legal_basis']} {rule['legal_basis_vi']}"
        words = words.replace("/0", "/").replace("(0", "(")
        assert "/".join(reversed(parts)) in words, rule_id
        has_first_day = bool(rule["valid_from"])
        assert bool(parts) != has_first_day, rule_id


def test_what_has_to_be_known_of_a_rule_is_said_in_both_languages() -> None:
    noted = [rule for rule in RULES.values() if rule["note_vi"] or rule["note_en"]]
    assert noted
    assert all(rule["note_vi"] and rule["note_en"] for rule in noted)
    assert all(rule["note_en"].isascii() or "–" in rule["note_en"] for rule in noted)


def test_what_has_to_be_known_of_one_period_is_said_of_no_other() -> None:
    """The decree has no rule for its first period; nothing of it holds for the rule as such."""
    noted = {rule["rule_id"]: rule for rule in RULES.values() if rule["period_noted"]}
    assert set(noted) == {"R23", "R24"}
    for rule in noted.values():
        assert rule["period_noted"] == "2026"
        assert "15/12/2025" in rule["period_note_vi"]
        assert "15/12/2025" in rule["period_note_en"]
        assert not [name for name in ("note", "note_vi", "note_en") if "15/12/2025" in rule[name]]


@pytest.mark.parametrize("rule_id", ["R1-BANK", "R4-BANK", "R23", "R24"])
def test_a_reading_of_ours_is_said_to_readers_in_both_languages(rule_id: str) -> None:
    assert RULES[rule_id]["note"]
    assert RULES[rule_id]["note_vi"]


def test_where_a_rule_was_read_is_said_in_vietnamese_too() -> None:
    """All but what is an address or the name of a file."""
    for rule_id, rule in RULES.items():
        assert bool(rule["source_vi"]) == (" " in rule["source"]), rule_id
        for english in ("second-hand", "address not kept", "section", "source code", "seed"):
            assert english not in rule["source_vi"], rule_id


def test_what_is_asked_for_after_an_event_can_be_said_in_words() -> None:
    keys = {f"page.reporting.sector.{rule['sector']}" for rule in RULES.values() if rule["sector"]}
    for rule in RULES.values():
        if rule["event"]:
            keys |= {
                f"page.reporting.deadline.{rule['deadline_rule']}",
                f"page.reporting.event.{rule['event']}",
            }
    assert keys <= set(catalogue("vi"))


def test_a_report_that_answers_a_rule_is_of_a_kind_the_form_has() -> None:
    kinds = {option.code for option in load_contracts()["incident_report/1"].lists["report_kind"]}
    asked = {rule["report_kind"] for rule in RULES.values()} - {""}
    assert asked == {"REPORT-1", "REPORT-2", "REPORT-6"} < kinds


def test_a_form_that_is_owed_is_owed_by_some_rule() -> None:
    """Founding directives ask for some forms without a day; no deadline is invented for them."""
    by_form = defaultdict(list)
    for rule in RULES.values():
        by_form[rule["form"]].append(rule["rule_id"])
    owed = {name for name, form in load_contracts().latest().items() if form.owed}
    assert owed <= set(by_form)


def test_an_assessment_may_be_as_old_in_the_models_as_in_the_rule() -> None:
    rule = load_rule_book()["SYSTEM-ASSESSED"]
    asked = {
        level: check.months
        for check in rule.checks
        if isinstance(check, RecentCheck)
        for level in check.where["system_level"]
    }
    interval = seed_rows("reference/assessment_interval")
    assert {row["system_level"]: int(row["months"]) for row in interval} == asked
    levels = load_contracts()["information_systems/1"].lists["level"]
    assert set(asked) == {option.code for option in levels}


def test_what_rests_on_a_form_nothing_asks_for_any_more_says_so() -> None:
    """The day after the last rule that asks for a form has ended, its measures mean something else;
    so does every measure of independent assessment, which the decree of 2026 asks otherwise."""
    meanings = defaultdict(list)
    for row in seed_rows("reference/measure_meaning"):
        meanings[row["form"], row["measure"]].append(row["valid_from"])
    asking = defaultdict(list)
    for rule in RULES.values():
        if rule["kind"] == "report":
            asking[rule["form"]].append(rule["valid_to"])
    measures = {(row["form"], row["measure"]) for row in seed_rows("method/node_rule")}
    assert set(meanings) <= measures
    expected = set()
    for form, measure in measures:
        ends = asking.get(form, [""])
        if form and all(ends):
            day_after = date.fromisoformat(max(ends)) + timedelta(days=1)
            expected.add(measure)
            assert meanings[form, measure] == ["", day_after.isoformat()]
        if "independent" in measure:
            assert meanings[form, measure] == ["", "2026-08-19"]
    assert expected == {"incident_handling_share", "received_on_time"}
    others = {measure for _, measure in meanings if "independent" not in measure} - expected
    assert others == {"four_layer_share", "inspected_share"}


def test_who_receives_is_read_and_of_a_state_to_be_reached_nobody() -> None:
    """Where the facts name no recipient the table has none; a report always has one."""
    received = {row["rule_id"] for row in seed_rows("reference/obligation_recipient")}
    for rule_id, rule in RULES.items():
        fact = FACTS.get(rule["obligation_id"])
        is_unread = fact is not None and fact["to_actor"].startswith("none read")
        assert (rule_id in received) == (not is_unread), rule_id
        assert not is_unread or rule["kind"] == "goal"
