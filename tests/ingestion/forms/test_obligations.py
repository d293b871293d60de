"""By when a report is due, and which periods are owed, as the receiving side reads the law."""

from __future__ import annotations

from datetime import date

import pytest

from ingestion.forms.contract import load_contracts
from ingestion.forms.obligations import law_from_rows
from ingestion.forms.periods import parse_period
from orchestration.reference.seeds import law

RULE = {
    "obligation_id": "R7",
    "form": "drill",
    "scope": "own",
    "period_kind": "year",
    "period_half": "",
    "deadline_rule": "before_month_day",
    "deadline_month_day": "12-05",
    "valid_from": "2019-12-05",
    "valid_to": "2021-12-05",
    "period_starts": "",
    "period_ends": "",
}


def due(form: str, period: str, scope: str | None = "own") -> tuple[date, str] | None:
    return law().deadline_of(form, parse_period(period), scope)


@pytest.mark.parametrize(
    ("form", "period", "scope", "expected"),
    [
        ("incident_summary", "2024-S1", "own", (date(2024, 6, 20), "R5")),
        ("incident_summary", "2024", "own", (date(2024, 12, 15), "R6")),
        ("incident_summary", "2024-S2", "own", None),
        ("incident_summary", "2024", "aggregate", None),
        ("incident_summary", "2026-S1", "own", (date(2026, 6, 20), "R5")),
        ("incident_summary", "2026", "own", None),
        ("information_systems", "2018", "own", None),
        ("information_systems", "2019", "own", (date(2019, 12, 5), "R7")),
        ("information_systems", "2025", "own", (date(2025, 12, 5), "R7")),
        ("information_systems", "2025", "aggregate", (date(2025, 12, 14), "R8")),
        ("information_systems", "2025-S1", "aggregate", (date(2025, 6, 14), "R9")),
        ("information_systems", "2025-S2", "aggregate", (date(2025, 12, 14), "R10")),
        ("information_systems", "2025-S1", "own", None),
        ("information_systems", "2026-S1", "aggregate", (date(2026, 6, 14), "R9")),
        ("information_systems", "2026-S2", "aggregate", None),
        ("information_systems", "2026", "own", (date(2026, 12, 20), "R23")),
        ("information_systems", "2026", "aggregate", (date(2026, 12, 25), "R24")),
        ("information_systems", "2026", None, None),
        ("budget", "2025", "own", None),
    ],
)
def test_a_report_is_due_under_the_rule_in_force_on_that_day(
    form: str, period: str, scope: str | None, expected: tuple[date, str] | None
) -> None:
    assert due(form, period, scope) == expected


@pytest.mark.parametrize(
    ("year", "is_due"), [(2018, False), (2019, True), (2021, True), (2022, False)]
)
def test_a_rule_holds_from_its_first_day_to_its_last(year: int, is_due: bool) -> None:
    """Both lie on the very day of a deadline here."""
    one_rule = law_from_rows([RULE])
    assert (one_rule.deadline_of("drill", parse_period(str(year))) is not None) == is_due
    day_later = law_from_rows([{**RULE, "valid_from": "2019-12-06", "valid_to": "2021-12-04"}])
    deadline = day_later.deadline_of("drill", parse_period(str(year)))
    assert (deadline is not None) == (year == 2020)


@pytest.mark.parametrize("scope", ["own", "aggregate"])
@pytest.mark.parametrize("year", range(2019, 2036))
def test_data_of_the_decree_are_a_period_of_their_own(year: int, scope: str) -> None:
    """From 15 December of the year before to 14 December; the report is of that year all the
    same."""
    calendar = parse_period(f"{year}")
    covered = law().with_days("information_systems", calendar, scope)
    assert (covered.key, covered.kind, covered.index_year) == (f"{year}", "year", year)
    own = (date(year - 1, 12, 15), date(year, 12, 14))
    days = own if year >= 2026 else (date(year, 1, 1), date(year, 12, 31))
    assert (covered.start, covered.end) == days
    assert law().with_days("incident_summary", calendar, scope) == calendar


def test_only_periods_that_are_over_are_owed() -> None:
    form = load_contracts()["incident_summary/1"]
    keys = [period.key for period in law().owed_periods(form, 2025, date(2026, 7, 31))]
    assert keys == ["2025-S1", "2025", "2026-S1"]


@pytest.mark.parametrize(
    ("as_of", "keys"),
    [
        (date(2025, 6, 29), []),
        (date(2025, 6, 30), ["2025-S1"]),
        (date(2025, 7, 1), ["2025-S1"]),
        (date(2025, 12, 30), ["2025-S1"]),
        (date(2025, 12, 31), ["2025-S1", "2025"]),
        (date(2026, 1, 1), ["2025-S1", "2025"]),
    ],
)
def test_a_period_is_owed_from_its_last_day_on(as_of: date, keys: list[str]) -> None:
    form = load_contracts()["incident_summary/1"]
    assert [period.key for period in law().owed_periods(form, 2025, as_of)] == keys


def test_a_form_that_is_not_owed_has_no_owed_periods() -> None:
    form = load_contracts()["information_systems/1"]
    assert not form.owed
    assert list(law().owed_periods(form, 2025, date(2026, 7, 31))) == []
