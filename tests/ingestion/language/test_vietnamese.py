"""Names, numbers and dates as people write them."""

import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.language.numbers import parse_number
from ingestion.language.vietnamese import (
    is_not_applicable,
    name_key,
    parse_clock,
    parse_date,
    parse_yes_no,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tỉnh Khánh Hòa", "Khánh Hoà"),
        ("TP. Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("TP Đà Nẵng", "đà nẵng"),
        ("TP.Hồ Chí Minh", "Hồ Chí Minh"),
        ("T.P. Huế", "Huế"),
        ("Bà Rịa–Vũng Tàu", "Bà Rịa - Vũng Tàu"),
        ("Thừa Thiên–Huế", "Thừa Thiên - Huế"),
        ("Đắk  Lắk", "Dak Lak"),
    ],
)
def test_spellings_of_one_name_match(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize("name", ["Thừa Thiên Huế", "Đồng Tháp", "Quảng Ngãi", "Tỉnh Hòa Bình"])
def test_both_unicode_forms_match(name: str) -> None:
    decomposed = unicodedata.normalize("NFD", name)
    assert decomposed != name
    assert name_key(decomposed) == name_key(name)


def test_different_provinces_do_not_match() -> None:
    assert name_key("Hà Nam") != name_key("Hà Giang")
    assert name_key("Quảng Nam") != name_key("Quảng Ninh")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.865.270", "1865270"),
        ("9.964", "9964"),
        ("94,59", "94.59"),
        ("-3", "-3"),
        ("0.5", "0.5"),
        ("0.123", "0.123"),
        ("1 234 567", "1234567"),
        ("2.000,5", "2000.5"),
    ],
)
def test_numbers_read_the_vietnamese_way(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize("text", ["", "mười hai", "12abc", "1.23.4", "1,2,3", "--4", "1e5", "٣"])
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    assert parse_number(text) is None


@settings(deadline=None)
@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_any_whole_number_grouped_by_dots_reads_back(number: int) -> None:
    assert parse_number(f"{number:,}".replace(",", ".")) == number


@settings(deadline=None)
@given(st.text())
def test_reading_any_text_never_fails(text: str) -> None:
    parse_number(text)
    parse_date(text)
    parse_yes_no(text)
    name_key(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("9/8/2019", date(2019, 8, 9)),
        ("09/8/2019", date(2019, 8, 9)),
        ("ngày 9 tháng 8 năm 2019", date(2019, 8, 9)),
        ("2019-08-09", date(2019, 8, 9)),
        ("31/2/2019", None),
        ("13/13/2019", None),
        ("năm 2019", None),
        ("Hà Nội, ngày 28 tháng 02 năm 2026", date(2026, 2, 28)),
        ("TP. Hồ Chí Minh,ngày 1 tháng 3 năm 2026", date(2026, 3, 1)),
        ("Bà Rịa - Vũng Tàu, ngày 1 tháng 3 năm 2026", date(2026, 3, 1)),
        ("Hà Nội, ngày 30 tháng 02 năm 2026", None),
        ("Hà Nội, ngày    tháng 02 năm 2026", None),
        ("Hà Nội ngày 28 tháng 02 năm 2026", None),
        ("từ ngày 1 tháng 2 năm 2026, ngày 28 tháng 02 năm 2026", None),
        ("Hà Nội, ngày 28 tháng 02 năm 2026 và sau", None),
        ("Hà Nội, 28/02/2026", None),
    ],
)
def test_dates_read_day_first(text: str, day: date | None) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("0 giờ sáng", "00:00"), ("12 giờ sáng", "00:00"), ("11h59 sáng", "11:59"),
        ("12h chiều", "12:00"), ("1h chiều", "13:00"), ("6h59 chiều", "18:59"), ("7h chiều", None),
        ("4h59 tối", None), ("5h tối", "17:00"), ("11h59 tối", "23:59"), ("12 giờ tối", None),
        ("12:00 AM", "00:00"), ("11:59 am", "11:59"), ("12:00 PM", "12:00"), ("11:59 pm", "23:59"),
        ("15h chiều", "15:00"), ("20h tối", "20:00"), ("20h sáng", None), ("13:00 AM", None),
        ("23:59", "23:59"), ("24:00", None), ("23:60", None), ("0:00", "00:00"),
    ],
)  # fmt: skip
def test_the_half_of_the_day_is_read_with_the_hour(text: str, clock: str | None) -> None:
    assert parse_clock(text) == clock


def test_answers() -> None:
    assert parse_yes_no("Có") is True
    assert parse_yes_no("KHÔNG") is False
    assert parse_yes_no("có lẽ") is None
    assert [parse_yes_no(text) for text in ("-1", "\u22121", "(1)", "- 1")] == [None] * 4
    assert is_not_applicable("Không áp dụng")
    assert not is_not_applicable("Không")
