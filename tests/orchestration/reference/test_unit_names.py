"""Names of units are facts by date: one on every day, and every one of them is read in reports."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.checks.check_frame import all_checks
from expectations.checks.comparison import evaluate
from expectations.checks.register_rules import Register, register_checks
from expectations.checks.unit_versions import valid_on, with_name, with_unit
from ingestion.forms.contract import load_contracts
from orchestration.reference.seeds import units
from tests.expectations.builders import AGENCY, SECURITY, batch, file_of, header, register

CODES = sorted(set(units()["code"]))


@given(st.dates(date(2018, 1, 1), date(2035, 12, 31)), st.sampled_from(CODES))
def test_a_code_has_at_most_one_unit_and_one_name_on_a_day(day: date, code: str) -> None:
    then = units().with_columns(day=day).filter(valid_on("day"), code=code)
    assert then.height <= 1
    assert (then.height == 1) == (day <= date(2025, 6, 30) or code in set(_codes_of("VN34")))


def _codes_of(geography: str) -> list[str]:
    return units().filter(pl.col("unit_id").str.starts_with(geography))["code"].to_list()


@pytest.mark.parametrize(
    ("day", "cities", "provinces"),
    [
        (date(2024, 12, 31), 5, 58),
        (date(2025, 1, 1), 6, 57),
        (date(2025, 7, 1), 6, 28),
        (date(2026, 4, 29), 6, 28),
        (date(2026, 4, 30), 7, 27),
        (date(2026, 9, 1), 8, 26),
        (date(2026, 9, 19), 8, 26),
        (date(2026, 9, 20), 9, 25),
    ],
)
def test_how_many_are_cities_on_a_day(day: date, cities: int, provinces: int) -> None:
    then = units().with_columns(day=day).filter(valid_on("day"))["name_vi"]
    kinds = [name.partition(" ")[0] for name in then]
    assert (kinds.count("Thành"), kinds.count("Tỉnh")) == (cities, provinces)


def test_a_unit_is_called_as_on_the_day() -> None:
    days = [date(2024, 12, 31), date(2025, 1, 1), date(2025, 7, 1), None]
    frame = pl.DataFrame({"unit": ["VN63-46"] * 4, "day": days}, schema_overrides={"day": pl.Date})
    named = with_name(frame, units(), "unit", "day")
    assert named["unit_name"].to_list() == ["Thừa Thiên Huế", "Huế", "Huế", "Huế"]
    coded = with_unit(frame.with_columns(code=pl.lit("46")), units(), "code", "day")
    assert coded["unit_official_name"].to_list() == ["Thừa Thiên Huế", "Huế", "Huế", None]


@pytest.mark.parametrize(
    ("code", "period", "name", "is_read"),
    [
        ("46", "2024", "Thừa Thiên Huế", True),
        ("46", "2024", "TP. Huế", True),
        ("46", "2025", "Tỉnh Thừa Thiên Huế", True),
        ("46", "2025", "Huế", True),
        ("22", "2025", "Thành phố Quảng Ninh", True),
        ("22", "2026", "Tỉnh Quảng Ninh", True),
        ("24", "2024", "Bắc Giang", True),
        ("24", "2024", "Bắc Ninh", False),
        ("24", "2025", "Bắc Giang", False),
        ("46", "2025", "Quảng Trị", False),
    ],
)
def test_old_and_new_names_are_read_and_no_other(
    code: str, period: str, name: str, is_read: bool
) -> None:
    head = header(unit_code=code, unit_name=name, period=period)
    read = batch([file_of(SECURITY, head=head)])
    # An agency of no unit, so that nothing but code and name must agree.
    agencies = register().agencies.filter(agency_id=AGENCY)
    agencies = agencies.with_columns(
        unit_id=pl.lit(None, pl.String), valid_to=pl.lit(None, pl.Date)
    )
    checks = register_checks(read, read.cells, Register(agencies, units()), load_contracts())
    found = evaluate(all_checks(list(checks)))
    assert ("UNIT-MISMATCH" not in set(found.failed["code"])) == is_read
