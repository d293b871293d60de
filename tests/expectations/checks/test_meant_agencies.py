"""Which agencies the cure names for a report whose agency is not registered on its day: who
succeeds it first, then likely names, all of that day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from expectations.checks.meant_agencies import with_meant
from expectations.wording.descriptions import describe
from ingestion.forms.contract import load_contracts
from tests.expectations.builders import (
    AGENCY,
    BUDGET,
    CENTRE,
    CENTRE_NAME,
    MERGED,
    MERGED_NAME,
    NAME,
    OTHER,
    OTHER_NAME,
    file_of,
    header,
    judge,
    register,
)

SCHEMA = {
    "agency_id": pl.String,
    "agency_name": pl.String,
    "valid_from": pl.Date,
    "valid_to": pl.Date,
    "successor_id": pl.String,
}
A, B, C = date(2024, 6, 30), date(2025, 6, 30), date(2026, 6, 30)


def meant(
    agencies: pl.DataFrame, agency_id: str, name: str | None, day: date | None
) -> tuple[str | None, list[str], list[str]]:
    asked = pl.DataFrame(
        [(agency_id, name, day, None)],
        schema={
            "agency_id": pl.String,
            "agency_name": pl.String,
            "period_end": pl.Date,
            "known_id": pl.String,
        },
        orient="row",
    )
    (row,) = with_meant(asked, agencies).iter_rows(named=True)
    return row["successor_id"], row["meant_ids"], row["meant_names"]


def test_the_successor_comes_first_though_others_are_called_more_alike() -> None:
    agencies = pl.DataFrame(
        [
            ("OLD", "Sở A", None, A, "NEW"),
            ("NEW", "Trung tâm B", None, None, None),
            ("LIKE", "Sở A tỉnh C", None, None, None),
        ],
        schema=SCHEMA,
        orient="row",
    )
    successor, ids, names = meant(agencies, "OLD", "Sở A", B)
    assert successor == "NEW"
    assert (ids, names) == (["NEW", "LIKE"], ["Trung tâm B", "Sở A tỉnh C"])


CHAIN = pl.DataFrame(
    [
        ("ONE", "Sở 1", None, A, "TWO"),
        ("TWO", "Sở 2", date(2024, 7, 1), B, "THREE"),
        ("THREE", "Sở 3", date(2025, 7, 1), C, "ONE"),
        ("THREE", "Sở 3 mới", date(2026, 7, 1), None, None),
    ],
    schema=SCHEMA,
    orient="row",
)


@pytest.mark.parametrize(
    ("day", "successor", "called"),
    [
        (date(2024, 12, 31), "TWO", "Sở 2"),
        (date(2025, 12, 31), "THREE", "Sở 3"),
        (date(2026, 12, 31), "THREE", "Sở 3 mới"),
        (date(2024, 6, 30), None, None),
    ],
)
def test_successions_are_followed_to_the_day_asked_about(
    day: date, successor: str | None, called: str | None
) -> None:
    first, ids, names = meant(CHAIN, "ONE", None, day)
    assert first == successor
    assert (ids, names) == (([successor], [called]) if successor else ([], []))


def test_a_ring_of_successions_ends() -> None:
    ring = pl.DataFrame(
        [("ONE", "Sở 1", None, A, "TWO"), ("TWO", "Sở 2", None, A, "ONE")],
        schema=SCHEMA,
        orient="row",
    )
    assert meant(ring, "ONE", None, B) == (None, [], [])


def test_an_agency_is_named_as_it_is_called_on_the_day() -> None:
    assert meant(CHAIN, "X", "Sở 3 mới", date(2025, 12, 31))[1:] == (["THREE"], ["Sở 3"])
    assert meant(CHAIN, "X", "Sở 3 mới", None)[2][0] == "Sở 3 mới"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_cure_for_an_ended_agency_names_its_successor(language: str) -> None:
    file = file_of(BUDGET, header(period="2025", report_date="05/12/2025"))
    found = judge([file]).findings.filter(code="AGENCY-UNKNOWN")
    (row,) = found.iter_rows(named=True)
    words = describe(row, load_contracts().latest()[BUDGET], language)
    successor = f"{MERGED} {MERGED_NAME}"
    assert words.fix.count(successor) == 1
    assert words.fix.index(successor) < words.fix.index(f"{CENTRE} {CENTRE_NAME}")
    for ended in (NAME, OTHER_NAME, OTHER):
        assert ended not in words.fix
    assert AGENCY in words.problem
    assert "31/12/2025" in words.problem
    assert "{" not in words.problem + words.fix


def test_a_successor_alone_is_asked_for_the_report() -> None:
    file = file_of(BUDGET, header(period="2025", report_date="05/12/2025"))
    found = (
        judge([file])
        .findings.filter(code="AGENCY-UNKNOWN")
        .with_columns(pl.col("candidate_ids", "candidate_names").list.head(1))
    )
    (row,) = found.iter_rows(named=True)
    words = describe(row, load_contracts().latest()[BUDGET])
    assert words.fix == f"Đề nghị {MERGED} {MERGED_NAME} (đơn vị kế thừa) gửi báo cáo của kỳ này."


def test_a_sender_is_called_as_on_the_day_of_receipt() -> None:
    first = register()
    line = {"agency_id": CENTRE, "agency_name": "Trung tâm cũ", "valid_to": A}
    old = first.agencies.filter(agency_id=CENTRE).with_columns(
        pl.lit(value, first.agencies.schema[name]).alias(name) for name, value in line.items()
    )
    now = first.agencies.with_columns(
        valid_from=pl.when(agency_id=CENTRE).then(date(2024, 7, 1)).otherwise("valid_from")
    )
    dated = replace(first, agencies=pl.concat([now, old]))
    for day, called in ((A, "Trung tâm cũ"), (date(2024, 12, 10), CENTRE_NAME)):
        judged = judge([file_of(BUDGET)], registered=dated, deliveries=[(CENTRE, day)])
        (finding,) = judged.findings.filter(code="SENDER-NOT-ENTITLED").iter_rows(named=True)
        assert finding["sent"] == f"{called} ({CENTRE})"
        assert finding["expected_text"] == f"{NAME} ({AGENCY})"
