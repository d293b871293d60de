"""The rule book is complete, refuses what makes no sense, and can be changed as data."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from string import Formatter

import pytest
import yaml
from pydantic import ValidationError

from expectations.book.rule_book import GENERAL_CODES, RULES, RuleBook, load_rule_book
from expectations.validation import validate
from expectations.wording.descriptions import wording_key
from ingestion.forms.contract import load_contracts
from ingestion.messages import LANGUAGES, catalogue
from tests.expectations.builders import BUDGET, batch, file_of, plan

PLACEHOLDERS = {
    "label", "sent", "computed", "expected", "left", "right", "when", "factor", "limit", "read",
    "seen", "at_end", "bound", "change", "day", "denominator", "ends", "how", "last_period",
    "numerator", "size", "cells",
}  # fmt: skip


def with_rules(folder: Path, form: str, *rules: dict[str, object]) -> RuleBook:
    """The general rules and a page of others."""
    (folder / "general.yml").write_text((RULES / "general.yml").read_text("utf-8"), "utf-8")
    (folder / "others.yml").write_text(
        yaml.safe_dump({"form": form, "rules": list(rules)}), "utf-8"
    )
    return load_rule_book(folder)


CHECK: dict[str, object] = {
    "kind": "row",
    "table": "budget_figures",
    "left": ["security_budget"],
    "operator": "equals",
    "right": ["total_it_budget"],
}


def rule(**changed: object) -> dict[str, object]:
    """A rule across cells of the budget."""
    good = {"code": "NEW-RULE", "severity": "block", "legal_source": "form", "owner": "steward"}
    return good | {"checks": [CHECK]} | changed


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", ["problem", "fix"])
def test_every_rule_has_its_words_in_both_languages(language: str, part: str) -> None:
    for one in load_rule_book().values():
        words = catalogue(language)[wording_key(one, part, language)]
        used = {name for _, name, _, _ in Formatter().parse(words) if name is not None}
        assert used <= PLACEHOLDERS, one.code


def test_both_languages_have_the_same_texts_of_rules() -> None:
    keys = [{key for key in catalogue(lang) if key.startswith("rule.")} for lang in LANGUAGES]
    assert keys[0] == keys[1]


def test_the_book_fits_the_contracts() -> None:
    load_rule_book().verify(load_contracts())
    assert set(load_rule_book()) > GENERAL_CODES


def test_a_misspelt_field_is_refused_before_it_checks_nothing(tmp_path: Path) -> None:
    check = CHECK | {"left": ["security_budgets"]}
    with pytest.raises(ValueError, match="NEW-RULE"):
        with_rules(tmp_path, BUDGET, rule(checks=[check])).verify(load_contracts())


@pytest.mark.parametrize("wrong", [{"checks": []}, {"code": "CELL-TYPE"}, {"severity": "fatal"}])
def test_a_rule_that_makes_no_sense_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        with_rules(tmp_path, BUDGET, rule(**wrong))


def test_a_book_without_a_general_rule_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="missing"):
        load_rule_book(tmp_path)


@pytest.mark.parametrize(
    ("changed", "verdict"),
    [
        ({}, "held"),
        ({"severity": "warn"}, "accepted_with_warnings"),
        ({"severity": "info"}, "accepted"),
        ({"valid_from": date(2025, 1, 1)}, "accepted"),
        ({"valid_to": date(2023, 12, 31)}, "accepted"),
        ({"valid_from": date(2024, 12, 31)}, "held"),
    ],
)
def test_a_rule_is_graded_and_dated_as_data(
    tmp_path: Path, changed: dict[str, object], verdict: str
) -> None:
    book = with_rules(tmp_path, BUDGET, rule(**changed))
    judged = validate(batch([file_of(BUDGET, rows=[plan()])]), rule_book=book)
    assert judged.verdicts["verdict"].to_list() == [verdict]


def test_the_hash_changes_with_any_word(tmp_path: Path) -> None:
    hashes = set()
    for number, severity in enumerate(["block", "warn"]):
        (folder := tmp_path / str(number)).mkdir()
        hashes.add(with_rules(folder, BUDGET, rule(severity=severity)).hash)
    assert len(hashes) == 2
    assert load_rule_book().hash == RuleBook(list(load_rule_book().values())).hash


def test_what_could_not_run_is_named() -> None:
    judged = validate(batch([file_of(BUDGET)]))
    assert judged.left_out == [
        "AGENCY-NAME", "AGENCY-UNKNOWN", "DATA-KIND", "DEADLINE-LATE", "DENOMINATOR-JUMP",
        "FORM-NOT-OWED", "INSPECTION-SLIP", "MANAGEMENT-JUMP", "MEASUREMENT-JUMP",
        "PERIOD-INVALID", "POSTS-JUMP", "PROVIDER-JUMP", "REPORT-EARLY", "REVISION-CONFLICT",
        "SENDER-NOT-ENTITLED", "SENDER-UNKNOWN", "SITE-JUMP", "SYSTEM-JUMP", "TELECOM-JUMP",
        "UNIT-MISMATCH",
        "UNIT-SLIP", "UNIT-UNKNOWN", "YEAR-BELOW-PARTS",
    ]  # fmt: skip
    assert judged.verdicts["verdict"].to_list() == ["accepted"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_has_a_title_in_words(language: str) -> None:
    """Pages name a rule by it."""
    assert {f"rule.title.{code}" for code in load_rule_book()} <= catalogue(language).keys()
