"""The difference between two states of the register: each agency that changes once, in one kind."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.landing.agencies import AGENCIES, read_agencies, register_csv
from ingestion.submissions.register_changes import (
    CHANGE_KINDS,
    AgencyChange,
    LeadChange,
    lead_changes,
    register_changes,
)
from ingestion.submissions.registers import together

OPEN = {"agency_id": "AGY-1", "agency_name": "Sở A", "agency_type": "department"}
_DAYS = st.lists(st.dates(date(2018, 1, 1), date(2027, 1, 1)), max_size=5, unique=True)


def frame(*lines: dict[str, object]) -> pl.DataFrame:
    rows = [{**dict.fromkeys(AGENCIES), **OPEN, "is_synthetic": True, **line} for line in lines]
    return pl.DataFrame(rows, schema=AGENCIES)


@st.composite
def registers(draw: st.DrawFn) -> pl.DataFrame:
    """A register of few agencies with few names, so that two of them often say the same."""
    lines = []
    for agency_id in draw(st.sets(st.sampled_from(["AGY-1", "AGY-2", "AGY-3"]))):
        for start, end in pairwise([None, *sorted(draw(_DAYS)), None]):
            last_day = date.fromordinal(end.toordinal() - 1) if end else draw(_ends(start))
            lines.append(
                {
                    "agency_id": agency_id,
                    "agency_name": draw(st.sampled_from(["Sở A", "Sở B"])),
                    "agency_type": draw(st.sampled_from(["department", "police"])),
                    "valid_from": start,
                    "valid_to": last_day,
                    "successor_id": draw(st.sampled_from([None, "AGY-1", "AGY-9"])),
                    "email": draw(st.sampled_from([None, "a@b.example"])),
                    "register_version": draw(st.sampled_from([None, 1, 2])),
                }
            )
    return frame(*lines) if lines else pl.DataFrame(schema=AGENCIES)


def _ends(start: date | None) -> st.SearchStrategy[date | None]:
    return st.none() | st.dates(start or date(2018, 1, 1), date(2030, 1, 1))


def said_of(agencies: pl.DataFrame, agency_id: str) -> list[tuple[object, ...]]:
    return agencies.filter(agency_id=agency_id).drop("register_version").rows()


@given(registers())
def test_equal_registers_do_not_differ(agencies: pl.DataFrame) -> None:
    newer = agencies.with_columns(register_version=pl.lit(7, pl.Int32()))
    assert register_changes(agencies, newer.sample(fraction=1, shuffle=True, seed=1)) == []


@given(registers(), registers())
def test_every_agency_that_changes_does_so_once_and_no_other(
    before: pl.DataFrame, after: pl.DataFrame
) -> None:
    changes = register_changes(before, after)
    changed = [one.agency_id for one in changes]
    assert len(changed) == len(set(changed))
    ids = {*before["agency_id"], *after["agency_id"]}
    assert set(changed) == {one for one in ids if said_of(before, one) != said_of(after, one)}
    for one in changes:
        assert one.kind in CHANGE_KINDS
        assert (one.kind == "new") == (one.agency_id not in set(before["agency_id"]))
        assert (one.kind == "removed") == (one.agency_id not in set(after["agency_id"]))


@given(registers(), registers())
def test_what_is_handed_in_over_another_register_is_the_difference(
    before: pl.DataFrame, later: pl.DataFrame
) -> None:
    """Agencies that a register does not name stay as they are."""
    contents = [register_csv(one) for one in (before, later) if not one.is_empty()]
    both = together(contents)
    changes = register_changes(before, both)
    assert {one.agency_id for one in changes} <= set(later["agency_id"])
    assert "removed" not in {one.kind for one in changes}


@given(registers())
def test_the_template_says_the_lines_it_was_made_from(agencies: pl.DataFrame) -> None:
    if not agencies.is_empty():
        read = read_agencies(register_csv(agencies))
        assert register_changes(agencies, read) == []


END = date(2026, 6, 30)


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ([], [{}], "new"),
        (
            [{}],
            [{"valid_to": END}, {"valid_from": date(2026, 7, 1), "agency_name": "B"}],
            "renamed",
        ),
        ([{}], [{"valid_to": END}], "ended"),
        ([{}], [{"valid_to": END, "successor_id": "AGY-2"}], "merged"),
        ([{"valid_to": END}], [{"valid_to": END, "successor_id": "AGY-2"}], "merged"),
        ([{}], [{"valid_to": END, "successor_id": "AGY-2", "agency_name": "B"}], "merged"),
        ([{"valid_to": END}], [{}], "changed"),
        ([{"valid_to": END}], [{"valid_to": date(2026, 12, 31)}], "changed"),
        ([{}], [{"parent_id": "AGY-9"}], "changed"),
        ([{}], [{"unit_id": "VN34-01"}], "changed"),
        ([{}], [{"email": "a@b.example"}], "changed"),
        ([{}], [{"agency_name": "B", "agency_type": "police"}], "renamed"),
        ([{}], [], "removed"),
    ],
)
def test_what_happens_to_an_agency_has_one_name(
    before: list[dict[str, object]], after: list[dict[str, object]], kind: str
) -> None:
    (one,) = register_changes(frame(*before), frame(*after))
    assert (one.agency_id, one.kind) == ("AGY-1", kind)


def test_a_renamed_agency_says_from_when_and_what_else_changes() -> None:
    later = {"valid_from": date(2026, 7, 1), "agency_name": "Sở B", "agency_type": "police"}
    (one,) = register_changes(frame({}), frame({"valid_to": END}, later))
    assert one == AgencyChange(
        "AGY-1",
        "renamed",
        "Sở B",
        date(2026, 7, 1),
        None,
        None,
        {"agency_name": ("Sở A", "Sở B"), "agency_type": ("department", "police")},
    )


def led(
    unit_id: str, *, by: str | None = "AGY-1", until: date | None = None
) -> list[dict[str, object]]:
    """Two agencies of a province, the second reports to the first."""
    line = {"unit_id": unit_id, "valid_to": until}
    lead = f"{by}@{unit_id}" if by else None
    return [
        {**line, "agency_id": f"AGY-1@{unit_id}"},
        {**line, "agency_id": f"AGY-2@{unit_id}", "parent_id": lead},
    ]


def test_a_province_left_without_a_lead_agency_is_named_and_one_that_gets_one() -> None:
    before = frame(*led("VN34-01"), *led("VN34-04", by=None), *led("VN34-08"))
    after = frame(*led("VN34-01", by=None), *led("VN34-04"), *led("VN34-08"))
    assert lead_changes(before, after) == [
        LeadChange("VN34-01", is_left=True),
        LeadChange("VN34-04", is_left=False),
    ]
    assert lead_changes(after, before) == [
        LeadChange("VN34-04", is_left=True),
        LeadChange("VN34-01", is_left=False),
    ]


def test_a_province_whose_agencies_all_end_is_left_by_nobody() -> None:
    before, after = frame(*led("VN63-01")), frame(*led("VN63-01", until=date(2025, 6, 30)))
    assert lead_changes(before, after) == []


def test_another_lead_of_the_same_province_is_no_change() -> None:
    before = frame(*led("VN34-01"))
    swapped = [dict(line) for line in led("VN34-01", by=None)]
    swapped[0]["parent_id"] = "AGY-2@VN34-01"
    assert lead_changes(before, frame(*swapped)) == []


@given(registers())
def test_no_lead_changes_where_nothing_does(agencies: pl.DataFrame) -> None:
    assert lead_changes(agencies, agencies) == []
