"""A change is the difference of the two figures as a reader sees them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.looks.locale import speaking
from dashboards.pages.figures import COUNT, MONEY, RANGE, SHARE, YES_NO, change, write


@dataclass(frozen=True)
class Figure:
    """A figure of a directive."""

    total: Decimal | None = None
    denominator: Decimal | None = None
    share: Decimal | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None


def read(written: str) -> Decimal:
    """A number of an English page."""
    return Decimal(written.split(" ")[0].rstrip("%").replace(",", "").replace("−", "-"))


dong = st.integers(0, 10**15).map(Decimal)
parts = st.decimals(0, 1, places=6)


@given(st.sampled_from([COUNT, YES_NO, MONEY]), dong, dong)
def test_counts_and_money_are_subtracted_as_they_are_written(
    kind: str, now: Decimal, before: Decimal
) -> None:
    with speaking("en"):
        moved = change(kind, Figure(now), Figure(before))
        written = [read(write(kind, Figure(one)).main) for one in (now, before)]
    assert read(moved) == written[0] - written[1]
    assert moved.startswith("+") == (written[0] > written[1])


@given(parts, parts)
def test_shares_are_subtracted_as_they_are_written(now: Decimal, before: Decimal) -> None:
    one = Decimal(1)
    with speaking("en"):
        moved = change(SHARE, Figure(one, one, now), Figure(one, one, before))
        written = [read(write(SHARE, Figure(one, one, part)).main) for part in (now, before)]
    assert read(moved) == written[0] - written[1]
    assert moved.endswith(" pp")


@pytest.mark.parametrize("kind", [COUNT, MONEY, SHARE, YES_NO, RANGE])
def test_what_is_not_shown_has_no_change(kind: str) -> None:
    whole = Figure(Decimal(5), Decimal(10), Decimal("0.5"), Decimal(1), Decimal(4))
    hidden = Figure(None, Decimal(10), Decimal("0.4"))
    for missing in (None, Figure(), hidden):
        assert change(kind, missing, whole) == "–"
        assert change(kind, whole, missing) == "–"
    assert (change(kind, whole, whole) == "–") == (kind == RANGE)
