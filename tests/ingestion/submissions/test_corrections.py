"""A correction holds for a value, however it is spelt, and ends with it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.forms.contract import load_contracts
from ingestion.submissions.corrections import lapses, lay_over
from ingestion.submissions.decisions import Correction, Decision, ReportKey, Typed, Why
from ingestion.submissions.frame_columns import REPORT_KEY
from tests.expectations.builders import INCIDENTS, batch, file_of, header

ROW, COLUMN = "TYPE-01", "estimated_damage"
UNITS = {"đồng": 1, "nghìn đồng": 1_000, "triệu đồng": 1_000_000}


def revision(number: int, damage: str, unit: str = "đồng") -> bytes:
    head = header(revision=number, money_unit=unit)
    return file_of(INCIDENTS, head, TYPE_01={COLUMN: damage})


def corrected(content: bytes, new: str, row_key: str = ROW, field: str = COLUMN) -> Decision:
    """An approved correction of a value that a first revision states, of the damage unless another
    is named."""
    read = batch([content])
    cell = read.cells.filter(row_key=row_key, field=field).row(0, named=True)
    head = read.headers.row(0, named=True)
    what = Correction(
        report=ReportKey.model_validate({name: head[name] for name in REPORT_KEY}),
        table=cell["table"],
        row_key=row_key,
        field=field,
        expected=cell["raw_text"] or "",
        new=new,
        revision=head["revision"],
        report_date=head["report_date"],
        was=Typed(status=cell["status"], number=cell["number"], text=cell["text"]),
        money_unit=head["money_unit"],
    )
    why = Why(category="typing_error", reason="bản giấy ghi khác")
    return Decision("D1", what, why, "lan", date(2025, 1, 1), {}, state="approved")


def damage_after(content: bytes, decision: Decision) -> Decimal | None:
    """What a revision's damage is read as, in đồng."""
    laid = lay_over(batch([content]), [decision], load_contracts()).batch.cells
    number: Decimal | None = laid.filter(row_key=ROW, field=COLUMN)["number"].item()
    return number


def ends(content: bytes, decision: Decision) -> bool:
    return bool(lapses(batch([content]), [decision], load_contracts()))


def spelt(thousands: int, unit: str, zeros: int, dotted: bool, around: str) -> str:
    """So many thousand đồng as somebody may write them in a unit, for one reading only: three
    decimals have a fourth."""
    figure = Decimal(thousands * 1_000) / UNITS[unit]
    whole, _, part = f"{figure:f}".partition(".")
    if dotted:
        whole = f"{int(whole):,}".replace(",", ".")
    part = part.rstrip("0")
    part += "0" * zeros if part else ""
    part += "0" * (len(part) == 3)
    return around.format(f"{whole},{part}" if part else whole)


spellings = st.builds(
    lambda unit, *how: (unit, how),
    st.sampled_from(sorted(UNITS)),
    st.integers(0, 2),
    st.booleans(),
    st.sampled_from(["{}", "  {} ", "(?) {}"]),
)


@settings(deadline=None, max_examples=60)
@given(first=spellings, later=spellings, thousands=st.integers(1, 10**7), by=st.integers(1, 99))
def test_a_correction_ends_with_the_value_and_not_with_its_spelling(
    first: tuple[str, tuple[int, bool, str]],
    later: tuple[str, tuple[int, bool, str]],
    thousands: int,
    by: int,
) -> None:
    unit, (zeros, dotted, _) = first
    now, how = later
    made = corrected(revision(0, spelt(thousands, unit, zeros, dotted, "{}"), unit), "7")
    same = revision(1, spelt(thousands, now, *how), now)
    assert not ends(same, made)
    assert damage_after(same, made) == 7 * UNITS[unit], "read in the unit it was proposed in"
    other = revision(1, spelt(thousands + by, now, *how), now)
    assert ends(other, made)
    assert damage_after(other, made) != 7 * UNITS[unit] or thousands + by == 7 * UNITS[unit]


def test_the_same_digits_in_another_unit_are_another_value() -> None:
    made = corrected(revision(0, "10", "triệu đồng"), "13")
    assert ends(revision(1, "10", "đồng"), made)
    assert damage_after(revision(1, "10", "đồng"), made) == 10


def test_what_could_not_be_read_is_the_same_while_its_text_is() -> None:
    made = corrected(revision(0, "nhiều"), "13")
    for again in ("nhiều", "(?) nhiều"):
        assert not ends(revision(1, again), made)
        assert damage_after(revision(1, again), made) == 13
    assert ends(revision(1, "rất nhiều"), made)
    of_a_day = corrected(revision(0, "2024-06-05"), "13")
    assert not ends(revision(1, "05/06/2024"), of_a_day)
    assert ends(revision(1, "06/05/2024"), of_a_day)


def test_a_blank_that_is_filled_ends_a_correction_of_the_blank() -> None:
    made = corrected(revision(0, ""), "13")
    assert damage_after(revision(1, ""), made) == 13
    assert ends(revision(1, "0"), made)


@pytest.mark.parametrize(
    ("number", "signed", "is_later"),
    [
        (1, "06/12/2024", False),
        (2, "04/12/2024", False),
        (2, "05/12/2024", False),
        (2, "06/12/2024", True),
        (3, "04/12/2024", True),
    ],
)
def test_only_a_later_revision_ends_a_correction(number: int, signed: str, is_later: bool) -> None:
    """Later by its number, then by its day; another content of the same revision is not."""

    def saying(of: int, day: str, damage: str) -> bytes:
        return file_of(INCIDENTS, header(revision=of, report_date=day), TYPE_01={COLUMN: damage})

    made = corrected(saying(2, "05/12/2024", "10"), "13")
    assert ends(saying(number, signed, "11"), made) == is_later
    assert not ends(saying(number, signed, "10"), made)


def test_a_correction_that_ended_holds_for_the_revisions_before() -> None:
    made = corrected(revision(0, "10"), "13")
    (event,) = lapses(batch([revision(2, "11")]), [made], load_contracts())
    order = (int(event["order"][0]), str(event["order"][1]))
    ended = replace(made, state="lapsed", lapsed_at=order)
    for number, damage in ((0, 13), (1, 13), (2, 10), (3, 10)):
        assert damage_after(revision(number, "10"), ended) == damage, number
    assert not ends(revision(2, "12"), ended), "it has ended there"
    assert not ends(revision(3, "12"), ended)
    assert ends(revision(1, "12"), ended), "one that came late ends it sooner"


def test_a_decision_that_kept_no_value_reads_its_text() -> None:
    made = corrected(revision(0, "10,5", "triệu đồng"), "13")
    assert isinstance(made.what, Correction)
    what = made.what.model_copy(update={"was": None, "money_unit": None})
    old = Decision("D1", what, made.why, "lan", date(2025, 1, 1), {}, state="approved")
    assert not ends(revision(1, "10,50", "triệu đồng"), old)
    assert ends(revision(1, "10,6", "triệu đồng"), old)
