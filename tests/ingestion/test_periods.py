"""Periods in SDMX form and the deadlines of a form."""

from datetime import date

import pytest

from ingestion.contract import load_contracts
from ingestion.periods import deadline_of, owed_periods, parse_period


@pytest.mark.parametrize(
    ("key", "kind", "start", "end"),
    [
        ("2024", "year", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-S1", "half-year", date(2024, 1, 1), date(2024, 6, 30)),
        ("2024-S2", "half-year", date(2024, 7, 1), date(2024, 12, 31)),
        ("2024-Q1", "quarter", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-02", "month", date(2024, 2, 1), date(2024, 2, 29)),
        ("2021-2025", "multi-year", date(2021, 1, 1), date(2025, 12, 31)),
    ],
)
def test_a_period_knows_its_kind_and_days(key: str, kind: str, start: date, end: date) -> None:
    period = parse_period(key)
    assert (period.kind, period.start, period.end) == (kind, start, end)
    assert period.index_year == end.year


@pytest.mark.parametrize("text", ["năm 2024", "2024-S3", "2024-13", "2025-2021", "24", ""])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a reporting period"):
        parse_period(text)


def test_deadlines_come_from_the_contract_and_end_with_the_law() -> None:
    form = load_contracts()["incident_summary/1"]
    half = deadline_of(form, parse_period("2024-S1"))
    assert half is not None
    assert half[0] == date(2024, 6, 20)
    assert half[1].obligation == "R5"
    year = deadline_of(form, parse_period("2024"))
    assert year is not None
    assert year[0] == date(2024, 12, 15)
    assert deadline_of(form, parse_period("2024-S2")) is None
    assert deadline_of(form, parse_period("2026")) is None, "the rule ended on 30/6/2026"


def test_who_sums_up_others_has_days_of_its_own() -> None:
    form = load_contracts()["information_systems/1"]

    def due(period: str, scope: str) -> tuple[date, str] | None:
        found = deadline_of(form, parse_period(period), scope)
        return (found[0], found[1].obligation) if found else None

    assert due("2025", "own") == (date(2025, 12, 5), "R7")
    assert due("2025", "aggregate") == (date(2025, 12, 14), "R8")
    assert due("2025-S1", "aggregate") == (date(2025, 6, 14), "R9")
    assert due("2025-S1", "own") is None
    assert due("2018", "own") is None, "the letter is of August 2019"


def test_only_periods_that_are_over_are_owed() -> None:
    form = load_contracts()["incident_summary/1"]
    keys = [period.key for period in owed_periods(form, 2025, date(2026, 7, 31))]
    assert keys == ["2025-S1", "2025", "2026-S1"]
