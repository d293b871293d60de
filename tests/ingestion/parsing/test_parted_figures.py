"""Figures of text files that a comma of thousands parts in two: the row is held, wherever the parts
come to lie."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.blanks.layout import lay_out
from ingestion.blanks.templates import csv_bytes
from ingestion.forms.contract import load_contracts
from ingestion.forms.sheet_columns import line_label
from ingestion.parsing.pool import read_report
from tests.expectations.builders import INCIDENTS, SECURITY, answers

_STAFF, _DRILLS = "trained_staff_share", "drills"


def _held(line: str, cells: str) -> list[str]:
    """The fields held as parted of a line whose cells are these, as written in the file."""
    form = load_contracts().latest()[SECURITY]
    lines = csv_bytes(form, lay_out(form, answers(form))).decode("utf-8-sig").splitlines()
    (at,) = (at for at, text in enumerate(lines) if text.startswith(f"{line},"))
    label = next(line_label(one) for one in form.lines if one.code == line)
    lines[at] = f'{line},"{label}",{cells}'
    report = read_report("\r\n".join([*lines, ""]).encode())
    return [c.field for c in report.cells if c.value.status == "unreadable" and c.row_key == line]


@pytest.mark.parametrize(
    ("line", "cells", "held"),
    [
        (_STAFF, "1,039,1,116", ["denominator", "note", "evidence"]),
        (_STAFF, "1,912,2,163", ["note", "evidence"]),
        (_STAFF, "639,1,116", ["note"]),
        (_STAFF, "46,105,5,", ["note"]),
        (_STAFF, "12,000,,", ["denominator"]),
        (_STAFF, "0,5,1,", ["note"]),
        (_DRILLS, "1,200,,", ["value"]),
        (_DRILLS, "1,200", ["value"]),
    ],
)
def test_a_figure_parted_by_its_comma_is_held(line: str, cells: str, held: list[str]) -> None:
    assert _held(line, cells) == held


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**7), st.integers(1_000, 10**7))
def test_a_ratio_with_unquoted_commas_is_never_read(numerator: int, denominator: int) -> None:
    assert _held(_STAFF, f"{numerator:,},{denominator:,}")


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        (_STAFF, "62,141,,"),
        (_STAFF, "62,141,số liệu năm 2024,5/6"),
        (_STAFF, "62,141,2024,12/QĐ-UBND"),
        (_STAFF, "0,141,15 người mới,số 5"),
        (_DRILLS, "1,,,"),
        (_DRILLS, "0,-,,"),
    ],
)
def test_whole_figures_and_texts_beside_them_are_read(line: str, cells: str) -> None:
    assert _held(line, cells) == []


def test_the_rest_of_a_figure_in_a_register_is_held() -> None:
    form = load_contracts().latest()[INCIDENTS]
    lines = csv_bytes(form, lay_out(form, answers(form))).decode("utf-8-sig").splitlines()
    name, _, figures = lines[-2].partition(",")
    lines[-2] = f"{name},1,039,{figures.split(',', 2)[2]}"
    report = read_report("\r\n".join([*lines, ""]).encode())
    assert "parted" in {c.value.problem for c in report.cells}
