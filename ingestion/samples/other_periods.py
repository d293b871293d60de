"""Faults that are wrong only beside what the same agency sent for another period."""

from __future__ import annotations

from ingestion.samples.draft import Draft, Fault
from ingestion.samples.faults import (
    BUDGET,
    FIRST_TYPE,
    INCIDENTS,
    SECURITY,
    YEARLY_PLAN,
    number_of,
    place_of,
)

YEAR_BELOW_PARTS = "YEAR-BELOW-PARTS"
_THOUSAND, _APPROVED = 1_000, "level_approved_share"


def _thousand_times(draft: Draft) -> None:
    for row in draft.rows["budget"]:
        row |= {code: e * _THOUSAND for code, e in row.items() if isinstance(e, int)}


def _three_times_as_many(draft: Draft) -> None:
    entries = draft.lines[_APPROVED]
    entries["denominator"] = 3 * number_of(entries["denominator"])


def fewer_in_the_year(part: Draft) -> Fault:
    """A yearly summary that counts one incident fewer than the part of its year did."""

    def on_draft(draft: Draft) -> None:
        row, before = (one.rows[draft.form.sheets[0].name][0] for one in (draft, part))
        row |= {code: 0 for code, entry in row.items() if isinstance(entry, int)}
        row["incidents"] = number_of(before["incidents"]) - 1

    return Fault(
        YEAR_BELOW_PARTS,
        INCIDENTS,
        "fewer in the year than in a part of it",
        on_draft,
        lambda page: place_of(page, FIRST_TYPE, "incidents"),
    )


UNIT_SLIP = Fault(
    "UNIT-SLIP",
    BUDGET,
    "every amount a thousand times the year before",
    _thousand_times,
    lambda page: place_of(page, YEARLY_PLAN, "total_it_budget"),
)
DENOMINATOR_JUMP = Fault(
    "DENOMINATOR-JUMP",
    SECURITY,
    "three times the systems of the year before",
    _three_times_as_many,
    lambda page: place_of(page, _APPROVED, "denominator"),
)
AGAINST_LAST_YEAR = (UNIT_SLIP, DENOMINATOR_JUMP)
