"""Every check of every rule has a report that breaks it and it alone, and one that looks as if it
did and is right."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from string import ascii_uppercase

import pytest

from expectations.book.check_kinds import SeriesCheck
from expectations.book.rule_book import RuleBook, load_rule_book
from expectations.validation import Validation, validate
from tests.expectations.builders import CENTRE, CENTRE_NAME, batch, header, judge, nothing_earlier
from tests.expectations.checks.check_cases import IN_REPORTS, CheckCase
from tests.expectations.checks.new_form_cases import NEW_FORMS
from tests.expectations.checks.older_check_cases import (
    BETWEEN_YEARS,
    OLDER,
    OlderCase,
    YearCase,
    budgets,
)
from tests.expectations.checks.rule_case import MEASUREMENTS, as_workbook, filled, measured
from tests.expectations.new_form_reports import pages_of_report, report

# Found with a register of provinces only: a test of its own below.
OF_PROVINCES = {("MEASUREMENT-JUMP", number) for number in range(4)}


def one_rule_per_check() -> RuleBook:
    """The rule book with a letter for each check, so that a finding says which one was broken."""
    rules = []
    for rule in load_rule_book().values():
        alone = [
            rule.model_copy(update={"code": coded(rule.code, number), "checks": (check,)})
            for number, check in enumerate(rule.checks)
        ]
        rules += alone or [rule]
    return RuleBook(rules)


def coded(code: str, number: int) -> str:
    """What the rule of one check is called."""
    return f"{code}-{ascii_uppercase[number]}"


(TOTAL,) = (case for case in NEW_FORMS if case.code == "INSPECTION-TOTAL")
BOOK = one_rule_per_check()
InReport = CheckCase | OlderCase


def files(case: InReport) -> tuple[bytes, bytes]:
    """The report that breaks the check, and the one that does not."""
    if isinstance(case, OlderCase):
        return filled(case.form, case.broken), filled(case.form, case.near)
    return report(case.form, case.broken, "json"), report(case.form, case.near, "json")


def codes(judged: Validation, content: bytes) -> set[str]:
    """The codes of the findings in a report."""
    findings = judged.findings.filter(submission_id=sha256(content).hexdigest())
    return set(findings["code"])


@pytest.fixture(scope="module")
def alone() -> Validation:
    """Every report that is judged by itself."""
    contents = [content for case in (*IN_REPORTS, *OLDER) for content in files(case)]
    contents += [TOTAL.broken, TOTAL.near_miss]
    read = batch(contents)
    return validate(read, as_of=date(2026, 7, 31), home_kind="synthetic", rule_book=BOOK)


@pytest.fixture(scope="module")
def beside() -> Validation:
    """Every report that is judged beside the one before it, each pair of an agency of its own."""
    contents = [
        content
        for case in BETWEEN_YEARS
        for content in (case.before, case.broken, case.before_near, case.near)
    ]
    return _validated(contents)


def _validated(contents: list[bytes]) -> Validation:
    """Reports of one or several years, in a home that held none before."""
    return validate(
        batch(contents),
        earlier=nothing_earlier(),
        as_of=date(2026, 7, 31),
        home_kind="synthetic",
        rule_book=BOOK,
    )


def named(case: InReport | YearCase) -> str:
    return coded(case.code, case.number)


@pytest.mark.parametrize("case", [*IN_REPORTS, *OLDER], ids=named)
def test_a_check_inside_a_report(case: InReport, alone: Validation) -> None:
    broken, near = files(case)
    assert codes(alone, broken) == {named(case)}
    assert codes(alone, near) == set()


def test_a_total_row_that_is_wrong_and_one_that_is_blank(alone: Validation) -> None:
    assert codes(alone, TOTAL.broken) == {coded(TOTAL.code, 0)}
    assert codes(alone, TOTAL.near_miss) == set()


@pytest.mark.parametrize("case", BETWEEN_YEARS, ids=named)
def test_a_check_beside_another_year(case: YearCase, beside: Validation) -> None:
    assert codes(beside, case.broken) == {named(case)}
    for right in (case.before, case.before_near, case.near):
        assert codes(beside, right) == set()


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ((900_000_000, 0), set()),
        ((0, 900_000_000), set()),
        ((900_000_000, 0, 900_000), {"INSPECTION-SLIP-A"}),
    ],
)
def test_a_figure_of_zero_is_neither_compared_nor_a_base(
    figures: tuple[int, ...], found: set[str]
) -> None:
    """The year after one of nothing is compared with the year before it."""
    reports = [
        as_workbook("inspections", pages_of_report("inspections", budgets(amount), year=str(year)))
        for year, amount in enumerate(figures, start=2022)
    ]
    judged = _validated(reports)
    assert [codes(judged, report) for report in reports[:-1]] == [set()] * (len(reports) - 1)
    assert codes(judged, reports[-1]) == found


def test_provinces_are_compared_with_themselves_and_not_with_their_codes() -> None:
    """One figure after the other jumps by 51 %, then all by 50 %; code 24 is another province from
    the middle of 2025 on."""
    fields = ["portal_checks_made", "addresses_monitored", "accounts_monitored", "systems_required"]
    figures = dict.fromkeys(fields, 100)
    reports = [_measured("2018", figures)]
    for year, field in enumerate(fields, start=2019):
        figures = figures | {field: 151}
        reports.append(_measured(str(year), figures))
    reports.append(_measured("2023", dict.fromkeys(fields, 226)))
    reports += [_measured("2024", dict.fromkeys(fields, 226)), _measured("2025", figures | {
        fields[0]: 9_999})]  # fmt: skip
    findings = judge(reports, deliveries=[(CENTRE, date(2026, 1, 10))] * len(reports)).findings
    expected = [
        (sha256(content).hexdigest(), "MEASUREMENT-JUMP", field)
        for content, field in zip(reports[1:5], fields, strict=True)
    ]
    late = findings.filter(code="MEASUREMENT-JUMP")
    assert sorted(late.select("submission_id", "code", "field").rows()) == sorted(expected)


def _measured(year: str, figures: dict[str, int]) -> bytes:
    head = header(agency_id=CENTRE, agency_name=CENTRE_NAME, period=year)
    return filled(MEASUREMENTS, {"head": head, "rows": [measured(**figures)]})


def test_every_check_has_a_case() -> None:
    in_reports, between = _checks(series=False), _checks(series=True)
    assert _named([*IN_REPORTS, *OLDER]) | {(TOTAL.code, 0)} == in_reports
    assert _named(BETWEEN_YEARS) | OF_PROVINCES == between


def _checks(*, series: bool) -> set[tuple[str, int]]:
    return {
        (rule.code, number)
        for rule in load_rule_book().values()
        for number, check in enumerate(rule.checks)
        if isinstance(check, SeriesCheck) == series
    }


def _named(cases: Iterable[InReport | YearCase]) -> set[tuple[str, int]]:
    return {(case.code, case.number) for case in cases}
