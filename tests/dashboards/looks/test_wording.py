"""Numbers, grade sets and colours."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest

from dashboards.looks import locale, theme
from dashboards.marts.certainty import ChangeCertainty
from dashboards.pages.phrases import direction_of, grade_set


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1234.50"), "1.234,50"),
        (Decimal("-0.25"), "−0,25"),
        (Decimal("0.00"), "0,00"),
        (1_865_270, "1.865.270"),
    ],
)
def test_numbers_keep_the_decimals_of_the_mart(value: Decimal | int, written: str) -> None:
    assert locale.number(value) == written


@pytest.mark.parametrize(
    ("share", "written"), [("0.7999", "79,9"), ("1", "100"), ("0.8", "80"), ("0.89999", "89,9")]
)
def test_a_share_is_cut_and_never_rounded_up(share: str, written: str) -> None:
    assert locale.percent(Decimal(share)) == f"{written}\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("value", "vietnamese", "english"),
    [
        (Decimal("1271.20"), "1.271,20", "1,271.20"),
        (Decimal("0.12500000"), "0,125", "0.125"),
        (Decimal("12.000"), "12", "12"),
        (date(2026, 7, 1), "01/07/2026", "1 Jul 2026"),
        (None, "–", "–"),
        (2025, "2025", "2025"),
    ],
)
def test_commands_write_values_as_pages_do(value: object, vietnamese: str, english: str) -> None:
    assert locale.shown(value, "vi") == vietnamese
    assert locale.shown(value, "en") == english


@pytest.mark.parametrize(
    ("grades", "written"),
    [("B", "B"), ("B|C", "B–C"), ("D|C", "C–D"), ("B|C|D", "B–D"), ("B|D", "B, D"), ("", "")],
)
def test_a_set_of_grades_is_a_range_only_when_unbroken(grades: str, written: str) -> None:
    assert grade_set(grades) == written


@pytest.mark.parametrize(
    ("verdict", "direction"),
    [
        ("improved", "up"),
        ("declined", "down"),
        ("no_clear_change", "level"),
        ("depends_on_method", "level"),
        ("error_not_known", "level"),
    ],
)
def test_only_what_the_index_says_has_a_direction(verdict: str, direction: str) -> None:
    ends = dict.fromkeys(
        ("change_lower", "change_upper", "change_lower_by_method", "change_upper_by_method"),
        Decimal(9),
    )
    change = ChangeCertainty(unit_id="u", baseline_year=2018, verdict=verdict, **ends)
    assert direction_of(change) == direction
    assert direction_of(None) == "level"


def test_style_sheet_and_charts_share_their_colours() -> None:
    style = (files("dashboards") / "static" / "style.css").read_text(encoding="utf-8")
    written = dict(re.findall(r"--([\w-]+): (#\w+);", style))
    for grade, colour in theme.GRADE_COLOURS.items():
        assert written[f"grade-{grade}"] == colour
    assert written["ink"] == theme.INK
    assert written["muted"] == theme.MUTED
    assert written["rule"] == theme.RULE
    assert written["accent"] == theme.ACCENT
    assert written["break"] == theme.BREAK
