"""Periods in SDMX form."""

from datetime import date, timedelta
from typing import get_args

import pytest

from ingestion.forms.contract import PeriodKind
from ingestion.forms.periods import parse_expected_time, parse_period, periods_of_year

ONE_DAY = timedelta(days=1)


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


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Năm 2025", "2025"), ("cả năm 2025", "2025"), ("NĂM  2025 ", "2025"),
        ("6 tháng đầu năm 2025", "2025-S1"), ("06 tháng cuối năm 2025", "2025-S2"),
        ("Sáu tháng đầu năm 2025", "2025-S1"), ("Quý II/2025", "2025-Q2"),
        ("quý 4 năm 2025", "2025-Q4"), ("Q2/2025", "2025-Q2"), ("QII/2025", "2025-Q2"),
        ("Q.4 - 2025", "2025-Q4"), ("q1 2025", "2025-Q1"),
        ("Quý I - 2025", "2025-Q1"), ("tháng 3/2025", "2025-03"),
        ("Tháng 12 năm 2025", "2025-12"), ("giai đoạn 2021 - 2025", "2021-2025"),
        ("17/5/2024", "2024-05-17"), ("ngày 17 tháng 5 năm 2024", "2024-05-17"),
    ],
)  # fmt: skip
def test_a_period_in_words_is_the_same_period(text: str, key: str) -> None:
    assert parse_period(text) == parse_period(key)


@pytest.mark.parametrize("kind", get_args(PeriodKind))
@pytest.mark.parametrize("year", [2023, 2024])
def test_the_periods_of_a_year_follow_each_other_day_by_day(year: int, kind: PeriodKind) -> None:
    """From the first of January to the last of December; an event and a span of years have none."""
    periods = periods_of_year(year, kind)
    if kind in ("multi-year", "event"):
        assert periods == []
        return
    ends = [date(year - 1, 12, 31), *(period.end for period in periods)]
    assert [period.start - ONE_DAY for period in periods] == ends[:-1]
    assert ends[-1] == date(year, 12, 31)
    assert {(period.kind, period.index_year) for period in periods} == {(kind, year)}


def test_the_period_of_an_event_is_its_day() -> None:
    period = parse_period("2024-02-29")
    assert (period.kind, period.start, period.end) == (
        "event", date(2024, 2, 29), date(2024, 2, 29)
    )  # fmt: skip


def test_a_span_has_two_years_at_least() -> None:
    period = parse_period("2024-2025")
    assert (period.start, period.end) == (date(2024, 1, 1), date(2025, 12, 31))
    with pytest.raises(ValueError, match="not a reporting period"):
        parse_period("2024-2024")


@pytest.mark.parametrize(
    "text",
    ["2024-S0", "2024-S3", "2024-Q0", "2024-Q5", "2024-00", "2024-13", "2025-2021",
     "24", "", "9 tháng đầu năm 2025", "6 tháng 2025", "6 tháng đầu năm", "Quý 2025", "Quý V/2025",
     "Q5/2025", "Q2", "QV/2025", "Q2/25", "quyII/2025",
     "quý II", "II/2025", "3/2025", "tháng 13/2025", "tháng 0/2025", "năm 25", "năm 20255",
     "năm 2024, 2025", "năm 2025 (ước)", "30/2/2024", "giai đoạn 2025-2021", "năm học 2024-2025"],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a reporting period"):
        parse_period(text)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Quý II/2027", "2027-Q2"),
        ("Q2/2027", "2027-Q2"),
        ("Hết Q.IV/2027", "2027-Q4"),
        ("3/2027", "2027-03"),
        ("cuối năm 2027", "2027"),
        ("6 tháng đầu năm 2027", "2027-S1"),
        ("6 tháng cuối năm 2027", "2027-S2"),
        ("cuối tháng 3/2027", "2027-03"),
        ("đầu năm 2027", None),
        ("giữa năm 2027", None),
        ("cuối Q2", None),
        ("trước Q2/2027", None),
        ("trước 30/6/2027", "2027-06-30"),
        ("trước năm 2030", None),
        ("dự kiến trước tháng 3/2027", None),
    ],
)
def test_an_expected_time_before_a_period_is_not_that_period(text: str, key: str | None) -> None:
    period = parse_expected_time(text)
    assert (period and period.key) == key


@pytest.mark.parametrize(
    ("text", "last_day"),
    [
        ("Cuối năm 2027", date(2027, 12, 31)),
        ("6 tháng đầu năm 2027", date(2027, 6, 30)),
        ("Q2/2027", date(2027, 6, 30)),
        ("Tháng 2/2028", date(2028, 2, 29)),
    ],
)
def test_by_an_expected_period_its_last_day_is_meant(text: str, last_day: date) -> None:
    period = parse_expected_time(text)
    assert period is not None
    assert period.end == last_day
