"""Many submissions in one batch are judged as each would be alone."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.expectations.builders import (
    BUDGET,
    INCIDENTS,
    SECURITY,
    Entry,
    file_of,
    header,
    judge,
    put,
)

ENTRIES = st.sampled_from([None, "abc", -1, 0, 7, 10**9, "Không áp dụng", "Có", "#REF!", "1.000"])
CELLS = st.sampled_from(
    [
        (INCIDENTS, "TYPE-01", "incidents"),
        (INCIDENTS, "TYPE-07", "self_handled"),
        (INCIDENTS, "total", "incidents"),
        (INCIDENTS, "", "unit_code"),
        (SECURITY, "trained_staff_share", "value"),
        (SECURITY, "trained_staff_share", "denominator"),
        (SECURITY, "drills", "value"),
        (SECURITY, "", "scope"),
        (BUDGET, "yearly_plan|Kế hoạch 2024", "exempt"),
        (BUDGET, "yearly_plan|Kế hoạch 2024", "total_it_budget"),
        (BUDGET, "", "period"),
    ]
)


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(CELLS, ENTRIES), min_size=2, max_size=4))
def test_one_batch_equals_one_by_one(spoilt: list[tuple[tuple[str, str, str], Entry]]) -> None:
    files = [
        file_of(form, header(revision=number), put(row_key, field, entry))
        for number, ((form, row_key, field), entry) in enumerate(spoilt)
    ]
    together = judge(files)
    alone = [judge([content]) for content in files]
    order = ["submission_id"]
    findings = pl.concat([one.findings for one in alone]).sort(order, maintain_order=True)
    assert together.findings.equals(findings)
    verdicts = pl.concat([one.verdicts for one in alone])
    assert together.verdicts.equals(verdicts)
    assert judge(files[::-1]).findings.equals(together.findings)
