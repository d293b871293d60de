"""Periods in SDMX form."""

from datetime import date

import pytest

from ingestion.forms.periods import parse_period


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
