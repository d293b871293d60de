"""Numbers as texts and as spreadsheets show them: in which of two ways they are written, and in
which unit of money they are meant."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.language.number_formats import shown_number
from ingestion.language.numbers import (
    other_reading,
    parse_number,
    reads_strictly,
    shown_unit,
    split_unit,
)

THOUSAND, MILLION, BILLION = 10**3, 10**6, 10**9

# A text, and the number it is in a Vietnamese and in an English report.
TEXTS: list[tuple[str, str | None, str | None]] = [
    ("1.234", "1234", "1.234"),
    ("1.234567", "1.234567", "1.234567"),
    ("1234.567", None, "1234.567"),
    ("1.234,5", "1234.5", None),
    ("1,234.5", None, "1234.5"),
    ("-1.234,5", "-1234.5", None),
    ("1.234,567", "1234.567", None),
    ("1234,567", "1234.567", None),
    ("1,234567", "1.234567", None),
    ("1.2", "1.2", "1.2"),
    ("1.23", "1.23", "1.23"),
    ("1.2345", "1.2345", "1.2345"),
    ("1234.5", "1234.5", "1234.5"),
    ("0.123", "0.123", "0.123"),
    ("-0.123", "-0.123", "-0.123"),
    ("01.234", None, "1.234"),
    ("1.234.567", "1234567", None),
    ("1,234,567", None, "1234567"),
    ("1.234.56", None, None),
    ("1.234567,8", None, None),
    ("12.34.567", None, None),
    (".5", None, None),
    ("5.", 5, 5),
    ("1 234", "1234", "1234"),
    ("- 5", "-5", "-5"),
    ("3 4", None, None),
    ("12 34", None, None),
    ("12\n345", None, None),
    ("1 234,5", "1234.5", None),
    ("1 234.567", None, "1234.567"),
]


@pytest.mark.parametrize(("text", "vietnamese", "english"), TEXTS)
def test_a_text_is_read_in_the_format_of_its_report(
    text: str, vietnamese: str | None, english: str | None
) -> None:
    for number_format, number in (("vi", vietnamese), ("en", english)):
        read = parse_number(text, "vi" if number_format == "vi" else "en")
        assert read == (None if number is None else Decimal(number)), number_format


@settings(deadline=None)
@given(
    st.integers(1, 10**9),
    st.text("0123456789", max_size=7),
    st.sampled_from(["", "-"]),
    st.booleans(),
)
def test_what_is_written_in_a_format_is_read_in_it(
    whole: int, decimals: str, sign: str, is_grouped: bool
) -> None:
    """With as many decimals as one likes; the other format reads another number or none."""
    english = f"{sign}{whole:,}" if is_grouped else f"{sign}{whole}"
    english += f".{decimals}" if decimals else ""
    vietnamese = english.translate(str.maketrans(",.", ".,"))
    number = Decimal(english.replace(",", ""))
    assert parse_number(english, "en") == other_reading(english, "vi") == number
    assert parse_number(vietnamese, "vi") == other_reading(vietnamese, "en") == number
    assert reads_strictly(vietnamese, "vi")
    assert reads_strictly(english, "en")


@settings(deadline=None)
@given(
    st.sampled_from(["#,##0", "0", "#,##0.00", "?,??0", "[Red]#,##0", "_-* #,##0_-"]),
    st.integers(0, 3),
    st.sampled_from(["", ";-#,##0", ";[Red]-#,##0,,", '_);"-"']),
    st.sampled_from([1, THOUSAND, MILLION, BILLION]),
)
def test_each_comma_behind_the_digits_hides_a_thousand(
    digits: str, steps: int, behind: str, stated: int
) -> None:
    """``#,##0,,`` shows 1.500.000.000 as 1,500: what is stored is a millionth of the unit."""
    number_format = digits.rstrip("_-") + "," * steps + behind
    shown = shown_number(Decimal(1_500_000_000), number_format)
    assert shown_unit(shown, Decimal(stated)) == Decimal(stated) / 1000**steps


# A number format, and the unit it shows in a report in million đồng; None is another currency.
FORMATS: list[tuple[str, Decimal | int | None]] = [
    ("", MILLION),
    ("General", MILLION),
    ("#,##0_);(#,##0)", MILLION),
    ('#,##0 "tấn"', None),
    ('#,##0 "trđ"', MILLION),
    ('#,##0 "k"', THOUSAND),
    ('#,##0 "THB"', None),
    ('"JPY" 0', None),
    ("\\V\\N\\D 0", 1),
    ("[$-409]#,##0", MILLION),
    ('#,##0 "đồng"', 1),
    ("#,##0 [$₫-42A]", 1),
    ("#,##0 [$VND]", 1),
    ("[$đ-42A] #,##0", 1),
    ('#,##0\\ "đ"', 1),
    ('#,##0 "nghìn đồng"', THOUSAND),
    ('0.0 "tỷ"', BILLION),
    ('#,##0 "nghìn tỷ đồng"', THOUSAND * BILLION),
    ('#,##0,, "triệu đồng"', 1),
    ('#,##0, "nghìn đồng"', 1),
    ('#,##0, "tỷ"', MILLION),
    ("[$$-409]#,##0.00", None),
    ("#,##0.00 [$€-407]", None),
    ("[$¥-411]#,##0", None),
    ("#,##0 [$CHF]", None),
    ("[$USD] #,##0", None),
    ('#,##0 "€"', None),
    ('#,##0 "USD"', None),
    ('"Usd" 0', None),
    ('#,##0\\ "US$"', None),
    ("$#,##0", None),
    ("\\$#,##0", None),
    ("€#,##0", None),
    ("#,##0 €", None),
    ("£0", None),
    ("[$€-407] #,##0,,", None),
]


@pytest.mark.parametrize(("number_format", "unit"), FORMATS)
def test_a_number_format_shows_a_unit_of_money(
    number_format: str, unit: Decimal | int | None
) -> None:
    shown = shown_number(Decimal(1500), number_format)
    assert shown_unit(shown, Decimal(MILLION)) == unit


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("1,5 tỷ đồng", ("1,5", BILLION)),
        ("2 nghìn tỷ đồng", ("2", THOUSAND * BILLION)),
        ("2 nghìn triệu", ("2", BILLION)),
        ("1.500đ", ("1.500", 1)),
        ("12 tr", ("12", MILLION)),
        ("1 tỷ 500 triệu", ("1", None)),
        ("1000 USD", None),
        ("5 vụ", None),
        ("12", None),
    ],
)
def test_a_unit_of_money_stands_behind_its_figure(
    text: str, split: tuple[str, int | None] | None
) -> None:
    assert split_unit(text) == split


def test_what_is_left_of_a_number_that_was_cut_is_none() -> None:
    assert [parse_number(text) for text in ("000", "00", "0", "1.000")] == [None, 0, 0, 1000]
