"""A province's code means another unit before and after the merger of July 2025."""

from __future__ import annotations

from datetime import date

import polars as pl

from expectations.checks.unit_versions import unit_of_headers, with_unit
from tests.expectations.builders import BUDGET, batch, file_of, header, register

FRAME = pl.DataFrame(
    {
        "code": ["24", "24", "24", "27", "27", None, "24"],
        "day": [
            date(2024, 12, 31), date(2025, 6, 30), date(2025, 7, 1), date(2025, 6, 30),
            date(2025, 12, 31), date(2024, 1, 1), None,
        ],
    }
)  # fmt: skip


def test_a_code_is_read_on_a_day() -> None:
    with_units = with_unit(FRAME, register().units, "code", "day")
    expected = ["VN63-24", "VN63-24", "VN34-24", "VN63-27", None, None, None]
    assert with_units["unit_id"].to_list() == expected
    assert with_units["code"].to_list() == FRAME["code"].to_list()


def test_the_unit_of_a_header_is_that_of_its_periods_end() -> None:
    files = [file_of(BUDGET, header(period=period)) for period in ("2024", "2025", "bad")]
    units = unit_of_headers(batch(files).headers, register().units)
    assert units["unit_id"].to_list() == ["VN63-24", "VN34-24", None]
