"""Which warnings found count as acknowledged: by whom, up to how many, until when."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from dashboards.release_record.gate_findings import Found
from dashboards.release_record.manifest import Acknowledgement
from ingestion.home.home import Home
from orchestration.identity.session import Actor
from orchestration.releasing.acknowledgements import (
    acknowledged,
    let_stand,
    stop_acknowledging,
)

LAST, ONE_DAY = date(2026, 12, 31), timedelta(days=1)
WARNING, AT_MOST = "REPORT-HELD", 3
STEWARD = Actor("lan", frozenset({"reader", "steward"}), "session")
STANDING = Acknowledgement(by="lan", until=LAST)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    let_stand(home, STEWARD, WARNING, at_most=AT_MOST, until=LAST, reason="chờ nộp lại")
    return home


def given(home: Home, count: int, as_of: date, by: str | None = None) -> dict[str, Acknowledgement]:
    """Who acknowledged a warning found ``count`` times; ``by`` does so now."""
    warned = Found(WARNING, "warns", count, ())
    with home.ledger() as ledger:
        return acknowledged(ledger, [warned], as_of, by=by, codes=[WARNING] if by else [])


@pytest.mark.parametrize(
    ("count", "as_of", "stands"),
    [
        (1, LAST - ONE_DAY, True),
        (1, LAST, True),
        (1, LAST + ONE_DAY, False),
        (AT_MOST - 1, LAST, True),
        (AT_MOST, LAST, True),
        (AT_MOST + 1, LAST, False),
    ],
)
def test_a_warning_stands_up_to_its_number_and_its_last_day(
    home: Home, count: int, as_of: date, stands: bool
) -> None:
    assert given(home, count, as_of) == ({WARNING: STANDING} if stands else {})


def test_who_acknowledges_now_is_named_whatever_stood_before(home: Home) -> None:
    for count, as_of in ((1, LAST), (AT_MOST + 1, LAST + ONE_DAY)):
        assert given(home, count, as_of, by="minh") == {WARNING: Acknowledgement(by="minh")}


def test_what_blocks_is_acknowledged_by_nobody(home: Home) -> None:
    blocking = Found(WARNING, "blocks", 1, ())
    with home.ledger() as ledger:
        for by in (None, "minh"):
            assert acknowledged(ledger, [blocking], LAST, by=by, codes=[WARNING]) == {}


def test_the_latest_word_on_a_warning_counts(home: Home) -> None:
    let_stand(home, STEWARD, WARNING, at_most=1, until=LAST, reason="ít hơn")
    assert given(home, AT_MOST, LAST) == {}
    assert given(home, 1, LAST) == {WARNING: STANDING}
    stop_acknowledging(home, STEWARD, WARNING)
    assert given(home, 1, LAST) == {}
