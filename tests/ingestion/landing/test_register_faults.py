"""What the lines of a register say that cannot be, seen in the file alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.landing.agencies import read_agencies
from ingestion.landing.register_faults import received_agencies
from ingestion.landing.unreadable import UnreadableFile

HEAD = (
    "agency_id,agency_name,agency_type,unit_id,valid_from,valid_to,is_synthetic,"
    "parent_id,successor_id\n"
)
Place = tuple[str, int, str, str]


def line(
    agency: str, first: str = "", last: str = "", parent: str = "", successor: str = ""
) -> str:
    return f"{agency},Sở {agency} (mẫu),department,VN34-01,{first},{last},true,{parent},{successor}"


def places(*lines: str) -> list[Place]:
    """Reason, line, column and value of each cell that is refused."""
    content = (HEAD + "\n".join(lines) + "\n").encode()
    try:
        received_agencies(content)
    except UnreadableFile as refused:
        return [
            (one.reason.removeprefix("register."), *one.values.values())
            for one in (refused, *refused.others)
        ]
    return []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([line("A", "2026-01-01", "2026-01-01")], []),
        (
            [line("A", "2026-01-02", "2026-01-01")],
            [("ends_before_it_begins", 2, "valid_to", "2026-01-01")],
        ),
        ([line("A", parent="A")], [("names_itself", 2, "parent_id", "A")]),
        ([line("A", successor="A")], [("names_itself", 2, "successor_id", "A")]),
        ([line("A", successor="B"), line("B", successor="C"), line("C")], []),
        (
            [line("C"), line("A", successor="B"), line("B", successor="A")],
            [
                ("successors_in_a_circle", 3, "successor_id", "B"),
                ("successors_in_a_circle", 4, "successor_id", "A"),
            ],
        ),
        (
            [line("A", parent="B"), line("B", parent="C"), line("C", parent="B")],
            [
                ("parents_in_a_circle", 3, "parent_id", "C"),
                ("parents_in_a_circle", 4, "parent_id", "B"),
            ],
        ),
        (
            [
                line("A", "2020-01-01", "2024-12-31", parent="B"),
                line("B", "2025-01-01", parent="A"),
            ],
            [],
        ),
        (
            [
                line("A", "2020-01-01", "2025-01-01", parent="B"),
                line("A", "2025-01-02"),
                line("B", "2025-01-01", parent="A"),
            ],
            [
                ("parents_in_a_circle", 2, "parent_id", "B"),
                ("parents_in_a_circle", 4, "parent_id", "A"),
            ],
        ),
    ],
    ids=[
        "a line of one day",
        "a last day before the first",
        "its own parent",
        "its own successor",
        "a chain of successors",
        "each other's successor",
        "only those in the circle",
        "above each other, never on one day",
        "above each other on one day",
    ],
)
def test_what_cannot_be_is_refused_where_it_stands(lines: list[str], expected: list[Place]) -> None:
    assert places(*lines) == expected


def test_every_reason_has_words_in_both_languages() -> None:
    lines = [
        line("A", "2026-01-02", "2026-01-01", "A", "B"),
        line("B", successor="A", parent="C"),
        line("C", parent="B"),
    ]
    with pytest.raises(UnreadableFile) as refused:
        received_agencies((HEAD + "\n".join(lines) + "\n").encode())
    assert len(refused.value.others) == 5
    for one in (refused.value, *refused.value.others):
        for language in ("vi", "en"):
            assert all(str(part) in one.words(language) for part in one.values.values())


def test_a_register_in_force_is_read_whatever_its_lines_say() -> None:
    """What an earlier version of this software let pass must not stop a home."""
    content = (HEAD + line("A", "2026-01-02", "2026-01-01", "A", "A") + "\n").encode()
    assert read_agencies(content)["valid_to"].to_list() == [date(2026, 1, 1)]


_AGENCIES = "ABCDEF"


@given(st.dictionaries(st.sampled_from(_AGENCIES), st.sampled_from(_AGENCIES)))
def test_exactly_who_comes_back_to_itself_is_in_a_circle(above: dict[str, str]) -> None:
    def comes_back(agency: str) -> bool:
        one: str | None = agency
        for _ in _AGENCIES:
            one = above.get(one or "")
            if one == agency:
                return True
        return False

    every = [*_AGENCIES]
    expected = [
        (
            "names_itself" if above[agency] == agency else "parents_in_a_circle",
            2 + every.index(agency),
            "parent_id",
            above[agency],
        )
        for agency in every
        if comes_back(agency)
    ]
    assert places(*(line(one, parent=above.get(one, "")) for one in every)) == expected
